/* SPDX-License-Identifier: BSD-2-Clause */
#include "charset.h"
#include "charset_name.h"
#include "charset_reader.h"
#include "charset_shift.h"
#include "charset_table.h"
#include "charset_writer.h"

/* How octets become text. */
typedef enum {
    READ_ASCII, /* octets from 0x80 on are unknown */
    READ_UTF8,
    READ_TABLE, /* each octet by itself */
    READ_ICONV,
} Reading;

struct MsText {
    MsSlice octets; /* without the byte order mark */
    gsize bom;
    char *charset; /* as declared, or NULL */
    MsCharsetName name;
    Reading reading;
    gboolean mislabelled; /* the octets are not what the label says */
    gboolean ascii;       /* ASCII stands for itself, and there is no state */
    gunichar *table;      /* READ_TABLE: 256 characters, 0 for none */
    GString *utf8;
    gsize replaced; /* octets that became U+FFFD */
};

static const char replacement[] = "\xef\xbf\xbd";
#define REPLACEMENT_LEN 3

/* Characters that pass through iconv at a time. */
#define CHUNK ((gsize)1024)

void
ms_text_free (MsText *text)
{
    if (text == NULL)
        return;
    if (text->utf8 != NULL)
        g_string_free (text->utf8, TRUE);
    g_free (text->table);
    g_free (text->charset);
    g_free (text);
}

/* ---- Reading --------------------------------------------------------------------- */

static void
append_replacement (MsText *text)
{
    g_string_append_len (text->utf8, replacement, REPLACEMENT_LEN);
    text->replaced++;
}

static void
append_character (MsText *text, gunichar c)
{
    char utf8[6];

    if (c < 0x80)
        g_string_append_c (text->utf8, (char)c);
    else
        g_string_append_len (text->utf8, utf8, g_unichar_to_utf8 (c, utf8));
}

static gsize
ascii_length (const char *at, gsize len)
{
    gsize plain = 0;

    while (plain < len && (guchar)at[plain] < 0x80 && at[plain] != '\0')
        plain++;
    return plain;
}

static void
read_by_table (MsText *text, gsize max_size)
{
    const char *at = text->octets.data, *end = at + text->octets.len;

    while (at < end && text->utf8->len <= max_size) {
        gsize plain = text->ascii ? ascii_length (at, (gsize)(end - at)) : 0;
        gunichar c = 0;

        g_string_append_len (text->utf8, at, (gssize)plain);
        at += plain;
        if (at == end)
            break;
        c = text->table[(guchar)*at++];
        if (c != 0)
            append_character (text, c);
        else
            append_replacement (text);
    }
}

static void
read_ascii (MsText *text, gsize max_size)
{
    const char *at = text->octets.data, *end = at + text->octets.len;

    while (at < end && text->utf8->len <= max_size) {
        gsize plain = ascii_length (at, (gsize)(end - at));

        g_string_append_len (text->utf8, at, (gssize)plain);
        at += plain;
        if (at < end) {
            append_replacement (text);
            at++;
        }
    }
}

static void
read_utf8 (MsText *text, gsize max_size)
{
    const char *at = text->octets.data, *end = at + text->octets.len;

    while (at < end && text->utf8->len <= max_size) {
        const char *valid = at;

        g_utf8_validate_len (at, (gsize)(end - at), &valid);
        g_string_append_len (text->utf8, at, valid - at);
        at = valid;
        if (at < end) {
            append_replacement (text);
            at++;
        }
    }
}

/* FALSE when iconv does not know the charset. */
static gboolean
read_by_iconv (MsText *text, gsize max_size)
{
    g_autoptr (MsReader) reader =
        ms_reader_open (text->name.read, text->octets, text->name.unit);
    gunichar characters[CHUNK];
    gsize count = 1;

    if (reader == NULL)
        return FALSE;
    while (count > 0 && text->utf8->len <= max_size) {
        count = ms_reader_read (reader, characters, CHUNK);
        for (gsize i = 0; i < count; i++)
            append_character (text, characters[i]);
    }
    text->replaced += ms_reader_replaced (reader);
    return TRUE;
}

/* ---- Choosing how to read -------------------------------------------------------- */

static gboolean
is_valid_utf8 (MsSlice octets)
{
    return g_utf8_validate_len (octets.data, octets.len, NULL);
}

static void
skip_bom (MsText *text, const char *mark, gsize len)
{
    if (text->octets.len < len || memcmp (text->octets.data, mark, len) != 0)
        return;
    text->bom = len;
    text->octets.data += len;
    text->octets.len -= len;
}

/* UTF-16 without a mark: of most characters in mail the high octet is zero. When the
 * octets do not tell, the first one is the high one (RFC 2781 section 4.3). */
static gboolean
is_little_endian (const MsText *text)
{
    gsize first = 0, last = 0;

    for (gsize at = 0; at + text->name.unit <= text->octets.len; at += text->name.unit) {
        first += text->octets.data[at] == '\0';
        last += text->octets.data[at + text->name.unit - 1] == '\0';
    }
    return last > first;
}

static void
set_wide_name (MsText *text, gboolean little)
{
    g_snprintf (text->name.read, sizeof text->name.read, "UTF-%u%s", text->name.unit * 8,
                little ? "LE" : "BE");
    g_strlcpy (text->name.write, text->name.read, sizeof text->name.write);
}

