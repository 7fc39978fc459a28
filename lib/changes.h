/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The changes of one piece's text, collected in any order, made in one go. */
#pragma once

#include "reading.h"
#include "result.h"

/* Adds to `changes` (ms_text_edits_new): `range` is replaced by `text`, which it takes.
 * Insertions at one place keep the order of their coming, and stand before what is
 * replaced there. */
void ms_changes_add (GArray *changes, MsRange range, char *text);

/* The word, which was found, is taken out. */
void ms_changes_remove (GArray *changes, const MsReadingWord *word);

/* Adds the edits that make them to `result`. FALSE when the piece cannot take them. */
gboolean ms_changes_make (const MsPiece *piece, const GArray *changes,
                          MsResult *result) G_GNUC_WARN_UNUSED_RESULT;
