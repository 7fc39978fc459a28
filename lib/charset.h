/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Octets in some charset read as UTF-8, with the way back: from an offset in the text to
 * the octets, and new text in the same charset. Reading is total: an octet that stands
 * for nothing becomes U+FFFD. It knows no transfer encoding and no message. */
#pragma once

#include "octets.h"

typedef struct MsText MsText;

/* Reads `octets`, which are borrowed as long as the result lives. No charset, or
 * US-ASCII: UTF-8 if all of it is that, else ASCII with unknown other octets. A byte
 * order mark at the start is not part of the text. NULL when the text gets longer than
 * `max_size`. */
MsText *ms_charset_decode (MsSlice octets, const char *charset, gsize max_size);
void ms_text_free (MsText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsText, ms_text_free)

/* Valid, without NULs, with a NUL behind it; borrowed from the text. */
MsSlice ms_text_utf8 (const MsText *text);

/* The octets without the byte order mark are the text. */
gboolean ms_text_is_utf8 (const MsText *text);

/* Octets of a byte order mark at the start. */
gsize ms_text_bom (const MsText *text);

/* The text says all that the octets say, and they are what their label says: it may be
 * written in another charset instead. */
gboolean ms_text_is_lossless (const MsText *text);

/* The octets CR and LF are line ends and nothing else. */
gboolean ms_text_has_ascii_lines (const MsText *text);

/* No octet's meaning depends on the octets before it. */
gboolean ms_text_is_simple (const MsText *text);

/* Where new text can go in the octets. In a charset with shift states it is written in
 * the initial one: `before` goes back to it, `after` to where the octets behind are. In
 * the middle of a run of UTF-7 those up to `next` are in `after`, on new bits. */
typedef struct {
    gsize octet;
    gsize next;
    char before[8];
    char *after; /* NULL for nothing */
} MsSpot;

/* The place of a character boundary of the text. */
MsSpot ms_text_locate (const MsText *text, gsize offset);
void ms_spot_clear (MsSpot *spot);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MsSpot, ms_spot_clear)

/* `utf8` in the declared charset, from its initial state back to it; NULL when it cannot
 * hold all of it. */
MsOctets *ms_text_encode (const MsText *text, const char *utf8);
