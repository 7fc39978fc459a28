/* SPDX-License-Identifier: BSD-2-Clause */
#include "codec_rewrite.h"
#include "raw_line.h"

#include "check.h"
#include "leaf.h"
#include "mail.h"
#include "result.h"

/* ---- Helpers --------------------------------------------------------------------- */

static GString *
change (MsSlice raw, const MsTextEdit *changes, gsize count)
{
    GString *changed = leaf_change (raw, changes, count);

    if (changed == NULL)
        fail_msg ("the part does not take the text:\n%.*s", (int)raw.len, raw.data);
    return changed;
}

/* Before the first `place` in the decoded text; at its end when that is NULL. */
static GString *
insert (MsSlice raw, const char *place, const char *text)
{
    g_autofree char *old = leaf_text (raw);
    const char *at = place != NULL ? strstr (old, place) : old + strlen (old);
    MsTextEdit edit = { (gsize)(at - old), (gsize)(at - old), text };

    assert_non_null (at);
    return change (raw, &edit, 1);
}

/* ---- Messages -------------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *raw;
    const char *place;
    const char *text;
    const char *want;
} Row;

static const Row rows[] = {
    { "ASCII into ASCII", VERSION TYPE "us-ascii\r\n\r\nHello\r\n> old\r\n", "> old",
      "-- \nJane\n", VERSION TYPE "us-ascii\r\n\r\nHello\r\n-- \r\nJane\r\n> old\r\n" },
    { "with the message's line ends", "Subject: x\n\nHello\n", NULL, "Jane\n",
      "Subject: x\n\nHello\nJane\n" },
    { "UTF-8 into 8bit", VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\nHello\r\n", NULL,
      "ü\n", VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\nHello\r\nü\r\n" },
    { "UTF-8 into quoted-printable", VERSION TYPE "utf-8\r\n" QP "\r\n=c3=bc\r\n", NULL,
      "ü\n", VERSION TYPE "utf-8\r\n" QP "\r\n=c3=bc\r\n=C3=BC\r\n" },
    { "UTF-8 into base64, its line ends those of the text",
      VERSION TYPE "utf-8\r\n" B64 "\r\nYQpi\r\n", NULL, "\nü\n",
      VERSION TYPE "utf-8\r\n" B64 "\r\nYQpiCsO8Cg==\r\n" },
    { "ISO-8859-1 into 8bit", VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n\xfc\r\n",
      NULL, "ü\n", VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n\xfc\r\n\xfc\r\n" },

    { "7bit stays so: quoted-printable", VERSION TYPE "utf-8\r\n\r\na=b \r\n", NULL,
      "ü\n", VERSION TYPE "utf-8\r\n" QP "\r\na=3Db=20\r\n=C3=BC\r\n" },
    { "ISO-8859-1 holds it: quoted-printable alone",
      VERSION TYPE "iso-8859-1\r\n" CTE "7bit\r\n\r\na\r\n", NULL, "ü\n",
      VERSION TYPE "iso-8859-1\r\n" QP "\r\na\r\n=FC\r\n" },
    { "8bit octets under a 7bit label may have company",
      VERSION TYPE "utf-8\r\n" CTE "7bit\r\n\r\nü\r\n", NULL, "ü\n",
      VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\nü\r\nü\r\n" },
    { "8bit octets under a 7bit label do not force a new one",
      VERSION TYPE "utf-8\r\n" CTE "7bit\r\n\r\nü\r\n", NULL, "u\n",
      VERSION TYPE "utf-8\r\n" CTE "7bit\r\n\r\nü\r\nu\r\n" },

    { "us-ascii widens", VERSION TYPE "us-ascii\r\n" CTE "7bit\r\n\r\na\r\n", NULL, "✓\n",
      VERSION TYPE "utf-8\r\n" QP "\r\na\r\n=E2=9C=93\r\n" },
    { "a message without any labels widens", "Subject: x\r\n\r\na\r\n", NULL, "✓\n",
      "Subject: x\r\n" VERSION TYPE "utf-8\r\n" QP "\r\na\r\n=E2=9C=93\r\n" },
    { "ISO-8859-1 in 8bit widens",
      VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n\xfc\r\n", NULL, "✓\n",
      VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\nü\r\n✓\r\n" },
    { "ISO-8859-1 in quoted-printable widens",
      VERSION TYPE "iso-8859-1\r\n" QP "\r\n=FC=\r\n=80\r\n", NULL, "✓\n",
      VERSION TYPE "utf-8\r\n" QP "\r\n=C3=BC=E2=82=AC\r\n=E2=9C=93\r\n" },
    { "ASCII in quoted-printable widens where it stands",
      VERSION TYPE "us-ascii\r\n" QP "\r\n=61\r\n", NULL, "✓\n",
      VERSION TYPE "utf-8\r\n" QP "\r\n=61\r\n=E2=9C=93\r\n" },
    { "KOI8-R in base64 widens", VERSION TYPE "koi8-r\r\n" B64 "\r\n8NLJ\r\n", NULL, "✓",
      VERSION TYPE "utf-8\r\n" B64 "\r\n0J/RgNC44pyT\r\n" },
    { "ISO-2022-JP widens", VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|\x1b(B\r\n", NULL,
      "✓\n", VERSION TYPE "utf-8\r\n" QP "\r\n=E6=97=A5\r\n=E2=9C=93\r\n" },
    { "UTF-8 under an ASCII label gets the right one",
      VERSION TYPE "us-ascii\r\n" CTE "7bit\r\n\r\nü\r\n", NULL, "✓\n",
      VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\nü\r\n✓\r\n" },
    { "an unknown charset that is ASCII widens", VERSION TYPE "fakescii\r\n\r\na\r\n",
      NULL, "✓\n", VERSION TYPE "utf-8\r\n" QP "\r\na\r\n=E2=9C=93\r\n" },
    { "format and delsp survive",
      VERSION TYPE "us-ascii;\r\n format=flowed; delsp=yes\r\n\r\na \r\nb\r\n", NULL,
      "-- \n ✓  \n",
      VERSION TYPE "utf-8;\r\n format=flowed; delsp=yes\r\n" QP
                   "\r\na=20\r\nb\r\n--=20\r\n  =E2=9C=93\r\n" },

    { "what is unknown cannot be widened", VERSION TYPE "us-ascii\r\n\r\n\xfc\r\n", NULL,
      "Jürgen – ✓\n", VERSION TYPE "us-ascii\r\n\r\n\xfc\r\nJurgen - ?\r\n" },
    { "an unknown charset with 8bit octets cannot either",
      VERSION TYPE "fakescii\r\n\r\nü\r\n", NULL, "Jürgen\n",
      VERSION TYPE "fakescii\r\n\r\nü\r\nJurgen\r\n" },
    { "nor can a mislabelled one", VERSION TYPE "iso-2022-jp\r\n\r\nü\r\n", NULL,
      "Jürgen\n", VERSION TYPE "iso-2022-jp\r\n\r\nü\r\nJurgen\r\n" },
    { "nor a NUL", VERSION TYPE "us-ascii\r\n" B64 "\r\nAGE=\r\n", NULL, "ü",
      VERSION TYPE "us-ascii\r\n" B64 "\r\nAGF1\r\n" },

    { "HTML is ASCII", VERSION HTML "us-ascii\r\n\r\n<p>a</p></body>\r\n", "</body>",
      "<b>ü</b>",
      VERSION HTML "us-ascii\r\n\r\n<p>a</p>\r\n<b>&#252;</b>\r\n</body>\r\n" },
    { "HTML is ASCII in any charset", VERSION HTML "utf-16le\r\n" B64 "\r\nPABiAD4A\r\n",
      NULL, "ü",
      VERSION HTML "utf-16le\r\n" B64 "\r\nPABiAD4ADQAKACYAIwAyADUAMgA7AA==\r\n" },
    { "HTML in quoted-printable",
      VERSION HTML "utf-8\r\n" QP "\r\n<p =\r\na=3D1></p>\r\n", "a=1", "x=2 ",
      VERSION HTML "utf-8\r\n" QP "\r\n<p =\r\n\r\nx=3D2=20\r\na=3D1></p>\r\n" },

    { "ISO-2022-JP: behind the way back to ASCII",
      VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|\x1b(B\r\nb", "\r\nb", "\n日",
      VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|\x1b(B\r\n\x1b$BF|\x1b(B\r\nb" },
    { "ISO-2022-JP: in the middle of a run",
      VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|K\\\x1b(B\r\n", "本", "a",
      VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|\x1b(Ba\x1b$BK\\\x1b(B\r\n" },
    { "UTF-7: behind a run", VERSION TYPE "utf-7\r\n\r\n+AOk-\r\n", "\r\n", "\na",
      VERSION TYPE "utf-7\r\n\r\n+AOk-\r\na\r\n" },
    { "UTF-7: a run is parted", VERSION TYPE "utf-7\r\n\r\n+AOkA6Q-b", "éb", "a",
      VERSION TYPE "utf-7\r\n\r\n+AOk-a+AOk-b" },
    { "UTF-7: a run is parted behind 1, what is around it stays",
      VERSION TYPE "utf-7\r\n\r\n+AG8- +AOkA6gDrAOgA4AD8 b +AG8-", "êëèàü", "ö",
      VERSION TYPE "utf-7\r\n\r\n+AG8- +AOk-+APY-+AOoA6wDoAOAA/A b +AG8-" },
    { "UTF-7: a run is parted behind 2, what is around it stays",
      VERSION TYPE "utf-7\r\n\r\n+AG8- +AOkA6gDrAOgA4AD8 b +AG8-", "ëèàü", "ö",
      VERSION TYPE "utf-7\r\n\r\n+AG8- +AOkA6g-+APY-+AOsA6ADgAPw b +AG8-" },
    { "UTF-7: a run is parted behind 3, what is around it stays",
      VERSION TYPE "utf-7\r\n\r\n+AG8- +AOkA6gDrAOgA4AD8 b +AG8-", "èàü", "ö",
      VERSION TYPE "utf-7\r\n\r\n+AG8- +AOkA6gDr-+APY-+AOgA4AD8 b +AG8-" },
    { "UTF-7: line ends in a run", VERSION TYPE "utf-7\r\n\r\n+AOkADQAKAOk b", "é b",
      "a\n", VERSION TYPE "utf-7\r\n\r\n+AOkADQAK-a\r\n+AOk b" },

    { "what a charset has no shifted form for gets on without",
      VERSION TYPE "iso-2022-cn\r\n\r\n\x7f\r\n", NULL, "日\n",
      VERSION TYPE "utf-8\r\n" QP "\r\n=7F\r\n=E6=97=A5\r\n" },

    { "half a character does not take the new text for its other half",
      VERSION TYPE "gb2312\r\n" CTE "8bit\r\n\r\na\xd6", NULL, "Jane",
      VERSION TYPE "gb2312\r\n" CTE "8bit\r\n\r\na\xd6\r\nJane" },
    { "a list's footer behind base64 stays what it is",
      VERSION TYPE "utf-8\r\n" B64 "\r\nYWI=\r\n__\r\nlist info\r\n", NULL, "c",
      VERSION TYPE "utf-8\r\n" B64 "\r\nYWJjDQo=\r\n__\r\nlist info\r\n" },

    { "an empty body", VERSION "\r\n", NULL, "Jane\n", VERSION "\r\nJane\r\n" },
    { "no final line end", "Subject: x\r\n\r\na", NULL, "\nJane\n",
      "Subject: x\r\n\r\na\r\nJane\r\n" },
    { "no empty line", "Subject: x\r\n", NULL, "Jane\n", "Subject: x\r\n\r\nJane\r\n" },
    { "no empty line, and a new field", "Subject: x\r\n", NULL, "ü\n",
      "Subject: x\r\n" VERSION TYPE "utf-8\r\n" QP "\r\n=C3=BC\r\n" },
    { "no line end", "Subject: x", NULL, "Jane\n", "Subject: x\r\n\r\nJane\r\n" },
    { "no line end, and a new field", "Subject: x", NULL, "ü\n",
      "Subject: x\r\n" VERSION TYPE "utf-8\r\n" QP "\r\n=C3=BC\r\n" },
    { "no header", "\nHello\n", NULL, "Jane\n", "\nHello\nJane\n" },
};

static void
new_text_goes_in_as_each_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        const Row *row = &rows[i];
        g_autoptr (GString) got = insert (ms_slice_str (row->raw), row->place, row->text);

        if (strcmp (got->str, row->want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", row->name, got->str, row->want);
    }
}

/* ---- Parts of a multipart -------------------------------------------------------- */

