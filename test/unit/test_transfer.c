/* SPDX-License-Identifier: BSD-2-Clause */
#include "raw_line.h"
#include "transfer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define QP MS_ENCODING_QUOTED_PRINTABLE
#define B64 MS_ENCODING_BASE64

/* ---- Helpers --------------------------------------------------------------------- */

static gboolean
append_bytes (const void *data, gsize len, gpointer user_data)
{
    g_string_append_len (user_data, data, (gssize)len);
    return TRUE;
}

static MsOctets *
utf8_octets (const char *text)
{
    MsOctets *octets = ms_octets_new();

    ms_octets_append_utf8 (octets, ms_slice_str (text));
    return octets;
}

/* `raw` with [start, end) of its decoded octets replaced. */
static GString *
edit (MsSlice raw, MsEncoding encoding, gsize start, gsize end, const char *text,
      const char *eol)
{
    g_autoptr (MsTransfer) transfer = ms_transfer_decode (raw, encoding, G_MAXSIZE);
    g_autoptr (GArray) edits = ms_edits_new();
    g_autoptr (MsOctets) octets = utf8_octets (text);
    MsOctetEdit change = { start, end, octets };
    MsWire wire = { eol, TRUE };
    GString *out = g_string_new (NULL);

    ms_transfer_edit (transfer, &change, 1, &wire, edits);
    ms_splice_send (raw, 0, edits, append_bytes, out);
    return out;
}

static char *
decode (MsSlice raw, MsEncoding encoding)
{
    g_autoptr (MsTransfer) transfer = ms_transfer_decode (raw, encoding, G_MAXSIZE);
    MsSlice octets = ms_transfer_octets (transfer);

    return g_strndup (octets.data, octets.len);
}

static void
assert_text (const char *name, const char *got, const char *want)
{
    if (strcmp (got, want) != 0)
        fail_msg ("%s: got\n%s\nwant\n%s", name, got, want);
}

/* ---- Decoding -------------------------------------------------------------------- */

typedef struct {
    const char *name;
    MsEncoding encoding;
    const char *raw;
    const char *want;
} Decoding;

/* The malformed ones as Python 3.11's quopri and binascii decode them. */
static const Decoding decodings[] = {
    { "7bit is itself", MS_ENCODING_7BIT, "a=41\r\n", "a=41\r\n" },
    { "8bit is itself", MS_ENCODING_8BIT, "\xe9=\n", "\xe9=\n" },
    { "binary is itself", MS_ENCODING_BINARY, "a\rb\n", "a\rb\n" },

    { "an escape", QP, "a=C3=A9b",
      "a\xc3\xa9"
      "b" },
    { "lower-case digits are digits", QP, "=c3=a9", "\xc3\xa9" },
    { "a soft break vanishes", QP, "ab=\r\ncd=\nef", "abcdef" },
    { "an escaped equals sign", QP, "1=3D1", "1=1" },
    { "a lone equals sign stands for itself", QP, "a = b", "a = b" },
    { "half an escape stands for itself", QP, "a=4x", "a=4x" },
    { "two equals signs stand for one", QP, "a==41", "a=41" },
    { "an equals sign at the end stands for nothing", QP, "abc=", "abc" },
    { "a cut escape at the end stands for itself", QP, "abc=4", "abc=4" },
    { "a blank before the line end is no soft break", QP, "a= \r\nb", "a= \r\nb" },
    { "junk between CR and LF of a soft break is lost", QP, "a=\rjunk\nb", "ab" },
    { "a CR without LF ends all", QP, "a=\rjunk", "a" },
    { "white space at a line's end stays", QP, "a \t\r\nb", "a \t\r\nb" },
    { "raw 8bit octets stand for themselves", QP, "\xe9=E9", "\xe9\xe9" },
    { "an underscore is an underscore", QP, "a_b", "a_b" },

    { "a group", B64, "SGVs", "Hel" },
    { "one octet", B64, "SA==", "H" },
    { "two octets", B64, "SGU=", "He" },
    { "lines are joined", B64, "SGVs\r\nbG8g\r\nd29y\r\nbGQ=\r\n", "Hello world" },
    { "a group may span lines", B64, "S\nGV\nsb\nG8=", "Hello" },
    { "junk is skipped", B64, "S*G V\ts!\xff", "Hel" },
    { "padding ends the data", B64, "SGU=SGVs", "He" },
    { "padding may be broken by a line end", B64, "SA=\r\n=\r\nSGVs", "H" },
    { "padding between groups is skipped", B64, "SGVs=bG8=", "Hello" },
    { "padding after one character is skipped", B64, "S=GVs", "Hel" },
    { "half a padding is skipped", B64, "SA=GU", "H\x01\x94" },
    { "a missing padding does no harm", B64, "SGVsbG8", "Hello" },
    { "nothing is nothing", B64, "\r\n", "" },
};

