/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whether a stamp stands among the author's own words, wherever that is: in the middle,
 * with a list's footer or another product's notice below it, with a banner above. What is
 * quoted never counts. */
#pragma once

#include "place.h"

/* Authors write their name and their title in a letter, too: a stamp that is no longer
 * than that, in letters and in lines, counts only behind a line "-- ". Authors write
 * their name alone everywhere: a stamp of half as many letters never does. */
#define MS_OWN_TEXT_DISTINCT 24
#define MS_OWN_TEXT_DISTINCT_LINES 3

/* Whether `stamp` (of the same kind as `text`, HTML or plain) is there with all its
 * letters, from the start of a line to the end of one; wrapped, indented and styled as
 * may be. Linear in the length of `text`. */
gboolean ms_own_text_shows (MsSlice text, gboolean html, const MsPlaces *places,
                            const char *stamp);