#define MULTIPART VERSION "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
#define END "\r\n--b--\r\n"

static const Row nested_rows[] = {
    { "only the octets of the part change", MULTIPART TYPE "utf-8\r\n\r\na" END, NULL,
      "\nJane", MULTIPART TYPE "utf-8\r\n\r\na\r\nJane" END },
    { "a nested part widens", MULTIPART TYPE "us-ascii\r\n\r\na" END, NULL, "\n✓",
      MULTIPART TYPE "utf-8\r\n" QP "\r\na\r\n=E2=9C=93" END },
    { "an empty nested part", MULTIPART TYPE "utf-8\r\n\r\n" END, NULL, "Jane\n",
      MULTIPART TYPE "utf-8\r\n\r\nJane\r\n" END },
    { "a boundary right behind the empty line", MULTIPART TYPE "utf-8\r\n\r\n--b--\r\n",
      NULL, "Jane\n", MULTIPART TYPE "utf-8\r\n\r\nJane\r\n\r\n--b--\r\n" },
};

static void
nested_parts_change_as_each_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (nested_rows); i++) {
        const Row *row = &nested_rows[i];
        g_autoptr (GString) got = insert (ms_slice_str (row->raw), row->place, row->text);

        if (strcmp (got->str, row->want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", row->name, got->str, row->want);
    }
}

/* ---- Several changes ------------------------------------------------------------- */

static void
changes_are_made_together (void **state)
{
    static const char raw[] = VERSION TYPE "us-ascii\r\n\r\nab ##SIG## cd\r\n";
    static const MsTextEdit changes[] = { { 0, 0, "1" },
                                          { 3, 10, "2" },
                                          { 13, 13, "3" } };
    g_autoptr (GString) got = change (ms_slice_str (raw), changes, 3);

    (void)state;
    assert_string_equal (got->str, VERSION TYPE "us-ascii\r\n\r\n1ab 2 cd3\r\n");
}

/* Each parts the run, so it is all written anew. */
static void
changes_within_one_run_of_utf_7_are_made_together (void **state)
{
    static const char raw[] = VERSION TYPE "utf-7\r\n\r\n+AOkA6gDr-\r\n";
    static const MsTextEdit changes[] = { { 2, 2, "1" }, { 4, 4, "2" } };
    g_autoptr (GString) got = change (ms_slice_str (raw), changes, 2);

    (void)state;
    assert_string_equal (got->str, VERSION TYPE "utf-7\r\n\r\n+AOk-1+AOo-2+AOs\r\n");
}

static void
changes_at_one_place_keep_their_order (void **state)
{
    static const char raw[] = VERSION TYPE "us-ascii\r\n" QP "\r\nab\r\n";
    static const MsTextEdit changes[] = { { 1, 1, "1\n" }, { 1, 1, "2\n" } };
    g_autoptr (GString) got = change (ms_slice_str (raw), changes, 2);

    (void)state;
    assert_string_equal (got->str, VERSION TYPE "us-ascii\r\n" QP "\r\na1\r\n2\r\nb\r\n");
}

static void
no_changes_are_no_edits (void **state)
{
    static const char raw[] = VERSION TYPE "us-ascii\r\n\r\n\xff\r\n";
    g_autoptr (GString) got = change (ms_slice_str (raw), NULL, 0);

    (void)state;
    assert_string_equal (got->str, raw);
}

/* ---- Decoding -------------------------------------------------------------------- */

static void
too_long_a_text_is_not_decoded (void **state)
{
    g_autoptr (MsMessage) message = mail_parse_octets ("\r\nabcdef", 8);
    g_autoptr (MsDecoded) fits = ms_codec_decode (message, ms_message_root (message), 6);

    (void)state;
    assert_int_equal (ms_decoded_text (fits).len, 6);
    assert_null (ms_codec_decode (message, ms_message_root (message), 5));
}

static void
an_unknown_transfer_encoding_is_not_decoded (void **state)
{
    static const char raw[] = VERSION CTE "x-uuencode\r\n\r\nabc";
    g_autoptr (MsMessage) message = mail_parse_octets (raw, sizeof raw - 1);

    (void)state;
    assert_null (ms_codec_decode (message, ms_message_root (message), 100));
}

/* ---- Line lengths ---------------------------------------------------------------- */

static GString *
repeated (const char *head, const char *unit, guint count, const char *tail)
{
    GString *text = g_string_new (head);

    while (count-- > 0)
        g_string_append (text, unit);
    g_string_append (text, tail);
    return text;
}

static void
assert_no_long_line (const GString *message)
{
    if (ms_raw_lines_exceed (ms_slice (message->str, message->len), 998))
        fail_msg ("a line over 998 octets in\n%s", message->str);
}

static void
no_new_line_is_over_998_octets (void **state)
{
    static const char *const headers[] = {
        VERSION TYPE "us-ascii\r\n\r\n",
        VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n",
        VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\n",
        VERSION TYPE "gb18030\r\n" CTE "8bit\r\n\r\n",
        VERSION TYPE "iso-2022-jp\r\n\r\n",
        VERSION TYPE "utf-7\r\n\r\n",
        VERSION TYPE "ibm037\r\n" CTE "8bit\r\n\r\n",
        VERSION TYPE "utf-8\r\n" QP "\r\n",
        VERSION TYPE "utf-8\r\n" B64 "\r\n",
        VERSION HTML "utf-8\r\n" CTE "8bit\r\n\r\n",
        VERSION HTML "us-ascii\r\n\r\n",
    };
    static const char *const words[] = {
        "word ", "word", "日", "é日", "<b a='x y'>", "é "
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
        for (gsize j = 0; j < G_N_ELEMENTS (words); j++) {
            g_autoptr (GString) text = repeated ("\n", words[j], 1000, "\n");
            g_autoptr (GString) got = insert (ms_slice_str (headers[i]), NULL, text->str);
            assert_no_long_line (got);
        }
}

static void
a_line_of_the_authors_is_not_made_too_long (void **state)
{
    g_autoptr (GString) raw =
        repeated (VERSION TYPE "us-ascii\r\n\r\n", "x", 990, "\r\n");
    g_autoptr (GString) got = insert (ms_slice (raw->str, raw->len), "\r\n", "123456789");

    (void)state;
    assert_no_long_line (got);
}

static void
a_long_line_of_the_authors_stays_as_it_is (void **state)
{
    g_autoptr (GString) raw =
        repeated (VERSION TYPE "us-ascii\r\n\r\n", "x", 2000, "\r\n");
    g_autoptr (GString) got = insert (ms_slice (raw->str, raw->len), NULL, "Jane\n");

    (void)state;
    assert_true (g_str_has_prefix (got->str, raw->str));
}

static void
lines_that_widening_would_make_too_long_are_quoted (void **state)
{
    g_autoptr (GString) raw =
        repeated (VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n", "\xfc", 900, "\r\n");
    g_autoptr (GString) got = insert (ms_slice (raw->str, raw->len), NULL, "✓\n");

    (void)state;
    assert_no_long_line (got);
    assert_non_null (strstr (got->str, QP));
}

/* ---- The invariant --------------------------------------------------------------- */

/* As if octets had been read as what they do not say. */
static void
a_change_that_would_not_read_back_is_not_made (void **state)
{
    static const char raw[] = VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$Babc\xff\r\n";
    g_autoptr (MsMessage) message = mail_parse_octets (raw, sizeof raw - 1);
    g_autoptr (MsDecoded) decoded =
        ms_codec_decode (message, leaf_of (message), G_MAXSIZE);
    g_autoptr (MsText) other =
        ms_charset_decode (ms_slice_str ("\x1b$Bbac\xff\r\n"), "iso-2022-jp", G_MAXSIZE);
    g_autoptr (GArray) edits = ms_edits_new();
    g_autoptr (GArray) header_edits = g_array_new (FALSE, FALSE, sizeof (MsHeaderEdit));
    MsTextEdit edit = { 0, 0, "Jane" };
    MsText *own = decoded->text;

    (void)state;
    decoded->text = other;
    assert_false (ms_codec_edit (decoded, &edit, 1, edits, header_edits));
    assert_int_equal (edits->len + header_edits->len, 0);
    decoded->text = own;
    assert_true (ms_codec_edit (decoded, &edit, 1, edits, header_edits));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (new_text_goes_in_as_each_row_says),
        cmocka_unit_test (nested_parts_change_as_each_row_says),
        cmocka_unit_test (changes_are_made_together),
        cmocka_unit_test (changes_within_one_run_of_utf_7_are_made_together),
        cmocka_unit_test (changes_at_one_place_keep_their_order),
        cmocka_unit_test (no_changes_are_no_edits),
        cmocka_unit_test (too_long_a_text_is_not_decoded),
        cmocka_unit_test (an_unknown_transfer_encoding_is_not_decoded),
        cmocka_unit_test (no_new_line_is_over_998_octets),
        cmocka_unit_test (a_line_of_the_authors_is_not_made_too_long),
        cmocka_unit_test (a_long_line_of_the_authors_stays_as_it_is),
        cmocka_unit_test (lines_that_widening_would_make_too_long_are_quoted),
        cmocka_unit_test (a_change_that_would_not_read_back_is_not_made),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