static void
decoding_is_as_each_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (decodings); i++) {
        const Decoding *row = &decodings[i];
        g_autofree char *got = decode (ms_slice_str (row->raw), row->encoding);
        assert_text (row->name, got, row->want);
    }
}

static void
an_unknown_encoding_is_not_decoded (void **state)
{
    (void)state;
    assert_null (ms_transfer_decode (ms_slice_str ("a"), MS_ENCODING_UNKNOWN, 100));
}

static void
base64_that_ends_within_an_octet_is_not_decoded (void **state)
{
    (void)state;
    assert_null (ms_transfer_decode (ms_slice_str ("SGVsb"), B64, 100));
    assert_null (ms_transfer_decode (ms_slice_str ("S\r\n"), B64, 100));
}

static void
more_octets_than_allowed_are_not_decoded (void **state)
{
    g_autoptr (MsTransfer) fits = ms_transfer_decode (ms_slice_str ("abcde"), QP, 5);

    (void)state;
    assert_non_null (fits);
    assert_null (ms_transfer_decode (ms_slice_str ("abcdef"), QP, 5));
}

/* ---- Editing --------------------------------------------------------------------- */

typedef struct {
    const char *name;
    MsEncoding encoding;
    const char *raw;
    gsize start;
    gsize end;
    const char *text;
    const char *want;
} Editing;

#define TEN "0123456789"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN

