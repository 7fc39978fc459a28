/* SPDX-License-Identifier: BSD-2-Clause */
#include "charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NUL_TERMINATED ((gsize)-1)

/* ---- Reading --------------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *charset;
    const char *octets;
    gsize len; /* NUL_TERMINATED: strlen */
    const char *want;
    gboolean lossless;
} Reading;

static const Reading readings[] = {
    { "UTF-8", "utf-8",
      "Gr\xc3\xbc\xc3\x9f"
      "e",
      NUL_TERMINATED, "Grüße", TRUE },
    { "UTF-8 by its other name", "UTF8", "\xc3\xbc", NUL_TERMINATED, "ü", TRUE },
    { "quotes around the name", "'utf-8'", "\xc3\xbc", NUL_TERMINATED, "ü", TRUE },
    { "each octet that is no UTF-8 is one unknown character", "utf-8", "a\xe2\x82z\xff",
      NUL_TERMINATED, "a\uFFFD\uFFFDz\uFFFD", FALSE },
    { "a NUL is unknown", "utf-8", "a\0b", 3, "a\uFFFDb", FALSE },
    { "a byte order mark is no text", "utf-8",
      "\xef\xbb\xbf"
      "a",
      NUL_TERMINATED, "a", TRUE },
    { "no charset, ASCII", NULL, "abc", NUL_TERMINATED, "abc", TRUE },
    { "no charset, UTF-8", NULL, "\xc3\xbc", NUL_TERMINATED, "ü", TRUE },
    { "no charset, neither", NULL, "\xc3\xbc\xfc", NUL_TERMINATED, "\uFFFD\uFFFD\uFFFD",
      FALSE },
    { "us-ascii that is UTF-8", "us-ascii", "\xc3\xbc", NUL_TERMINATED, "ü", TRUE },
    { "us-ascii that is not", "us-ascii", "\xfc\n", NUL_TERMINATED, "\uFFFD\n", FALSE },
    { "an empty name", " ", "a", NUL_TERMINATED, "a", TRUE },
    { "an unknown charset is ASCII", "fakescii", "abc", NUL_TERMINATED, "abc", TRUE },
    { "an unknown charset has unknown octets", "fakescii", "\xc3\xbc", NUL_TERMINATED,
      "\uFFFD\uFFFD", FALSE },
    { "an unknown charset may have states", "hz-gb-2312", "~{<:Ky~}", NUL_TERMINATED,
      "~{<:Ky~}", FALSE },
    { "a name that iconv must not see", "utf-16//translit", "abc", NUL_TERMINATED, "abc",
      TRUE },
    { "the locale's own charset is no name", "char", "\xfc", NUL_TERMINATED, "\uFFFD",
      FALSE },
    { "a charset without all of ASCII is unknown", "iso646-de", "{a", NUL_TERMINATED,
      "{a", TRUE },

    { "ISO-8859-1", "iso-8859-1", "\xfc", NUL_TERMINATED, "ü", TRUE },
    { "ISO-8859-1 is windows-1252", "iso-8859-1", "\x80\x93", NUL_TERMINATED, "€“",
      TRUE },
    { "windows-1252 has gaps", "windows-1252", "\x81", NUL_TERMINATED, "\uFFFD", FALSE },
    { "ISO-8859-2", "iso-8859-2", "\xb9\xbe", NUL_TERMINATED, "šž", TRUE },
    { "ISO-8859-15", "iso-8859-15", "\xa4\xa6\xa8\xb4\xb8\xbc\xbd\xbe\xe9",
      NUL_TERMINATED, "€ŠšŽžŒœŸé", TRUE },
    { "ISO-8859-8-I", "iso-8859-8-i", "\xf9", NUL_TERMINATED, "ש", TRUE },
    { "KOI8-R", "koi8-r", "\xf0\xd2\xc9", NUL_TERMINATED, "При", TRUE },
    { "windows-1251", "windows-1251", "\xcf", NUL_TERMINATED, "П", TRUE },
    { "windows-874", "windows-874", "\xa1", NUL_TERMINATED, "ก", TRUE },
    { "GB2312", "gb2312", "\xd6\xd0", NUL_TERMINATED, "中", TRUE },
    { "GB2312 is GB18030", "gb2312", "\x81\x39\xee\x39", NUL_TERMINATED, "㐀", TRUE },
    { "x-gbk", "x-gbk", "\xd6\xd0", NUL_TERMINATED, "中", TRUE },
    { "Big5", "big5", "\xa4\xa4", NUL_TERMINATED, "中", TRUE },
    { "Shift_JIS is windows-31J", "shift_jis", "\x87\x40\\~", NUL_TERMINATED, "①\\~",
      TRUE },
    { "EUC-JP", "euc-jp", "\xc6\xfc", NUL_TERMINATED, "日", TRUE },
    { "EUC-KR is windows-949", "euc-kr", "\xb0\xa1\x8c\x63", NUL_TERMINATED, "가똠",
      TRUE },
    { "ks_c_5601-1987", "ks_c_5601-1987", "\xb0\xa1", NUL_TERMINATED, "가", TRUE },
    { "half a character at the end", "gb2312", "a\xd6", NUL_TERMINATED, "a\uFFFD",
      FALSE },
    { "half a character before ASCII", "gb2312", "\xd6\na", NUL_TERMINATED, "\uFFFD\na",
      FALSE },

    { "ISO-2022-JP", "iso-2022-jp", "a\x1b$BF|K\\\x1b(B\nb", NUL_TERMINATED, "a日本\nb",
      TRUE },
    { "ISO-2022-JP without any", "iso-2022-jp", "abc~\\", NUL_TERMINATED, "abc~\\",
      TRUE },
    { "ISO-2022-JP that is UTF-8", "iso-2022-jp", "\xe6\x97\xa5", NUL_TERMINATED, "日",
      FALSE },
    { "ISO-2022-KR", "iso-2022-kr",
      "\x1b$)C\x0e\x30\x21\x0f"
      "a",
      NUL_TERMINATED, "가a", TRUE },
    { "UTF-7", "utf-7", "Fr+APY-sche 1 +- 1", NUL_TERMINATED, "Frösche 1 + 1", TRUE },
    { "UTF-7 by its old name", "unicode-1-1-utf-7", "+AOk-", NUL_TERMINATED, "é", TRUE },
    { "UTF-7 without any", "utf-7", "abc (@)\r\n", NUL_TERMINATED, "abc (@)\r\n", TRUE },
    { "UTF-7 in name only", "utf-7", "abc\\~", NUL_TERMINATED, "abc\\~", FALSE },
    { "ISO-2022-JP under the name of UTF-7", "utf-7", "\x1b$BF|\x1b(B", NUL_TERMINATED,
      "\x1b$BF|\x1b(B", FALSE },

    { "UTF-16LE", "utf-16le", "a\0\xfc\0\n\0", 6, "aü\n", TRUE },
    { "UTF-16BE", "utf-16be", "\0a\0\xfc", 4, "aü", TRUE },
    { "UTF-16 with a mark", "utf-16",
      "\xff\xfe"
      "a\0",
      4, "a", TRUE },
    { "UTF-16 with the other mark", "utf-16", "\xfe\xff\0a", 4, "a", TRUE },
    { "a mark wins over the name", "utf-16be",
      "\xff\xfe"
      "a\0",
      4, "a", TRUE },
    { "UTF-16 without a mark, low octet first", "utf-16", "a\0b\0", 4, "ab", TRUE },
    { "UTF-16 without a mark, high octet first", "utf-16", "\0a\0b", 4, "ab", TRUE },
    { "UTF-16: half a pair", "utf-16le",
      "a\0\x3d\xd8"
      "b\0",
      6, "a\uFFFDb", FALSE },
    { "UTF-16: half a character at the end", "utf-16le", "a\0b", 3, "a\uFFFD", FALSE },
    { "UTF-16 that is ASCII", "utf-16", "abc", NUL_TERMINATED, "abc", FALSE },
    { "UTF-32", "utf-32", "\0\0\xfe\xff\0\1\xf6\0", 8, "😀", TRUE },
    { "ISO-10646 that is UTF-8", "iso-10646", "\xc3\xbc", NUL_TERMINATED, "ü", FALSE },
};

