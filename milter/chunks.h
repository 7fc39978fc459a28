/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Pieces of any size become chunks of one size, so that a body with many small edits
 * takes no more packets than one with none. A large piece is passed on where it lies;
 * only what is left over at its ends is copied. */
#pragma once

#include <glib.h>

typedef gboolean (*ChunkFunc) (const void *data, gsize len, gpointer user_data);

typedef struct Chunks Chunks;

/* `send` gets whole multiples of `size` octets, but for the last call. */
Chunks *chunks_new (gsize size, ChunkFunc send, gpointer user_data);
void chunks_free (Chunks *chunks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Chunks, chunks_free)

/* FALSE when `send` returned FALSE. */
gboolean chunks_add (Chunks *chunks, const void *data,
                     gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* Sends what is left. */
gboolean chunks_finish (Chunks *chunks) G_GNUC_WARN_UNUSED_RESULT;
