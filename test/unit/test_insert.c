/* SPDX-License-Identifier: BSD-2-Clause */
#include "codec_rewrite.h"
#include "insert.h"
#include "present.h"

#include "check.h"
#include "fixture.h"
#include "mail.h"
#include "result.h"

#define FROM "From: Jane Doe <jane@example.com>\nTo: bob@example.net\n"
#define TEXT FROM "\nHello\n"
#define HTML FROM "Content-Type: text/html\n\n<p>Hello</p>\n"
#define BOTH                                                                             \
    FROM "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nHello\n"             \
         "--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n"

static const MsEnvelope envelope = { .now = 1772704800 };

/* A case that has been decided, as stamp.c has it. */
static void
decide (MsCase *mail, const Fixture *fixture, const char *lines)
{
    MsReason reason = MS_REASON_NONE;
    g_autoptr (GError) error = NULL;

    mail->config = fixture->config;
    mail->envelope = &envelope;
    assert_true (ms_case_init (mail, mail_parse (lines), &error));
    assert_int_equal (ms_decide_by_header (mail), MS_REASON_NONE);
    assert_true (ms_decide_by_body (mail, &reason, &error));
    assert_int_equal (reason, MS_REASON_NONE);
}

/* ---- Rendering ------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *lines;
    gboolean html;
    gboolean text;
    guint images;
} forms[] = {
    { "a plain message needs the text", TEXT, FALSE, TRUE, 0 },
    { "an HTML message needs the HTML and its pictures", HTML, TRUE, FALSE, 1 },
    { "one with both needs both", BOTH, TRUE, TRUE, 1 },
};

static void
the_forms_that_are_needed_are_rendered (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("rule a { template = \"full\" }\n");

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
        g_auto (MsCase) mail = { 0 };
        g_autoptr (GArray) stamps = NULL;
        const MsStamp *stamp = NULL;

        decide (&mail, fixture, forms[i].lines);
        stamps = ms_stamps_render (&mail, NULL);
        stamp = &g_array_index (stamps, MsStamp, 0);
        check_number (forms[i].name, stamp->html != NULL, forms[i].html);
        check_number (forms[i].name, stamp->text != NULL, forms[i].text);
        check_number (forms[i].name, stamp->images->len, forms[i].images);
    }
}

static void
stamps_come_in_the_order_of_their_rules (void **state)
{
    g_autoptr (Fixture) fixture =
        fixture_new ("rule a { continue = true template = \"banner\" place = bottom }\n"
                     "rule b { template = \"short\" }\n");
    g_auto (MsCase) mail = { 0 };
    g_autoptr (GArray) stamps = NULL;

    (void)state;
    decide (&mail, fixture, TEXT);
    stamps = ms_stamps_render (&mail, NULL);
    assert_int_equal (stamps->len, 2);
    assert_string_equal (g_array_index (stamps, MsStamp, 0).text,
                         "BANNER OF THE COMPANY");
    assert_int_equal (g_array_index (stamps, MsStamp, 0).place, MS_PLACE_BOTTOM);
    assert_string_equal (g_array_index (stamps, MsStamp, 1).text,
                         "SIGNATURE OF Jane Doe, SHORT");
}

/* ---- Already there --------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *lines;
    gboolean want;
} present[] = {
    { "not there", TEXT, FALSE },
    { "at the end", FROM "\nHello\n\nSIGNATURE OF Jane Doe, SHORT\n", TRUE },
    { "re-wrapped at the end", FROM "\nHello\n\nSIGNATURE OF\nJane Doe,\nSHORT\n\n",
      TRUE },
    { "of somebody else", FROM "\nHello\n\nSIGNATURE OF John Roe, SHORT\n", FALSE },
    { "before the author's last word",
      FROM "\nHello\n\nSIGNATURE OF Jane Doe, SHORT\n\nPS: Hello\n", TRUE },
    { "in one of the author's lines",
      FROM "\nHello\n\nYours, SIGNATURE OF Jane Doe, SHORT\n\nPS: Hello\n", FALSE },
    { "between the quotes",
      FROM
      "\nOn Wed, 4 Mar 2026 at 10:00, Bob <bob@example.net> wrote:\n> Hi\n\nHello\n\n"
      "SIGNATURE OF Jane Doe, SHORT\n\n> Bob\n\nPS: Hello\n",
      TRUE },
    { "between the quotes, and quoted",
      FROM
      "\nOn Wed, 4 Mar 2026 at 10:00, Bob <bob@example.net> wrote:\n> Hi\n\nHello\n\n"
      "> SIGNATURE OF Jane Doe, SHORT\n\nPS: Hello\n",
      FALSE },
    { "with more behind it in an answer without a quote that is known",
      FROM "In-Reply-To: <1@example.net>\n\nHello\n\nSIGNATURE OF Jane Doe, SHORT\n\n"
           "Hi\n",
      FALSE },
    { "in the quoted history alone",
      FROM "\nHello\n\nOn Wed, 4 Mar 2026 at 10:00, Jane <jane@example.com> wrote:\n"
           "> Hi\n>\n> SIGNATURE OF Jane Doe, SHORT\n",
      FALSE },
    { "above the quoted history",
      FROM "\nHello\n\nSIGNATURE OF Jane Doe, SHORT\n\n"
           "On Wed, 4 Mar 2026 at 10:00, Bob <bob@example.net> wrote:\n> Hi\n",
      TRUE },
    { "in one form of two",
      FROM "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nHello\n"
           "--b\nContent-Type: text/html\n\n<p>Hello</p><i>SIGNATURE OF <b>Jane</b> "
           "Doe, SHORT</i>\n--b--\n",
      TRUE },
};

static void
a_stamp_is_present_where_its_row_says (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("rule a { template = \"short\" }\n");

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (present); i++) {
        g_auto (MsCase) mail = { 0 };
        g_autoptr (GArray) stamps = NULL;

        decide (&mail, fixture, present[i].lines);
        stamps = ms_stamps_render (&mail, NULL);
        check_number (present[i].name,
                      ms_stamps_present (&mail, stamps) != MS_REASON_NONE,
                      present[i].want);
    }
}

/* ---- Octets that are not touched ------------------------------------------------- */