static const Editing editings[] = {
    { "7bit: an insertion", MS_ENCODING_7BIT, "ab", 1, 1, "X\r\n", "aX\r\nb" },
    { "7bit: a replacement", MS_ENCODING_7BIT, "abcd", 1, 3, "X", "aXd" },
    { "7bit: into nothing", MS_ENCODING_7BIT, "", 0, 0, "X", "X" },

    { "qp: plain characters stay plain", QP, "ab", 1, 1, "X y", "aX yb" },
    { "qp: others are escaped", QP, "ab", 1, 1, "\xc3\xbc=", "a=C3=BC=3Db" },
    { "qp: a position counts decoded octets", QP, "=C3=A9=\r\nb", 2, 2, "X",
      "=C3=A9=\r\nXb" },
    { "qp: escapes around it stay as they are", QP, "=c3=a9=61", 2, 2, "X",
      "=c3=a9X=61" },
    { "qp: new text stands behind a soft break", QP, "ab=\r\ncd", 2, 2, "X",
      "ab=\r\nXcd" },
    { "qp: a blank at the end of a line is escaped", QP, "ab", 0, 0, "-- \r\n",
      "--=20\r\nab" },
    { "qp: a blank at the end is escaped", QP, "", 0, 0, "a ", "a=20" },
    { "qp: a tab at the end of a line is escaped", QP, "", 0, 0, "a\t\r\n", "a=09\r\n" },
    { "qp: a blank inside a line is not", QP, "", 0, 0, "a b\tc", "a b\tc" },
    { "qp: a foreign line end is octets", QP, "", 0, 0, "a\nb\r\n", "a=0Ab\r\n" },
    { "qp: From at a line's start is escaped", QP, "", 0, 0, "From x\r\nFrom y",
      "=46rom x\r\n=46rom y" },
    { "qp: From inside a line is not", QP, "a ", 2, 2, "From x", "a From x" },
    { "qp: a lone dot is escaped", QP, "", 0, 0, ".\r\n..", "=2E\r\n.." },
    { "qp: a bare equals sign before it does not become an escape", QP, "a=", 1, 1, "41",
      "a41=" },
    { "qp: a bare equals sign is mended where it would", QP, "a=x", 2, 2, "41",
      "a=3D41x" },
    { "qp: a bare equals sign and a digit are mended too", QP, "a=4x", 3, 3, "1",
      "a=3D41x" },
    { "qp: the author's blank keeps its line", QP, "ab \r\n", 3, 3, "\r\nX",
      "ab =\r\n\r\nX\r\n" },
    { "qp: an unfinished soft break stays at the end", QP, "ab=", 2, 2, "X", "abX=" },
    { "qp: a soft break at the very end is before it", QP, "ab=\r\n", 2, 2, "X",
      "ab=\r\nX" },
    { "qp: a long line is broken before the rest of the author's", QP, "ab" SEVENTY, 2, 2,
      "0123456", "ab0123456=\r\n" SEVENTY },
    { "qp: a line that stays short is not", QP, "ab" SEVENTY, 2, 2, "0123",
      "ab0123" SEVENTY },
    { "qp: new text breaks off a line that is full", QP, SEVENTY "012345", 76, 76, "X",
      SEVENTY "012345=\r\nX" },
    { "qp: a replacement", QP, "a=62=\r\n=63d", 1, 3, "X", "aXd" },
    { "qp: a deletion", QP, "ab=\r\ncd", 1, 3, "", "ad" },

    { "base64: groups before it stay", B64, "SGVs\r\nbG8g\r\nd29y", 6, 6, "X",
      "SGVs\r\nbG8g\r\nWHdvcg==" },
    { "base64: the group that holds it is new", B64, "SGVsbG8=", 4, 4, "X", "SGVsbFhv" },
    { "base64: at the end without padding", B64, "SGVs\r\n", 3, 3, "X", "SGVsWA==\r\n" },
    { "base64: at the end with padding", B64, "SGU=\r\n", 2, 2, "X", "SGVY\r\n" },
    { "base64: into nothing", B64, "", 0, 0, "Hello", "SGVsbG8=" },
    { "base64: octets behind the padding stay", B64, "SGU=\r\n-- \r\nlist", 0, 0, "X",
      "WEhl\r\n-- \r\nlist" },
    { "base64: a replacement", B64, "SGVsbG8=", 1, 5, "i", "SGk=" },
};

static void
editing_is_as_each_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (editings); i++) {
        const Editing *row = &editings[i];
        g_autoptr (GString) got = edit (ms_slice_str (row->raw), row->encoding,
                                        row->start, row->end, row->text, "\r\n");
        assert_text (row->name, got->str, row->want);
    }
}

/* As long as a line may be; a soft break behind it would be one octet too many. */
static void
a_full_line_of_quoted_printable_gets_no_longer (void **state)
{
    static const char *const tails[] = { "xxxx", "x=3D", "xx= ", "xxx=", "xx=4" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (tails); i++) {
        g_autoptr (GString) raw = g_string_new (NULL);
        g_autoptr (GString) got = NULL;
        g_autofree char *old = NULL, *back = NULL, *want = NULL;

        while (raw->len < 994)
            g_string_append_c (raw, 'x');
        g_string_append (raw, tails[i]);
        g_string_append (raw, "\r\n");
        old = decode (ms_slice (raw->str, raw->len), QP);
        if (!g_str_has_suffix (old, "\r\n"))
            continue;
        got = edit (ms_slice (raw->str, raw->len), QP, strlen (old) - 2, strlen (old) - 2,
                    "41", "\r\n");
        back = decode (ms_slice (got->str, got->len), QP);
        want = g_strdup_printf ("%.*s41\r\n", (int)strlen (old) - 2, old);
        assert_text (tails[i], back, want);
        assert_false (ms_raw_lines_exceed (ms_slice (got->str, got->len), 998));
    }
}

