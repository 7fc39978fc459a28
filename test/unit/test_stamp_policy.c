/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whose mail is stamped and when: inbound mail, dry runs, DKIM; what is told of it. */
#include "check.h"
#include "fixture.h"
#include "mail.h"

#define FROM                                                                             \
    "From: Jane Doe <jane@example.com>\nTo: bob@example.net\n"                           \
    "Message-ID: <1@example.com>\nDate: Thu, 05 Mar 2026 09:59:00 +0000\n"
#define LETTER FROM "\nHello\n"
#define ALL "rule all { template = \"short\" }\n"
#define MARK "X-MailstampProcessed: "

/* ---- Mail of others -------------------------------------------------------------- */

#define EVE                                                                              \
    "From: eve@example.net\nTo: jane@example.com\nMessage-ID: <1@example.net>\n"         \
    "Date: Thu, 05 Mar 2026 09:59:00 +0000\n"
#define INBOUND(more)                                                                    \
    "rule all { when { direction = inbound } template = \"banner\" place = top " more    \
    "}\n"
#define FORGED MARK "true; org=example.com; t=1; h=A\n"
#define BANNER "BANNER OF THE COMPANY\n"
#define NOSIG "opt-out = \"[nosig]\"\n"

/* %s: a mark that verifies. */
static const struct {
    const char *name;
    const char *rules;
    const char *lines;
    const char *outcome;
} from_others[] = {
    { "a new message", INBOUND (""), EVE "\nHello\n", "stamped" },
    { "one that went through here before", INBOUND (""), "%s" EVE "\n" BANNER "\nHello\n",
      "already-processed" },
    { "its mark sent again with another text", INBOUND (""), "%s" EVE "\nHello\n",
      "stamped" },
    { "our banner in a text that never came here", INBOUND (""),
      EVE "\n" BANNER "\nHello\n", "stamped" },
    { "our banner below the text, and the mark", INBOUND (""),
      "%s" EVE "\nHello\n\n" BANNER, "stamped" },
    { "our banner in the quoted history", INBOUND (""),
      EVE "\nHello\n\nOn Wed, 4 Mar 2026 at 10:00, Jane <jane@example.com> wrote:\n> "
          "Hi\n> " BANNER,
      "stamped" },
    { "three forged marks", INBOUND (""), FORGED FORGED FORGED EVE "\nHello\n",
      "stamped" },
    { "the mark of another product", "also-processed = { \"X-A: true\" }\n" INBOUND (""),
      "X-A: true\n" EVE "\nHello\n", "stamped" },
    { "a word in their subject that is an order of ours alone", NOSIG INBOUND (""),
      "Subject: x [nosig]\n" EVE "\nHello\n", "stamped" },
    { "the word in their text", NOSIG INBOUND (""), EVE "\nHello [nosig]\n", "stamped" },
    { "a DKIM-Signature", "existing-dkim = skip\n" INBOUND (""),
      "DKIM-Signature: v=1; d=example.net\n" EVE "\nHello\n", "stamped" },
    { "a DKIM-Signature in our name", "existing-dkim = skip-own\n" INBOUND (""),
      "DKIM-Signature: v=1; d=example.com\n" EVE "\nHello\n", "stamped" },
    { "a rule that the banner in the history takes out, as an administrator may",
      "rule all { when { direction = inbound } except { body = \"BANNER OF\" } template "
      "= "
      "\"banner\" place = top }\n",
      EVE "\nHello\n\n> " BANNER, "sender-not-local" },
    { "no rule for it", ALL, EVE "\nHello\n", "sender-not-local" },
};

static char *
mark_of (const MsResult *result)
{
    const MsHeaderEdit *edit = &g_array_index (result->header_edits, MsHeaderEdit, 0);

    return g_strdup_printf ("%s: %s\n", edit->name, edit->value);
}

static void
mail_of_others_gets_what_its_row_says (void **state)
{
    g_autoptr (Fixture) first = fixture_new (INBOUND (""));
    g_autoptr (MsResult) bannered = fixture_stamp (first, EVE "\nHello\n");
    g_autofree char *mark = mark_of (bannered);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (from_others); i++) {
        g_autoptr (Fixture) fixture = fixture_new (from_others[i].rules);
        g_auto (GStrv) around = g_strsplit (from_others[i].lines, "%s", 2);
        g_autofree char *lines = g_strjoinv (mark, around);
        g_autoptr (MsResult) result = fixture_stamp (fixture, lines);
        gboolean stamped = result->action == MS_STAMPED;

        check_text (from_others[i].name, fixture_outcome (result),
                    from_others[i].outcome);
        check_number (from_others[i].name, result->header_edits->len, stamped ? 1 : 0);
    }
}

