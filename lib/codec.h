/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A part's octets as UTF-8 text, and a change of that text back as the smallest edit of
 * the octets, in the part's own transfer encoding and charset.
 *
 * Invariant, checked on every change that is not plain ASCII in an ASCII superset: the
 * new octets decode to the old text with just that change. */
#pragma once

#include "message.h"
#include "splice.h"

typedef struct MsDecoded MsDecoded;

/* A change of decoded text: [start, end) replaced by `text`, offsets in octets of UTF-8
 * at character boundaries. */
typedef struct {
    gsize start;
    gsize end;
    const char *text; /* UTF-8, lines ending in LF */
} MsTextEdit;

/* FALSE for a part whose octets are not in the transfer encoding that it names: whatever
 * a reader makes of it, a change would destroy. */
gboolean ms_codec_is_sound (const MsMessage *message, const MsPart *part);

/* The text of a text/plain or text/html part. Octets that the charset does not have
 * become U+FFFD; an unknown charset is read as ASCII with unknown other octets. A byte
 * order mark is not part of it. NULL when the transfer encoding is unknown or cannot be
 * right (base64 that ends within an octet), or the text is longer than `max_size`. */
MsDecoded *ms_codec_decode (const MsMessage *message, const MsPart *part, gsize max_size);
void ms_decoded_free (MsDecoded *decoded);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsDecoded, ms_decoded_free)

/* UTF-8, valid, with a NUL behind it (NULs of the part are U+FFFD); lines end as in the
 * part. Borrowed from `decoded`. */
MsSlice ms_decoded_text (const MsDecoded *decoded);

/* An empty array of MsTextEdit that owns their texts. Caller unrefs. */
GArray *ms_text_edits_new (void);

/* Turns `count` ascending changes of the text into edits of the message's octets, and,
 * where the part is the root, changes of its headers into `header_edits` (of
 * MsHeaderEdit).
 *
 * HTML becomes character references, on lines of its own; plain text that the charset
 * cannot hold widens the part to UTF-8; where that would lose octets that could not be
 * decoded, it is written in the nearest ASCII instead. What is 7bit on the wire stays so.
 * In format=flowed the new lines are fixed ones, and no line of the author's goes on in
 * them. No line gets longer than 998 octets that was not so before.
 *
 * Octets that no text can follow safely (half a character at the end, a shift that cannot
 * be left) get a line break before or behind the new text, or are all written anew; as a
 * last resort the new text goes to the start. FALSE, and nothing added, when the
 * invariant does not hold even then: the part cannot take the text. */
gboolean ms_codec_edit (const MsDecoded *decoded, const MsTextEdit *changes, gsize count,
                        GArray *edits, GArray *header_edits) G_GNUC_WARN_UNUSED_RESULT;
