/* SPDX-License-Identifier: BSD-2-Clause */
#include "layout.h"
#include "raw_line.h"

/* ---- ASCII ----------------------------------------------------------------------- */

/* Line ends as they are, what is not ASCII as references. */
static GString *
to_ascii (const char *added)
{
    GString *out = g_string_new (NULL);

    for (const char *at = added; *at != '\0'; at = g_utf8_next_char (at)) {
        gunichar c = g_utf8_get_char (at);
        if (c < 0x80)
            g_string_append_c (out, (char)c);
        else
            g_string_append_printf (out, "&#%u;", c);
    }
    return out;
}

/* ---- Breaks ---------------------------------------------------------------------- */

/* How well a line can end before a character; at a space it takes the space's place. */
typedef enum {
    BREAK_NEVER, /* in a reference, a name */
    BREAK_ANYWHERE,
    BREAK_QUOTED_SPACE, /* in an attribute's value */
    BREAK_BETWEEN_TAGS,
    BREAK_SPACE,
} BreakRank;

typedef enum { IN_TEXT, IN_TAG, IN_VALUE, IN_COMMENT } State;

/* The longest named reference has 33 characters; what is longer is the rest of a URL. */
#define LONGEST_REFERENCE 34

typedef struct {
    const char *html;
    gsize at;
    State state;
    char quote;
    gsize reference; /* characters of a reference so far, 0 outside */
} Scanner;

static gboolean
is_at (const Scanner *scanner, const char *what)
{
    return strncmp (scanner->html + scanner->at, what, strlen (what)) == 0;
}

static gboolean
follows (const Scanner *scanner, const char *what)
{
    gsize len = strlen (what);

    return scanner->at >= len &&
           memcmp (scanner->html + scanner->at - len, what, len) == 0;
}

static BreakRank
rank_in_text (Scanner *scanner, char c)
{
    if (c != '<')
        return c == ' ' ? BREAK_SPACE : BREAK_ANYWHERE;
    /* A conditional comment ("<!--[if mso]>") is a tag to those whom it concerns. */
    scanner->state =
        is_at (scanner, "<!--") && !is_at (scanner, "<!--[") ? IN_COMMENT : IN_TAG;
    return follows (scanner, ">") ? BREAK_BETWEEN_TAGS : BREAK_ANYWHERE;
}

static BreakRank
rank_in_tag (Scanner *scanner, char c)
{
    if (c == '>')
        scanner->state = IN_TEXT;
    else if (c == '"' || c == '\'') {
        scanner->state = IN_VALUE;
        scanner->quote = c;
    }
    return c == ' ' ? BREAK_SPACE : BREAK_NEVER;
}

static BreakRank
rank_in_value (Scanner *scanner, char c)
{
    if (c == scanner->quote)
        scanner->state = IN_TAG;
    return c == ' ' ? BREAK_QUOTED_SPACE : BREAK_ANYWHERE;
}

static BreakRank
rank_in_comment (Scanner *scanner, char c)
{
    if (c == '>' && follows (scanner, "--"))
        scanner->state = IN_TEXT;
    return c == ' ' ? BREAK_SPACE : BREAK_NEVER;
}

static gboolean
is_in_reference (Scanner *scanner, char c)
{
    gboolean goes_on = scanner->reference > 0 && scanner->reference < LONGEST_REFERENCE &&
                       (g_ascii_isalnum (c) || c == '#' || c == ';');

    if (c == '&')
        scanner->reference = 1;
    else
        scanner->reference = goes_on && c != ';' ? scanner->reference + 1 : 0;
    return goes_on;
}

/* How well a line ends before the character that the scanner is at; goes on behind it. */
static BreakRank
rank_next (Scanner *scanner)
{
    static BreakRank (*const rank_in[]) (Scanner *, char) = {
        [IN_TEXT] = rank_in_text,
        [IN_TAG] = rank_in_tag,
        [IN_VALUE] = rank_in_value,
        [IN_COMMENT] = rank_in_comment,
    };
    char c = scanner->html[scanner->at];
    BreakRank rank = rank_in[scanner->state](scanner, c);

    if (is_in_reference (scanner, c))
        rank = BREAK_NEVER;
    scanner->at++;
    return rank;
}

/* ---- Lines ----------------------------------------------------------------------- */

/* The best place to end a line that begins at `start`, the last one of its rank; not in
 * the first quarter, so that each line takes its share. */
static gsize
best_break (const guint8 *ranks, gsize start, gsize max)
{
    gsize best = start + max;

    for (gsize at = start + max; at > start + max / 4; at--)
        if (ranks[at] > ranks[best])
            best = at;
    return best;
}

static void
write_lines (GString *out, const GString *html, const guint8 *ranks,
             const MsLayout *layout)
{
    gsize at = 0;

    while (at < html->len) {
        gsize end = ms_raw_line_end (ms_slice (html->str, html->len), at), len = end - at;
        gboolean whole = layout->max_line == 0 || len <= layout->max_line;

        if (!whole)
            end = best_break (ranks, at, layout->max_line);
        g_string_append_len (out, html->str + at, (gssize)(end - at));
        at = end;
        if (at < html->len)
            g_string_append (out, layout->eol);
        if (at < html->len && (whole || html->str[at] == ' '))
            at++;
    }
}

/* One for each character, and one for the end. */
static GByteArray *
rank_all (const GString *html)
{
    Scanner scanner = { .html = html->str };
    GByteArray *ranks = g_byte_array_new();

    g_byte_array_set_size (ranks, (guint)html->len + 1);
    while (scanner.at < html->len) {
        gsize at = scanner.at;
        ranks->data[at] = (guint8)rank_next (&scanner);
    }
    ranks->data[html->len] = BREAK_ANYWHERE;
    return ranks;
}

/* At the very end a line end is wanted only where the text has one. */
static gboolean
needs_line_end (const MsLayout *layout)
{
    gsize end = layout->range.end;

    if (end == layout->text.len)
        return ms_raw_line_starts_at (layout->text, layout->range.start);
    return !ms_raw_line_ends_at (layout->text, end);
}

char *
ms_layout_html (const MsLayout *layout, const char *added)
{
    g_autoptr (GString) html = to_ascii (added);
    g_autoptr (GByteArray) ranks = rank_all (html);
    GString *out = g_string_new (NULL);

    if (html->len == 0)
        return g_string_free (out, FALSE);
    if (!ms_raw_line_starts_at (layout->text, layout->range.start))
        g_string_append (out, layout->eol);
    write_lines (out, html, ranks->data, layout);
    if (html->str[html->len - 1] != '\n' && needs_line_end (layout))
        g_string_append (out, layout->eol);
    return g_string_free (out, FALSE);
}
