/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_url.h"

/* What a signature links to. All others are refused: a list of bad ones is never whole
 * (ms-msdt:, search-ms:, …). */
static const char *const allowed_schemes[] = {
    "http", "https", "mailto", "tel",     "sms", "callto",   "sip", "sips",
    "xmpp", "im",    "skype",  "msteams", "cid", "facetime", "geo", "webcal",
};

/* The references without which a scheme could hide, and those that people write in URLs;
 * names as HTML has them, case and all. */
static const struct {
    const char *name;
    gunichar c;
} references[] = {
    { "amp", '&' },  { "AMP", '&' },      { "lt", '<' },     { "gt", '>' },
    { "quot", '"' }, { "apos", '\'' },    { "colon", ':' },  { "Tab", '\t' },
    { "sol", '/' },  { "NewLine", '\n' }, { "bsol", '\\' },  { "period", '.' },
    { "num", '#' },  { "quest", '?' },    { "percnt", '%' }, { "nbsp", 0xa0 },
};

static gunichar
named_reference (const char *name, gsize len)
{
    for (gsize i = 0; i < G_N_ELEMENTS (references); i++)
        if (strlen (references[i].name) == len &&
            memcmp (references[i].name, name, len) == 0)
            return references[i].c;
    return 0;
}

/* "#58", "#x3A": the number behind the &, 0 when it is none. */
static gunichar
numeric_reference (const char *digits, gsize len)
{
    gboolean hex = len > 0 && (*digits == 'x' || *digits == 'X');
    gunichar c = 0;

    if (len == (hex ? 1 : 0))
        return 0;
    for (gsize i = hex ? 1 : 0; i < len; i++) {
        int digit =
            hex ? g_ascii_xdigit_value (digits[i]) : g_ascii_digit_value (digits[i]);
        if (digit < 0)
            return 0;
        c = MIN (c * (hex ? 16 : 10) + (gunichar)digit, 0x110000);
    }
    return g_unichar_validate (c) ? c : 0xfffd;
}

/* Octets of the name or number behind an &. */
static gsize
reference_len (MsSlice text)
{
    gboolean number = text.len > 0 && text.data[0] == '#';
    gboolean hex = number && text.len > 1 && (text.data[1] | 0x20) == 'x';
    gsize len = hex ? 2 : number ? 1 : 0;

    while (len < text.len && len < 32 &&
           (number && !hex ? g_ascii_isdigit (text.data[len])
            : hex          ? g_ascii_isxdigit (text.data[len])
                           : g_ascii_isalnum (text.data[len])))
        len++;
    return len;
}

/* Length of the reference at `text` (behind its &), its semicolon included, 0 when it is
 * none. HTML takes numbers without one, too. */
static gsize
read_reference (MsSlice text, gunichar *c)
{
    gsize len = reference_len (text);

    if (len == 0)
        return 0;
    *c = text.data[0] == '#' ? numeric_reference (text.data + 1, len - 1)
                             : named_reference (text.data, len);
    if (*c == 0)
        return 0;
    return len < text.len && text.data[len] == ';' ? len + 1 : len;
}

char *
ms_url_decode (MsSlice value)
{
    GString *out = g_string_sized_new (value.len + 1);

    for (gsize i = 0; i < value.len; i++) {
        gunichar c = 0;
        gsize len = 0;
        if (value.data[i] == '&')
            len = read_reference (ms_slice (value.data + i + 1, value.len - i - 1), &c);
        if (len == 0) {
            g_string_append_c (out, value.data[i]);
        } else {
            g_string_append_unichar (out, c);
            i += len;
        }
    }
    return g_string_free (out, FALSE);
}

static gboolean
is_scheme_char (char c)
{
    return g_ascii_isalnum (c) || c == '+' || c == '-' || c == '.';
}

/* The scheme as a browser sees it (WHATWG URL): blanks and controls before it, tabs and
 * line breaks in it do not count. NULL when there is none. */
static char *
scheme_of (const char *url)
{
    g_autoptr (GString) out = g_string_new (NULL);

    while (*url != '\0' && (guchar)*url <= ' ')
        url++;
    for (; *url != '\0' && *url != ':'; url++) {
        if (strchr ("\t\r\n", *url) != NULL)
            continue;
        if (!is_scheme_char (*url))
            return NULL;
        g_string_append_c (out, g_ascii_tolower (*url));
    }
    if (*url != ':' || out->len == 0 || !g_ascii_isalpha (out->str[0]))
        return NULL;
    return g_string_free (g_steal_pointer (&out), FALSE);
}

MsUrlKind
ms_url_kind (const char *url)
{
    g_autofree char *scheme = scheme_of (url);

    if (scheme == NULL)
        return ms_url_is_bare (url) ? MS_URL_ALLOWED : MS_URL_FILE;
    for (gsize i = 0; i < G_N_ELEMENTS (allowed_schemes); i++)
        if (strcmp (scheme, allowed_schemes[i]) == 0)
            return MS_URL_ALLOWED;
    return MS_URL_REFUSED;
}

gboolean
ms_url_is_bare (const char *url)
{
    while (*url != '\0' && (guchar)*url <= ' ')
        url++;
    return *url == '\0' || strchr ("/#?\\", *url) != NULL;
}

char *
ms_url_file (const char *url)
{
    g_autofree char *path = NULL;
    char *name;

    while (*url != '\0' && (guchar)*url <= ' ')
        url++;
    path = g_strndup (url, strcspn (url, "?#"));
    g_strchomp (path);
    name = g_uri_unescape_string (path, NULL);
    if (name != NULL && g_utf8_validate (name, -1, NULL))
        return name;
    g_free (name);
    return g_steal_pointer (&path);
}

gboolean
ms_url_is_attribute (MsSlice name)
{
    static const char *const names[] = {
        "href",   "src",    "background", "action",     "formaction", "cite",
        "srcset", "lowsrc", "dynsrc",     "data",       "poster",     "longdesc",
        "usemap", "ping",   "codebase",   "xlink:href",
    };

    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        if (name.len > 0 && *names[i] == *name.data && strlen (names[i]) == name.len &&
            memcmp (names[i], name.data, name.len) == 0)
            return TRUE;
    return FALSE;
}
