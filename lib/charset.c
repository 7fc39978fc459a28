/* SPDX-License-Identifier: BSD-2-Clause */
#include "charset_reader.h"
#include "charset_table.h"
#include "charset_text.h"
#include "charset_writer.h"

static const char replacement[] = "\xef\xbf\xbd";

/* Characters that pass through iconv at a time. */
#define CHUNK 1024

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
    g_string_append_len (text->utf8, replacement, MS_REPLACEMENT_LEN);
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

/* Mail is written in charsets that have ASCII's characters. One that lacks some, such as
 * the national variants of ISO 646, could not take a stamp. */
static gboolean
has_ascii (const char *charset)
{
    char ascii[0x80] = "\t\r\n";
    g_autoptr (MsOctets) octets = NULL;

    for (char c = ' '; c < 0x7f; c++)
        ascii[c - ' ' + 3] = c;
    octets = ms_charset_write (charset, FALSE, ascii);
    return octets != NULL;
}

static Reading
choose_by_octets (MsText *text)
{
    if (text->name.kind == MS_CHARSET_SUPERSET && !ms_slice_has_8bit (text->octets))
        return READ_ASCII;
    if (text->name.kind == MS_CHARSET_OTHER && !has_ascii (text->name.write)) {
        text->name.kind = MS_CHARSET_UNKNOWN;
        return READ_ASCII;
    }
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
