/* SPDX-License-Identifier: BSD-2-Clause */
#include "chunks.h"
#include <string.h>

struct Chunks {
    gsize size;
    ChunkFunc send;
    gpointer user_data;
    gsize pending_len; /* less than `size` between calls */
    char pending[];
};

Chunks *
chunks_new (gsize size, ChunkFunc send, gpointer user_data)
{
    Chunks *chunks = g_malloc (sizeof *chunks + size);

    chunks->size = size;
    chunks->send = send;
    chunks->user_data = user_data;
    chunks->pending_len = 0;
    return chunks;
}

void
chunks_free (Chunks *chunks)
{
    g_free (chunks);
}

static void
keep (Chunks *chunks, const char *data, gsize len)
{
    memcpy (chunks->pending + chunks->pending_len, data, len);
    chunks->pending_len += len;
}

static gboolean
flush (Chunks *chunks)
{
    gsize len = chunks->pending_len;

    chunks->pending_len = 0;
    return len == 0 || chunks->send (chunks->pending, len, chunks->user_data);
}

gboolean
chunks_add (Chunks *chunks, const void *data, gsize len)
{
    const char *at = data;
    const char *end = at + len;

    if (chunks->pending_len > 0) {
        gsize fill = MIN (len, chunks->size - chunks->pending_len);

        keep (chunks, at, fill);
        at += fill;
        if (chunks->pending_len == chunks->size && !flush (chunks))
            return FALSE;
    }
    gsize rest = (gsize)(end - at);
    gsize whole = rest - rest % chunks->size;
    if (whole > 0 && !chunks->send (at, whole, chunks->user_data))
        return FALSE;
    keep (chunks, at + whole, rest - whole);
    return TRUE;
}

gboolean
chunks_finish (Chunks *chunks)
{
    return flush (chunks);
}