static MsSlice
octets_of (const Reading *row)
{
    return ms_slice (row->octets,
                     row->len == NUL_TERMINATED ? strlen (row->octets) : row->len);
}

static void
reading_is_as_each_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (readings); i++) {
        const Reading *row = &readings[i];
        g_autoptr (MsText) text =
            ms_charset_decode (octets_of (row), row->charset, G_MAXSIZE);
        const char *got = ms_text_utf8 (text).data;

        if (strcmp (got, row->want) != 0)
            fail_msg ("%s: got %s, want %s", row->name, got, row->want);
        if (ms_text_is_lossless (text) != row->lossless)
            fail_msg ("%s: lossless is %d", row->name, !row->lossless);
    }
}

static void
text_longer_than_allowed_is_not_read (void **state)
{
    static const char *const charsets[] = { NULL, "utf-8", "koi8-r", "gb18030", "x-no" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++) {
        g_autoptr (MsText) fits =
            ms_charset_decode (ms_slice_str ("abcd"), charsets[i], 4);
        assert_non_null (fits);
        assert_null (ms_charset_decode (ms_slice_str ("abcde"), charsets[i], 4));
    }
}

/* ---- The way back ---------------------------------------------------------------- */

/* Every kind of charset that mail has, and some that it does not. */
static const char *const charsets[] = {
    "utf-8",        "us-ascii",     "iso-8859-1",    "iso-8859-2",   "iso-8859-5",
    "iso-8859-7",   "iso-8859-8-i", "iso-8859-9",    "iso-8859-15",  "windows-1250",
    "windows-1251", "windows-1252", "windows-1255",  "windows-1256", "windows-1258",
    "koi8-r",       "koi8-u",       "windows-874",   "tis-620",      "macintosh",
    "viscii",       "tcvn",         "cp437",         "gb2312",       "gbk",
    "gb18030",      "big5",         "big5-hkscs",    "euc-tw",       "shift_jis",
    "cp932",        "euc-jp",       "euc-jisx0213",  "euc-kr",       "cp949",
    "johab",        "iso-2022-jp",  "iso-2022-jp-2", "iso-2022-kr",  "iso-2022-cn",
    "utf-7",        "utf-16",       "utf-16le",      "utf-16be",     "utf-32",
    "utf-32le",     "ibm037",       "ibm930",        "tscii",        "t.61",
};

