/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whether history begins at a line, and by which separator: asks all matchers of the
 * catalogue in turn. history.c goes through the lines with it. */
#pragma once

#include "separator.h"
#include "text_line.h"

/* How far from a <blockquote> or holder its attribution may be. */
#define MS_LOOK_AHEAD 6

typedef struct {
    const MsLines *lines;
    const MsSeparators *separators;
    gboolean answers;   /* the message names an earlier one */
    guint next_history; /* the next line that something begins in, once looked for; 0 */
} MsFinder;

typedef struct {
    guint first;
    guint next; /* the first line behind the separator itself */
    const char *name;
    MsThread thread;
    gboolean unmarked; /* the marks in front are the separator's, not a quote's */
} MsOpening;

/* Whether history begins at line `index`, or in some lines before it and ends its opening
 * there. */
gboolean ms_opening_match (MsFinder *finder, guint index, MsOpening *opening);
/* The same for what is text: elements do not count. */
gboolean ms_opening_match_text (const MsFinder *finder, guint index, MsOpening *opening);

/* NULL behind the last line. */
static inline const MsLine *
ms_finder_line (const MsFinder *finder, guint index)
{
    return index < ms_lines_count (finder->lines) ? ms_lines_at (finder->lines, index)
                                                  : NULL;
}

/* The next line from `index` on that has text, of the next `limit`; G_MAXUINT when none
 * has. */
guint ms_finder_text_from (const MsFinder *finder, guint index, guint limit);
