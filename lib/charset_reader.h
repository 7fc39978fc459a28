/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Characters one after the other out of octets in any charset that iconv knows. */
#pragma once

#include "slice.h"

typedef struct MsReader MsReader;

/* Reads the borrowed `octets`, of which `unit` are passed over where they stand for
 * nothing. NULL when iconv does not know the charset. */
MsReader *ms_reader_open (const char *charset, MsSlice octets, guint unit);
void ms_reader_free (MsReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsReader, ms_reader_free)

/* Up to `max` characters into `to`, U+FFFD for what is none. Fewer only at the end of the
 * octets (0: that is all), or where one octet stands for more characters than there is
 * room for. */
gsize ms_reader_read (MsReader *reader, gunichar *to, gsize max);

/* Octets that have been read: exactly those of the characters that were given, and what
 * stands between them. */
gsize ms_reader_position (const MsReader *reader);

/* Characters given for octets that stand for nothing. */
gsize ms_reader_replaced (const MsReader *reader);
