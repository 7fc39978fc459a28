/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Recognises the header of a quoted message: "From: … Sent: … To: … Subject: …" in any
 * language, and the lines with dashes that go before it. One such field is prose; a block
 * of them counts when its values look like a header's. */
#pragma once

#include "separator.h"
#include "text_line.h"

/* Whether the header of a quoted message begins in line `first`. `ruled`: a line drawn
 * above it sets it apart, so that less of it is enough. `last` becomes its last line. */
gboolean ms_header_block_match (const MsSeparators *separators, const MsLines *lines,
                                guint first, gboolean ruled, guint *last);

/* Whether the header of a message quoted by Lotus Notes begins in line `first`: a name, a
 * date, then To and Subject. Looks no further than `last`, which becomes its last line.
 */
gboolean ms_notes_block_match (const MsSeparators *separators, const MsLines *lines,
                               guint first, guint *last);

/* The phrase with dashes around it that line `index` begins with, or that is the whole
 * line; NULL when it has none. */
const MsPhrase *ms_dashed_phrase_match (const MsSeparators *separators,
                                        const MsLines *lines, guint index);