static void
base64_keeps_the_length_of_its_lines (void **state)
{
    g_autoptr (GString) raw = g_string_new (NULL);
    g_autoptr (GString) got = NULL;

    (void)state;
    /* 60 characters a line, as some Unix tools write them. */
    for (guint line = 0; line < 3; line++) {
        for (guint i = 0; i < 15; i++)
            g_string_append (raw, "SGVs");
        g_string_append (raw, "\n");
    }
    got = edit (ms_slice (raw->str, raw->len), B64, 50, 50, "XXX", "\n");
    for (const char *at = got->str; at - got->str < 3 * 61; at += 61)
        assert_int_equal (at[60], '\n');
}

static void
junk_on_a_line_of_base64_counts (void **state)
{
    g_autoptr (GString) raw = g_string_new (NULL);
    g_autoptr (GString) got = NULL;

    (void)state;
    for (guint i = 0; i < 960; i++)
        g_string_append_c (raw, '!');
    g_string_append (raw, "SGU=");
    for (guint i = 0; i < 30; i++)
        g_string_append_c (raw, '!');
    got = edit (ms_slice (raw->str, raw->len), B64, 2, 2, "0123456789012345678901234567",
                "\r\n");
    assert_false (ms_raw_lines_exceed (ms_slice (got->str, got->len), 998));
}

static void
unwrapped_base64_is_wrapped_where_it_is_new (void **state)
{
    g_autoptr (GString) raw = g_string_new (NULL);
    g_autoptr (GString) got = NULL;

    (void)state;
    for (guint i = 0; i < 500; i++)
        g_string_append (raw, "SGVs");
    got = edit (ms_slice (raw->str, raw->len), B64, 30, 30, "XXX", "\r\n");
    assert_memory_equal (got->str, raw->str, 40);
    for (const char *at = got->str, *eol = NULL; (eol = strchr (at, '\n')); at = eol + 1)
        assert_in_range (eol - at, 1, 77);
}

/* ---- Properties ------------------------------------------------------------------ */

static const char *const alphabet[] = { "a",        "Z",
                                        "=",        ".",
                                        " ",        "\t",
                                        "\n",       "\r\n",
                                        "\xc3\xa9", "\xe2\x82\xac",
                                        "-",        "F",
                                        "From ",    "\xf0\x9f\x98\x80",
                                        "\xd0\x96" };

static char *
random_text (GRand *random, guint characters)
{
    GString *text = g_string_new (NULL);

    while (characters-- > 0)
        g_string_append (text,
                         alphabet[g_rand_int_range (random, 0, G_N_ELEMENTS (alphabet))]);
    return g_string_free (text, FALSE);
}

/* RFC 2045 section 6.7; and each line by itself is valid UTF-8 once it is decoded. */
static void
assert_good_quoted_printable (const char *raw)
{
    g_auto (GStrv) lines = g_strsplit (raw, "\r\n", -1);

    for (char **line = lines; *line != NULL; line++) {
        g_autofree char *text = decode (ms_slice_str (*line), QP);
        gsize len = strlen (*line);

        if (len > 76)
            fail_msg ("a line of %zu: %s", len, *line);
        if (len > 0 && strchr (" \t", (*line)[len - 1]) != NULL)
            fail_msg ("a blank at the end: %s", *line);
        if (!g_utf8_validate (text, -1, NULL))
            fail_msg ("a broken character: %s", *line);
    }
}

static void
quoted_printable_never_parts_a_character (void **state)
{
    g_autoptr (GRand) random = g_rand_new_with_seed (39);
    MsWire wire = { "\r\n", TRUE };

    (void)state;
    for (guint i = 0; i < 400; i++) {
        g_autofree char *text = random_text (random, i);
        g_autoptr (MsOctets) octets = utf8_octets (text);
        g_autoptr (GBytes) raw = ms_transfer_to_quoted_printable (octets, &wire);
        g_autofree char *coded =
            g_strndup (ms_slice_bytes (raw).data, ms_slice_bytes (raw).len);
        g_autofree char *back = decode (ms_slice_bytes (raw), QP);

        assert_good_quoted_printable (coded);
        assert_text ("decoded again", back, text);
    }
}

