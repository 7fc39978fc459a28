/* SPDX-License-Identifier: BSD-2-Clause
 *
 * quoted-printable (RFC 2045 section 6.7) as it is found in mail: what is no escape
 * stands for itself, white space at a line's end is kept. transfer.h is the way in. */
#pragma once

#include "octets.h"
#include "splice.h"

GString *ms_quoted_printable_decode (MsSlice raw);

/* As ms_transfer_edit. Only the changed places are written anew, in lines of at most 76
 * characters that never part a character; a soft line break is put where the raw line
 * would get longer. */
void ms_quoted_printable_edit (MsSlice raw, const MsOctetEdit *changes, gsize count,
                               const MsWire *wire, GArray *edits);

/* All of `text`. Caller unrefs. */
GBytes *ms_quoted_printable_encode (const MsOctets *text, const MsWire *wire);
