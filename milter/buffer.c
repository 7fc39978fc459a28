/* SPDX-License-Identifier: BSD-2-Clause */
#include "buffer.h"
#include <string.h>

#define FIRST_CAPACITY ((gsize)16 * 1024)

static gboolean
reserve (Buffer *buffer, gsize wanted)
{
    gsize capacity = MAX (buffer->capacity, FIRST_CAPACITY);

    while (capacity < wanted) {
        if (capacity > G_MAXSIZE / 2)
            return FALSE;
        capacity *= 2;
    }
    char *data = g_try_realloc (buffer->data, capacity);
    if (!data)
        return FALSE;
    buffer->data = data;
    buffer->capacity = capacity;
    return TRUE;
}

gboolean
buffer_append (Buffer *buffer, const void *data, gsize len)
{
    if (len > buffer->capacity - buffer->len && !reserve (buffer, buffer->len + len))
        return FALSE;
    if (len > 0)
        memcpy (buffer->data + buffer->len, data, len);
    buffer->len += len;
    return TRUE;
}

void
buffer_truncate (Buffer *buffer, gsize len)
{
    g_assert (len <= buffer->len);
    buffer->len = len;
    char *data = g_try_realloc (buffer->data, MAX (len, 1));
    if (data) {
        buffer->data = data;
        buffer->capacity = MAX (len, 1);
    }
}

void
buffer_clear (Buffer *buffer)
{
    g_free (buffer->data);
    *buffer = (Buffer){ NULL, 0, 0 };
}

GBytes *
buffer_lend (Buffer *buffer)
{
    GBytes *bytes = g_bytes_new_take (buffer->data, buffer->len);

    *buffer = (Buffer){ NULL, 0, 0 };
    return bytes;
}

void
buffer_return (Buffer *buffer, GBytes *bytes)
{
    /* No copy while ours is the only reference. */
    buffer->data = g_bytes_unref_to_data (bytes, &buffer->len);
    buffer->capacity = buffer->len;
}
