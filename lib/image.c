/* SPDX-License-Identifier: BSD-2-Clause */
#include "image.h"

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

MsImage *
ms_image_new (const char *name, GBytes *data)
{
    const char *type = ms_image_type (ms_slice_bytes (data));
    MsImage *image;

    if (type == NULL)
        return NULL;
    image = g_new0 (MsImage, 1);
    image->name = g_strdup (name);
    image->type = g_strdup (type);
    image->content_id = content_id_of (name, data);
    image->data = g_bytes_ref (data);
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
