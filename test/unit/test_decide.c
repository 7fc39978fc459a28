/* SPDX-License-Identifier: BSD-2-Clause */
#include "decide.h"

#include "check.h"
#include "fixture.h"
#include "mail.h"

#define NOW 1772704800 /* 2026-03-05T10:00:00Z */

#define FROM "From: Jane Doe <jane@example.com>\nTo: bob@example.net\n"
#define LETTER FROM "\nHello\n"
#define REPLY                                                                            \
    FROM "In-Reply-To: <1@example.net>\n\nHello\n\nOn Wed, 4 Mar 2026 at 10:00, Bob "    \
         "<bob@example.net> wrote:\n> Hi\n"

/* What both steps say of a message under a configuration; the rules that were chosen, and
 * the trace, as "name=verdict(why)(missing) …". */
typedef struct {
    MsReason by_header;
    MsReason by_body; /* MS_REASON_NONE where the header decided */
    char *chosen;
    char *trace;
} Decision;

static void
decision_clear (Decision *decision)
{
    g_free (decision->chosen);
    g_free (decision->trace);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Decision, decision_clear)

static char *
names_of (const GPtrArray *rules)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < rules->len; i++)
        g_string_append_printf (out, "%s%s", i > 0 ? " " : "",
                                ((const MsRule *)g_ptr_array_index (rules, i))->name);
    return g_string_free (out, FALSE);
}

static char *
describe_trace (const GArray *trace)
{
    static const char *const verdicts[] = { "no", "maybe", "yes" };
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < trace->len; i++) {
        const MsRuleTrace *row = &g_array_index (trace, MsRuleTrace, i);

        g_string_append_printf (out, "%s%s=%s", i > 0 ? " " : "", row->rule->name,
                                verdicts[row->verdict]);
        if (row->verdict == MS_NO)
            g_string_append_printf (out, "(%s)", row->why);
        if (row->missing != NULL)
            g_string_append_printf (out, "(missing %s)", row->missing);
    }
    return g_string_free (out, FALSE);
}

static void
decide (const MsConfig *config, const MsEnvelope *envelope, const char *lines,
        Decision *decision)
{
    g_auto (MsCase) mail = { .config = config, .envelope = envelope };
    g_autoptr (GError) error = NULL;

    assert_true (ms_case_init (&mail, mail_parse (lines), &error));
    decision->by_header = ms_decide_by_header (&mail);
    if (decision->by_header == MS_REASON_NONE)
        assert_true (ms_decide_by_body (&mail, &decision->by_body, &error));
    decision->chosen = names_of (mail.chosen);
    decision->trace = describe_trace (mail.trace);
}

