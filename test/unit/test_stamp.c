/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "fixture.h"
#include "mail.h"

#define FROM                                                                             \
    "From: Jane Doe <jane@example.com>\nTo: bob@example.net\n"                           \
    "Message-ID: <1@example.com>\nDate: Thu, 05 Mar 2026 09:59:00 +0000\n"
#define LETTER FROM "\nHello\n"
#define ALL "rule all { template = \"short\" }\n"
#define MARK "X-MailstampProcessed: "

/* The new message without our mark; caller frees. */
static char *
without_mark (const MsResult *result)
{
    g_autofree char *text = fixture_message (result);
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    g_autoptr (GPtrArray) kept = g_ptr_array_new();

    for (char **line = lines; *line != NULL; line++)
        if (!g_str_has_prefix (*line, MARK))
            g_ptr_array_add (kept, *line);
    g_ptr_array_add (kept, NULL);
    return g_strjoinv ("\n", (char **)kept->pdata);
}

static guint
count (const char *text, const char *what)
{
    guint found = 0;

    for (text = strstr (text, what); text != NULL; text = strstr (text + 1, what))
        found++;
    return found;
}

/* ---- What a stamped message looks like ------------------------------------------- */

#define QUOTE "On Wed, 4 Mar 2026 at 10:00, Bob <bob@example.net> wrote:\n> Hi\n"
#define STAMP "SIGNATURE OF Jane Doe, SHORT\n"
#define PLACE(place) "rule all { template = \"short\" place = " place " }\n"
#define HTML FROM "Content-Type: text/html\n\n"
#define BADGE "ms3bc501d5391509af" /* of FROM */
#define HTML_STAMP "<div class=\"" BADGE "\"><p>SIGNATURE OF Jane Doe, SHORT</p></div>"
#define HTML_QUOTE "<div class=\"gmail_quote\">Bob wrote: Hi</div>"

static const struct {
    const char *name;
    const char *rules;
    const char *lines;
    const char *want; /* without the mark */
} looks[] = {
    { "a letter", ALL, LETTER, FROM "\nHello\n\n" STAMP },
    { "a letter that ends without a line end", ALL, FROM "\nHello",
      FROM "\nHello\n\n" STAMP },
    { "an empty letter", ALL, FROM "\n", FROM "\n" STAMP },
    { "a letter that is only a header", ALL, FROM, FROM "\n" STAMP },
    { "a reply", ALL, FROM "\nHello\n\n" QUOTE, FROM "\nHello\n\n" STAMP "\n" QUOTE },
    { "a reply with its quote right below", ALL, FROM "\nHello\n" QUOTE,
      FROM "\nHello\n\n" STAMP "\n" QUOTE },
    { "a reply below its quote", ALL, FROM "\n" QUOTE "\nHello\n",
      FROM "\n" QUOTE "\nHello\n\n" STAMP },
    { "a reply, at the bottom", PLACE ("bottom"), FROM "\nHello\n\n" QUOTE,
      FROM "\nHello\n\n" QUOTE "\n" STAMP },
    { "a letter, at the top", PLACE ("top"), LETTER, FROM "\n" STAMP "\nHello\n" },
    { "two stamps at one place, in the order of their rules",
      "rule a { continue = true template = \"banner\" }\n" ALL, LETTER,
      FROM "\nHello\n\nBANNER OF THE COMPANY\n\n" STAMP },
    { "a banner on top and a signature below",
      "rule a { continue = true template = \"banner\" place = top }\n" ALL, LETTER,
      FROM "\nBANNER OF THE COMPANY\n\nHello\n\n" STAMP },
    { "HTML", ALL, HTML "<html><body><p>Hello</p></body></html>\n",
      HTML "<html><body><p>Hello</p>\n" HTML_STAMP "\n</body></html>\n" },
    { "HTML with a quote", ALL, HTML "<p>Hello</p>" HTML_QUOTE "\n",
      HTML "<p>Hello</p>\n" HTML_STAMP "\n" HTML_QUOTE "\n" },
    { "both forms", ALL,
      FROM "Content-Type: multipart/alternative; boundary=b\n\n"
           "--b\nContent-Type: text/plain\n\nHello\n"
           "--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n",
      FROM "Content-Type: multipart/alternative; boundary=b\n\n"
           "--b\nContent-Type: text/plain\n\nHello\n\n" STAMP
           "\n--b\nContent-Type: text/html\n\n<p>Hello</p>\n" HTML_STAMP "\n--b--\n" },
    { "headers of the rule",
      "rule all { template = \"short\" add-headers = { \"X-A: 1\", \"X-B:two words \" } "
      "}\n",
      LETTER, FROM "X-A: 1\nX-B: two words\n\nHello\n\n" STAMP },
    { "headers of all rules that stamped",
      "rule a { continue = true template = \"banner\" add-headers = { \"X-A: 1\" } }\n"
      "rule b { template = \"short\" add-headers = { \"X-B: 2\" } }\n",
      LETTER, FROM "X-A: 1\nX-B: 2\n\nHello\n\nBANNER OF THE COMPANY\n\n" STAMP },
};

