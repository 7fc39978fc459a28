/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Recognises the header of a quoted message: "From: … Sent: … To: … Subject: …" in any
 * language, and the lines with dashes that go before it. One such field is prose; a block
 * of them counts when its values look like a header's. */
#pragma once

#include "separator.h"
#include "text_line.h"

/* What makes less of a header enough. */
typedef enum {
    MS_BLOCK_BARE = 0,
    MS_BLOCK_RULED = 1 << 0,  /* a line drawn above sets it apart */
    MS_BLOCK_ANSWER = 1 << 1, /* the message is known to be an answer */
} MsBlockHints;

/* The name of the separator whose header of a quoted message begins in line `first`, NULL
 * when none does. `last` becomes its last line. */
const char *ms_header_block_match (const MsSeparators *separators, const MsLines *lines,
                                   guint first, MsBlockHints hints, guint *last);

/* Whether `line` has the digits of a date and a time of day. */
gboolean ms_has_date_and_time (MsSlice line);

/* Whether the header of a message quoted by Lotus Notes begins in line `first`: a name, a
 * date, then To and Subject. Looks no further than `last`, which becomes its last line.
 */
gboolean ms_notes_block_match (const MsSeparators *separators, const MsLines *lines,
                               guint first, guint *last);

/* The phrase with dashes around it that line `index` begins with, or that is the whole
 * line; NULL when it has none. */
const MsPhrase *ms_dashed_phrase_match (const MsSeparators *separators,
                                        const MsLines *lines, guint index);
