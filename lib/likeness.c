/* SPDX-License-Identifier: BSD-2-Clause */
#include "likeness.h"
#include "visible.h"

#define MIN_LIKENESS 16
#define LONGEST_ASIDE ((gsize)2048)

/* "<https://example.com/>", "[cid:logo]": what a client adds when it makes plain text of
 * HTML. The length with its brackets, 0 for what is something else. */
static gsize
aside_len (const char *text)
{
    static const char *const starts[] = { "http:", "https:", "mailto:", "tel:",
                                          "cid:",  "image:", "www." };
    char closing = '\0';
    const char *end = NULL;

    if (text[0] == '<')
        closing = '>';
    else if (text[0] == '[')
        closing = ']';
    for (gsize i = 0; closing != '\0' && end == NULL && i < G_N_ELEMENTS (starts); i++)
        if (g_ascii_strncasecmp (text + 1, starts[i], strlen (starts[i])) == 0)
            end = memchr (text, closing, strnlen (text, LONGEST_ASIDE));
    return end != NULL ? (gsize)(end + 1 - text) : 0;
}

/* Accents and the like go: what is visible of a letter in two pieces is the first, so
 * letters in one are taken apart. */
static gboolean
is_kept (const char *at)
{
    return (guchar)*at < 0x80 ? strchr (">|*_", *at) == NULL
                              : !g_unichar_iszerowidth (g_utf8_get_char (at));
}

char *
ms_likeness_of (const char *visible)
{
    g_autofree char *apart = g_utf8_normalize (visible, -1, G_NORMALIZE_ALL);
    const char *at = apart != NULL ? apart : "";
    GString *out = g_string_sized_new (strlen (at));

    while (*at != '\0') {
        gsize aside = aside_len (at), len = (gsize)(g_utf8_next_char (at) - at);

        if (aside == 0 && is_kept (at))
            g_string_append_len (out, at, (gssize)len);
        at += MAX (aside, len);
    }
    return g_string_free (out, FALSE);
}

char *
ms_likeness_make (MsSlice text, gboolean html)
{
    g_autofree char *visible = ms_visible (text, html);

    return ms_likeness_of (visible);
}

const char *
ms_likeness_without_dashes (const char *stamp)
{
    return stamp + strspn (stamp, "-");
}

gboolean
ms_likeness_is_in (const char *text, const char *stamp)
{
    stamp = ms_likeness_without_dashes (stamp);
    return strlen (stamp) >= MIN_LIKENESS && strstr (text, stamp) != NULL;
}