static void
a_stamped_message_looks_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (looks); i++) {
        g_autoptr (Fixture) fixture = fixture_new (looks[i].rules);
        g_autoptr (MsResult) result = fixture_stamp (fixture, looks[i].lines);
        g_autofree char *got = without_mark (result);
        g_autofree char *escaped = g_strescape (got, NULL);
        g_autofree char *want = g_strescape (looks[i].want, NULL);

        check_text (looks[i].name, fixture_outcome (result), "stamped");
        check_text (looks[i].name, escaped, want);
    }
}

static void
the_names_of_all_that_stamped_are_told (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (
        "rule \"the banner\" { continue = true template = \"banner\" }\n" ALL);
    g_autoptr (MsResult) result = fixture_stamp (fixture, LETTER);

    (void)state;
    assert_string_equal (result->rule, "the banner+all");
    assert_string_equal (result->template_name, "banner+short");
}

/* ---- A second pass --------------------------------------------------------------- */

static void
a_stamped_message_is_not_stamped_again (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (looks); i++) {
        g_autoptr (MsResult) first = fixture_stamp (fixture, looks[i].lines);
        g_autofree char *once = fixture_message (first);
        g_autoptr (MsResult) second = fixture_stamp (fixture, once);
        g_autofree char *twice = fixture_message (second);

        check_text (looks[i].name, fixture_outcome (second), "already-processed");
        check_text (looks[i].name, twice, once);
    }
}

static void
nor_is_one_that_lost_its_mark (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (looks); i++) {
        g_autoptr (Fixture) fixture = fixture_new (looks[i].rules);
        g_autoptr (MsResult) first = fixture_stamp (fixture, looks[i].lines);
        g_autofree char *once = without_mark (first);
        g_autoptr (MsResult) second = fixture_stamp (fixture, once);

        check_text (looks[i].name, fixture_outcome (second), "already-signed");
    }
}

static void
a_message_with_the_mark_of_another_is_stamped (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);
    g_autoptr (MsResult) first = fixture_stamp (fixture, LETTER);
    const MsHeaderEdit *mark = &g_array_index (first->header_edits, MsHeaderEdit, 0);
    g_autofree char *lines = g_strdup_printf (
        "%s: %s\nFrom: jane@example.com\nTo: bob@example.net\nMessage-ID: <2@example.com>"
        "\n\nHello\n",
        mark->name, mark->value);
    g_autoptr (MsResult) second = fixture_stamp (fixture, lines);

    (void)state;
    assert_string_equal (fixture_outcome (second), "stamped");
}

/* ---- The mark -------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *sender; /* of the envelope; NULL: From */
    const char *lines;
    const char *outcome;
    gboolean marked;
} marks[] = {
    { "a stamped message", NULL, LETTER, "stamped", TRUE },
    { "a list", NULL, "List-Id: <l>\n" LETTER, "list", TRUE },
    { "a signed message", NULL, "Content-Type: multipart/signed; boundary=b\n" LETTER,
      "signed", TRUE },
    { "a message without text", NULL, FROM "Content-Type: image/png\n\nx\n", "no-text",
      TRUE },
    { "a bounce", "", LETTER, "bounce", FALSE },
    { "somebody else", NULL, "From: eve@example.net\n\nHello\n", "sender-not-local",
      FALSE },
    { "a loop", NULL,
      MARK "true; org=example.com; t=1; h=A\n" MARK
           "true; org=example.com; t=1; h=A\n" MARK
           "true; org=example.com; t=1; h=A\n" LETTER,
      "loop", FALSE },
};

static void
a_message_is_marked_as_its_row_says (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (marks); i++) {
        g_autoptr (MsResult) result = fixture_stamp_from (
            fixture, marks[i].sender, "bob@example.net", marks[i].lines);

        check_text (marks[i].name, fixture_outcome (result), marks[i].outcome);
        check_number (marks[i].name, result->header_edits->len > 0, marks[i].marked);
    }
}

