/* SPDX-License-Identifier: BSD-2-Clause */
#include "quoted_printable.h"
#include "raw_line.h"

/* RFC 2045 section 6.7 (5): at most 76 characters, the `=` of a soft break among them. */
#define LINE 76
/* RFC 5322 section 2.1.1: what an author's raw line may have at most. */
#define LONGEST_LINE 998

/* ---- Decoding -------------------------------------------------------------------- */

typedef enum {
    TOKEN_ESCAPE,
    TOKEN_SOFT_BREAK,
    TOKEN_DOUBLE_EQUALS, /* Python's own mistake of old: "==" stands for "=" */
    TOKEN_BARE_EQUALS,   /* stands for itself */
    TOKEN_UNFINISHED,    /* the raw octets end in it; stands for nothing */
} TokenKind;

/* What begins with an equals sign. */
typedef struct {
    TokenKind kind;
    gsize len;  /* raw octets */
    char octet; /* what it stands for, unless it is a break or unfinished */
} Token;

static Token
read_soft_break (MsSlice raw, gsize at)
{
    const char *start = raw.data + at;
    const char *end = memchr (start, '\n', raw.len - at);

    /* As binascii.a2b_qp: from a CR on all is skipped up to the LF, junk too. */
    if (end == NULL)
        return (Token){ TOKEN_UNFINISHED, raw.len - at, 0 };
    return (Token){ TOKEN_SOFT_BREAK, (gsize)(end - start) + 1, 0 };
}

/* Of a hexadecimal digit. */
static guint
value_of_digit (char digit)
{
    return g_ascii_isdigit (digit) ? (guint)digit & 15 : ((guint)digit & 15) + 9;
}

static char
octet_of_digits (const char *digits)
{
    return (char)(value_of_digit (digits[0]) << 4 | value_of_digit (digits[1]));
}

static Token
read_token (MsSlice raw, gsize at)
{
    const char *next = raw.data + at + 1;
    gsize left = raw.len - at - 1;

    if (left >= 2 && g_ascii_isxdigit (next[0]) && g_ascii_isxdigit (next[1]))
        return (Token){ TOKEN_ESCAPE, 3, octet_of_digits (next) };
    if (left == 0)
        return (Token){ TOKEN_UNFINISHED, 1, 0 };
    if (*next == '\n' || *next == '\r')
        return read_soft_break (raw, at);
    if (*next == '=')
        return (Token){ TOKEN_DOUBLE_EQUALS, 2, '=' };
    return (Token){ TOKEN_BARE_EQUALS, 1, '=' };
}

static gboolean
stands_for_octet (TokenKind kind)
{
    return kind != TOKEN_SOFT_BREAK && kind != TOKEN_UNFINISHED;
}

/* Up to the next equals sign. */
static gsize
plain_length (MsSlice raw, gsize at)
{
    const char *equals = memchr (raw.data + at, '=', raw.len - at);

    return equals != NULL ? (gsize)(equals - (raw.data + at)) : raw.len - at;
}

GString *
ms_quoted_printable_decode (MsSlice raw)
{
    GString *out = g_string_new (NULL);
    char *to = NULL;
    gsize at = 0;

    /* It never gets longer. */
    g_string_set_size (out, raw.len);
    to = out->str;
    while (at < raw.len) {
        gsize plain = plain_length (raw, at);
        Token token = { 0 };

        memcpy (to, raw.data + at, plain);
        to += plain;
        at += plain;
        if (at == raw.len)
            break;
        token = read_token (raw, at);
        if (stands_for_octet (token.kind))
            *to++ = token.octet;
        at += token.len;
    }
    g_string_set_size (out, (gsize)(to - out->str));
    return out;
}

/* ---- Finding a place ------------------------------------------------------------- */

/* Where the walk stands: `decoded` octets are before the raw octet `raw`. */
typedef struct {
    MsSlice bytes;
    gsize raw;
    gsize decoded;
    gsize bare_equals; /* behind the last `=` that stands for itself, 0 when none */
} Cursor;

/* Right behind the raw octets of decoded octet `target` - 1. */
static void
advance (Cursor *cursor, gsize target)
{
    while (cursor->decoded < target) {
        gsize plain = plain_length (cursor->bytes, cursor->raw);
        Token token = { 0 };

        if (plain > 0) {
            plain = MIN (plain, target - cursor->decoded);
            cursor->raw += plain;
            cursor->decoded += plain;
            continue;
        }
        token = read_token (cursor->bytes, cursor->raw);
        cursor->raw += token.len;
        if (stands_for_octet (token.kind)) {
            cursor->decoded++;
            if (token.kind == TOKEN_BARE_EQUALS)
                cursor->bare_equals = cursor->raw;
        }
    }
}

/* Behind the soft breaks that follow: there a line begins, which is where new text fits
 * best. */