static const char *const characters[] = {
    "a", "Z", "~", "\\", "+",  "-",  "\n", "\r\n", " ",  "<",  "é", "ü", "ß", "š", "П",
    "и", "α", "ש", "ก",  "中", "文", "日", "本",   "가", "똠", "€", "😀", "ắ", "ơ", "கொ",
};

/* Random characters of those that the charset has, one after the other. */
static char *
random_text (GRand *random, const char *charset, guint count)
{
    g_autoptr (MsText) none = ms_charset_decode (ms_slice_str (""), charset, 1);
    GString *text = g_string_new (NULL);

    while (count-- > 0) {
        guint pick = (guint)g_rand_int_range (random, 0, G_N_ELEMENTS (characters));
        g_autoptr (MsOctets) octets = ms_text_encode (none, characters[pick]);
        if (octets != NULL)
            g_string_append (text, characters[pick]);
    }
    return g_string_free (text, FALSE);
}

static GString *
put_in (const MsText *text, MsSlice octets, gsize offset, const char *added)
{
    g_autoptr (MsOctets) encoded = ms_text_encode (text, added);
    g_auto (MsSpot) spot = ms_text_locate (text, offset);
    GString *out = g_string_new_len (octets.data, (gssize)spot.octet);

    assert_non_null (encoded);
    g_string_append (out, spot.before);
    g_string_append_len (out, encoded->octets->str, (gssize)encoded->octets->len);
    g_string_append (out, spot.after != NULL ? spot.after : "");
    g_string_append_len (out, octets.data + spot.next, (gssize)(octets.len - spot.next));
    return out;
}

/* In the middle of a run of shifted EBCDIC there is no place for more; what
 * composes characters may compose new ones. */
static gboolean
has_places_everywhere (const char *charset)
{
    static const char *const others[] = { "ibm930", "windows-1255", "windows-1258",
                                          "tcvn" };

    for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
        if (g_strcmp0 (charset, others[i]) == 0)
            return FALSE;
    return TRUE;
}

