/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What stands around a stamp in plain text, so that it is set apart from the author's
 * words. Each gives the text to put in, with lines that end in LF; caller frees. */
#pragma once

#include "slice.h"

/* At an offset of `text`: an empty line on both sides, but none at either end of
 * the text. */
char *ms_dress_text (const char *stamp, MsSlice text, gsize offset);

/* In place of the token that an author typed: an empty line on both sides, too. */
char *ms_dress_in_place (const char *stamp, MsSlice text, MsRange token);
