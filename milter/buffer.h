/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Octets that grow at the end and become a GBytes without being copied. Growth doubles
 * the reserved space, which costs address space only: realloc moves large blocks by
 * mremap(2), and pages that were never written have no memory behind them. */
#pragma once

#include <glib.h>

typedef struct {
    char *data;
    gsize len;
    gsize capacity;
} Buffer;

/* FALSE when there is no memory for it; the buffer is as it was. */
gboolean buffer_append (Buffer *buffer, const void *data,
                        gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* Cuts to `len` and gives the rest of the memory back. */
void buffer_truncate (Buffer *buffer, gsize len);
void buffer_clear (Buffer *buffer);

/* Hands the octets over; the buffer is empty afterwards. */
GBytes *buffer_lend (Buffer *buffer);

/* The way back into an empty buffer: takes the reference to what buffer_lend gave out. */
void buffer_return (Buffer *buffer, GBytes *bytes);