static void
assert_takes_text (const char *charset, MsSlice octets, const char *added)
{
    g_autoptr (MsText) text = ms_charset_decode (octets, charset, G_MAXSIZE);
    const char *utf8 = ms_text_utf8 (text).data;

    for (const char *at = utf8;; at = g_utf8_next_char (at)) {
        gsize offset = (gsize)(at - utf8);
        gboolean line_start = offset == 0 || at[-1] == '\n';
        g_autoptr (GString) got = NULL;
        g_autoptr (MsText) back = NULL;
        g_autofree char *want = NULL;

        if (line_start || has_places_everywhere (charset)) {
            got = put_in (text, octets, offset, added);
            back = ms_charset_decode (ms_slice (got->str, got->len), charset, G_MAXSIZE);
            want = g_strdup_printf ("%.*s%s%s", (int)offset, utf8, added, at);
            if (strcmp (ms_text_utf8 (back).data, want) != 0)
                fail_msg ("%s at %zu: got\n%s\nwant\n%s", charset, offset,
                          ms_text_utf8 (back).data, want);
        }
        if (*at == '\0')
            return;
    }
}

static void
text_goes_in_at_each_character_of_each_charset (void **state)
{
    g_autoptr (GRand) random = g_rand_new_with_seed (2022);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++) {
        g_autoptr (MsText) none =
            ms_charset_decode (ms_slice_str (""), charsets[i], G_MAXSIZE);

        for (guint count = 0; count < 40; count++) {
            g_autofree char *text = random_text (random, charsets[i], count);
            g_autoptr (MsOctets) octets = ms_text_encode (none, text);

            if (octets != NULL)
                assert_takes_text (charsets[i], ms_octets_slice (octets), "<Jane>\n");
        }
    }
}

/* Octets that mean nothing; a line break is what a stamp begins and ends with. */
static void
each_line_of_broken_octets_takes_text (void **state)
{
    static const char *const total[] = { "utf-8",  "iso-8859-1", "windows-1252",
                                         "koi8-r", "unknown",    "tis-620",
                                         NULL };
    g_autoptr (GRand) random = g_rand_new_with_seed (7);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (total); i++)
        for (guint round = 0; round < 200; round++) {
            char octets[24];

            for (gsize at = 0; at < sizeof octets; at++)
                octets[at] = (char)g_rand_int_range (random, 0, 256);
            octets[0] = '\xff';
            assert_takes_text (total[i], ms_slice (octets, sizeof octets), "\n<Jane>\n");
        }
}

static gsize
offset_of (const MsText *text, gsize offset)
{
    g_auto (MsSpot) spot = ms_text_locate (text, offset);

    return spot.octet;
}

static void
a_byte_order_mark_stays_first (void **state)
{
    static const struct {
        const char *charset;
        const char *octets;
        gsize len, bom;
    } rows[] = {
        { "utf-8",
          "\xef\xbb\xbf"
          "a",
          4, 3 },
        { "utf-16",
          "\xff\xfe"
          "a\0",
          4, 2 },
        { "utf-32",
          "\xff\xfe\0\0"
          "a\0\0\0",
          8, 4 },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (MsText) text = ms_charset_decode (
            ms_slice (rows[i].octets, rows[i].len), rows[i].charset, 10);
        assert_int_equal (ms_text_bom (text), rows[i].bom);
        assert_int_equal (offset_of (text, 0), rows[i].bom);
        assert_int_equal (offset_of (text, 1), rows[i].len);
    }
}

/* ---- Writing --------------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *charset;
    const char *octets; /* of the part */
    const char *text;
    const char *want; /* NULL: it cannot hold it */
} Writing;