static void
skip_soft_breaks (Cursor *cursor)
{
    while (cursor->raw < cursor->bytes.len && cursor->bytes.data[cursor->raw] == '=') {
        Token token = read_token (cursor->bytes, cursor->raw);
        if (token.kind != TOKEN_SOFT_BREAK)
            return;
        cursor->raw += token.len;
    }
}

/* ---- Writing --------------------------------------------------------------------- */

typedef struct {
    GString *out;
    gsize column;
    const MsWire *wire;
    gsize eol_len;
} Writer;

static void
write_soft_break (Writer *writer)
{
    g_string_append_c (writer->out, '=');
    g_string_append (writer->out, writer->wire->eol);
    writer->column = 0;
}

static Writer
writer_for (const MsWire *wire)
{
    /* A line end is one only in text. */
    return (Writer){ .out = g_string_new (NULL),
                     .wire = wire,
                     .eol_len = wire->text ? strlen (wire->eol) : G_MAXSIZE };
}

/* Length of the line end at `at`, 0 when there is none. */
static gsize
eol_at (const Writer *writer, MsSlice octets, gsize at)
{
    gsize len = writer->eol_len;

    return octets.len - at >= len && octets.data[at] == *writer->wire->eol &&
                   memcmp (octets.data + at, writer->wire->eol, len) == 0
               ? len
               : 0;
}

static gboolean
line_ends_at (const Writer *writer, MsSlice octets, gsize at)
{
    return at == octets.len || eol_at (writer, octets, at) > 0;
}

/* Whether a character of one octet must be escaped: what RFC 2045 says, and what mailbox
 * files and SMTP have a meaning for at the start of a line. */
static gboolean
needs_escape (const Writer *writer, MsSlice octets, gsize at)
{
    guchar octet = (guchar)octets.data[at];

    if (octet == ' ' || octet == '\t')
        return line_ends_at (writer, octets, at + 1);
    if (octet < 33 || octet > 126 || octet == '=')
        return TRUE;
    if (writer->column > 0)
        return FALSE;
    if (octet == '.')
        return line_ends_at (writer, octets, at + 1);
    return octets.len - at >= 5 && memcmp (octets.data + at, "From ", 5) == 0;
}

/* The character at `at` as it would be written here. */
static gsize
format_character (const Writer *writer, MsSlice octets, MsRange character, char *to)
{
    static const char digits[] = "0123456789ABCDEF";
    gboolean single = character.end - character.start == 1;
    char *start = to;

    for (gsize i = character.start; i < character.end; i++) {
        guchar octet = (guchar)octets.data[i];
        gboolean escape = single ? needs_escape (writer, octets, i)
                                 : octet < 33 || octet > 126 || octet == '=';
        if (!escape) {
            *to++ = (char)octet;
            continue;
        }
        *to++ = '=';
        *to++ = digits[octet >> 4];
        *to++ = digits[octet & 15];
    }
    return (gsize)(to - start);
}

/* Longer ones are no characters: octets that a shift sequence put together. */
#define LONGEST_CHARACTER 20

static gsize
character_end (const MsOctets *text, gsize at)
{
    gsize end = at + 1;

    while (end < text->octets->len && !text->starts->data[end] &&
           end - at < LONGEST_CHARACTER)
        end++;
    return end;
}

/* A character, or a line end. Returns where the next one begins. */
static gsize
write_one (Writer *writer, const MsOctets *text, gsize at)
{
    char formatted[3 * LONGEST_CHARACTER];
    MsSlice octets = ms_octets_slice (text);
    MsRange character = { at, character_end (text, at) };
    gsize eol = eol_at (writer, octets, at), len = 0;

    if (eol > 0) {
        g_string_append (writer->out, writer->wire->eol);
        writer->column = 0;
        return at + eol;
    }
    len = format_character (writer, octets, character, formatted);
    if (writer->column > 0 && writer->column + len > LINE - 1) {
        write_soft_break (writer);
        len = format_character (writer, octets, character, formatted);
    }
    g_string_append_len (writer->out, formatted, (gssize)len);
    writer->column += len;
    return character.end;
}

/* Characters from `at` on that stand for themselves wherever they are in a line, as far
 * as they fit on this one. */
static gsize
plain_run (const Writer *writer, const MsOctets *text, gsize at)
{
    const guchar *octets = (const guchar *)text->octets->str;
    gsize end = at, left = text->octets->len - at;

    if (writer->column == 0 || writer->column >= LINE - 1 || left < 2)
        return 0;
    /* Not the last one: what comes behind it must be known to start a character. */
    left = at + MIN (left - 1, LINE - 1 - writer->column);
    while (end < left && octets[end] > ' ' && octets[end] < 0x7f && octets[end] != '=' &&
           text->starts->data[end] && text->starts->data[end + 1])
        end++;
    return end - at;
}

