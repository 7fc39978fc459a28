/* SPDX-License-Identifier: BSD-2-Clause */
#include "octets.h"

MsOctets *
ms_octets_new (void)
{
    MsOctets *octets = g_new0 (MsOctets, 1);

    octets->octets = g_string_new (NULL);
    octets->starts = g_byte_array_new();
    return octets;
}

void
ms_octets_free (MsOctets *octets)
{
    if (octets == NULL)
        return;
    g_string_free (octets->octets, TRUE);
    g_byte_array_unref (octets->starts);
    g_free (octets);
}

/* Room for `slice`, whose octets are copied; its marks are for the caller to set. */
static guint8 *
append_unmarked (MsOctets *octets, MsSlice slice)
{
    guint old = octets->starts->len;

    if (slice.len == 0)
        return NULL;
    g_string_append_len (octets->octets, slice.data, (gssize)slice.len);
    g_byte_array_set_size (octets->starts, old + (guint)slice.len);
    return octets->starts->data + old;
}

void
ms_octets_append_char (MsOctets *octets, MsSlice character)
{
    guint8 *marks = append_unmarked (octets, character);

    for (gsize i = 0; i < character.len; i++)
        marks[i] = i == 0;
}

void
ms_octets_append_singles (MsOctets *octets, MsSlice characters)
{
    guint8 *marks = append_unmarked (octets, characters);

    if (marks != NULL)
        memset (marks, 1, characters.len);
}

void
ms_octets_append_utf8 (MsOctets *octets, MsSlice text)
{
    guint8 *marks = append_unmarked (octets, text);

    for (gsize i = 0; i < text.len; i++)
        marks[i] = ((guchar)text.data[i] & 0xc0) != 0x80;
}

void
ms_octets_append (MsOctets *octets, const MsOctets *more)
{
    guint8 *marks = append_unmarked (octets, ms_octets_slice (more));

    if (marks != NULL)
        memcpy (marks, more->starts->data, more->starts->len);
}

MsSlice
ms_octets_slice (const MsOctets *octets)
{
    return ms_slice (octets->octets->str, octets->octets->len);
}

gboolean
ms_slice_has_8bit (MsSlice slice)
{
    gsize at = 0;

    for (; at + sizeof (guint64) <= slice.len; at += sizeof (guint64)) {
        guint64 word = 0;
        memcpy (&word, slice.data + at, sizeof word);
        if ((word & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
            return TRUE;
    }
    for (; at < slice.len; at++)
        if ((guchar)slice.data[at] >= 0x80)
            return TRUE;
    return FALSE;
}

gsize
ms_ascii_length (const char *at, gsize len)
{
    const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
    gsize plain = 0;
    guint64 word = 0;

    for (; plain + sizeof word <= len; plain += sizeof word) {
        memcpy (&word, at + plain, sizeof word);
        /* The high bits of octets that are not ASCII, and of those that are NUL. */
        if (((word | (word - ones)) & (ones << 7)) != 0)
            break;
    }
    while (plain < len && (guchar)at[plain] < 0x80 && at[plain] != '\0')
        plain++;
    return plain;
}

gsize
ms_utf8_length (const char *at, gsize len)
{
    gsize valid = 0;

    for (;;) {
        gunichar c = 0;

        valid += ms_ascii_length (at + valid, len - valid);
        if (valid == len || at[valid] == '\0')
            return valid;
        c = g_utf8_get_char_validated (at + valid, (gssize)(len - valid));
        if (c == (gunichar)-1 || c == (gunichar)-2)
            return valid;
        valid += (gsize)g_unichar_to_utf8 (c, NULL);
    }
}
