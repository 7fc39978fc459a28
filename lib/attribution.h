/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Recognises the line that says who wrote what is quoted below it, and when: "On D, N
 * wrote:" in any language and order, wrapped over several lines or not. A known word for
 * "wrote" is not enough, and not needed where date, address and quotation marks speak for
 * themselves: prose has such words too. */
#pragma once

#include "separator.h"
#include "text_line.h"

typedef enum {
    MS_ATTRIBUTION_NONE,
    MS_ATTRIBUTION_WEAK, /* "Tom wrote:" above a quote: prose may look like it */
    MS_ATTRIBUTION_SURE,
} MsCertainty;

/* Whether an attribution ends in line `last`. `first` becomes the line it begins in,
 * `name` that of the separator. */
MsCertainty ms_attribution_match (const MsSeparators *separators, const MsLines *lines,
                                  guint last, guint *first, const char **name);