/* ---- Rules ----------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *rules;
    const char *lines;
    MsReason by_header;
    MsReason by_body;
    const char *chosen;
    const char *trace;
} rows[] = {
    { "the first that matches decides",
      "rule a { template = \"short\" }\nrule b { template = \"full\" }\n", LETTER,
      MS_REASON_NONE, MS_REASON_NONE, "a", "a=yes" },
    { "one that does not match is passed over, with its reason",
      "rule a { when { subject = { \"x\" } } template = \"short\" }\n"
      "rule b { template = \"full\" }\n",
      LETTER, MS_REASON_NONE, MS_REASON_NONE, "b", "a=no(when subject) b=yes" },
    { "one that is switched off is passed over",
      "rule a { enabled = false template = \"short\" }\nrule b { template = \"full\" }\n",
      LETTER, MS_REASON_NONE, MS_REASON_NONE, "b", "a=no(enabled) b=yes" },
    { "no rule at all", "", LETTER, MS_REASON_NO_RULE, MS_REASON_NONE, "", "" },
    { "none that matches, as the header tells",
      "rule a { when { subject = { \"x\" } } template = \"short\" }\n", LETTER,
      MS_REASON_NO_RULE, MS_REASON_NONE, "", "a=no(when subject)" },
    { "none that matches, as the body tells",
      "rule a { when { thread = { reply } } template = \"short\" }\n", LETTER,
      MS_REASON_NONE, MS_REASON_NO_RULE, "", "a=no(when thread)" },
    { "a rule that says none, from the header",
      "rule a { template = none }\nrule b { template = \"full\" }\n", LETTER,
      MS_REASON_RULE_NONE, MS_REASON_NONE, "", "a=yes b=yes" },
    { "a rule that says none, behind one that the body decides",
      "rule a { when { thread = { reply } } template = \"short\" }\n"
      "rule b { template = none }\n",
      LETTER, MS_REASON_NONE, MS_REASON_RULE_NONE, "", "a=no(when thread) b=yes" },
    { "a rule that says none and may not be asked",
      "rule a { when { thread = { reply } } template = \"short\" }\n"
      "rule b { template = none }\n",
      REPLY, MS_REASON_NONE, MS_REASON_NONE, "a", "a=yes" },
    { "one that continues goes before the next",
      "rule a { continue = true template = \"banner\" }\n"
      "rule b { template = \"full\" }\n"
      "rule c { template = \"short\" }\n",
      LETTER, MS_REASON_NONE, MS_REASON_NONE, "a b", "a=yes b=yes" },
    { "one that continues and has no next",
      "rule a { continue = true template = \"banner\" }\n", LETTER, MS_REASON_NONE,
      MS_REASON_NONE, "a", "a=yes" },
    { "none behind one that continues ends it",
      "rule a { continue = true template = \"banner\" }\n"
      "rule b { template = none }\nrule c { template = \"full\" }\n",
      LETTER, MS_REASON_NONE, MS_REASON_NONE, "a", "a=yes b=yes" },
    { "somebody who lacks what the template requires gets the next one",
      "rule a { template = \"titled\" }\nrule b { template = \"short\" }\n",
      "From: john@example.com\n\nHello\n", MS_REASON_NONE, MS_REASON_NONE, "b",
      "a=yes(missing title) b=yes" },
    { "or nothing, if there is none", "rule a { template = \"titled\" }\n",
      "From: john@example.com\n\nHello\n", MS_REASON_NONE, MS_REASON_MISSING_ATTRIBUTES,
      "", "a=yes(missing title)" },
    { "somebody who has it gets it", "rule a { template = \"titled\" }\n", LETTER,
      MS_REASON_NONE, MS_REASON_NONE, "a", "a=yes" },
    { "somebody who is not known lacks everything", "rule a { template = \"titled\" }\n",
      "From: unknown@example.com\n\nHello\n", MS_REASON_NONE,
      MS_REASON_MISSING_ATTRIBUTES, "", "a=yes(missing title)" },
    { "a reply without history, where the rule wants one",
      "rule a { template = \"short\" no-separator = skip }\n",
      FROM "In-Reply-To: <1@example.net>\n\nHello\n", MS_REASON_NONE,
      MS_REASON_NO_SEPARATOR, "", "a=yes" },
    { "a reply with history, where the rule wants one",
      "rule a { template = \"short\" no-separator = skip }\n", REPLY, MS_REASON_NONE,
      MS_REASON_NONE, "a", "a=yes" },
    { "one that is tried has no say",
      "rule a { dry-run = true template = \"short\" }\nrule b { template = \"full\" }\n",
      LETTER, MS_REASON_NONE, MS_REASON_NONE, "b", "a=yes b=yes" },
    { "one that is tried alone is no rule",
      "rule a { dry-run = true template = \"short\" }\n", LETTER, MS_REASON_NO_RULE,
      MS_REASON_NONE, "", "a=yes" },
    { "one that is tried says none to nobody",
      "rule a { dry-run = true template = none }\nrule b { template = \"full\" }\n",
      LETTER, MS_REASON_NONE, MS_REASON_NONE, "b", "a=yes b=yes" },
    { "one that is tried and that the body decides",
      "rule a { dry-run = true when { thread = { reply } } template = \"short\" }\n"
      "rule b { template = none }\n",
      REPLY, MS_REASON_NONE, MS_REASON_RULE_NONE, "", "a=yes b=yes" },
    { "one of several templates", "rule a { rotate = { \"short\", \"short\" } }\n",
      LETTER, MS_REASON_NONE, MS_REASON_NONE, "a", "a=yes" },
    { "one of several templates that the sender lacks attributes for",
      "rule a { rotate = { \"titled\" } }\n", "From: john@example.com\n\nHello\n",
      MS_REASON_NONE, MS_REASON_MISSING_ATTRIBUTES, "", "a=yes(missing title)" },
    { "a letter is no reply", "rule a { template = \"short\" no-separator = skip }\n",
      LETTER, MS_REASON_NONE, MS_REASON_NONE, "a", "a=yes" },
};

static void
rules_decide_as_their_row_says (void **state)
{
    const MsEnvelope envelope = { .now = NOW };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (Fixture) fixture = fixture_new (rows[i].rules);
        g_auto (Decision) got = { 0 };

        decide (fixture->config, &envelope, rows[i].lines, &got);
        check_text (rows[i].name, ms_reason_name (got.by_header),
                    ms_reason_name (rows[i].by_header));
        check_text (rows[i].name, ms_reason_name (got.by_body),
                    ms_reason_name (rows[i].by_body));
        check_text (rows[i].name, got.chosen, rows[i].chosen);
        check_text (rows[i].name, got.trace, rows[i].trace);
    }
}

/* ---- Reasons to leave it alone, and which comes first ---------------------------- */