static void
the_notice_that_an_answer_quotes_is_no_signature (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (
        INBOUND ("") "rule first { when { signature = absent } template = \"short\" }\n");
    static const char *const types[] = { "text/html", "text/plain" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
        g_autofree char *mail =
            g_strdup_printf ("%sContent-Type: %s\n\n<p>Hello</p>\n", EVE, types[i]);
        g_autoptr (MsResult) bannered = fixture_stamp (fixture, mail);
        g_autofree char *text = fixture_message (bannered);
        const char *body = strstr (text, "\n\n") + 2;
        g_autofree char *answer = g_strdup_printf (
            "%sIn-Reply-To: <1@example.net>\nContent-Type: text/html\n\n<p>Yes</p>"
            "<div class=\"gmail_quote\">Eve wrote:<blockquote>%s</blockquote></div>\n",
            FROM, body);
        g_autoptr (MsResult) result = fixture_stamp (fixture, answer);

        check_text (types[i], fixture_outcome (bannered), "stamped");
        check_text (types[i], fixture_outcome (result), "stamped");
        check_text (types[i], result->rule, "first");
        check_text (types[i], ms_place_name (result->place), "above-quote");
    }
}

/* ---- Dry runs -------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *rules;
    const char *lines;
    const char *want; /* the log */
    guint header_edits;
} dry_runs[] = {
    { "what would be stamped", "dry-run = true\n" ALL, LETTER,
      "passed reason=dry-run rule=all template=short parts=text place=bottom "
      "separator=none size=133 added=32",
      0 },
    { "what would pass with a mark", "dry-run = true\nrule a { template = none }\n",
      LETTER, "passed reason=rule-none rule=a size=133", 0 },
    { "what would get headers and no stamp",
      "dry-run = true\nrule a { template = none add-headers = \"X-A: b\" }\n", LETTER,
      "passed reason=rule-none rule=a size=133", 0 },
    { "a rule that is tried beside another",
      "rule new { dry-run = true template = \"full\" }\n" ALL, LETTER,
      "stamped rule=all template=short dry-run=new parts=text place=bottom "
      "separator=none size=133 added=32",
      1 },
    { "two that are tried alone",
      "rule a { dry-run = true template = \"full\" }\n"
      "rule b { dry-run = true when { thread = reply } template = \"full\" }\n"
      "rule c { dry-run = true template = none }\n",
      LETTER, "passed reason=no-rule failed=\"b: when thread\" dry-run=a+c size=133", 1 },
    { "one that is tried and does not match",
      "rule new { dry-run = true when { subject = x } template = \"full\" }\n" ALL,
      LETTER,
      "stamped rule=all template=short parts=text place=bottom separator=none size=133 "
      "added=32",
      1 },
};

static void
a_dry_run_tells_and_does_what_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (dry_runs); i++) {
        g_autoptr (Fixture) fixture = fixture_new (dry_runs[i].rules);
        g_autoptr (MsResult) result = fixture_stamp (fixture, dry_runs[i].lines);
        g_autofree char *line = ms_result_to_string (result);

        check_text (dry_runs[i].name, line, dry_runs[i].want);
        check_number (dry_runs[i].name, result->header_edits->len,
                      dry_runs[i].header_edits);
        check_number (dry_runs[i].name, result->body_edits->len > 0,
                      result->action == MS_STAMPED);
    }
}

static void
a_dry_run_defers_nothing (void **state)
{
    g_autoptr (Fixture) wet = fixture_new (ALL);
    g_autoptr (Fixture) dry = fixture_new ("dry-run = true\n" ALL);

    (void)state;
    assert_int_equal (ms_config_on_failure (wet->config), MS_ON_FAILURE_DEFER);
    assert_int_equal (ms_config_on_failure (dry->config), MS_ON_FAILURE_PASS);
}

/* B76 */
static const struct {
    const char *name;
    const char *rules;
    const char *want;
} failures[] = {
    { "one rule", "rule a { when { subject = x } template = \"short\" }\n",
      "a: when subject" },
    { "a rule that is off and an exception",
      "rule \"the first\" { enabled = no template = \"short\" }\n"
      "rule b { except { sender = internal } template = \"short\" }\n",
      "the first: enabled; b: except sender" },
    { "what the body tells", "rule a { when { body = zebra } template = \"short\" }\n",
      "a: when body" },
    { "the first of two conditions",
      "rule a { when { body = x subject = x } template = \"short\" }\n",
      "a: when subject" },
    { "more than anybody wants to read",
      "rule a { enabled = no template = none }\nrule b { enabled = no template = none }\n"
      "rule c { enabled = no template = none }\nrule d { enabled = no template = none }\n"
      "rule e { enabled = no template = none }\nrule f { enabled = no template = none "
      "}\n",
      "a: enabled; b: enabled; c: enabled; d: enabled; e: enabled; ..." },
    { "no rules", "", NULL },
    { "a rule that matches", ALL, NULL },
};

