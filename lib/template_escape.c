/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_escape.h"

#include <string.h>

#define CONTEXT_MASK 0xff

static gboolean
is_break (gunichar c)
{
    return (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Overrides and isolates of direction would go on behind the value, over the author's own
 * text (Unicode TR 36, section 2.2). The marks U+200E and U+200F do not. */
static gboolean
is_unwanted (gunichar c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || (c & 0xfffe) == 0xfffe ||
           (c >= 0xfdd0 && c <= 0xfdef);
}

/* The next character of the value as it may be shown, 0 at its end. */
static gunichar
next_char (const char **at, const char *end)
{
    while (*at < end) {
        gunichar c = g_utf8_get_char_validated (*at, end - *at);
        if (c == (gunichar)-1 || c == (gunichar)-2) {
            (*at)++;
            return 0xfffd;
        }
        *at = g_utf8_next_char (*at);
        if (is_break (c)) {
            while (*at < end && is_break ((guchar) * *at))
                (*at)++;
            return ' ';
        }
        if (!is_unwanted (c))
            return c;
    }
    return 0;
}

static const char *
end_of_value (const char *value)
{
    const char *end = value + strnlen (value, MS_VALUE_MAX + 1);

    if (end - value <= MS_VALUE_MAX)
        return end;
    end = value + MS_VALUE_MAX;
    while (end > value && ((guchar)*end & 0xc0) == 0x80)
        end--;
    return end;
}

static void
write_reference (GString *out, gunichar c)
{
    g_string_append_printf (out, "&#%u;", c);
}

static gboolean
is_word_char (gunichar c)
{
    return c >= 0x80 || g_ascii_isalnum ((char)c) || c == '-' || c == '_' || c == '.';
}

static void
write_char (GString *out, gunichar c, gboolean unquoted)
{
    if (unquoted && !is_word_char (c))
        write_reference (out, c);
    else if (c == '&')
        g_string_append (out, "&amp;");
    else if (c == '<')
        g_string_append (out, "&lt;");
    else if (c == '>')
        g_string_append (out, "&gt;");
    else if (c == '"')
        g_string_append (out, "&quot;");
    else if (c == '\'')
        g_string_append (out, "&#39;");
    else
        g_string_append_unichar (out, c);
}

static void
write_percent (GString *out, gunichar c)
{
    char utf8[6];
    int len = g_unichar_to_utf8 (c, utf8);

    for (int i = 0; i < len; i++)
        g_string_append_printf (out, "%%%02X", (guchar)utf8[i]);
}

/* RFC 3986: what no part of a URL may have unescaped, and for a component also the
 * delimiters. Letters beyond ASCII stay readable before ? and #: clients know IRIs. */
static gboolean
needs_percent (gunichar c, gboolean component)
{
    if (component)
        return c >= 0x80 || (!is_word_char (c) && c != '~');
    return c < 0x80 && strchr (" \"<>\\^`{|}", (int)c) != NULL;
}

static void
write_url (GString *out, const char *at, const char *end, guint context)
{
    gboolean unquoted = (context & MS_CONTEXT_UNQUOTED) != 0;
    gboolean component = (context & CONTEXT_MASK) == MS_CONTEXT_URL_PART;
    gunichar c;

    while (at < end && (guchar)*at <= ' ')
        at++;
    while (at < end && (guchar)end[-1] <= ' ')
        end--;
    while ((c = next_char (&at, end)) != 0)
        if (needs_percent (c, component))
            write_percent (out, c);
        else
            write_char (out, c, unquoted);
}

/* "+49 (0)30 1234-567 ext. 8" is dialled +49301234567: people write the national prefix
 * in brackets, and no phone reads words. */
static void
write_number (GString *out, const char *at, const char *end)
{
    gunichar c;

    while ((c = next_char (&at, end)) != 0 && !g_unichar_isalpha (c)) {
        if (c == '(' && end - at >= 2 && at[0] == '0' && at[1] == ')')
            at += 2;
        else if (c < 0x80 && strchr ("+*#0123456789", (int)c) != NULL)
            g_string_append_c (out, (char)c);
    }
}

/* One word or number of CSS: without brackets, quotes, colons, semicolons and backslashes
 * it can neither leave its declaration nor call url(). */
static void
write_style (GString *out, const char *at, const char *end, gboolean unquoted)
{
    gunichar c;

    while ((c = next_char (&at, end)) != 0)
        if (is_word_char (c) || strchr ("#%,+ ", (int)c) != NULL)
            write_char (out, c, unquoted);
}

void
ms_escape_html (GString *out, const char *value, guint context)
{
    const char *end = end_of_value (value);
    gboolean unquoted = (context & MS_CONTEXT_UNQUOTED) != 0;
    gsize before = out->len;
    gunichar c;

    switch (context & CONTEXT_MASK) {
    case MS_CONTEXT_TEXT:
        while ((c = next_char (&value, end)) != 0)
            write_char (out, c, unquoted);
        break;
    case MS_CONTEXT_URL:
    case MS_CONTEXT_URL_PART:
        write_url (out, value, end, context);
        break;
    case MS_CONTEXT_NUMBER:
        write_number (out, value, end);
        break;
    case MS_CONTEXT_STYLE:
        write_style (out, value, end, unquoted);
        break;
    default:
        break;
    }
    /* "--" and a > of the template would be the comment's end. */
    if ((context & MS_CONTEXT_CONDITIONAL) != 0 && out->len > before &&
        out->str[out->len - 1] == '-') {
        g_string_truncate (out, out->len - 1);
        write_reference (out, '-');
    }
    /* <td width={{width}} class=x> without a width would be one of the width class=x. A
     * blank is a value, and joins what follows without a blank as the value would. */
    if (unquoted && out->len == before && before > 0 && out->str[before - 1] == '=')
        g_string_append (out, "&#32;");
}

void
ms_escape_plain (GString *out, const char *value, G_GNUC_UNUSED guint context)
{
    const char *end = end_of_value (value);
    gunichar c;

    while ((c = next_char (&value, end)) != 0)
        g_string_append_unichar (out, c);
}
