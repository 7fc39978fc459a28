/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which parts of a message are its body: what the author wrote and the reader sees first,
 * as against attachments, attached messages and signed subtrees. */
#pragma once

#include "part.h"

/* One form of the body. Apple Mail breaks one text into several parts around its
 * pictures: then `parts` has them all, in order. */
typedef struct {
    gboolean html;
    GPtrArray *parts; /* of const MsPart, borrowed from the message, at least one */
} MsAlternative;

/* The alternatives of the body of a message whose root is `part`, in the order of the
 * message; empty when there is no text that may be stamped. An array of MsAlternative;
 * caller unrefs. */
GArray *ms_body_find (const MsPart *part);
