/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The body as it reads: each alternative decoded, and the places in it found. */
#pragma once

#include "body.h"
#include "codec.h"
#include "place.h"

/* One part of the body. */
typedef struct {
    const MsPart *part;
    MsDecoded *decoded;
    MsPlaces places;
} MsPiece;

/* One alternative; more than one piece only in Apple Mail's broken-up texts. */
typedef struct {
    gboolean html;
    GArray *pieces; /* of MsPiece, at least one */
} MsReading;

/* The alternatives as an array of MsReading; caller unrefs. Empty when there is no text
 * that may be stamped, NULL when one is longer than `max_size`. */
GArray *ms_reading_new (const MsMessage *message, gsize max_size,
                        const MsSeparators *separators);

/* The same of one part alone. */
GArray *ms_reading_new_in (const MsMessage *message, const MsPart *part, gsize max_size,
                           const MsSeparators *separators);

/* Whether the header says that the message answers an earlier one (RFC 5322
 * section 3.6.4). */
gboolean ms_reading_is_answer (const MsMessage *message);

/* The piece that a stamp for `place` belongs to, and the offset in its text. */
const MsPiece *ms_reading_place (const MsReading *reading, MsPlaceName place,
                                 gsize *offset);

/* The piece in which the quoted history begins, NULL where none was found. */
const MsPiece *ms_reading_quote (const MsReading *reading);

/* What the texts tell of the thread; of the alternatives, the one that tells more. */
MsThread ms_reading_thread (const GArray *readings);

/* All text of the first plain alternative, or of the first one. Caller frees. */
char *ms_reading_text (const GArray *readings);
