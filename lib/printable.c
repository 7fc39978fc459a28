/* SPDX-License-Identifier: BSD-2-Clause */
#include "printable.h"

gboolean
ms_char_is_printable (gunichar c)
{
    GUnicodeType type = G_UNICODE_CONTROL;

    if (c < 0x7f)
        return c >= ' ';
    type = g_unichar_type (c);
    /* To GLib, the separators of lines and paragraphs can be printed. */
    return g_unichar_isprint (c) && type != G_UNICODE_LINE_SEPARATOR &&
           type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *
ms_printable (const char *text, char stand_in)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    GString *out = g_string_new (NULL);

    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
        gunichar c = g_utf8_get_char (at);
        g_string_append_unichar (out, ms_char_is_printable (c) ? c : (guchar)stand_in);
    }
    return g_string_free (out, FALSE);
}
