/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A word taken out of a subject, and the rest of it left as it stands: its folding, its
 * encoded words (RFC 2047). */
#pragma once

#include "header.h"
#include "typed_word.h"

gboolean ms_subject_has (const char *subject, const MsTypedWord *word);

/* The field's value without the word, lines of a folded one ending in LF; NULL when the
 * word is not in it. Where it cannot be taken out of the encoded words, all of the value
 * is written anew. Caller frees. */
char *ms_subject_without (const MsField *field, const MsTypedWord *word);
