/* SPDX-License-Identifier: BSD-2-Clause */
#include "own_text.h"
#include "html_scan.h"
#include "html_tree.h"
#include "likeness.h"
#include "visible.h"

/* What ends a line for a reader, cells that stand side by side included. */
#define LINE_ENDS                                                                        \
    (MS_TAG_BLOCK | MS_TAG_CELL | MS_TAG_BREAK | MS_TAG_RULE | MS_TAG_STRUCTURE |        \
     MS_TAG_DOCUMENT)

/* A text that has the stamp more often in the middle of its lines is no mail. */
#define MAX_TRIES 64

/* ---- Lines ----------------------------------------------------------------------- */

/* What there is to see, a line end behind each line. */
typedef struct {
    GString *text;
    gsize line; /* where the open one begins */
} Lines;

/* A line behind a quotation mark is not the author's. */
static void
end_line (Lines *lines)
{
    if (lines->text->str[lines->line] == '>')
        g_string_truncate (lines->text, lines->line);
    g_string_append_c (lines->text, '\n');
    lines->line = lines->text->len;
}

static void
read_lines (Lines *lines, MsSlice text, gboolean html)
{
    for (gsize at = 0; at < text.len;) {
        MsSlice line = ms_slice_line (text, at);

        at += line.len;
        ms_visible_append (lines->text, line, html);
        if (line.data[line.len - 1] == '\n')
            end_line (lines);
    }
}

static void
read_tag (Lines *lines, const MsHtmlToken *token, MsTree *tree)
{
    const MsTag *tag = ms_tag_lookup (token->name);

    if ((tag->traits & LINE_ENDS) != 0)
        end_line (lines);
    /* Heads are often not closed, and what follows </body> is shown all the same. */
    if ((tag->traits & MS_TAG_DOCUMENT) != 0)
        return;
    if (token->type == MS_HTML_END)
        ms_tree_end (tree, tag, token->name);
    else
        ms_tree_start (tree, tag, token->name, ms_tree_read_style (token));
}

static void
read_text (Lines *lines, MsSlice text, const MsOpenElement *in)
{
    if (in->hidden || in->quotes > 0)
        return;
    if (in->pre)
        read_lines (lines, text, TRUE);
    else
        ms_visible_append (lines->text, text, TRUE);
}

static void
read_html (Lines *lines, MsSlice html)
{
    g_autofree MsTree *tree = g_new (MsTree, 1);
    MsHtmlScan scan = { 0 };
    MsHtmlToken token = { 0 };

    ms_tree_init (tree);
    ms_html_scan_init (&scan, html);
    while (ms_html_scan_next (&scan, &token) && token.closed) {
        if (token.type == MS_HTML_START || token.type == MS_HTML_END)
            read_tag (lines, &token, tree);
        else if (token.type == MS_HTML_TEXT)
            read_text (lines, ms_slice_range (html, (MsRange){ token.start, token.end }),
                       ms_tree_top (tree));
    }
}

/* All letters in one row, and where among them lines begin. */
typedef struct {
    GString *letters;
    GByteArray *starts; /* one for each octet of `letters`, and one for the end */
} Row;

static void
row_clear (Row *row)
{
    if (row->letters != NULL)
        g_string_free (row->letters, TRUE);
    g_clear_pointer (&row->starts, g_byte_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

static Row
row_of (const char *lines)
{
    gsize len = strlen (lines);
    Row row = { g_string_sized_new (len), g_byte_array_sized_new ((guint)len + 1) };
    guint8 start = TRUE;

    for (gsize i = 0; i < len; i++) {
        if (lines[i] != '\n') {
            g_string_append_c (row.letters, lines[i]);
            g_byte_array_append (row.starts, &start, 1);
        }
        start = lines[i] == '\n';
    }
    start = TRUE;
    g_byte_array_append (row.starts, &start, 1);
    return row;
}

static Row
read_row (MsSlice text, gboolean html)
{
    Lines lines = { .text = g_string_sized_new (text.len) };
    g_autofree char *visible = NULL, *likeness = NULL;

    (html ? read_html (&lines, text) : read_lines (&lines, text, FALSE));
    end_line (&lines);
    visible = g_string_free (lines.text, FALSE);
    likeness = ms_likeness_of (visible);
    return row_of (likeness);
}

/* ---- Looking ---------------------------------------------------------------------- */

static void
note_words (MsSlice text, gboolean html, MsSlice *longest)
{
    gboolean reference = FALSE;

    for (gsize at = 0, len = 0; at < text.len; at += len + 1) {
        len = 0;
        while (at + len < text.len && g_ascii_isalnum (text.data[at + len]))
            len++;
        if (len > longest->len && !reference)
            *longest = ms_slice (text.data + at, len);
        reference = html && at + len < text.len &&
                    (text.data[at + len] == '&' ||
                     (reference && len == 0 && text.data[at] == '#'));
    }
}

/* The longest word of ASCII that a stamp shows: no relay writes it in another way, so a
 * text without it needs no closer look. */
static MsSlice
longest_word (MsSlice stamp, gboolean html)
{
    MsSlice longest = ms_slice (stamp.data, 0);
    MsHtmlScan scan = { 0 };
    MsHtmlToken token = { 0 };

    if (!html)
        note_words (stamp, FALSE, &longest);
    ms_html_scan_init (&scan, stamp);
    while (html && ms_html_scan_next (&scan, &token))
        if (token.type == MS_HTML_TEXT)
            note_words (ms_slice_range (stamp, (MsRange){ token.start, token.end }), TRUE,
                        &longest);
    return longest;
}

/* Whether the letters before `at` are the line "-- ". */
static gboolean
follows_dashes (const Row *row, gsize at)
{
    return at >= 2 && memcmp (row->letters->str + at - 2, "--", 2) == 0 &&
           row->starts->data[at - 2];
}

/* Whether nobody writes what begins at `start` by chance. */
static gboolean
is_distinct (const Row *stamp, gsize start)
{
    guint lines = 0;

    for (gsize i = start; i < stamp->letters->len; i++)
        lines += stamp->starts->data[i];
    return stamp->letters->len - start >= MS_OWN_TEXT_DISTINCT ||
           lines >= MS_OWN_TEXT_DISTINCT_LINES;
}

static gboolean
has_lines (const Row *own, const Row *stamp)
{
    const char *letters = ms_likeness_without_dashes (stamp->letters->str);
    const char *from = own->letters->str, *found = NULL;
    gsize len = strlen (letters);
    gboolean distinct = is_distinct (stamp, stamp->letters->len - len);

    if (len < MS_OWN_TEXT_DISTINCT / 2)
        return FALSE;
    for (guint i = 0; i < MAX_TRIES && (found = strstr (from, letters)) != NULL; i++) {
        gsize at = (gsize)(found - own->letters->str);

        if (own->starts->data[at] && own->starts->data[at + len] &&
            (distinct || follows_dashes (own, at)))
            return TRUE;
        from = found + 1;
    }
    return FALSE;
}

gboolean
ms_own_text_shows (MsSlice text, gboolean html, const MsPlaces *places, const char *stamp)
{
    MsSlice word = longest_word (ms_slice_str (stamp), html);
    g_auto (Row) own = { 0 }, wanted = { 0 };

    if (places->separator != NULL && !places->below)
        text.len = MIN (text.len, places->history.start);
    if (memmem (text.data, text.len, word.data, word.len) == NULL)
        return FALSE;
    own = read_row (text, html);
    wanted = read_row (ms_slice_str (stamp), html);
    return has_lines (&own, &wanted);
}
