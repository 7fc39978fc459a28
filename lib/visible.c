/* SPDX-License-Identifier: BSD-2-Clause */
#include "visible.h"

#define MIN_VISIBLE 16

/* How much longer a mail client makes HTML when it styles every line. */
#define MAX_BLOAT 8
#define MIN_WINDOW ((gsize)16 * 1024)

/* ---- HTML ------------------------------------------------------------------------ */

static gboolean
starts_with (MsSlice text, const char *start)
{
    gsize len = strlen (start);

    return text.len >= len && g_ascii_strncasecmp (text.data, start, len) == 0;
}

static MsSlice
skip (MsSlice text, gsize len)
{
    len = MIN (len, text.len);
    return ms_slice (text.data + len, text.len - len);
}

/* Behind the next `end`, or nothing. */
static MsSlice
skip_past (MsSlice text, const char *end)
{
    const char *at = memmem (text.data, text.len, end, strlen (end));

    return at != NULL ? skip (text, (gsize)(at - text.data) + strlen (end))
                      : skip (text, text.len);
}

/* A comment, or a tag, or an element whose content nobody sees. */
static MsSlice
skip_markup (MsSlice text)
{
    if (starts_with (text, "<!--"))
        return skip_past (text, "-->");
    if (starts_with (text, "<style"))
        return skip_past (text, "</style");
    if (starts_with (text, "<script"))
        return skip_past (text, "</script");
    return skip_past (text, ">");
}

static gunichar
numeric_reference (const char *digits)
{
    gboolean hex = digits[0] == 'x' || digits[0] == 'X';
    guint64 code = g_ascii_strtoull (digits + hex, NULL, hex ? 16 : 10);

    return code > 0 && code <= 0x10ffff && g_unichar_validate ((gunichar)code)
               ? (gunichar)code
               : 0xfffd;
}

static gunichar
named_reference (const char *name)
{
    static const struct {
        const char *name;
        gunichar code;
    } known[] = {
        { "amp", '&' },  { "lt", '<' },    { "gt", '>' },
        { "quot", '"' }, { "apos", '\'' }, { "nbsp", 0xa0 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
        if (g_str_equal (name, known[i].name))
            return known[i].code;
    return 0;
}

/* "&amp;" and the like; a name that is not in the short list stands for itself, on both
 * sides of a comparison. */
static MsSlice
take_reference (MsSlice text, gunichar *code)
{
    char name[12] = "";
    gsize len = 1;

    while (len < text.len && len < sizeof name &&
           (g_ascii_isalnum (text.data[len]) || (len == 1 && text.data[len] == '#')))
        len++;
    memcpy (name, text.data + 1, len - 1);
    *code = name[0] == '#' ? numeric_reference (name + 1) : named_reference (name);
    if (*code == 0) {
        *code = '&';
        return skip (text, 1);
    }
    return skip (text, len + (len < text.len && text.data[len] == ';'));
}

/* ---- Both ------------------------------------------------------------------------ */

static gboolean
is_invisible (gunichar c)
{
    return g_unichar_isspace (c) || g_unichar_iszerowidth (c) || c == 0xa0 || c == 0xfeff;
}

char *
ms_visible (MsSlice text, gboolean html)
{
    GString *out = g_string_sized_new (text.len);

    while (text.len > 0) {
        gunichar code = 0;

        if (html && text.data[0] == '<') {
            text = skip_markup (text);
            continue;
        }
        if (html && text.data[0] == '&') {
            text = take_reference (text, &code);
        } else {
            code = g_utf8_get_char_validated (text.data, (gssize)text.len);
            if ((gint32)code < 0)
                code = 0xfffd;
            text =
                skip (text, code == 0xfffd ? 1 : (gsize)g_unichar_to_utf8 (code, NULL));
        }
        if (!is_invisible (code))
            g_string_append_unichar (out, code);
    }
    return g_string_free (out, FALSE);
}

/* The end of `text` that is long enough, from a place between two elements or lines. */
static MsSlice
window (MsSlice text, gsize stamp_len, gboolean html)
{
    gsize len = stamp_len * MAX_BLOAT + MIN_WINDOW;
    const char *at = NULL;

    if (len >= text.len)
        return text;
    text = skip (text, text.len - len);
    at = memchr (text.data, html ? '>' : '\n', text.len);
    return at != NULL ? skip (text, (gsize)(at + 1 - text.data)) : text;
}

gboolean
ms_visible_ends_with (MsSlice text, const char *stamp, gboolean html)
{
    g_autofree char *want = ms_visible (ms_slice_str (stamp), html);
    g_autofree char *got = NULL;

    if (strlen (want) < MIN_VISIBLE)
        return FALSE;
    got = ms_visible (window (text, strlen (stamp), html), html);
    return g_str_has_suffix (got, want);
}
