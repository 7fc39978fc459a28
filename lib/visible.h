/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a reader sees of a text, so that two texts can be compared that a client or a
 * relay has re-wrapped, re-encoded or re-styled on the way. */
#pragma once

#include "slice.h"

/* The visible characters of plain text or HTML in their order: no white space, no tags,
 * no comments, no style, character references decoded. UTF-8; caller frees. */
char *ms_visible (MsSlice text, gboolean html);
void ms_visible_append (GString *out, MsSlice text, gboolean html);

/* A stamp of fewer visible octets somebody may well have typed. */
#define MS_VISIBLE_DISTINCT 16

/* Whether `text` ends, or starts, with `stamp` as a reader sees them. FALSE for a stamp
 * of fewer than `least` visible octets. Looks at no more of `text` than could matter. */
gboolean ms_visible_ends_with (MsSlice text, const char *stamp, gboolean html,
                               gsize least);
gboolean ms_visible_starts_with (MsSlice text, const char *stamp, gboolean html,
                                 gsize least);
