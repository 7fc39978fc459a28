/* SPDX-License-Identifier: BSD-2-Clause */
#include "charset_reader.h"
#include "charset_table.h"
#include "charset_text.h"
#include "charset_writer.h"

static const char replacement[] = "\xef\xbf\xbd";

#define REPLACEMENT 0xfffd
#define LONGEST_UTF8 4

/* Characters that pass through iconv at a time. */
#define CHUNK 1024

/* Octets looked up at a time: where text is not ASCII, more of the kind follow, but not
 * many. */
#define TABLE_RUN ((gsize)16)

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
append_characters (MsText *text, const gunichar *characters, gsize count)
{
    gsize len = text->utf8->len;
    char *to = NULL;

    g_string_set_size (text->utf8, len + count * LONGEST_UTF8);
    to = text->utf8->str + len;
    for (gsize i = 0; i < count; i++) {
        if (characters[i] < 0x80)
            *to++ = (char)characters[i];
        else
            to += g_unichar_to_utf8 (characters[i], to);
    }
    g_string_set_size (text->utf8, (gsize)(to - text->utf8->str));
}

static gsize
append_ascii (MsText *text, const char *at, gsize len)
{
    gsize plain = ms_ascii_length (at, len);

    g_string_append_len (text->utf8, at, (gssize)plain);
    return plain;
}

/* As many octets as a chunk has characters. */
static void
append_by_table (MsText *text, const char *at, gsize len)
{
    gunichar characters[CHUNK];

    for (gsize i = 0; i < len; i++) {
        characters[i] = text->table[(guchar)at[i]];
        if (characters[i] == 0) {
            characters[i] = REPLACEMENT;
            text->replaced++;
        }
    }
    append_characters (text, characters, len);
}

static void
read_by_table (MsText *text, gsize max_size)
{
    const char *at = text->octets.data, *end = at + text->octets.len;

    while (at < end && text->utf8->len <= max_size) {
        gsize len = 0;

        if (text->ascii)
            at += append_ascii (text, at, (gsize)(end - at));
        len = MIN ((gsize)(end - at), TABLE_RUN);
        append_by_table (text, at, len);
        at += len;
    }
}

static void
read_ascii (MsText *text, gsize max_size)
{
    const char *at = text->octets.data, *end = at + text->octets.len;

    while (at < end && text->utf8->len <= max_size) {
        at += append_ascii (text, at, (gsize)(end - at));
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
        gsize valid = ms_utf8_length (at, (gsize)(end - at));

        g_string_append_len (text->utf8, at, (gssize)valid);
        at += valid;
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
        append_characters (text, characters, count);
    }
    text->replaced += ms_reader_replaced (reader);
    return TRUE;
}

/* ---- Choosing how to read -------------------------------------------------------- */

static gboolean
is_valid_utf8 (MsSlice octets)
{
    return ms_utf8_length (octets.data, octets.len) == octets.len;
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
    gsize plain = ms_ascii_length (text->octets.data, text->octets.len);
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

/* RFC 2152: what stands for itself in UTF-7. */
static gboolean
is_direct (char c)
{
    static const char others[] = "\t\r\n '(),-./:?!\"#$%&*;<=>@[]^_`{|}";

    return g_ascii_isalnum (c) || (c != '\0' && strchr (others, c) != NULL);
}

/* Without a plus all of it is ASCII; but where some of that cannot stand in UTF-7, a
 * reader who meets our first plus takes it for broken, and it would have to be written
 * anew. Escapes of ISO-2022-JP under this label are no UTF-7 at all. */
static Reading
choose_utf7 (MsText *text)
{
    Reading reading = choose_7bit (text, "+");

    for (gsize i = 0; reading == READ_ASCII && i < text->octets.len; i++)
        text->mislabelled |= !is_direct (text->octets.data[i]);
    return reading;
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
        return choose_utf7 (text);
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
    MsText *text = g_new0 (MsText, 1);

    text->octets = octets;
    text->charset = g_strdup (charset);
    text->name = ms_charset_name (charset);
    text->reading = choose_reading (text);
    text->utf8 = g_string_sized_new (MIN (octets.len, max_size));
    read_octets (text, max_size);
    if (text->utf8->len > max_size) {
        ms_text_free (text);
        return NULL;
    }
    return text;
}
