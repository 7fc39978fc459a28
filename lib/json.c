/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"

void
ms_json_append_string (GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);

    g_string_append_c (out, '"');
    for (const char *at = valid; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_printf (out, "\\%c", *at);
        else if (g_ascii_iscntrl (*at))
            g_string_append_printf (out, "\\u%04x", (guint)*at);
        else
            g_string_append_c (out, *at);
    }
    g_string_append_c (out, '"');
}
