/* SPDX-License-Identifier: BSD-2-Clause */
#include "file.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

char *
ms_file_read (const char *path, gsize max_size, gsize *len, char **what)
{
    struct stat info;
    g_autoptr (GError) error = NULL;
    char *text = NULL;

    /* A pipe or a device would be read for ever. */
    if (stat (path, &info) != 0)
        *what = g_strdup_printf ("cannot be read: %s", g_strerror (errno));
    else if (!S_ISREG (info.st_mode))
        *what = g_strdup ("is not a file");
    else if ((guint64)info.st_size > max_size)
        *what = g_strdup_printf (
            "is too large, expected at most %" G_GSIZE_FORMAT " octets", max_size);
    else if (!g_file_get_contents (path, &text, len, &error))
        *what = g_strdup_printf ("cannot be read: %s", error->message);
    return text;
}

guint
ms_file_line (const char *text, gsize offset)
{
    guint line = 1;

    for (gsize i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

char *
ms_file_check_utf8 (const char *text, gsize len, guint *line)
{
    const char *end = NULL;

    if (g_utf8_validate_len (text, len, &end))
        return NULL;
    *line = ms_file_line (text, (gsize)(end - text));
    if (g_str_has_prefix (text, "\xff\xfe") || g_str_has_prefix (text, "\xfe\xff"))
        return g_strdup ("the file is UTF-16, expected UTF-8");
    return g_strdup_printf ("the octet 0x%02X is not UTF-8, expected a file saved as "
                            "UTF-8",
                            (guint)(guchar)*end);
}
