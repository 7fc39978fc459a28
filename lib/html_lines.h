/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The lines that a reader of an HTML mail sees, each with the best place for a block
 * above it, and the places at the top and the bottom of the document. */
#pragma once

#include "separator.h"
#include "text_line.h"

typedef struct {
    gsize top;
    gsize bottom;
} MsHtmlEnds;

/* Adds the lines of `html` to `lines`. */
MsHtmlEnds ms_html_lines_read (MsSlice html, const MsSeparators *separators,
                               MsLines *lines);
