/* SPDX-License-Identifier: BSD-2-Clause */
#include "visible.h"
#include "html_char.h"

/* What the glimpse at the end of a text compares. */
#define MIN_VISIBLE MS_VISIBLE_DISTINCT

/* How much longer a mail client makes HTML when it styles every line. */
#define MAX_BLOAT 8
#define GLIMPSE ((gsize)1024)
#define MIN_WINDOW ((gsize)16 * 1024)

/* ---- HTML ------------------------------------------------------------------------ */

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

/* A quote counts where a value starts, behind an equals sign. */
static MsSlice
skip_tag (MsSlice text)
{
    gboolean before_value = FALSE;

    while (text.len > 0 && text.data[0] != '>') {
        char c = text.data[0];

        text = skip (text, 1);
        if (before_value && (c == '"' || c == '\''))
            text = skip_past (text, c == '"' ? "\"" : "'");
        before_value = c == '=' || (before_value && g_ascii_isspace (c));
    }
    return skip (text, 1);
}

/* Whether it is a tag of that name: "<p" is not of "<pre>". */
static gboolean
is_tag (MsSlice text, const char *start)
{
    gsize len = strlen (start);

    return ms_slice_starts_with_nocase (text, start) &&
           (text.len == len || !g_ascii_isalnum (text.data[len]));
}

/* Behind an element whose content is no HTML and not shown. */
static MsSlice
skip_element (MsSlice text, const char *end)
{
    while (text.len > 0 && !is_tag (text, end)) {
        const char *at = memchr (text.data + 1, '<', text.len - 1);
        text = skip (text, at != NULL ? (gsize)(at - text.data) : text.len);
    }
    return skip_tag (text);
}

/* A comment, or a tag, or an element whose content nobody sees. */
static MsSlice
skip_markup (MsSlice text)
{
    if (ms_slice_starts_with (text, "<!--"))
        return skip_past (text, "-->");
    if (is_tag (text, "<style"))
        return skip_element (text, "</style");
    if (is_tag (text, "<script"))
        return skip_element (text, "</script");
    return skip_tag (text);
}

/* "1 < 2" is a text. */
static gboolean
is_markup (MsSlice text)
{
    return text.len > 1 && text.data[0] == '<' &&
           (g_ascii_isalpha (text.data[1]) || text.data[1] == '/' ||
            text.data[1] == '!' || text.data[1] == '?');
}

/* ---- Both ------------------------------------------------------------------------ */

static gboolean
is_invisible (gunichar c)
{
    if (c < 0x7f)
        return c <= ' ';
    return g_unichar_isspace (c) || g_unichar_iszerowidth (c) || c == 0xa0 || c == 0xfeff;
}

/* How many characters stand for themselves, in HTML too: nearly all of any text. */
static gsize
plain_len (MsSlice text)
{
    gsize len = 0;

    while (len < text.len && text.data[len] > ' ' && text.data[len] < 0x7f &&
           text.data[len] != '<' && text.data[len] != '&')
        len++;
    return len;
}

void
ms_visible_append (GString *out, MsSlice text, gboolean html)
{
    while (text.len > 0) {
        gsize plain = plain_len (text);
        gunichar code = 0;

        g_string_append_len (out, text.data, (gssize)plain);
        text = skip (text, plain);
        if (text.len == 0)
            break;
        if (html && is_markup (text)) {
            text = skip_markup (text);
            continue;
        }
        text = skip (text, ms_html_char (text, html, &code));
        if (!is_invisible (code))
            g_string_append_unichar (out, code);
    }
}

char *
ms_visible (MsSlice text, gboolean html)
{
    GString *out = g_string_sized_new (text.len);

    ms_visible_append (out, text, html);
    return g_string_free (out, FALSE);
}

/* The last `len` octets of `text`, from a place between two elements or lines. */
static MsSlice
window (MsSlice text, gsize len, gboolean html)
{
    const char *at = NULL;

    if (len >= text.len)
        return text;
    text = skip (text, text.len - len);
    at = memchr (text.data, html ? '>' : '\n', text.len);
    return at != NULL ? skip (text, (gsize)(at + 1 - text.data)) : text;
}

/* Whether the last few characters alone tell that it does not end so. Nearly no text
 * does, and this is asked of each. */
static gboolean
ends_otherwise (MsSlice text, const char *want, gboolean html)
{
    g_autofree char *got = ms_visible (window (text, GLIMPSE, html), html);
    gsize len = strlen (got), want_len = strlen (want);

    /* What the window begins with may be a torn tag. */
    return len >= (gsize)4 * MIN_VISIBLE &&
           memcmp (got + len - MIN_VISIBLE, want + want_len - MIN_VISIBLE, MIN_VISIBLE) !=
               0;
}

static gsize
window_len (const char *stamp)
{
    return strlen (stamp) * MAX_BLOAT + MIN_WINDOW;
}

gboolean
ms_visible_ends_with (MsSlice text, const char *stamp, gboolean html, gsize least)
{
    g_autofree char *want = ms_visible (ms_slice_str (stamp), html);
    g_autofree char *got = NULL;

    if (strlen (want) < least ||
        (strlen (want) >= MIN_VISIBLE && ends_otherwise (text, want, html)))
        return FALSE;
    got = ms_visible (window (text, window_len (stamp), html), html);
    return g_str_has_suffix (got, want);
}

gboolean
ms_visible_starts_with (MsSlice text, const char *stamp, gboolean html, gsize least)
{
    MsSlice start = ms_slice (text.data, MIN (text.len, window_len (stamp)));
    g_autofree char *want = ms_visible (ms_slice_str (stamp), html);
    g_autofree char *got = ms_visible (start, html);

    return strlen (want) >= least && g_str_has_prefix (got, want);
}