static void
the_first_condition_that_failed_is_told (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (failures); i++) {
        g_autoptr (Fixture) fixture = fixture_new (failures[i].rules);
        g_autoptr (MsResult) result = fixture_stamp (fixture, LETTER);

        check_text (failures[i].name, result->failed != NULL ? result->failed : "-",
                    failures[i].want != NULL ? failures[i].want : "-");
    }
}

/* ---- DKIM ------------------------------------------------------------------------ */

#define SIGNED(d) "DKIM-Signature: v=1; a=rsa-sha256;\n\t" d "; s=x; b=abc\n" LETTER

static const struct {
    const char *name;
    const char *policy;
    const char *lines;
    const char *outcome;
} sealed[] = {
    { "by default", "", SIGNED ("d=example.com"), "stamped" },
    { "stamp", "existing-dkim = stamp\n", SIGNED ("d=example.com"), "stamped" },
    { "skip", "existing-dkim = skip\n", SIGNED ("d=example.org"), "dkim-signed" },
    { "skip, and no signature", "existing-dkim = skip\n", LETTER, "stamped" },
    { "skip-own, ours", "existing-dkim = skip-own\n", SIGNED ("d=example.com"),
      "dkim-signed" },
    { "skip-own, ours in capitals with blanks", "existing-dkim = skip-own\n",
      SIGNED ("d = Example .\n COM"), "dkim-signed" },
    { "skip-own, somebody else's", "existing-dkim = skip-own\n", SIGNED ("d=example.org"),
      "stamped" },
    { "skip-own, ours is the name of another tag", "existing-dkim = skip-own\n",
      SIGNED ("bd=example.com"), "stamped" },
    { "skip-own, a domain below ours", "existing-dkim = skip-own\n",
      SIGNED ("d=mail.example.com"), "stamped" },
    { "skip-own, without a domain", "existing-dkim = skip-own\n",
      "DKIM-Signature: x\n" LETTER, "stamped" },
    { "skip-own, ours is the second", "existing-dkim = skip-own\n",
      "DKIM-Signature: d=example.org\n" SIGNED ("d=example.com"), "dkim-signed" },
};

static void
a_dkim_signature_is_treated_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (sealed); i++) {
        g_autofree char *rules = g_strconcat (sealed[i].policy, ALL, NULL);
        g_autoptr (Fixture) fixture = fixture_new (rules);
        g_autoptr (MsResult) result = fixture_stamp (fixture, sealed[i].lines);

        check_text (sealed[i].name, fixture_outcome (result), sealed[i].outcome);
        check_number (sealed[i].name, result->header_edits->len, 1);
    }
}

/* ---- Signed text ----------------------------------------------------------------- */

#define ARMORED                                                                          \
    "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"                             \
    "Hello [nosig] [[signature]]\n-----BEGIN PGP SIGNATURE-----\n\nabc\n"                \
    "-----END PGP SIGNATURE-----\n"

static void
words_in_a_signed_text_stay_where_they_are (void **state)
{
    g_autoptr (Fixture) fixture =
        fixture_new (NOSIG "rule all { template = \"short\" wrap = true }\n");
    g_autoptr (MsResult) result = fixture_stamp (fixture, FROM ARMORED);
    g_autofree char *message = fixture_message (result);

    (void)state;
    check_text ("the outcome", fixture_outcome (result), "stamped");
    assert_true (result->wrapped);
    assert_int_equal (result->place, MS_PLACE_BOTTOM);
    assert_non_null (strstr (message, ARMORED));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (mail_of_others_gets_what_its_row_says),
        cmocka_unit_test (the_notice_that_an_answer_quotes_is_no_signature),
        cmocka_unit_test (a_dry_run_tells_and_does_what_its_row_says),
        cmocka_unit_test (a_dry_run_defers_nothing),
        cmocka_unit_test (the_first_condition_that_failed_is_told),
        cmocka_unit_test (words_in_a_signed_text_stay_where_they_are),
        cmocka_unit_test (a_dkim_signature_is_treated_as_its_row_says),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