#define ALL "rule all { template = \"short\" }\n"
#define FORGED "X-MailstampProcessed: true; org=example.com; result=stamped; t=1; h=AA\n"

static const struct {
    const char *name;
    const char *more; /* configuration before the rules */
    const char *sender;
    const char *lines;
    MsReason by_header;
    MsReason by_body;
} reasons[] = {
    { "a letter", "", NULL, LETTER, MS_REASON_NONE, MS_REASON_NONE },
    { "the null sender", "", "", LETTER, MS_REASON_BOUNCE, MS_REASON_NONE },
    { "the null sender, not skipped", "skip = { list }\n", "", LETTER, MS_REASON_NONE,
      MS_REASON_NONE },
    { "a bounce of somebody else is a bounce first", "", "",
      "From: mailer@example.net\n\nx\n", MS_REASON_BOUNCE, MS_REASON_NONE },
    { "somebody else", "", NULL, "From: eve@example.net\n\nx\n",
      MS_REASON_SENDER_NOT_LOCAL, MS_REASON_NONE },
    { "three forged marks", "", NULL, FORGED FORGED FORGED LETTER, MS_REASON_LOOP,
      MS_REASON_NONE },
    { "two forged marks", "", NULL, FORGED FORGED LETTER, MS_REASON_NONE,
      MS_REASON_NONE },
    { "a mark of another product", "also-processed = { \"X-CodeTwoProcessed: true\" }\n",
      NULL, "x-codetwoprocessed:  TRUE \n" LETTER, MS_REASON_ALREADY_PROCESSED,
      MS_REASON_NONE },
    { "a mark of another product with another value",
      "also-processed = { \"X-CodeTwoProcessed: true\" }\n", NULL,
      "X-CodeTwoProcessed: false\n" LETTER, MS_REASON_NONE, MS_REASON_NONE },
    { "a mark of another product that is not asked for", "", NULL,
      "X-CodeTwoProcessed: true\n" LETTER, MS_REASON_NONE, MS_REASON_NONE },
    { "a list", "", NULL, "List-Id: <l.example.com>\n" LETTER, MS_REASON_LIST,
      MS_REASON_NONE },
    { "a list, not skipped", "skip = { bounce }\n", NULL,
      "List-Id: <l.example.com>\n" LETTER, MS_REASON_NONE, MS_REASON_NONE },
    { "a signed message, as the header tells", "skip = { bounce }\n", NULL,
      "Content-Type: multipart/signed; boundary=b\n" LETTER, MS_REASON_SIGNED,
      MS_REASON_NONE },
    { "a signed part, as the body tells", "skip = { bounce }\n", NULL,
      FROM "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n"
           "Content-Type: multipart/signed; boundary=c\n\n--c\n\ny\n--c--\n--b--\n",
      MS_REASON_NONE, MS_REASON_SIGNED },
    { "inline PGP", "", NULL, FROM "\n-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n",
      MS_REASON_NONE, MS_REASON_SIGNED },
    { "inline PGP that is encoded", "", NULL,
      FROM "Content-Transfer-Encoding: quoted-printable\n\n"
           "-----BEGIN PGP SIGNED =\nMESSAGE-----\n\nx\n",
      MS_REASON_NONE, MS_REASON_SIGNED },
    { "no text", "", NULL, FROM "Content-Type: image/png\n\nx\n", MS_REASON_NONE,
      MS_REASON_NO_TEXT },
};

