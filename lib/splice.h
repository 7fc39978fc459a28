/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Bytes and edits of them make new bytes. With no edits it is the identity. */
#pragma once

#include "slice.h"
#include <mailstamp.h>

/* An array of MsEdit that unrefs their texts. */
GArray *ms_edits_new (void);

/* Adds the replacement of [start, end) by `text`, whose reference it takes. */
void ms_edits_add (GArray *edits, gsize start, gsize end, GBytes *text);

/* Adds an insertion that stands before whatever else is inserted at the same place. */
void ms_edits_add_before (GArray *edits, gsize at, GBytes *text);

/* Puts edits in ascending order; two insertions at one place keep their order. FALSE when
 * two overlap: then they cannot be made. */
gboolean ms_edits_sort (GArray *edits) G_GNUC_WARN_UNUSED_RESULT;

/* Sends `bytes` from `start` on with the sorted edits made, piece by piece. */
gboolean ms_splice_send (MsSlice bytes, gsize start, const GArray *edits, MsSendFunc send,
                         gpointer user_data);

/* Octets that the edits add, less those that they remove. */
gssize ms_splice_growth (const GArray *edits);