static void
a_passed_message_changes_in_nothing_but_the_mark (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (marks); i++) {
        g_autoptr (MsResult) result = fixture_stamp_from (
            fixture, marks[i].sender, "bob@example.net", marks[i].lines);
        g_autofree char *got = without_mark (result);
        g_autofree char *want = NULL;

        if (result->action == MS_STAMPED || !marks[i].marked)
            continue;
        want = g_strdup (marks[i].lines);
        check_text (marks[i].name, got, want);
    }
}

static void
the_mark_tells_the_outcome_and_the_rule (void **state)
{
    g_autoptr (Fixture) fixture =
        fixture_new ("rule \"quiet\" { when { subject = { \"x\" } } template = none "
                     "add-headers = { \"X-A: 1\" } }\n" ALL);
    g_autoptr (MsResult) stamped = fixture_stamp (fixture, LETTER);
    g_autoptr (MsResult) passed = fixture_stamp (fixture, "Subject: x\n" LETTER);
    const MsHeaderEdit *first = &g_array_index (stamped->header_edits, MsHeaderEdit, 0);
    const MsHeaderEdit *second = &g_array_index (passed->header_edits, MsHeaderEdit, 0);

    (void)state;
    assert_non_null (strstr (first->value, "; result=stamped; rule=all; t=1772704800;"));
    assert_non_null (strstr (second->value, "; result=rule-none; rule=quiet; t="));
    assert_string_equal (g_array_index (passed->header_edits, MsHeaderEdit, 1).name,
                         "X-A");
}

/* ---- The header alone ------------------------------------------------------------ */

static MsResult *
stamp_header (const Fixture *fixture, const char *lines, gboolean oversize)
{
    const char *end = strstr (lines, "\n\n");
    g_autofree char *header = g_strndup (lines, (gsize)(end + 2 - lines));
    g_autoptr (GBytes) bytes = mail_bytes (header);
    const MsEnvelope envelope = { .now = 1772704800 };
    g_autoptr (GError) error = NULL;
    g_autoptr (MsPending) pending = NULL;
    MsResult *result =
        oversize ? ms_pass_oversize (fixture->config, &envelope, bytes, &error)
                 : ms_stamp_header (fixture->config, &envelope, bytes, &pending, &error);

    assert_null (error);
    return result;
}

static void
the_header_alone_gives_the_same_result_or_none (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);
    const char *const lines[] = { LETTER, "List-Id: <l>\n" LETTER,
                                  "From: eve@example.net\n\nHello\n",
                                  "Content-Type: multipart/signed; boundary=b\n" LETTER };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
        g_autoptr (MsResult) whole = fixture_stamp (fixture, lines[i]);
        g_autoptr (MsResult) early = stamp_header (fixture, lines[i], FALSE);
        g_autofree char *mark = NULL;

        assert_int_equal (early != NULL, i > 0);
        if (early == NULL)
            continue;
        assert_int_equal (early->reason, whole->reason);
        assert_int_equal (early->header_edits->len, whole->header_edits->len);
        if (early->header_edits->len == 0)
            continue;
        mark = g_strdup (g_array_index (early->header_edits, MsHeaderEdit, 0).value);
        assert_string_equal (mark,
                             g_array_index (whole->header_edits, MsHeaderEdit, 0).value);
    }
}

static void
a_message_that_is_too_large_passes (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("max-message-size = \"1K\"\n" ALL);
    g_autofree char *text = g_strnfill (1024, 'x');
    g_autofree char *lines = g_strconcat (FROM "\n", text, NULL);
    g_autofree char *list = g_strconcat ("List-Id: <l>\n", lines, NULL);
    g_autoptr (MsResult) whole = fixture_stamp (fixture, lines);
    g_autoptr (MsResult) early = stamp_header (fixture, lines, TRUE);
    g_autoptr (MsResult) other = fixture_stamp (fixture, list);

    (void)state;
    assert_string_equal (fixture_outcome (whole), "oversize");
    assert_string_equal (fixture_outcome (early), "oversize");
    /* What the header tells comes first. */
    assert_string_equal (fixture_outcome (other), "list");
}

