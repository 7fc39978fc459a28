/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_image.h"

#include "problem.h"
#include "template_folder.h"

#define MAX_SIZE ((gsize)2 * 1024 * 1024)
#define LARGE_SIZE ((gsize)200 * 1024)

gboolean
ms_image_has_known_suffix (const char *name)
{
    static const char *const suffixes[] = { ".png", ".jpg",  ".jpeg",
                                            ".gif", ".webp", ".svg" };

    for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
        if (g_str_has_suffix (name, suffixes[i]))
            return TRUE;
    return FALSE;
}

static void
warn (const MsWhere *where, GPtrArray *problems, const char *name, const char *why)
{
    ms_problem_warning (problems, where->file, where->line, where->column,
                        "picture \"%s\" %s", name, why);
}

static void
check (const MsImage *image, const MsWhere *where, GPtrArray *problems)
{
    if (strcmp (image->type, "image/svg+xml") == 0)
        warn (where, problems, image->name,
              "is SVG, which Outlook and Gmail do not show; use PNG");
    if (strcmp (image->type, "image/webp") == 0)
        warn (where, problems, image->name,
              "is WebP, which Outlook does not show; use PNG or JPEG");
    if (g_bytes_get_size (image->data) > LARGE_SIZE)
        warn (where, problems, image->name,
              "is larger than 200 KB, and every message carries it");
}

MsImage *
ms_image_load (MsFolder *folder, const char *name, const MsWhere *where,
               GPtrArray *problems)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) data = ms_folder_read (folder, name, MAX_SIZE, &error);
    MsImage *image = data != NULL ? ms_image_new (name, data) : NULL;

    if (image == NULL) {
        ms_problem_error (
            problems, where->file, where->line, where->column, "picture \"%s\": %s", name,
            error != NULL ? error->message : "expected a PNG, JPEG or GIF file");
        return NULL;
    }
    check (image, where, problems);
    return image;
}
