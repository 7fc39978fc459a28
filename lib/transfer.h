/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Content-Transfer-Encodings (RFC 2045 section 6): a part's raw octets decoded, and a
 * change of the decoded octets as an edit of the raw ones that leaves alone all that it
 * can: everything around the change, or, in base64, everything before it.
 *
 * Malformed input decodes as Python's quopri and binascii modules decode it. */
#pragma once

#include "message.h"
#include "octets.h"
#include "splice.h"

typedef struct MsTransfer MsTransfer;

/* `raw` is borrowed as long as the result lives. NULL when the encoding is unknown,
 * base64 ends within an octet, or more than `max_size` octets come out. */
MsTransfer *ms_transfer_decode (MsSlice raw, MsEncoding encoding, gsize max_size);
/* FALSE where `raw` is not in that encoding at all: so far, what is not base64. */
gboolean ms_transfer_is_sound (MsSlice raw, MsEncoding encoding);

void ms_transfer_free (MsTransfer *transfer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsTransfer, ms_transfer_free)

MsSlice ms_transfer_raw (const MsTransfer *transfer);

/* The decoded octets, borrowed from the transfer. */
MsSlice ms_transfer_octets (const MsTransfer *transfer);

/* Whether the raw octets are the decoded ones: 7bit, 8bit, binary. */
gboolean ms_encoding_is_identity (MsEncoding encoding);

/* Adds to `edits` the edits of the raw octets that make these ascending changes, which do
 * not touch each other. In base64 the octets behind the data's end, which a decoder does
 * not read, are kept; where the new data happens to end without padding they come to life
 * again: whoever calls checks by decoding. */
void ms_transfer_edit (const MsTransfer *transfer, const MsOctetEdit *changes,
                       gsize count, const MsWire *wire, GArray *edits);

/* All of `text` as quoted-printable. Caller unrefs. */
GBytes *ms_transfer_to_quoted_printable (const MsOctets *text, const MsWire *wire);