static void
write_text (Writer *writer, const MsOctets *text)
{
    MsSlice octets = ms_octets_slice (text);
    gsize at = 0;

    while (at < octets.len) {
        gsize plain = plain_run (writer, text, at);

        if (plain > 0) {
            g_string_append_len (writer->out, octets.data + at, (gssize)plain);
            writer->column += plain;
            at += plain;
            continue;
        }
        at = write_one (writer, text, at);
    }
}

GBytes *
ms_quoted_printable_encode (const MsOctets *text, const MsWire *wire)
{
    Writer writer = writer_for (wire);

    write_text (&writer, text);
    return g_string_free_to_bytes (writer.out);
}

/* ---- Changing -------------------------------------------------------------------- */

static gboolean
ends_in_blank (const char *data, gsize len)
{
    return len > 0 && (data[len - 1] == ' ' || data[len - 1] == '\t');
}

/* How many of the author's octets before the cursor are written again. A bare `=` must
 * not become an escape with what comes now, nor with a digit that already stands behind
 * it; and on a line as long as can be, a soft break would be one octet too many. */
static gsize
count_again (const Cursor *cursor, gboolean full)
{
    const char *end = cursor->bytes.data + cursor->raw;
    gsize behind = cursor->bare_equals > 0 ? cursor->raw - cursor->bare_equals : 2;

    if (behind == 0 || (behind == 1 && (full || g_ascii_isxdigit (end[-1]))))
        return behind + 1;
    if (!full)
        return 0;
    return end[-3] == '=' && g_ascii_isxdigit (end[-2]) && g_ascii_isxdigit (end[-1]) ? 3
                                                                                      : 1;
}

/* Writes them. Returns where they begin. */
static gsize
start_writing (Writer *writer, const Cursor *cursor)
{
    gsize line = ms_raw_line_start (cursor->bytes, cursor->raw);
    gsize count = count_again (cursor, cursor->raw - line == LONGEST_LINE);
    gsize start = cursor->raw - count;
    const char *again = cursor->bytes.data + start;
    gboolean bare = count > 0 && start + 1 == cursor->bare_equals;

    writer->column = start - line;
    if (count > 0 && writer->column < LONGEST_LINE &&
        writer->column + count + 2 >= LONGEST_LINE)
        write_soft_break (writer);
    if (bare)
        g_string_append (writer->out, "=3D");
    g_string_append_len (writer->out, again + bare, (gssize)(count - bare));
    writer->column += count + (bare ? 2 : 0);
    return start;
}

/* A blank of the author's at the end of its raw line would be taken for padding
 * (RFC 2045 section 6.7 (3)): a soft break keeps it. */
static void
guard_blank (Writer *writer, MsSlice raw, gsize start, gsize end, MsSlice octets)
{
    gboolean line_ends =
        octets.len > 0 ? eol_at (writer, octets, 0) > 0 : ms_raw_line_ends_at (raw, end);
    gboolean blank = writer->out->len > 0
                         ? ends_in_blank (writer->out->str, writer->out->len)
                         : ends_in_blank (raw.data, start);

    if (blank && line_ends)
        write_soft_break (writer);
}

/* Whether what is left of a line that something was taken out of has to be broken: only
 * where it got longer. */
static gboolean
needs_break (const Writer *writer, const Cursor *cursor, gsize start, MsSlice text)
{
    const char *raw = cursor->bytes.data;
    gsize rest = ms_raw_line_content_end (cursor->bytes, cursor->raw) - cursor->raw;
    gboolean shorter =
        text.len == 0 && memchr (raw + start, '\n', cursor->raw - start) == NULL;

    return !shorter && writer->column > 0 && rest > 0 && writer->column + rest > LINE;
}

/* One change; the cursor goes on behind it. */
static void
change_one (Cursor *cursor, const MsOctetEdit *change, const MsWire *wire, GArray *edits)
{
    Writer writer = writer_for (wire);
    gsize start = 0;

    advance (cursor, change->start);
    skip_soft_breaks (cursor);
    start = start_writing (&writer, cursor);
    advance (cursor, change->end);
    if (change->end > change->start)
        cursor->bare_equals = 0; /* taken out, or too far back to matter */
    guard_blank (&writer, cursor->bytes, start, cursor->raw,
                 ms_octets_slice (change->text));
    write_text (&writer, change->text);
    if (needs_break (&writer, cursor, start, ms_octets_slice (change->text)))
        write_soft_break (&writer);
    ms_edits_add (edits, start, cursor->raw, g_string_free_to_bytes (writer.out));
}

void
ms_quoted_printable_edit (MsSlice raw, const MsOctetEdit *changes, gsize count,
                          const MsWire *wire, GArray *edits)
{
    Cursor cursor = { .bytes = raw };

    for (gsize i = 0; i < count; i++)
        change_one (&cursor, &changes[i], wire, edits);
}
