/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_image.h"

#include "problem.h"
#include "template_folder.h"

#define MAX_SIZE ((gsize)2 * 1024 * 1024)
#define LARGE_SIZE ((gsize)200 * 1024)

static const struct {
    const char *type;
    const char *magic;
    gsize len;
    gsize offset;
} magics[] = {
    { "image/png", "\x89PNG\r\n\x1a\n", 8, 0 },
    { "image/jpeg", "\xff\xd8\xff", 3, 0 },
    { "image/gif", "GIF87a", 6, 0 },
    { "image/gif", "GIF89a", 6, 0 },
    { "image/webp", "WEBP", 4, 8 },
};

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

/* SVG is text; what makes it one stands behind declarations and comments. */
static gboolean
is_svg (MsSlice data)
{
    gsize len = MIN (data.len, 1024);
    return len > 0 && data.data[0] == '<' && memmem (data.data, len, "<svg", 4) != NULL;
}

const char *
ms_image_type (MsSlice data)
{
    for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
        if (data.len >= magics[i].offset + magics[i].len &&
            memcmp (data.data + magics[i].offset, magics[i].magic, magics[i].len) == 0)
            return magics[i].type;
    return is_svg (data) ? "image/svg+xml" : NULL;
}

/* RFC 2392 wants a Content-ID to be world-unique; from the octets alone it is the same at
 * each pass, so that a second one finds the picture in place. The name before it is for
 * clients that show it. */
static char *
content_id_of (const char *name, GBytes *data)
{
    g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, data);
    g_autofree char *base = g_path_get_basename (name);
    gsize len = MIN (strcspn (base, "."), 32);

    for (gsize i = 0; i < len; i++)
        if (!g_ascii_isalnum (base[i]) && strchr ("-_", base[i]) == NULL)
            base[i] = '_';
    return g_strdup_printf ("%.*s.%.24s@mailstamp", (int)len, base, hash);
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
    const char *type = data != NULL ? ms_image_type (ms_slice_bytes (data)) : NULL;
    MsImage *image;

    if (type == NULL) {
        ms_problem_error (
            problems, where->file, where->line, where->column, "picture \"%s\": %s", name,
            error != NULL ? error->message : "expected a PNG, JPEG or GIF file");
        return NULL;
    }
    image = g_new0 (MsImage, 1);
    image->name = g_strdup (name);
    image->type = g_strdup (type);
    image->content_id = content_id_of (name, data);
    image->data = g_steal_pointer (&data);
    check (image, where, problems);
    return image;
}

void
ms_image_free (MsImage *image)
{
    if (image == NULL)
        return;
    g_free (image->name);
    g_free (image->type);
    g_free (image->content_id);
    g_bytes_unref (image->data);
    g_free (image);
}
