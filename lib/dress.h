/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What stands around a stamp, so that it is set apart from the author's words. Each gives
 * the text to put in, with lines that end in LF; caller frees. */
#pragma once

#include "slice.h"

/* Plain, at an offset of `text`: an empty line on both sides, but none at either end of
 * the text. */
char *ms_dress_text (const char *stamp, MsSlice text, gsize offset);

/* Plain, in place of the word that an author typed: an empty line on both sides, too. */
char *ms_dress_in_place (const char *stamp, MsSlice text, MsRange word);

/* HTML: a block of its own, whatever the template starts with (B29). */
char *ms_dress_html (const char *stamp);
