/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The files of a configuration with one template, "t", for the targets that load one. */
#pragma once

#include <glib/gstdio.h>
#include <stdlib.h>

typedef struct {
    const char *name;
    const char *text;
} File;

static inline void
files_write (const char *folder, const File *files, gsize count)
{
    g_autofree char *template = g_build_filename (folder, "templates", "t", NULL);

    g_mkdir_with_parents (template, 0700);
    for (gsize i = 0; i < count; i++) {
        g_autofree char *path = g_build_filename (folder, files[i].name, NULL);
        if (!g_file_set_contents_full (path, files[i].text, -1, G_FILE_SET_CONTENTS_NONE,
                                       0600, NULL))
            exit (1);
    }
}

static inline void
files_remove (const char *folder, const File *files, gsize count)
{
    static const char *const folders[] = { "templates/t", "templates", "" };

    for (gsize i = 0; i < count; i++) {
        g_autofree char *path = g_build_filename (folder, files[i].name, NULL);
        g_unlink (path);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
        g_autofree char *path = g_build_filename (folder, folders[i], NULL);
        g_rmdir (path);
    }
}
