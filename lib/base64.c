/* SPDX-License-Identifier: BSD-2-Clause */
#include "base64.h"
#include "raw_line.h"

/* RFC 2045 section 6.8: no more than 76 characters a line. */
#define LINE 76
/* Other line lengths are kept as they are found, within reason. */
#define SHORTEST_LINE 20
#define LONGEST_LINE 988

#define SKIP 0xff
#define PAD 0xfe

static const guint8 values[256] = {
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, 62,   SKIP,
    SKIP, SKIP, 63,
    52,   53,   54,
    55,   56,   57,
    58,   59,   60,
    61,   SKIP, SKIP,
    SKIP, PAD,  SKIP,
    SKIP, SKIP, 0,
    1,    2,    3,
    4,    5,    6,
    7,    8,    9,
    10,   11,   12,
    13,   14,   15,
    16,   17,   18,
    19,   20,   21,
    22,   23,   24,
    25,   SKIP, SKIP,
    SKIP, SKIP, SKIP,
    SKIP, 26,   27,
    28,   29,   30,
    31,   32,   33,
    34,   35,   36,
    37,   38,   39,
    40,   41,   42,
    43,   44,   45,
    46,   47,   48,
    49,   50,   51,
    SKIP, SKIP, SKIP,
    SKIP, SKIP, [0x80 ... 0xff] = SKIP,
};

/* ---- Decoding -------------------------------------------------------------------- */

typedef struct {
    guint position; /* characters of the current group so far */
    guint pads;
    guint bits; /* of the group, the last character lowest */
} Group;

/* As CPython's binascii.a2b_base64: FALSE at the padding that completes a group. */
static gboolean
take_character (Group *group, guint8 value, GString *out)
{
    if (value == PAD)
        return !(group->position >= 2 && group->position + ++group->pads >= 4);
    if (value == SKIP)
        return TRUE;
    group->pads = 0;
    group->bits = group->bits << 6 | value;
    if (group->position == 0) {
        group->position = 1;
        return TRUE;
    }
    g_string_append_c (out, (char)(group->bits >> (6 - 2 * group->position)));
    group->position = (group->position + 1) % 4;
    return TRUE;
}

/* Whole groups without anything between them, which is nearly all of any data. Returns
 * how many characters it took. */
static gsize
take_groups (const guchar *at, gsize len, GString *out)
{
    const guchar *from = at, *last = at + len - len % 4;
    gsize start = out->len;
    char *to = NULL;

    g_string_set_size (out, start + len / 4 * 3);
    to = out->str + start;
    for (; from < last; from += 4) {
        guint8 a = values[from[0]], b = values[from[1]];
        guint8 c = values[from[2]], d = values[from[3]];

        if (((a | b | c | d) & 0xc0) != 0)
            break;
        *to++ = (char)(guint8)(a << 2 | b >> 4);
        *to++ = (char)(guint8)(b << 4 | c >> 2);
        *to++ = (char)(guint8)(c << 6 | d);
    }
    g_string_set_size (out, (gsize)(to - out->str));
    return (gsize)(from - at);
}

/* No more than a line at a time: what is behind it may be anything. */
#define MOST_CHARACTERS 1024

GString *
ms_base64_decode (MsSlice raw, gsize *end)
{
    GString *out = g_string_sized_new (raw.len / 4 * 3 + 3);
    const guchar *data = (const guchar *)raw.data;
    Group group = { 0 };
    gsize at = 0;

    *end = 0;
    while (at < raw.len) {
        guint8 value = values[data[at]];

        if (group.position == 0 && group.pads == 0 && value < 64) {
            gsize taken =
                take_groups (data + at, MIN (raw.len - at, MOST_CHARACTERS), out);
            at += taken;
            if (taken > 0) {
                *end = at;
                continue;
            }
        }
        at++;
        if (value != SKIP)
            *end = at;
        if (!take_character (&group, value, out))
            return out;
    }
    if (group.position == 1) {
        g_string_free (out, TRUE);
        return NULL;
    }
    return out;
}

/* ---- Judging --------------------------------------------------------------------- */

static MsSlice
trimmed_line (MsSlice raw, gsize at, gsize *next)
{
    MsSlice line = ms_slice_line (raw, at);

    *next = at + line.len;
    return ms_slice_trim (line);
}

