/* SPDX-License-Identifier: BSD-2-Clause */
#include "html_char.h"
#include "entity.h"

/* 0 for what has no digits. */
static gunichar
numeric_reference (const char *digits)
{
    gboolean hex = digits[0] == 'x' || digits[0] == 'X';
    char *end = NULL;
    guint64 code = g_ascii_strtoull (digits + hex, &end, hex ? 16 : 10);

    if (end == digits + hex)
        return 0;
    return code > 0 && code <= 0x10ffff && g_unichar_validate ((gunichar)code)
               ? (gunichar)code
               : 0xfffd;
}

static gsize
read_reference (MsSlice text, gunichar *code)
{
    char name[24] = "";
    gsize len = 1;

    *code = 0;
    while (len < text.len && len < sizeof name &&
           (g_ascii_isalnum (text.data[len]) || (len == 1 && text.data[len] == '#')))
        len++;
    memcpy (name, text.data + 1, len - 1);
    if (len > 1)
        *code = name[0] == '#' ? numeric_reference (name + 1) : ms_entity_code (name);
    if (*code == 0) {
        *code = '&';
        return 1;
    }
    return len + (len < text.len && text.data[len] == ';');
}

gsize
ms_html_char (MsSlice text, gboolean html, gunichar *code)
{
    if (html && text.data[0] == '&')
        return read_reference (text, code);
    if ((guchar)text.data[0] < 0x80) {
        *code = (guchar)text.data[0];
        return 1;
    }
    *code = g_utf8_get_char_validated (text.data, (gssize)text.len);
    if ((gint32)*code >= 0)
        return (gsize)g_unichar_to_utf8 (*code, NULL);
    *code = 0xfffd;
    return 1;
}
