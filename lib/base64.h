/* SPDX-License-Identifier: BSD-2-Clause
 *
 * base64 (RFC 2045 section 6.8) as it is found in mail: junk between the characters is
 * skipped, a complete padding ends the data, a group that is cut short gives the octets
 * it has. transfer.h is the way in. */
#pragma once

#include "octets.h"
#include "splice.h"

/* Decodes `raw`; `*end` is where its data ends: behind the padding or the last character.
 * NULL when the last group has one character: that is no octet, and most often the text
 * is no base64 at all. */
GString *ms_base64_decode (MsSlice raw, gsize *end);

/* FALSE for text that only calls itself base64: it has blanks inside its lines, or one
 * character more than groups of four have. Other characters do not matter (RFC 2045
 * section 6.8), nor what stands behind the padding. */
gboolean ms_base64_is_sound (MsSlice raw);

/* A body in base64 and what it decodes to. */
typedef struct {
    MsSlice raw;
    gsize end; /* of the data in `raw` */
    MsSlice octets;
} MsBase64;

/* As ms_transfer_edit. From the group with the first change on the data is encoded anew,
 * with lines as long as it has them. */
void ms_base64_edit (const MsBase64 *base64, const MsOctetEdit *changes, gsize count,
                     const char *eol, GArray *edits);
