/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The body as it reads: each alternative decoded, and the places in it found. */
#pragma once

#include "body.h"
#include "codec.h"
#include "place.h"
#include "typed.h"

/* One part of the body. */
typedef struct {
    const MsPart *part;
    MsDecoded *decoded;
    MsPlaces places;
} MsPiece;

/* A word that the author typed for mailstamp. */
typedef struct {
    MsTyped typed;
    guint piece; /* the piece it is in, where it was found */
} MsReadingWord;

/* One alternative; more than one piece only in Apple Mail's broken-up texts. */
typedef struct {
    gboolean html;
    GArray *pieces;     /* of MsPiece, at least one */
    gboolean disagrees; /* it has no separator, and another alternative has */
    MsReadingWord token;
    MsReadingWord opt_out;
} MsReading;

/* The alternatives in `part` (as a rule the root) as an array of MsReading; caller
 * unrefs. Empty when there is no text that may be stamped, NULL when one is longer than
 * `max_size`. */
GArray *ms_reading_new (const MsMessage *message, const MsPart *part, gsize max_size,
                        const MsSeparators *separators);

/* Whether the header says that the message answers an earlier one (RFC 5322
 * section 3.6.4). */
gboolean ms_reading_is_answer (const MsMessage *message);

/* Where the separator is in one alternative and not in another, what the one quotes is
 * looked for in the other, and with it the place there. */
void ms_reading_compare (GArray *readings, const MsMessage *message,
                         const MsSeparators *separators);

/* Looks for the place token and the opt-out word in the author's own words; NULL for one
 * that nobody can type. */
void ms_reading_find_words (GArray *readings, const MsTypedWord *token,
                            const MsTypedWord *opt_out);

static inline gboolean
ms_reading_has (const MsReadingWord *word)
{
    return word->typed.ranges != NULL;
}

/* The piece that a stamp for `place` belongs to, and the offset in its text. The place of
 * a token only where there is one. */
const MsPiece *ms_reading_place (const MsReading *reading, MsPlaceName place,
                                 gsize *offset);

/* The piece in which the quoted history begins, NULL where none was found. */
const MsPiece *ms_reading_quote (const MsReading *reading);

/* What the texts tell of the thread; of the alternatives, the one that tells more. */
MsThread ms_reading_thread (const GArray *readings);

/* All text of the first plain alternative, or of the first one. Caller frees. */
char *ms_reading_text (const GArray *readings);