static void
a_message_is_left_alone_for_the_reason_of_its_row (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++) {
        g_autofree char *rules = g_strconcat (reasons[i].more, ALL, NULL);
        g_autoptr (Fixture) fixture = fixture_new (rules);
        const MsEnvelope envelope = { .sender = reasons[i].sender, .now = NOW };
        g_auto (Decision) got = { 0 };

        decide (fixture->config, &envelope, reasons[i].lines, &got);
        check_text (reasons[i].name, ms_reason_name (got.by_header),
                    ms_reason_name (reasons[i].by_header));
        check_text (reasons[i].name, ms_reason_name (got.by_body),
                    ms_reason_name (reasons[i].by_body));
    }
}

static void
a_text_past_its_limit_is_left_alone (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("max-html-size = \"1K\"\n" ALL);
    const MsEnvelope envelope = { .now = NOW };

    (void)state;
    for (gsize size = 1024; size <= 1025; size++) {
        g_autofree char *text = g_strnfill (size, 'x');
        g_autofree char *lines = g_strconcat (FROM "\n", text, NULL);
        g_auto (Decision) got = { 0 };

        decide (fixture->config, &envelope, lines, &got);
        assert_int_equal (got.by_body,
                          size > 1024 ? MS_REASON_TOO_COMPLEX : MS_REASON_NONE);
    }
}

/* ---- Inbound mail ---------------------------------------------------------------- */

static void
mail_of_others_is_for_rules_that_ask_for_it (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (
        "rule in { when { direction = inbound } template = \"banner\" }\n" ALL);
    const char *const recipients[] = { "jane@example.com", NULL };
    const MsEnvelope envelope = { .sender = "eve@example.net",
                                  .recipients = recipients,
                                  .now = NOW };
    g_auto (Decision) got = { 0 };

    (void)state;
    decide (fixture->config, &envelope, "From: eve@example.net\n\nHello\n", &got);
    assert_string_equal (got.chosen, "in");
}

static void
mail_that_passes_through_is_for_none (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (
        "rule in { when { direction = inbound } template = \"banner\" }\n" ALL);
    const MsEnvelope envelope = { .now = NOW };
    g_auto (Decision) got = { 0 };

    (void)state;
    decide (fixture->config, &envelope,
            "From: eve@example.net\nTo: bob@example.net\n\nHello\n", &got);
    assert_int_equal (got.by_header, MS_REASON_SENDER_NOT_LOCAL);
}

/* B72: a milter cannot tell which recipient comes first. */
static void
the_order_of_the_recipients_does_not_matter (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (
        "rule inside { when { recipient = { internal } recipients = all } template = "
        "none }\n"
        "rule a { when { recipient = { \"bob@example.net\" } } template = \"short\" }\n"
        "rule b { when { recipient = { \"joe@example.com\" } } template = \"full\" }\n");
    const char *const orders[][3] = { { "bob@example.net", "joe@example.com", NULL },
                                      { "joe@example.com", "bob@example.net", NULL } };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (orders); i++) {
        const MsEnvelope envelope = { .recipients = orders[i], .now = NOW };
        g_auto (Decision) got = { 0 };

        decide (fixture->config, &envelope, LETTER, &got);
        assert_string_equal (got.chosen, "a");
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (rules_decide_as_their_row_says),
        cmocka_unit_test (a_message_is_left_alone_for_the_reason_of_its_row),
        cmocka_unit_test (a_text_past_its_limit_is_left_alone),
        cmocka_unit_test (mail_of_others_is_for_rules_that_ask_for_it),
        cmocka_unit_test (mail_that_passes_through_is_for_none),
        cmocka_unit_test (the_order_of_the_recipients_does_not_matter),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
