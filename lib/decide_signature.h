/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Once per thread: whether the quoted history already carries a stamp of this
 * organization. */
#pragma once

#include "config.h"
#include "reading.h"

/* What the answer depends on beside the texts. */
typedef struct {
    const MsConfig *config;
    const MsMessage *message;
    gint64 now;
} MsSignatureQuestion;

/* Looks in what is quoted, never in the author's own words: in HTML for the imprint, and
 * everywhere for the text of each template, rendered with `fields`, or for a colleague
 * whose address is quoted and whom the directory has in memory. Where no history was
 * found in a message that answers one, the imprint anywhere tells of it. FALSE also where
 * a template cannot be rendered. */
gboolean ms_decide_signature (const MsSignatureQuestion *question, const GArray *readings,
                              const MsValue *fields);
