/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The header fields of a part after its charset or transfer encoding changed. Whatever
 * else they say stays as it stands. */
#pragma once

#include "message.h"
#include "splice.h"

typedef struct {
    gboolean utf8;        /* charset=utf-8 in Content-Type */
    const char *encoding; /* the new Content-Transfer-Encoding, or NULL: as it was */
} MsLabels;

/* Adds what it takes to `edits` (of MsEdit) for a part inside the message, to
 * `header_edits` (of MsHeaderEdit) for the root. Fields that are missing are added. */
void ms_relabel (const MsMessage *message, const MsPart *part, const MsLabels *labels,
                 GArray *edits, GArray *header_edits);

/* The value of a Content-Type field for `type` with its charset parameter set to utf-8:
 * folding, other parameters and their order stay. Caller frees. */
char *ms_content_type_as_utf8 (MsSlice value, const char *type);
