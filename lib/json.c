/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"
#include "printable.h"

/* RFC 8259 section 7: beyond U+FFFF as the two surrogates of UTF-16. */
static void
append_escape (GString *out, gunichar c)
{
    if (c > 0xffff)
        g_string_append_printf (out, "\\u%04x", 0xd7c0 + (c >> 10));
    g_string_append_printf (out, "\\u%04x", c > 0xffff ? 0xdc00 | (c & 0x3ff) : c);
}

void
ms_json_append_string (GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);

    g_string_append_c (out, '"');
    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
        gunichar c = g_utf8_get_char (at);

        if (c == '"' || c == '\\')
            g_string_append_printf (out, "\\%c", (char)c);
        else if (ms_char_is_printable (c))
            g_string_append_unichar (out, c);
        else
            append_escape (out, c);
    }
    g_string_append_c (out, '"');
}
