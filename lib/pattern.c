/* SPDX-License-Identifier: BSD-2-Clause */
#include "pattern.h"
#include <string.h>

#define MAX_REGEX_TEXT ((gsize)256 * 1024)
#define MAX_LINE ((gsize)200)

/* PCRE2 takes its limit from the start of the pattern; GRegex has no other way to it. It
 * counts anew at each place where a match may begin: where that is too much, one match
 * that begins at the start of the text has to do the looking as well. */
typedef struct {
    const char *before;
    const char *behind;
    gsize max_len;
} Limits;

static const Limits of_text = { "(*LIMIT_MATCH=10000)", "", MAX_REGEX_TEXT };
static const Limits of_line = { "(*LIMIT_MATCH=2000)\\A(?s:.*?)(?:", ")", MAX_LINE };

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

/* Whether it is one by itself: "a)(b" is none, put in brackets or not. */
static gboolean
is_regex (const char *regex)
{
    g_autoptr (GRegex) compiled = g_regex_new (regex, G_REGEX_CASELESS, 0, NULL);

    return compiled != NULL;
}

static MsPattern *
compile (const char *regex, const Limits *limits, gsize max_len, char **what)
{
    g_autofree char *limited = g_strconcat (limits->before, regex, limits->behind, NULL);
    GRegex *compiled =
        is_regex (regex) ? g_regex_new (limited, G_REGEX_CASELESS, 0, NULL) : NULL;
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

static MsPattern *
parse (const char *text, const Limits *limits, char **what)
{
    g_autofree char *regex = NULL;

    if (text[0] == '\0') {
        *what = g_strdup ("is empty, expected a text to look for, or /regex/");
        return NULL;
    }
    if (ms_pattern_is_regex (text)) {
        regex = take_regex (text, what);
        return regex != NULL ? compile (regex, limits, limits->max_len, what) : NULL;
    }
    regex = g_regex_escape_string (text, -1);
    return compile (regex, &of_text, G_MAXSSIZE, what);
}

MsPattern *
ms_pattern_parse (const char *text, char **what)
{
    return parse (text, &of_text, what);
}

MsPattern *
ms_pattern_parse_line (const char *text, char **what)
{
    return parse (text, &of_line, what);
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
