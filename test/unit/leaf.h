/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Changes of the text of a message's first leaf, for tests of the codec. */
#pragma once

#include "codec.h"

const MsPart *leaf_of (const MsMessage *message);

/* Caller frees; NULL where it cannot be decoded. */
char *leaf_text (MsSlice raw);

/* The message with these changes, as the tool prints it; caller frees. NULL where the
 * part does not take them. */
GString *leaf_change (MsSlice raw, const MsTextEdit *changes, gsize count);