/* A line end counts as one. */
static gboolean
is_between_characters (const char *text, gsize at)
{
    return ((guchar)text[at] & 0xc0) != 0x80 &&
           !(at > 0 && text[at] == '\n' && text[at - 1] == '\r');
}

/* Lines of every length, and an insertion at every place of each. */
static void
every_insertion_decodes_to_what_was_meant (MsEncoding encoding, const char *raw,
                                           const char *added)
{
    g_autofree char *text = decode (ms_slice_str (raw), encoding);

    for (gsize at = 0; at <= strlen (text); at++) {
        g_autoptr (GString) got =
            edit (ms_slice_str (raw), encoding, at, at, added, "\r\n");
        g_autofree char *back = decode (ms_slice (got->str, got->len), encoding);
        g_autofree char *want =
            g_strdup_printf ("%.*s%s%s", (int)at, text, added, text + at);
        assert_text (raw, back, want);
        if (encoding == QP && is_between_characters (text, at))
            assert_good_quoted_printable (got->str);
    }
}

static void
quoted_printable_takes_text_anywhere (void **state)
{
    g_autoptr (GRand) random = g_rand_new_with_seed (1939);
    MsWire wire = { "\r\n", TRUE };

    (void)state;
    for (guint i = 0; i < 90; i++) {
        g_autofree char *text = random_text (random, i);
        g_autofree char *added = random_text (random, 1 + i % 40);
        g_autoptr (MsOctets) octets = utf8_octets (text);
        g_autoptr (GBytes) raw = ms_transfer_to_quoted_printable (octets, &wire);
        g_autofree char *coded =
            g_strndup (ms_slice_bytes (raw).data, ms_slice_bytes (raw).len);
        every_insertion_decodes_to_what_was_meant (QP, coded, added);
    }
}

static void
malformed_quoted_printable_takes_text_anywhere (void **state)
{
    static const char octets[] = "==4aAf3D \r\n=\t";
    g_autoptr (GRand) random = g_rand_new_with_seed (77);

    (void)state;
    for (guint i = 0; i < 2000; i++) {
        char raw[16] = "";
        gsize len = i % sizeof raw;
        g_autofree char *text = NULL;

        for (gsize at = 0; at < len; at++)
            raw[at] = octets[g_rand_int_range (random, 0, sizeof octets - 1)];
        text = decode (ms_slice (raw, len), QP);
        for (gsize at = 0; at <= strlen (text); at++) {
            g_autoptr (GString) got =
                edit (ms_slice (raw, len), QP, at, at, "41\r\n", "\r\n");
            g_autofree char *back = decode (ms_slice (got->str, got->len), QP);
            g_autofree char *want =
                g_strdup_printf ("%.*s41\r\n%s", (int)at, text, text + at);
            g_autofree char *what = g_strescape (raw, NULL);
            assert_text (what, back, want);
        }
    }
}

static void
base64_takes_text_anywhere (void **state)
{
    g_autoptr (GRand) random = g_rand_new_with_seed (64);

    (void)state;
    for (guint i = 0; i < 120; i++) {
        g_autofree char *text = random_text (random, i);
        g_autofree char *added = random_text (random, 1 + i % 7);
        g_autofree char *plain = g_base64_encode ((guchar *)text, strlen (text));
        g_autoptr (GString) raw = g_string_new (plain);

        for (gsize at = 4 + i; at < raw->len; at += 4 + i + 2)
            g_string_insert (raw, (gssize)at, "\r\n");
        every_insertion_decodes_to_what_was_meant (B64, raw->str, added);
    }
}

