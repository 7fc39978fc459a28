/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whether a place in HTML is outside tags, comments, scripts and styles: a scan of its
 * own, one character at a time, that shares nothing with lib/html_scan.c. */
#pragma once

#include <glib.h>
#include <string.h>

typedef enum {
    INSIDE_TEXT,
    INSIDE_TAG,
    INSIDE_QUOTED,
    INSIDE_COMMENT,
    INSIDE_BOGUS,
    INSIDE_RAW,
} HtmlInside;

typedef struct {
    HtmlInside state;
    char quote;
    char raw[12];   /* the element whose raw content this is, or is about to be */
    gboolean named; /* in a tag: an attribute has a name */
    gboolean value; /* … its value comes next */
    gboolean unquoted;
} HtmlWalk;

static inline gboolean
html_starts_with (const char *html, gsize len, gsize at, const char *what)
{
    return at + strlen (what) <= len &&
           g_ascii_strncasecmp (html + at, what, strlen (what)) == 0;
}

static inline gboolean
html_is_name_end (const char *html, gsize len, gsize at)
{
    return at < len && strchr ("> /\t\n\r\f", html[at]) != NULL && html[at] != '\0';
}

static inline void
html_open_tag (HtmlWalk *walk, const char *html, gsize len, gsize at)
{
    static const char *const raws[] = { "style",    "script",   "title",
                                        "textarea", "xmp",      "iframe",
                                        "noembed",  "noframes", "plaintext" };

    walk->state = INSIDE_TAG;
    walk->named = walk->value = walk->unquoted = FALSE;
    walk->raw[0] = '\0';
    for (guint i = 0; i < G_N_ELEMENTS (raws); i++)
        if (html_starts_with (html, len, at + 1, raws[i]) &&
            html_is_name_end (html, len, at + 1 + strlen (raws[i])))
            strcpy (walk->raw, raws[i]);
}

/* One character of a tag behind its name. */
static inline void
html_walk_tag (HtmlWalk *walk, char c)
{
    gboolean space = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';

    if (c == '>') {
        walk->state = walk->raw[0] != '\0' ? INSIDE_RAW : INSIDE_TEXT;
    } else if (walk->unquoted) {
        walk->unquoted = !space;
        walk->named = walk->named && !space;
    } else if (walk->value && (c == '"' || c == '\'')) {
        walk->state = INSIDE_QUOTED;
        walk->quote = c;
        walk->named = walk->value = FALSE;
    } else if (walk->value) {
        walk->value = space;
        walk->unquoted = !space;
    } else if (c == '=' && walk->named) {
        walk->value = TRUE;
        walk->named = FALSE;
    } else if (c == '/') {
        walk->named = FALSE;
    } else if (!space) {
        walk->named = TRUE;
    }
}

/* TRUE when nothing at `place` would be swallowed by markup. */
static inline gboolean
html_place_is_outside (const char *html, gsize len, gsize place)
{
    HtmlWalk walk = { .state = INSIDE_TEXT };
    gsize name_end = 0;

    for (gsize at = 0; at < place; at++) {
        char c = html[at];
        char next = at + 1 < len ? html[at + 1] : '\0';

        switch (walk.state) {
        case INSIDE_TEXT:
            if (c != '<')
                break;
            if (g_ascii_isalpha (next) ||
                (next == '/' && at + 2 < len && g_ascii_isalpha (html[at + 2]))) {
                html_open_tag (&walk, html, len, at);
                for (name_end = at + 1;
                     name_end < len &&
                     (name_end == at + 1 || !html_is_name_end (html, len, name_end));)
                    name_end++;
                at = name_end - 1;
            } else if (html_starts_with (html, len, at, "<!--")) {
                walk.state = INSIDE_COMMENT;
                at += 3;
                if (html_starts_with (html, len, at + 1, ">"))
                    at += 1, walk.state = INSIDE_TEXT;
                else if (html_starts_with (html, len, at + 1, "->"))
                    at += 2, walk.state = INSIDE_TEXT;
            } else if (next == '!' || next == '?' || (next == '/' && at + 2 < len)) {
                walk.state = INSIDE_BOGUS;
                at += 1;
            }
            break;
        case INSIDE_TAG:
            html_walk_tag (&walk, c);
            break;
        case INSIDE_QUOTED:
            if (c == walk.quote)
                walk.state = INSIDE_TAG;
            break;
        case INSIDE_COMMENT:
            if (html_starts_with (html, len, at, "-->"))
                at += 2, walk.state = INSIDE_TEXT;
            else if (html_starts_with (html, len, at, "--!>"))
                at += 3, walk.state = INSIDE_TEXT;
            break;
        case INSIDE_BOGUS:
            if (c == '>')
                walk.state = INSIDE_TEXT;
            break;
        case INSIDE_RAW:
            if (html_starts_with (html, len, at, "</") &&
                html_starts_with (html, len, at + 2, walk.raw) &&
                html_is_name_end (html, len, at + 2 + strlen (walk.raw)) &&
                strcmp (walk.raw, "plaintext") != 0) {
                at += 1 + strlen (walk.raw);
                walk.raw[0] = '\0';
                walk.state = INSIDE_TAG;
                walk.named = walk.value = walk.unquoted = FALSE;
            }
            break;
        }
        if (at >= place)
            return FALSE; /* jumped over it: inside what was skipped */
    }
    return walk.state == INSIDE_TEXT;
}