/* The edits only insert: what came in is in what goes out, in its order. */
static void
check_insertions_only (const char *name, const char *before, const char *after)
{
    for (; *before != '\0' && *after != '\0'; after++)
        before += *before == *after;
    check_text (name, before, "");
}

static const struct {
    const char *name;
    const char *lines;
} kept[] = {
    { "text", TEXT },
    { "HTML", HTML },
    { "both", BOTH },
    { "attachments and what is around the parts", FROM
      "Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b  \n\nHello\n"
      "--b\nContent-Type: application/pdf\n\n%PDF \x01\x02\n\n\n--b--\t\nepilogue\n" },
    { "attached messages",
      FROM "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\n"
           "Content-Type: message/rfc822\n\nSubject: x\n\nHello\n--b--\n" },
};

static void
nothing_is_lost (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("rule a { template = \"short\" }\n");

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (kept); i++) {
        g_autoptr (MsResult) result = fixture_stamp (fixture, kept[i].lines);
        g_autofree char *after = fixture_message (result);

        check_text (kept[i].name, fixture_outcome (result), "stamped");
        check_insertions_only (kept[i].name, kept[i].lines, after);
    }
}

static void
an_attached_message_with_the_same_words_stays_as_it_is (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("rule a { template = \"short\" }\n");
    g_autoptr (MsResult) result = fixture_stamp (fixture, kept[4].lines);
    g_autofree char *after = fixture_message (result);

    (void)state;
    assert_non_null (strstr (after, "Subject: x\n\nHello\n--b--\n"));
}

/* ---- Pieces ---------------------------------------------------------------------- */

static void
a_text_in_pieces_gets_one_stamp_in_its_last (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("rule a { template = \"short\" }\n");
    g_autoptr (MsResult) result = fixture_stamp (
        fixture,
        FROM "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n"
             "Content-Type: image/png\nContent-Disposition: inline\n\npng\n--b\n\n"
             "two\n--b--\n");
    g_autofree char *after = fixture_message (result);
    const char *stamp = strstr (after, "SIGNATURE");

    (void)state;
    assert_true (stamp > strstr (after, "two"));
    assert_null (strstr (stamp + 1, "SIGNATURE"));
}

static void
a_banner_and_a_signature_may_stand_in_different_pieces (void **state)
{
    g_autoptr (Fixture) fixture =
        fixture_new ("rule a { continue = true template = \"banner\" place = top }\n"
                     "rule b { template = \"short\" }\n");
    g_autoptr (MsResult) result = fixture_stamp (
        fixture,
        FROM "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n"
             "Content-Type: image/png\nContent-Disposition: inline\n\npng\n--b\n\n"
             "two\n--b--\n");
    g_autofree char *after = fixture_message (result);

    (void)state;
    assert_true (strstr (after, "BANNER") < strstr (after, "one"));
    assert_true (strstr (after, "SIGNATURE") > strstr (after, "two"));
}

/* ---- Parts that cannot take a stamp ---------------------------------------------- */

/* As if octets had been read as what they do not say, which only the codec's own check
 * finds out. */
static void
one_part_that_cannot_take_its_stamp_is_the_end_of_it (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("rule a { template = \"short\" }\n");
    g_auto (MsCase) mail = { 0 };
    g_autoptr (GArray) stamps = NULL;
    g_autoptr (GBytes) bytes = mail_bytes (TEXT);
    g_autoptr (MsResult) result = ms_result_new (bytes, 0, 0, "\r\n");
    g_autoptr (MsText) other =
        ms_charset_decode (ms_slice_str ("\x1b$Bba\xff\r\n"), "iso-2022-jp", G_MAXSIZE);
    MsDecoded *decoded = NULL;
    MsText *own = NULL;

    (void)state;
    decide (&mail, fixture,
            FROM "Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$Bab\xff\n");
    stamps = ms_stamps_render (&mail, NULL);
    decoded =
        g_array_index (g_array_index (mail.readings, MsReading, 0).pieces, MsPiece, 0)
            .decoded;
    own = decoded->text;
    decoded->text = other;
    assert_false (ms_stamps_insert (&mail, stamps, result));
    decoded->text = own;
    assert_true (ms_stamps_insert (&mail, stamps, result));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_forms_that_are_needed_are_rendered),
        cmocka_unit_test (stamps_come_in_the_order_of_their_rules),
        cmocka_unit_test (a_stamp_is_present_where_its_row_says),
        cmocka_unit_test (nothing_is_lost),
        cmocka_unit_test (an_attached_message_with_the_same_words_stays_as_it_is),
        cmocka_unit_test (a_text_in_pieces_gets_one_stamp_in_its_last),
        cmocka_unit_test (a_banner_and_a_signature_may_stand_in_different_pieces),
        cmocka_unit_test (one_part_that_cannot_take_its_stamp_is_the_end_of_it),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