static void
several_changes_are_made_at_once (void **state)
{
    static const MsEncoding encodings[] = { MS_ENCODING_7BIT, QP, B64 };
    static const char *const raws[] = { "Hello world", "Hel=6Co=\r\n world",
                                        "SGVsbG8g\r\nd29ybGQ=" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++) {
        MsSlice raw = ms_slice_str (raws[i]);
        g_autoptr (MsTransfer) transfer = ms_transfer_decode (raw, encodings[i], 100);
        g_autoptr (MsOctets) first = utf8_octets ("J"), last = utf8_octets ("!");
        g_autoptr (MsOctets) none = utf8_octets ("");
        MsOctetEdit changes[] = { { 0, 1, first }, { 5, 6, none }, { 11, 11, last } };
        MsWire wire = { "\r\n", TRUE };
        g_autoptr (GArray) edits = ms_edits_new();
        g_autoptr (GString) got = g_string_new (NULL);
        g_autofree char *back = NULL;

        ms_transfer_edit (transfer, changes, G_N_ELEMENTS (changes), &wire, edits);
        assert_true (ms_edits_sort (edits));
        ms_splice_send (raw, 0, edits, append_bytes, got);
        back = decode (ms_slice (got->str, got->len), encodings[i]);
        assert_string_equal (back, "Jelloworld!");
    }
}

static void
octets_that_are_no_text_keep_no_line_ends (void **state)
{
    /* UTF-16LE: the octet LF is half a character. */
    g_autoptr (MsOctets) octets = ms_octets_new();
    MsWire wire = { "\n", FALSE };
    g_autoptr (GBytes) raw = NULL;

    (void)state;
    ms_octets_append_char (octets, ms_slice ("a\0", 2));
    ms_octets_append_char (octets, ms_slice ("\n\0", 2));
    raw = ms_transfer_to_quoted_printable (octets, &wire);
    assert_int_equal (g_bytes_get_size (raw), 10);
    assert_memory_equal (g_bytes_get_data (raw, NULL), "a=00=0A=00", 10);
}

/* ---- Soundness ------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *raw;
    gboolean want;
} soundness[] = {
    { "nothing", "", TRUE },
    { "one line", "SGVsbG8=\r\n", TRUE },
    { "lines with blanks around them", "  SGVs \t\r\nbG8h\n\n", TRUE },
    { "something else behind the padding", "SGVsbG8=\r\n-- \r\nA list\r\n", TRUE },
    { "cut in the middle of a group", "SGVsbG", TRUE },
    { "one character too many", "SGVsbG8hA\r\n", FALSE },
    { "words", "these are only words\r\nin lines\r\n", FALSE },
    { "junk between the characters", "SGVs*bG8h\r\n", TRUE },
    { "padding first", "=SGVs\r\n", FALSE },
};

static void
base64_is_sound_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (soundness); i++)
        if (ms_transfer_is_sound (ms_slice_str (soundness[i].raw), B64) !=
            soundness[i].want)
            fail_msg ("%s", soundness[i].name);
}

static void
other_encodings_are_always_sound (void **state)
{
    (void)state;
    assert_true (ms_transfer_is_sound (ms_slice_str ("a = b"), QP));
    assert_true (ms_transfer_is_sound (ms_slice_str ("a = b"), MS_ENCODING_8BIT));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (decoding_is_as_each_row_says),
        cmocka_unit_test (base64_is_sound_as_its_row_says),
        cmocka_unit_test (other_encodings_are_always_sound),
        cmocka_unit_test (an_unknown_encoding_is_not_decoded),
        cmocka_unit_test (base64_that_ends_within_an_octet_is_not_decoded),
        cmocka_unit_test (more_octets_than_allowed_are_not_decoded),
        cmocka_unit_test (editing_is_as_each_row_says),
        cmocka_unit_test (a_full_line_of_quoted_printable_gets_no_longer),
        cmocka_unit_test (base64_keeps_the_length_of_its_lines),
        cmocka_unit_test (junk_on_a_line_of_base64_counts),
        cmocka_unit_test (unwrapped_base64_is_wrapped_where_it_is_new),
        cmocka_unit_test (quoted_printable_never_parts_a_character),
        cmocka_unit_test (quoted_printable_takes_text_anywhere),
        cmocka_unit_test (malformed_quoted_printable_takes_text_anywhere),
        cmocka_unit_test (base64_takes_text_anywhere),
        cmocka_unit_test (several_changes_are_made_at_once),
        cmocka_unit_test (octets_that_are_no_text_keep_no_line_ends),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
