/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The lines that a reader sees, in the form in which separators are compared: lower case,
 * one kind of blank, dash and quotation mark, nothing invisible. place_text makes them
 * from plain text, html_lines from HTML, so that both are judged by the same rules. Here
 * is no knowledge of mail clients.
 *
 * Lines without anything to see are not kept; the next one has MS_LINE_BLANK_BEFORE. */
#pragma once

#include "slice.h"

/* Longer lines are cut: no separator is longer. */
#define MS_LINE_MAX_FOLDED 400
/* What stands behind this many lines is not looked at; a bound on memory. */
#define MS_LINES_MAX 100000

typedef enum {
    MS_LINE_BLANK_BEFORE = 1 << 0,
    MS_LINE_RULE = 1 << 1,     /* a row of dashes or underscores, or <hr> */
    MS_LINE_HR = 1 << 2,       /* <hr> */
    MS_LINE_PICTURE = 1 << 3,  /* something to see that is no text */
    MS_LINE_ELEMENT = 1 << 4,  /* no text: an element of the catalogue starts here */
    MS_LINE_BOLD = 1 << 5,     /* begins in bold type */
    MS_LINE_BORDERED = 1 << 6, /* the first in an element with a line drawn above it */
    MS_LINE_CUT = 1 << 7,      /* longer than MS_LINE_MAX_FOLDED */
    MS_LINE_COLON = 1 << 8,    /* ends in a colon */
    MS_LINE_AT = 1 << 9,       /* has an @ */
    MS_LINE_DIGIT = 1 << 10,
    MS_LINE_SIGNATURE = 1 << 11, /* "-- ", the delimiter of RFC 3676 section 4.3 */
    MS_LINE_MARKED = 1 << 13,    /* quoted with ">" */
    MS_LINE_CAPITAL = 1 << 14,   /* begins with a capital letter */
    MS_LINE_LITERAL = 1 << 12,   /* a ">" in front is text, not a quotation mark */
} MsLineFlags;

typedef struct {
    gsize place; /* where an insertion above this line would go */
    gsize end;   /* behind what there is to see of it */
    guint32 folded;
    guint16 folded_len;
    guint16 depth; /* how many levels it is quoted */
    guint16 flags;
    guint16 element; /* which element of the catalogue, with MS_LINE_ELEMENT */
} MsLine;

typedef struct {
    GArray *items; /* of MsLine */
    GString *text; /* the folded text of all that are kept */
    gboolean blank_before;
    gboolean open;
    gboolean begun; /* something but quotation marks has come */
    gboolean full;  /* MS_LINES_MAX reached */
    gboolean space; /* a blank is due before the next character */
    MsLine line;    /* the open one, and its text so far: */
    char folded[MS_LINE_MAX_FOLDED + 8];
    gsize folded_len;
} MsLines;

void ms_lines_init (MsLines *lines);
void ms_lines_clear (MsLines *lines);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MsLines, ms_lines_clear)

/* Begins a line that would be inserted above at `place`; ends an open one. */
void ms_lines_begin (MsLines *lines, gsize place);
/* Adds to the open line. Invalid UTF-8 counts as something to see. */
void ms_lines_add_text (MsLines *lines, const char *text, gsize len);
void ms_lines_add_char (MsLines *lines, gunichar c);
/* Adds as much as it can of the word that `text` begins with, one of ASCII and without
 * "&"; returns its length. 0 at the start of a line, and where it is cut. */
gsize ms_lines_add_word (MsLines *lines, const char *text, gsize len);
/* Ends the open line, if any; `end` is where what there is to see of it ends. A line with
 * nothing to see is forgotten, unless it is a picture, an element or quoted. */
void ms_lines_finish (MsLines *lines, gsize end);

/* A blank shows only between two words. */
static inline void
ms_lines_add_blank (MsLines *lines)
{
    lines->space = TRUE;
}

static inline guint
ms_lines_count (const MsLines *lines)
{
    return lines->items->len;
}

static inline const MsLine *
ms_lines_at (const MsLines *lines, guint index)
{
    return &g_array_index (lines->items, MsLine, index);
}

static inline MsSlice
ms_lines_folded (const MsLines *lines, guint index)
{
    const MsLine *line = ms_lines_at (lines, index);
    return ms_slice (lines->text->str + line->folded, line->folded_len);
}

/* What stands for itself in plain text and in HTML. */
static inline gboolean
ms_is_word_char (char c)
{
    return c > ' ' && c < 0x7f && c != '&';
}

/* Whether `c` is one of `set`. */
static inline gboolean
ms_char_is_in (char c, const char *set)
{
    return c != '\0' && strchr (set, c) != NULL;
}

/* Whether a character takes no room: zero-width, a direction mark, a byte order mark. */
gboolean ms_char_is_invisible (gunichar c);
/* `text` as the lines have it; caller frees. For the words of the catalogue. */
char *ms_fold (const char *text);
