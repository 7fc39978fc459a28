/* SPDX-License-Identifier: BSD-2-Clause */
#include "charset_text.h"
#include "charset_reader.h"
#include "charset_shift.h"
#include "charset_writer.h"

/* Characters that pass through iconv at a time. */
#define CHUNK ((gsize)1024)

/* ---- What is known of a text ----------------------------------------------------- */

MsSlice
ms_text_utf8 (const MsText *text)
{
    return ms_slice (text->utf8->str, text->utf8->len);
}

gsize
ms_text_bom (const MsText *text)
{
    return text->bom;
}

gboolean
ms_text_is_utf8 (const MsText *text)
{
    return text->replaced == 0 &&
           (text->reading == READ_ASCII || text->reading == READ_UTF8);
}

/* A charset that iconv does not know may still be a stateful one in seven bits, such as
 * HZ: then its octets are not the ASCII that they look like. */
static gboolean
may_be_stateful (const MsText *text)
{
    MsSlice octets = text->octets;

    return text->name.kind == MS_CHARSET_UNKNOWN && octets.len > 0 &&
           (memchr (octets.data, '\x1b', octets.len) != NULL ||
            memchr (octets.data, '\x0e', octets.len) != NULL ||
            memmem (octets.data, octets.len, "~{", 2) != NULL);
}

gboolean
ms_text_is_lossless (const MsText *text)
{
    return text->replaced == 0 && !text->mislabelled && !may_be_stateful (text);
}

gboolean
ms_text_has_ascii_lines (const MsText *text)
{
    g_autoptr (MsOctets) eol = text->ascii ? NULL : ms_text_encode (text, "\r\n");

    return text->ascii || (eol != NULL && strcmp (eol->octets->str, "\r\n") == 0);
}

gboolean
ms_text_is_simple (const MsText *text)
{
    return text->reading != READ_ICONV && text->ascii && !text->mislabelled;
}

/* ---- The way back ---------------------------------------------------------------- */

static gsize
count_characters (const char *utf8, gsize len)
{
    gsize count = 0;

    for (gsize i = 0; i < len; i++)
        count += ((guchar)utf8[i] & 0xc0) != 0x80;
    return count;
}

/* The octet of a character of UTF-8 with errors in it. */
static gsize
locate_in_utf8 (const MsText *text, gsize offset)
{
    const char *at = text->octets.data, *end = at + text->octets.len;
    gsize seen = 0;

    while (seen < offset && at < end) {
        gsize valid = ms_utf8_length (at, (gsize)(end - at));

        if (valid >= offset - seen)
            return (gsize)(at - text->octets.data) + (offset - seen);
        seen += valid + MS_REPLACEMENT_LEN;
        at += valid + 1;
    }
    return (gsize)(at - text->octets.data);
}

static gsize
locate_by_iconv (const MsText *text, gsize characters)
{
    g_autoptr (MsReader) reader =
        ms_reader_open (text->name.read, text->octets, text->name.unit);
    gunichar buffer[CHUNK];
    gsize count = 1;

    if (reader == NULL)
        return text->octets.len;
    while (characters > 0 && count > 0) {
        count = ms_reader_read (reader, buffer, MIN (characters, CHUNK));
        characters -= count;
    }
    return ms_reader_position (reader);
}

MsSpot
ms_text_locate (const MsText *text, gsize offset)
{
    MsSpot spot = { .octet = offset };

    g_assert (offset <= text->utf8->len);
    if (text->reading == READ_ICONV)
        spot.octet = locate_by_iconv (text, count_characters (text->utf8->str, offset));
    else if (text->reading == READ_UTF8 && text->replaced > 0)
        spot.octet = locate_in_utf8 (text, offset);
    else if (!ms_text_is_utf8 (text))
        spot.octet = count_characters (text->utf8->str, offset);
    spot.next = spot.octet;
    if (text->reading == READ_ICONV)
        ms_charset_shift (text->name.kind, text->octets, &spot);
    spot.octet += text->bom;
    spot.next += text->bom;
    return spot;
}

void
ms_spot_clear (MsSpot *spot)
{
    g_free (spot->after);
}

/* ---- New text -------------------------------------------------------------------- */

/* What the charset means strictly may not be what its readers make of it. */
static gboolean
reads_back (const MsText *text, const MsOctets *octets, const char *utf8)
{
    const char *charset =
        text->name.kind == MS_CHARSET_WIDE ? text->name.read : text->charset;
    g_autoptr (MsText) back =
        ms_charset_decode (ms_octets_slice (octets), charset, strlen (utf8));

    return back != NULL && strcmp (back->utf8->str, utf8) == 0;
}

MsOctets *
ms_text_encode (const MsText *text, const char *utf8)
{
    gboolean plain = text->ascii && g_str_is_ascii (utf8);
    g_autoptr (MsOctets) octets = NULL;

    if (plain || (text->name.kind == MS_CHARSET_UTF8 && !text->mislabelled)) {
        octets = ms_octets_new();
        ms_octets_append_utf8 (octets, ms_slice_str (utf8));
        return g_steal_pointer (&octets);
    }
    if (text->mislabelled || text->name.kind == MS_CHARSET_NONE ||
        text->name.kind == MS_CHARSET_UNKNOWN)
        return NULL;
    octets = ms_charset_write (text->name.write, text->ascii, utf8);
    if (octets == NULL || !reads_back (text, octets, utf8))
        return NULL;
    return g_steal_pointer (&octets);
}
