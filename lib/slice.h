/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Borrowed bytes, and places in them. What owns its bytes is a GBytes or a GString. */
#pragma once

#include <glib.h>
#include <string.h>

/* `data` is not NUL-terminated and may hold NULs; it is never NULL, so that there is an
 * offset 0 of an empty one too. */
typedef struct {
    const char *data;
    gsize len;
} MsSlice;

/* The octets [start, end). */
typedef struct {
    gsize start;
    gsize end;
} MsRange;

static inline MsSlice
ms_slice (const char *data, gsize len)
{
    return (MsSlice){ data, len };
}

static inline MsSlice
ms_slice_str (const char *string)
{
    return (MsSlice){ string, strlen (string) };
}

static inline MsSlice
ms_slice_bytes (GBytes *bytes)
{
    gsize len = 0;
    const char *data = g_bytes_get_data (bytes, &len);
    /* Empty bytes have no address, and none may be computed from that. */
    return (MsSlice){ data != NULL ? data : "", len };
}

/* The part of `slice` in `range`, which must lie inside. */
static inline MsSlice
ms_slice_range (MsSlice slice, MsRange range)
{
    g_assert (range.start <= range.end && range.end <= slice.len);
    return (MsSlice){ slice.data + range.start, range.end - range.start };
}

/* Without white space around it. */
static inline MsSlice
ms_slice_trim (MsSlice slice)
{
    while (slice.len > 0 && g_ascii_isspace (slice.data[0]))
        slice = ms_slice (slice.data + 1, slice.len - 1);
    while (slice.len > 0 && g_ascii_isspace (slice.data[slice.len - 1]))
        slice.len--;
    return slice;
}

static inline gboolean
ms_slice_is_blank (MsSlice slice)
{
    return ms_slice_trim (slice).len == 0;
}

/* The octets, and whether or not they are letters of the same case. */
static inline gboolean
ms_slice_starts_with (MsSlice slice, const char *start)
{
    gsize len = strlen (start);
    return slice.len >= len && memcmp (slice.data, start, len) == 0;
}

static inline gboolean
ms_slice_starts_with_nocase (MsSlice slice, const char *start)
{
    gsize len = strlen (start);
    return slice.len >= len && g_ascii_strncasecmp (slice.data, start, len) == 0;
}

/* The same text but for the case of ASCII letters. */
static inline gboolean
ms_slice_is_nocase (MsSlice slice, const char *text)
{
    return slice.len == strlen (text) && ms_slice_starts_with_nocase (slice, text);
}

/* How many digits of ASCII stand from `at` on. */
static inline gsize
ms_slice_count_digits (MsSlice slice, gsize at)
{
    gsize count = 0;
    while (at + count < slice.len && g_ascii_isdigit (slice.data[at + count]))
        count++;
    return count;
}

/* The line that starts at `at`, with its line end; all that is left where none follows.
 */
static inline MsSlice
ms_slice_line (MsSlice slice, gsize at)
{
    const char *start = slice.data + at;
    const char *end = (const char *)memchr (start, '\n', slice.len - at);
    return (MsSlice){ start, end != NULL ? (gsize)(end + 1 - start) : slice.len - at };
}