gboolean
ms_base64_is_sound (MsSlice raw)
{
    gsize characters = 0;

    for (gsize at = 0; at < raw.len;) {
        MsSlice line = trimmed_line (raw, at, &at);

        for (gsize i = 0; i < line.len; i++) {
            guint8 value = values[(guchar)line.data[i]];

            if (value == PAD)
                return characters % 4 > 1;
            if (g_ascii_isspace (line.data[i]))
                return FALSE;
            characters += value != SKIP;
        }
    }
    return characters % 4 != 1;
}

/* ---- Finding a group ------------------------------------------------------------- */

/* Where a group begins in the raw data. */
static gsize
find_group (MsSlice raw, gsize group)
{
    gsize left = group * 4;

    for (gsize at = 0; at < raw.len; at++)
        if (values[(guchar)raw.data[at]] < 64 && left-- == 0)
            return at;
    return raw.len;
}

/* How long the lines are, by the first one that another follows. */
static gsize
line_length (MsSlice raw)
{
    gsize characters = 0;

    for (gsize at = 0; at < raw.len; at++) {
        if (values[(guchar)raw.data[at]] < 64)
            characters++;
        else if (raw.data[at] == '\n' && characters > 0)
            return characters >= SHORTEST_LINE && characters <= LONGEST_LINE
                       ? characters - characters % 4
                       : LINE;
    }
    return LINE;
}

/* ---- Encoding -------------------------------------------------------------------- */

typedef struct {
    GString *out;
    gsize column;
    gsize line_length;
    const char *eol;
    guchar group[3];
    gsize held; /* octets in `group` */
} Writer;

static void
write_group (Writer *writer)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const guchar *from = writer->group;
    char to[4] = { alphabet[from[0] >> 2], alphabet[(from[0] & 3) << 4 | from[1] >> 4],
                   alphabet[(from[1] & 15) << 2 | from[2] >> 6], alphabet[from[2] & 63] };

    if (writer->column + 4 > writer->line_length) {
        g_string_append (writer->out, writer->eol);
        writer->column = 0;
    }
    for (gsize i = writer->held + 1; i < 4; i++)
        to[i] = '=';
    for (gsize i = 0; i < 4; i++)
        g_string_append_c (writer->out, to[i]);
    writer->column += 4;
    writer->held = 0;
}

static void
write_octets (Writer *writer, MsSlice octets)
{
    for (gsize i = 0; i < octets.len; i++) {
        writer->group[writer->held++] = (guchar)octets.data[i];
        if (writer->held == 3)
            write_group (writer);
    }
}

static void
write_end (Writer *writer)
{
    if (writer->held == 0)
        return;
    memset (writer->group + writer->held, 0, 3 - writer->held);
    write_group (writer);
}

/* What is behind the data on its last line is junk, which may be long. */
static void
set_off_rest (Writer *writer, MsSlice raw, gsize end)
{
    gsize rest = ms_raw_line_content_end (raw, end) - end;

    if (rest > 0 && writer->column + rest > LONGEST_LINE)
        g_string_append (writer->out, writer->eol);
}

void
ms_base64_edit (const MsBase64 *base64, const MsOctetEdit *changes, gsize count,
                const char *eol, GArray *edits)
{
    MsSlice octets = base64->octets;
    MsSlice data = ms_slice_range (base64->raw, (MsRange){ 0, base64->end });
    gsize group = changes[0].start / 3, at = group * 3, start = find_group (data, group);
    Writer writer = { .out = g_string_sized_new ((octets.len - at) / 2 * 3),
                      .column = start - ms_raw_line_start (data, start),
                      .line_length = line_length (data),
                      .eol = eol };

    for (gsize i = 0; i < count; i++) {
        write_octets (&writer,
                      ms_slice_range (octets, (MsRange){ at, changes[i].start }));
        write_octets (&writer, ms_octets_slice (changes[i].text));
        at = changes[i].end;
    }
    write_octets (&writer, ms_slice_range (octets, (MsRange){ at, octets.len }));
    write_end (&writer);
    set_off_rest (&writer, base64->raw, base64->end);
    ms_edits_add (edits, start, base64->end, g_string_free_to_bytes (writer.out));
}