static const Writing writings[] = {
    { "UTF-8 holds all", "utf-8", "", "ü✓", "ü✓" },
    { "ASCII holds ASCII", NULL, "", "abc", "abc" },
    { "ASCII holds nothing else", "us-ascii", "", "ü", NULL },
    { "us-ascii that is UTF-8 holds ASCII only", "us-ascii", "\xc3\xbc", "ü", NULL },
    { "an unknown charset holds ASCII", "fakescii", "\xfc", "abc", "abc" },
    { "an unknown charset holds nothing else", "fakescii", "", "ü", NULL },
    { "ISO-8859-1", "iso-8859-1", "", "ü", "\xfc" },
    { "ISO-8859-1 does not hold what windows-1252 does", "iso-8859-1", "", "€", NULL },
    { "windows-1252 does", "windows-1252", "", "€", "\x80" },
    { "ISO-8859-15 does", "iso-8859-15", "", "€", "\xa4" },
    { "no check mark in ISO-8859-2", "iso-8859-2", "", "✓", NULL },
    { "KOI8-R", "koi8-r", "", "Привет", "\xf0\xd2\xc9\xd7\xc5\xd4" },
    { "GB2312", "gb2312", "", "中", "\xd6\xd0" },
    { "GB2312 does not hold what GB18030 does", "gb2312", "", "€", NULL },
    { "GB18030 holds all", "gb18030", "", "✓", "\x81\x37\xbd\x37" },
    { "Shift_JIS keeps the backslash", "shift_jis", "\x93\xfa", "日\\", "\x93\xfa\\" },
    { "EUC-KR", "euc-kr", "", "가", "\xb0\xa1" },
    { "ISO-2022-JP ends in ASCII", "iso-2022-jp", "\x1b$BF|\x1b(B", "日",
      "\x1b$BF|\x1b(B" },
    { "ISO-2022-KR does not announce itself twice", "iso-2022-kr",
      "\x1b$)C\x0e\x30\x21\x0f", "a", "a" },
    { "UTF-7", "utf-7", "+AOk-", "é+", "+AOkAKw-" },
    { "a mislabelled text gets ASCII only", "iso-2022-jp", "\xe6\x97\xa5", "日", NULL },
};

static void
writing_is_as_each_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (writings); i++) {
        const Writing *row = &writings[i];
        g_autoptr (MsText) text =
            ms_charset_decode (ms_slice_str (row->octets), row->charset, G_MAXSIZE);
        g_autoptr (MsOctets) got = ms_text_encode (text, row->text);

        if ((got == NULL) != (row->want == NULL) ||
            (got != NULL && strcmp (got->octets->str, row->want) != 0))
            fail_msg ("%s: got %s", row->name,
                      got != NULL ? got->octets->str : "nothing");
    }
}

static void
new_text_is_in_the_octet_order_of_the_old (void **state)
{
    g_autoptr (MsText) text = ms_charset_decode (ms_slice ("\xff\xfe"
                                                           "a\0",
                                                           4),
                                                 "utf-16", 10);
    g_autoptr (MsOctets) got = ms_text_encode (text, "bé");

    (void)state;
    assert_int_equal (got->octets->len, 4);
    assert_memory_equal (got->octets->str, "b\0\xe9\0", 4);
    assert_memory_equal (got->starts->data, "\1\0\1\0", 4);
}

static void
line_ends_are_ascii_but_in_wide_charsets (void **state)
{
    static const struct {
        const char *charset;
        gboolean want;
    } rows[] = {
        { NULL, TRUE },          { "utf-8", TRUE },  { "koi8-r", TRUE },
        { "iso-2022-jp", TRUE }, { "utf-7", TRUE },  { "johab", TRUE },
        { "utf-16le", FALSE },   { "ucs-4", FALSE }, { "ibm037", FALSE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (MsText) text =
            ms_charset_decode (ms_slice ("\0", 1), rows[i].charset, 10);
        if (ms_text_has_ascii_lines (text) != rows[i].want)
            fail_msg ("%s", rows[i].charset);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (reading_is_as_each_row_says),
        cmocka_unit_test (text_longer_than_allowed_is_not_read),
        cmocka_unit_test (text_goes_in_at_each_character_of_each_charset),
        cmocka_unit_test (each_line_of_broken_octets_takes_text),
        cmocka_unit_test (a_byte_order_mark_stays_first),
        cmocka_unit_test (writing_is_as_each_row_says),
        cmocka_unit_test (new_text_is_in_the_octet_order_of_the_old),
        cmocka_unit_test (line_ends_are_ascii_but_in_wide_charsets),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
