/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The built-in catalogue, as tables. Alternatives stand in one string with | between
 * them, as people would read them; ms_separators_new folds them. Each table ends in an
 * entry without a name. */
#pragma once

#include "separator.h"

extern const MsVerb ms_builtin_verbs[];
extern const MsPhrase ms_builtin_phrases[];
extern const MsLabel ms_builtin_labels[];
extern const MsElement ms_builtin_elements[];

/* Words for "message", and words that make such a message an earlier one: dashes around
 * one of each begin a quoted message, whatever client put them there. */
extern const char *const ms_builtin_message_words;
extern const char *const ms_builtin_original_words;
extern const char *const ms_builtin_forwarded_words;

/* What the lines begin with that a mail program or a virus scanner adds for itself, and
 * what else is in them: a product. NULL-terminated, in the folded form. */
extern const char *const ms_builtin_tag_starts[];
extern const char *const ms_builtin_tag_products[];

/* What an attribution with the date in front begins with. */
extern const char *const ms_builtin_leads;