static void
a_message_as_large_as_allowed_gets_its_stamp (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("max-message-size = \"1K\"\n" ALL);

    g_autoptr (GBytes) empty = mail_bytes (FROM "\n\n");

    (void)state;
    for (gsize size = 1024; size <= 1025; size++) {
        g_autofree char *text = g_strnfill (size - g_bytes_get_size (empty), 'x');
        g_autofree char *message = g_strconcat (FROM "\n", text, "\n", NULL);
        g_autoptr (MsResult) result = fixture_stamp (fixture, message);
        assert_string_equal (fixture_outcome (result),
                             size == 1024 ? "stamped" : "oversize");
    }
}

static void
a_header_past_its_limit_passes_without_a_mark (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("max-header-size = \"1K\"\n" ALL);
    g_autofree char *subject = g_strnfill (1024, 'x');
    g_autofree char *lines = g_strconcat ("Subject: ", subject, "\n" LETTER, NULL);
    g_autoptr (MsResult) whole = fixture_stamp (fixture, lines);
    g_autoptr (MsResult) early = stamp_header (fixture, lines, FALSE);
    g_autofree char *message = fixture_message (whole);

    (void)state;
    assert_string_equal (fixture_outcome (whole), "too-complex");
    assert_string_equal (fixture_outcome (early), "too-complex");
    assert_string_equal (message, lines);
}

static void
parts_past_their_limit_pass_with_a_mark (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("max-parts = 2\n" ALL);
    g_autoptr (MsResult) result =
        fixture_stamp (fixture, FROM "Content-Type: multipart/mixed; boundary=b\n\n"
                                     "--b\n\nHello\n--b\n\nx\n--b--\n");

    (void)state;
    assert_string_equal (fixture_outcome (result), "too-complex");
    assert_int_equal (result->header_edits->len, 1);
}

/* ---- The result ------------------------------------------------------------------ */

static void
added_is_what_the_body_grew_by (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);
    g_autoptr (MsResult) result = fixture_stamp (fixture, LETTER);
    g_autofree char *message = fixture_message (result);

    (void)state;
    /* An empty line and the signature, in CRLF. */
    assert_int_equal (result->added, strlen ("\r\nSIGNATURE OF Jane Doe, SHORT\r\n"));
    assert_int_equal (count (message, "SIGNATURE"), 1);
}

static const struct {
    const char *name;
    const char *rules;
    const char *lines;
    MsPlaceName place;
    gboolean separator;
} places[] = {
    { "a letter", ALL, LETTER, MS_PLACE_BOTTOM, FALSE },
    { "a reply", ALL, FROM "\nHello\n\n" QUOTE, MS_PLACE_ABOVE_QUOTE, TRUE },
    { "a reply below its quote", ALL, FROM "\n" QUOTE "\nHello\n", MS_PLACE_BOTTOM,
      TRUE },
    { "a reply, at the bottom", PLACE ("bottom"), FROM "\nHello\n\n" QUOTE,
      MS_PLACE_BOTTOM, TRUE },
    { "a reply, at the top", PLACE ("top"), FROM "\nHello\n\n" QUOTE, MS_PLACE_TOP,
      TRUE },
};

static void
the_result_tells_where_the_stamp_went (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
        g_autoptr (Fixture) fixture = fixture_new (places[i].rules);
        g_autoptr (MsResult) result = fixture_stamp (fixture, places[i].lines);

        check_text (places[i].name, ms_place_name (result->place),
                    ms_place_name (places[i].place));
        check_number (places[i].name, result->separator != NULL, places[i].separator);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_stamped_message_looks_as_its_row_says),
        cmocka_unit_test (the_names_of_all_that_stamped_are_told),
        cmocka_unit_test (a_stamped_message_is_not_stamped_again),
        cmocka_unit_test (nor_is_one_that_lost_its_mark),
        cmocka_unit_test (a_message_with_the_mark_of_another_is_stamped),
        cmocka_unit_test (a_message_is_marked_as_its_row_says),
        cmocka_unit_test (a_passed_message_changes_in_nothing_but_the_mark),
        cmocka_unit_test (the_mark_tells_the_outcome_and_the_rule),
        cmocka_unit_test (the_header_alone_gives_the_same_result_or_none),
        cmocka_unit_test (a_message_that_is_too_large_passes),
        cmocka_unit_test (a_message_as_large_as_allowed_gets_its_stamp),
        cmocka_unit_test (a_header_past_its_limit_passes_without_a_mark),
        cmocka_unit_test (parts_past_their_limit_pass_with_a_mark),
        cmocka_unit_test (added_is_what_the_body_grew_by),
        cmocka_unit_test (the_result_tells_where_the_stamp_went),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