static Reading
choose_wide (MsText *text)
{
    static const struct {
        guint unit;
        gboolean little;
        const char *mark;
    } marks[] = {
        { 2, TRUE, "\xff\xfe" },
        { 2, FALSE, "\xfe\xff" },
        { 4, TRUE, "\xff\xfe\0\0" },
        { 4, FALSE, "\0\0\xfe\xff" },
    };
    MsSlice octets = text->octets;

    for (gsize i = 0; i < G_N_ELEMENTS (marks); i++) {
        if (marks[i].unit == text->name.unit)
            skip_bom (text, marks[i].mark, marks[i].unit);
        if (text->bom > 0) {
            set_wide_name (text, marks[i].little);
            return READ_ICONV;
        }
    }
    if (octets.len > 0 && memchr (octets.data, '\0', octets.len) == NULL &&
        is_valid_utf8 (octets)) {
        text->mislabelled = TRUE;
        return READ_UTF8;
    }
    if (!g_str_has_suffix (text->name.read, "E"))
        set_wide_name (text, is_little_endian (text));
    return READ_ICONV;
}

/* A charset of seven bits: most text in it is ASCII, and text with other octets is often
 * UTF-8 under the wrong label. */
static Reading
choose_7bit (MsText *text, const char *introducers)
{
    gsize plain = ascii_length (text->octets.data, text->octets.len);
    gboolean shifts = FALSE;

    for (const char *c = introducers; *c != '\0' && !shifts; c++)
        shifts = text->octets.len > 0 &&
                 memchr (text->octets.data, *c, text->octets.len) != NULL;
    if (shifts)
        return READ_ICONV;
    if (plain == text->octets.len)
        return READ_ASCII;
    text->mislabelled = is_valid_utf8 (text->octets);
    return text->mislabelled ? READ_UTF8 : READ_ICONV;
}

static Reading
choose_by_octets (MsText *text)
{
    if (text->name.kind == MS_CHARSET_SUPERSET && !ms_slice_has_8bit (text->octets))
        return READ_ASCII;
    text->table = ms_charset_table (text->name.read);
    return text->table != NULL ? READ_TABLE : READ_ICONV;
}

static Reading
choose_reading (MsText *text)
{
    switch (text->name.kind) {
    case MS_CHARSET_NONE:
        skip_bom (text, "\xef\xbb\xbf", 3);
        return is_valid_utf8 (text->octets) ? READ_UTF8 : READ_ASCII;
    case MS_CHARSET_UTF8:
        skip_bom (text, "\xef\xbb\xbf", 3);
        return READ_UTF8;
    case MS_CHARSET_WIDE:
        return choose_wide (text);
    case MS_CHARSET_ESCAPES:
    case MS_CHARSET_SHIFTS:
        return choose_7bit (text, "\x1b\x0e\x0f");
    case MS_CHARSET_UTF7:
        return choose_7bit (text, "+");
    case MS_CHARSET_SUPERSET:
    case MS_CHARSET_OTHER:
        return choose_by_octets (text);
    case MS_CHARSET_UNKNOWN:
        break;
    }
    return READ_ASCII;
}

static gboolean
is_ascii_table (const gunichar *table)
{
    for (guint i = 1; i < 0x80; i++)
        if (table[i] != i)
            return FALSE;
    return TRUE;
}

static gboolean
holds_ascii (const MsText *text)
{
    switch (text->name.kind) {
    case MS_CHARSET_NONE:
    case MS_CHARSET_UNKNOWN:
    case MS_CHARSET_UTF8:
    case MS_CHARSET_SUPERSET:
        return TRUE;
    default:
        return text->mislabelled || (text->table != NULL && is_ascii_table (text->table));
    }
}

static void
read_octets (MsText *text, gsize max_size)
{
    if (text->reading == READ_ICONV && !read_by_iconv (text, max_size)) {
        text->name.kind = MS_CHARSET_UNKNOWN;
        text->reading = READ_ASCII;
    }
    text->ascii = holds_ascii (text);
    if (text->reading == READ_ASCII)
        read_ascii (text, max_size);
    else if (text->reading == READ_UTF8)
        read_utf8 (text, max_size);
    else if (text->reading == READ_TABLE)
        read_by_table (text, max_size);
}

MsText *
ms_charset_decode (MsSlice octets, const char *charset, gsize max_size)
{
    g_autoptr (MsText) text = g_new0 (MsText, 1);

    text->octets = octets;
    text->charset = g_strdup (charset);
    text->name = ms_charset_name (charset);
    text->reading = choose_reading (text);
    text->utf8 = g_string_sized_new (MIN (octets.len, max_size));
    read_octets (text, max_size);
    return text->utf8->len <= max_size ? g_steal_pointer (&text) : NULL;
}

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
    return text->reading != READ_ICONV && text->ascii;
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
        const char *valid = at;

        g_utf8_validate_len (at, (gsize)(end - at), &valid);
        if ((gsize)(valid - at) >= offset - seen)
            return (gsize)(at - text->octets.data) + (offset - seen);
        seen += (gsize)(valid - at) + REPLACEMENT_LEN;
        at = valid + 1;
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
    if (text->reading == READ_ICONV)
        ms_charset_shift (text->name.kind, text->octets, &spot);
    spot.octet += text->bom;
    return spot;
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
