/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Finds, in a decoded text, the word that an author typed for mailstamp: the place token,
 * the opt-out word. Only what the author wrote counts, never the quoted history, and the
 * first time it stands there. */
#pragma once

#include "place.h"
#include "typed_word.h"

/* Begin with zeros. */
typedef struct {
    GArray *ranges; /* of MsRange: the octets of the word, ascending; NULL: not found */
    gsize place; /* plain text: where the word stands; HTML: where, behind it, a block may
                    stand */
} MsTyped;

void ms_typed_clear (MsTyped *typed);

/* Plain text. The word stands on one line. */
void ms_typed_find_text (const MsTypedWord *word, MsSlice text, const MsPlaces *places,
                         MsTyped *typed);

/* HTML. Inline tags and comments may stand between the characters of the word, as a
 * client's spelling check puts them there; each character may be a reference. */
void ms_typed_find_html (const MsTypedWord *word, MsSlice html, const MsPlaces *places,
                         MsTyped *typed);

/* Whether all from `offset` on is history because of where it stands. In a text whose
 * author wrote below or between the quotes, the quotation marks have to tell. */
static inline gboolean
ms_places_is_history (const MsPlaces *places, gsize offset)
{
    return places->separator != NULL && !places->below && offset >= places->history.start;
}
