/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Octets of text in some charset that know where its characters begin, so that whoever
 * breaks lines never parts one. */
#pragma once

#include "slice.h"

typedef struct {
    GString *octets;
    GByteArray *starts; /* one per octet: 1 where a character begins */
} MsOctets;

MsOctets *ms_octets_new (void);
void ms_octets_free (MsOctets *octets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsOctets, ms_octets_free)

/* One character. */
void ms_octets_append_char (MsOctets *octets, MsSlice character);

/* Characters of one octet each. */
void ms_octets_append_singles (MsOctets *octets, MsSlice characters);

void ms_octets_append_utf8 (MsOctets *octets, MsSlice text);

void ms_octets_append (MsOctets *octets, const MsOctets *more);

MsSlice ms_octets_slice (const MsOctets *octets);

/* Whether one of them is 0x80 or above. */
gboolean ms_slice_has_8bit (MsSlice slice);

/* How many octets from `at` on are ASCII, or valid UTF-8, and not NUL. */
gsize ms_ascii_length (const char *at, gsize len);
gsize ms_utf8_length (const char *at, gsize len);

/* A change of octets: [start, end) replaced by `text`. */
typedef struct {
    gsize start;
    gsize end;
    const MsOctets *text; /* borrowed */
} MsOctetEdit;

/* How lines look on the wire. */
typedef struct {
    const char *eol;
    gboolean text; /* `eol` in the decoded octets is a line end; not so in UTF-16 */
} MsWire;
