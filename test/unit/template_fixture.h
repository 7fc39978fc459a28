/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the tests of templates share: fields, template folders of their own, and problems
 * as one text. */
#pragma once

#include "value.h"
#include <mailstamp.h>

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Fields from "name=Jane|phones=1,2": a value with a comma is a list. */
static inline MsValue *
fields_of (const char *text)
{
    g_auto (GStrv) pairs = g_strsplit (text, "|", -1);
    MsValue *fields = ms_value_new_map();

    for (guint i = 0; pairs[i] != NULL && *pairs[i] != '\0'; i++) {
        g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
        g_auto (GStrv) items = g_strsplit (pair[1], ",", -1);
        MsValue *list = NULL;

        if (g_strv_length (items) < 2) {
            ms_value_set_text (fields, pair[0], pair[1]);
            continue;
        }
        list = ms_value_new_list();
        for (guint j = 0; items[j] != NULL; j++)
            ms_value_append (list, ms_value_new_text (items[j]));
        ms_value_set (fields, pair[0], list);
    }
    return fields;
}

/* All problems, one a line, each "line:column: text" with "warning: " where it is one. */
static inline char *
problems_text (const GPtrArray *problems)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = g_ptr_array_index (problems, i);
        g_string_append_printf (
            out, "%s%u:%u: %s%s", i > 0 ? "\n" : "", problem->line, problem->column,
            problem->severity == MS_PROBLEM_WARNING ? "warning: " : "", problem->text);
    }
    return g_string_free (out, FALSE);
}

/* A folder "templates/sales" in a fresh folder of its own; caller frees the path, and
 * removes it with folder_remove. */
static inline char *
folder_new (void)
{
    g_autofree char *base = g_dir_make_tmp ("mailstamp-test-XXXXXX", NULL);
    char *folder = g_build_filename (base, "templates", "sales", NULL);

    assert_int_equal (g_mkdir_with_parents (folder, 0700), 0);
    return folder;
}

static inline void
folder_write_bytes (const char *folder, const char *name, const char *data, gsize len)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname (path);

    assert_int_equal (g_mkdir_with_parents (parent, 0700), 0);
    assert_true (g_file_set_contents (path, data, (gssize)len, NULL));
}

static inline void
folder_write (const char *folder, const char *name, const char *text)
{
    folder_write_bytes (folder, name, text, strlen (text));
}

/* The smallest of pictures: what counts is how it begins. */
static inline void
folder_write_png (const char *folder, const char *name)
{
    folder_write_bytes (folder, name, "\x89PNG\r\n\x1a\n....", 12);
}

static inline void
remove_tree (const char *path)
{
    g_autoptr (GDir) dir = NULL;
    const char *name;

    if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        dir = g_dir_open (path, 0, NULL);
    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *child = g_build_filename (path, name, NULL);
        remove_tree (child);
    }
    assert_int_equal (g_remove (path), 0);
}

static inline void
folder_remove (const char *folder)
{
    g_autofree char *templates = g_path_get_dirname (folder);
    g_autofree char *base = g_path_get_dirname (templates);
    remove_tree (base);
}
