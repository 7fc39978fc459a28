/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A word that an author types to tell mailstamp something, and how it is recognised in a
 * stream of characters: letters without regard to case, a run of blanks like one blank.
 * Where it counts is for typed.h to say. Immutable, shared by threads. */
#pragma once

#include "slice.h"

#define MS_TYPED_MAX_CHARS 64

typedef struct MsTypedWord MsTypedWord;

/* NULL with what is wrong and what was expected in `*what` (caller frees) when `text` is
 * no such word. */
MsTypedWord *ms_typed_word_parse (const char *text, char **what);
void ms_typed_word_free (MsTypedWord *word);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsTypedWord, ms_typed_word_free)

/* FALSE when `text` cannot have the word in it: nearly always, and at the price of one
 * search, in HTML of four. */
gboolean ms_typed_word_may_be_in (const MsTypedWord *word, MsSlice text, gboolean html);

/* The first time that it stands in the octets `within` of `text`, which is UTF-8, as an
 * array of MsRange: its characters, those that touch each other in one. NULL where it
 * does not; caller unrefs. Characters that take no room may stand between. */
GArray *ms_typed_word_find (const MsTypedWord *word, MsSlice text, MsRange within);

/* Whether one has all that the other has, and would be found in it. */
gboolean ms_typed_word_overlaps (const MsTypedWord *a, const MsTypedWord *b);

/* What of the word has been read so far. Begin with zeros. */
typedef struct {
    guint matched;
    gboolean blank; /* the last one was a blank */
    MsRange spans[MS_TYPED_MAX_CHARS];
} MsTypedMatcher;

/* The next character, which stands at `span`. TRUE when it is the last one of the word:
 * then `spans` has its characters. */
gboolean ms_typed_matcher_add (MsTypedMatcher *matcher, const MsTypedWord *word,
                               gunichar c, MsRange span);
void ms_typed_matcher_reset (MsTypedMatcher *matcher);

/* The octets of the word that was found, as ms_typed_word_find gives them. */
GArray *ms_typed_matcher_ranges (const MsTypedMatcher *matcher, const MsTypedWord *word);
