/* SPDX-License-Identifier: BSD-2-Clause */
#include "pattern.h"
#include <string.h>

#define MAX_REGEX_TEXT ((gsize)256 * 1024)

/* PCRE2 takes its limit from the start of the pattern; GRegex has no other way to it. */
#define LIMIT "(*LIMIT_MATCH=10000)"

struct MsPattern {
    GRegex *regex; /* a substring too: GRegex compares letters as Unicode does */
    gsize max_len; /* of the text looked at, octets */
};

gboolean
ms_pattern_is_regex (const char *text)
{
    return text[0] == '/';
}

/* What stands between the slashes; NULL with `*what`. */
static char *
take_regex (const char *text, char **what)
{
    gsize len = strlen (text);

    if (len < 2 || text[len - 1] != '/') {
        *what = g_strdup_printf ("\"%s\" starts as /regex/ does, expected a slash at its "
                                 "end and nothing behind it",
                                 text);
        return NULL;
    }
    if (len == 2) {
        *what = g_strdup ("the regex // is empty, expected something to look for");
        return NULL;
    }
    return g_strndup (text + 1, len - 2);
}

/* "at char 1: missing closing parenthesis". GRegex quotes the whole pattern before that,
 * so it is asked without the limit. */
static char *
explain_failure (const char *regex)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GRegex) unlimited = g_regex_new (regex, G_REGEX_CASELESS, 0, &error);
    const char *message = unlimited == NULL ? error->message : "it sets its own limits";
    const char *quoted = strstr (message, regex);
    const char *blank = quoted != NULL ? strchr (quoted + strlen (regex), ' ') : NULL;

    return g_strdup_printf ("/%s/ is no regex: %s", regex,
                            blank != NULL ? blank + 1 : message);
}

static MsPattern *
compile (const char *regex, gsize max_len, char **what)
{
    g_autofree char *limited = g_strconcat (LIMIT, regex, NULL);
    GRegex *compiled = g_regex_new (limited, G_REGEX_CASELESS, 0, NULL);
    MsPattern *pattern = NULL;

    if (compiled == NULL) {
        *what = explain_failure (regex);
        return NULL;
    }
    pattern = g_new0 (MsPattern, 1);
    pattern->regex = compiled;
    pattern->max_len = max_len;
    return pattern;
}

MsPattern *
ms_pattern_parse (const char *text, char **what)
{
    g_autofree char *regex = NULL;

    if (text[0] == '\0') {
        *what = g_strdup ("is empty, expected a text to look for, or /regex/");
        return NULL;
    }
    if (ms_pattern_is_regex (text)) {
        regex = take_regex (text, what);
        return regex != NULL ? compile (regex, MAX_REGEX_TEXT, what) : NULL;
    }
    regex = g_regex_escape_string (text, -1);
    return compile (regex, G_MAXSSIZE, what);
}

void
ms_pattern_free (MsPattern *pattern)
{
    if (pattern == NULL)
        return;
    g_regex_unref (pattern->regex);
    g_free (pattern);
}

/* Where a text of `len` octets is cut so that at most `max` are left and no character is
 * broken. */
static gsize
cut (const char *text, gsize len, gsize max)
{
    if (len <= max)
        return len;
    while (max > 0 && ((guchar)text[max] & 0xC0) == 0x80)
        max--;
    return max;
}

gboolean
ms_pattern_match (const MsPattern *pattern, const char *text)
{
    gboolean good = g_utf8_validate (text, -1, NULL);
    g_autofree char *mended = good ? NULL : g_utf8_make_valid (text, -1);
    const char *valid = good ? text : mended;
    gsize len = cut (valid, strlen (valid), pattern->max_len);

    return g_regex_match_full (pattern->regex, valid, (gssize)len, 0, 0, NULL, NULL);
}
