/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Finds, among the lines that a reader sees, where the quoted history begins, and whether
 * the author wrote below it or between its parts. The same for plain text and HTML. */
#pragma once

#include "place.h"
#include "text_line.h"

typedef struct {
    gboolean found;
    guint first;      /* the line that the history begins with, attribution included */
    guint last;       /* its last line; all that follow are the author's or a footer */
    const char *name; /* of the separator */
    MsThread thread;
    gboolean below; /* the author wrote below it, or between */
} MsHistory;

MsHistory ms_history_find (const MsLines *lines, MsPlaceHints hints,
                           const MsSeparators *separators);
