/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Plain text that says what a piece of HTML shows: for signatures that have no text of
 * their own. Blocks and rows of tables are lines, cells of one line stand side by side,
 * pictures are their alt text, links are "text <url>" where the text does not say it. */
#pragma once

#include "slice.h"

/* `html` is UTF-8, a fragment. Lines end in LF, the last one in nothing; no line ends in
 * blanks but "-- "; no two empty lines follow each other and none is at either end.
 * Elements nested deeper than 256 are left out. Caller frees. */
char *ms_html_text (MsSlice html);
