/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "rule.h"

/* ---- The message that all rows are about ----------------------------------------- */

static const char mail[] =
    "Received: from a.example.net by gate.example.com; Thu, 1 Jan 2026 10:00:00 +0000\r\n"
    "Received: from b.example.org by a.example.net; Thu, 1 Jan 2026 09:59:00 +0000\r\n"
    "From: =?utf-8?q?J=C3=A4ne_Doe?= <Jane@Example.com>\r\n"
    "To: joe@example.org\r\n"
    "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= aus\r\n"
    " Berlin [nosig]\r\n"
    "X-Mailer: Outlook\r\n"
    "X-Folded: one\r\n"
    "\ttwo\r\n"
    "X-Empty:\r\n"
    "\r\n"
    "Hello\r\n";

static char *our_names[] = { "example.com", ".example.com", NULL };
static const MsDomains ours = { our_names };

typedef struct {
    MsMessage *message;
    MsValue *person;
} World;

static int
set_up (void **state)
{
    World *world = g_new0 (World, 1);
    g_autoptr (GBytes) bytes = g_bytes_new_static (mail, strlen (mail));
    MsLimits limits = { 65536, 100, 10 };
    MsValue *groups = ms_value_new_list();

    world->message = ms_message_parse (bytes, &limits);
    world->person = ms_value_new_map();
    ms_value_set_text (world->person, "department", "Sales and Marketing");
    ms_value_set_text (world->person, "fax", "");
    ms_value_append (groups, ms_value_new_text ("staff"));
    ms_value_append (groups, ms_value_new_text ("board"));
    ms_value_set (world->person, "group", groups);
    *state = world;
    return world->message == NULL;
}

static int
tear_down (void **state)
{
    World *world = *state;

    ms_message_free (world->message);
    ms_value_unref (world->person);
    g_free (world);
    return 0;
}

/* ---- Rules from short texts ------------------------------------------------------ */

#define MAX_LINES 4

/* "when sender = @example.com", one value. */
static char *
add_line (MsRule *rule, const char *line)
{
    gboolean except = g_str_has_prefix (line, "except ");
    const char *rest = strchr (line, ' ') + 1;
    g_auto (GStrv) halves = g_strsplit (rest, " = ", 2);

    return ms_rule_add_condition (rule, except, halves[0], halves[1]);
}

static MsRule *
make_rule (const char *const *lines)
{
    MsRule *rule = ms_rule_new ("test", "test.conf", 1);

    for (guint i = 0; i < MAX_LINES && lines[i] != NULL; i++) {
        g_autofree char *what = add_line (rule, lines[i]);
        if (what != NULL)
            fail_msg ("%s: %s", lines[i], what);
    }
    return rule;
}

/* 2025-12-24T12:00:00Z */
#define NOW 1766577600

typedef struct {
    const char *name;
    const char *lines[MAX_LINES];
    MsVerdict want;
    const char *why;
} Row;

static const char *verdicts[] = { "MS_NO", "MS_MAYBE", "MS_YES" };

static void
check (const Row *row, const MsFacts *facts)
{
    g_autoptr (MsRule) rule = make_rule (row->lines);
    const char *why = "unset";
    MsVerdict got = ms_rule_match (rule, facts, &why);

    if (got != row->want)
        fail_msg ("%s: got %s, want %s", row->name, verdicts[got], verdicts[row->want]);
    if (g_strcmp0 (why, row->why) != 0)
        fail_msg ("%s: why \"%s\", want \"%s\"", row->name, why, row->why);
    if (ms_rule_match (rule, facts, NULL) != got)
        fail_msg ("%s: the answer depends on asking why", row->name);
}

static const char *const to_both[] = { "joe@example.org", "bob@mail.example.com", NULL };
static const char *const to_both_reversed[] = { "bob@mail.example.com", "joe@example.org",
                                                NULL };
static const char *const to_us[] = { "bob@mail.example.com", "sue@example.com", NULL };
static const char *const to_nobody[] = { NULL };

static const MsEnvelope jane_to_both = {
    .sender = "bounces@example.net",
    .recipients = to_both,
    .authenticated = "jane",
    .client = "192.0.2.7",
    .now = NOW,
};

static MsFacts
facts_of (const World *world, const MsEnvelope *envelope)
{
    return (MsFacts){
        .envelope = envelope,
        .message = world->message,
        .domains = &ours,
        .sender = "jane@example.com",
        .recipients = envelope->recipients,
        .direction = MS_DIRECTION_OUTBOUND,
        .person = world->person,
        .body_known = TRUE,
        .thread = MS_THREAD_REPLY,
        .body = "Hello Wörld,\nsee you",
    };
}

/* ---- One condition at a time ----------------------------------------------------- */

static const Row rows[] = {
    { "a rule without conditions matches", { NULL }, MS_YES, NULL },

    { "outbound", { "when direction = outbound" }, MS_YES, NULL },
    { "not internal", { "when direction = internal" }, MS_NO, "when direction" },
    { "not inbound", { "when direction = inbound" }, MS_NO, "when direction" },
    { "one of two directions",
      { "when direction = inbound", "when direction = outbound" },
      MS_YES,
      NULL },
    { "except a direction",
      { "except direction = outbound" },
      MS_NO,
      "except direction" },
    { "except another direction", { "except direction = internal" }, MS_YES, NULL },

    { "the envelope sender", { "when sender = bounces@example.net" }, MS_YES, NULL },
    { "the From header", { "when sender = jane@example.com" }, MS_YES, NULL },
    { "sender internal by From", { "when sender = internal" }, MS_YES, NULL },
    { "sender external by envelope", { "when sender = external" }, MS_YES, NULL },
    { "another sender", { "when sender = joe@example.com" }, MS_NO, "when sender" },
    { "one of two senders",
      { "when sender = joe@example.com", "when sender = @example.net" },
      MS_YES,
      NULL },
    { "a sender by regex", { "when sender = /^j.*@example\\.com$/" }, MS_YES, NULL },
    { "except a sender", { "except sender = @example.com" }, MS_NO, "except sender" },

    { "a recipient", { "when recipient = joe@example.org" }, MS_YES, NULL },
    { "the other recipient", { "when recipient = .example.com" }, MS_YES, NULL },
    { "another recipient",
      { "when recipient = x@example.org" },
      MS_NO,
      "when recipient" },
    { "any recipient is the default",
      { "when recipient = internal", "when recipients = any" },
      MS_YES,
      NULL },
    { "not all recipients",
      { "when recipient = internal", "when recipients = all" },
      MS_NO,
      "when recipient" },
    { "all recipients, each by a pattern of its own",
      { "when recipient = internal", "when recipient = @example.org",
        "when recipients = all" },
      MS_YES,
      NULL },
    { "except any recipient",
      { "except recipient = internal" },
      MS_NO,
      "except recipient" },
    { "except where all recipients",
      { "except recipient = internal", "except recipients = all" },
      MS_YES,
      NULL },

    { "the thread", { "when thread = reply" }, MS_YES, NULL },
    { "another thread", { "when thread = new" }, MS_NO, "when thread" },
    { "no signature in the thread yet", { "when signature = absent" }, MS_YES, NULL },
    { "a signature in the thread",
      { "when signature = present" },
      MS_NO,
      "when signature" },
    { "one of two threads",
      { "when thread = forward", "when thread = reply" },
      MS_YES,
      NULL },

    { "the subject, decoded", { "when subject = grüße" }, MS_YES, NULL },
    { "the subject, unfolded", { "when subject = Grüße aus Berlin" }, MS_YES, NULL },
    { "the subject by regex",
      { "when subject = /^Grüße .*\\[nosig\\]$/" },
      MS_YES,
      NULL },
    { "another subject", { "when subject = London" }, MS_NO, "when subject" },
    { "except a subject", { "except subject = [nosig]" }, MS_NO, "except subject" },

    { "a header", { "when header = X-Mailer: outlook" }, MS_YES, NULL },
    { "a header's name knows no case",
      { "when header = x-mailer: outlook" },
      MS_YES,
      NULL },
    { "a header without a blank", { "when header = X-Mailer:Outlook" }, MS_YES, NULL },
    { "a header, unfolded", { "when header = X-Folded: /^one\\s+two$/" }, MS_YES, NULL },
    { "a header, decoded", { "when header = From: Jäne" }, MS_YES, NULL },
    { "the second of two headers",
      { "when header = Received: b.example.org" },
      MS_YES,
      NULL },
    { "an empty header is there", { "when header = X-Empty: /^$/" }, MS_YES, NULL },
    { "another header", { "when header = X-Priority: /./" }, MS_NO, "when header" },
    { "another value", { "when header = X-Mailer: Mutt" }, MS_NO, "when header" },
    { "a colon in a pattern", { "when header = Received: 10:00:00" }, MS_YES, NULL },

    { "the body", { "when body = hello wörld" }, MS_YES, NULL },
    { "the body by regex", { "when body = /^see/" }, MS_NO, "when body" },
    { "the body by regex over lines", { "when body = /(?m)^see/" }, MS_YES, NULL },
    { "another body", { "when body = goodbye" }, MS_NO, "when body" },

    { "an attribute", { "when person = department=sales" }, MS_YES, NULL },
    { "an attribute by regex",
      { "when person = department=/^sales$/" },
      MS_NO,
      "when person" },
    { "one of several values", { "when person = group=board" }, MS_YES, NULL },
    { "none of several values", { "when person = group=intern" }, MS_NO, "when person" },
    { "an attribute that is not there",
      { "when person = city=Berlin" },
      MS_NO,
      "when person" },
    { "an attribute without value", { "when person = fax=/^$/" }, MS_YES, NULL },
    { "an equals sign in a pattern",
      { "when person = department=/=/" },
      MS_NO,
      "when person" },

    { "authenticated", { "when authenticated = yes" }, MS_YES, NULL },
    { "not authenticated", { "when authenticated = no" }, MS_NO, "when authenticated" },

    { "a client", { "when client = 192.0.2.7" }, MS_YES, NULL },
    { "a client's network", { "when client = 192.0.2.0/24" }, MS_YES, NULL },
    { "another network", { "when client = 192.0.3.0/24" }, MS_NO, "when client" },
    { "a network of the other family", { "when client = ::/0" }, MS_NO, "when client" },
    { "one of two networks",
      { "when client = 2001:db8::/32", "when client = 192.0.2.0/28" },
      MS_YES,
      NULL },

    { "begun", { "when not-before = 2025-12-24T12:00:00Z" }, MS_YES, NULL },
    { "not yet begun",
      { "when not-before = 2025-12-24T12:00:01Z" },
      MS_NO,
      "when not-before" },
    { "not yet over", { "when not-after = 2025-12-24T12:00:00Z" }, MS_YES, NULL },
    { "over", { "when not-after = 2025-12-24T11:59:59Z" }, MS_NO, "when not-after" },
    { "a zone of its own",
      { "when not-before = 2025-12-24T13:00:01+01:00" },
      MS_NO,
      "when not-before" },
    { "a day has begun", { "when not-before = 2025-12-24" }, MS_YES, NULL },
    { "a day is not over", { "when not-after = 2025-12-24" }, MS_YES, NULL },
    { "the day before is over",
      { "when not-after = 2025-12-23" },
      MS_NO,
      "when not-after" },
    { "the day after has not begun",
      { "when not-before = 2025-12-25" },
      MS_NO,
      "when not-before" },
    { "between two days",
      { "when not-before = 2025-12-01", "when not-after = 2025-12-31" },
      MS_YES,
      NULL },

    { "two keys must both hold",
      { "when subject = Berlin", "when authenticated = no" },
      MS_NO,
      "when authenticated" },
    { "the first that failed is named",
      { "when subject = London", "when sender = joe@example.com" },
      MS_NO,
      "when sender" },
    { "any key of except takes it out",
      { "except subject = London", "except authenticated = yes" },
      MS_NO,
      "except authenticated" },
    { "when comes before except",
      { "when subject = London", "except subject = Berlin" },
      MS_NO,
      "when subject" },
};

static void
rules_answer_as_their_row_says (void **state)
{
    MsFacts facts = facts_of (*state, &jane_to_both);

    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
        check (&rows[i], &facts);
}

/* ---- While the body is not known ------------------------------------------------- */

static const Row early_rows[] = {
    { "no condition on the body", { "when subject = Berlin" }, MS_YES, NULL },
    { "the thread is open", { "when thread = new" }, MS_MAYBE, NULL },
    { "the signature is open", { "when signature = absent" }, MS_MAYBE, NULL },
    { "the body is open", { "when body = x" }, MS_MAYBE, NULL },
    { "a failure elsewhere decides",
      { "when thread = new", "when subject = London" },
      MS_NO,
      "when subject" },
    { "a failure behind an open one is found",
      { "when thread = new", "when not-after = 2020-01-01" },
      MS_NO,
      "when not-after" },
    { "an exception that may hold leaves it open",
      { "except thread = new" },
      MS_MAYBE,
      NULL },
    { "an exception that holds decides",
      { "when thread = new", "except subject = Berlin" },
      MS_NO,
      "except subject" },
    { "an exception that holds decides over an open one",
      { "except thread = new", "except authenticated = yes" },
      MS_NO,
      "except authenticated" },
    { "open and open is open",
      { "when thread = new", "except body = x" },
      MS_MAYBE,
      NULL },
    { "an exception that fails closes nothing",
      { "when thread = new", "except subject = London" },
      MS_MAYBE,
      NULL },
};

static void
rules_leave_open_what_the_body_tells (void **state)
{
    MsFacts facts = facts_of (*state, &jane_to_both);

    facts.body_known = FALSE;
    facts.body = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS (early_rows); i++)
        check (&early_rows[i], &facts);
}

/* What is known early must be what is found in the end. */
static void
an_early_answer_is_the_late_one (void **state)
{
    MsFacts late = facts_of (*state, &jane_to_both);
    MsFacts early = late;

    early.body_known = FALSE;
    early.body = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
        for (gsize k = 0; k < G_N_ELEMENTS (rows); k++) {
            const char *lines[MAX_LINES + 1] = { rows[i].lines[0], rows[k].lines[0] };
            g_autoptr (MsRule) rule = ms_rule_new ("pair", "test.conf", 1);
            for (guint n = 0; n < 2 && lines[n] != NULL; n++)
                g_free (add_line (rule, lines[n]));
            MsVerdict first = ms_rule_match (rule, &early, NULL);
            MsVerdict last = ms_rule_match (rule, &late, NULL);
            assert_int_not_equal (last, MS_MAYBE);
            if (first != MS_MAYBE && first != last)
                fail_msg ("%s, %s: %s, then %s", lines[0], lines[1], verdicts[first],
                          verdicts[last]);
        }
}

static void
two_conditions_of_when_hold_only_together (void **state)
{
    MsFacts facts = facts_of (*state, &jane_to_both);

    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
        for (gsize k = 0; k < G_N_ELEMENTS (rows); k++) {
            const Row *a = &rows[i], *b = &rows[k];
            if (a->lines[1] != NULL || b->lines[1] != NULL || b->lines[0] == NULL ||
                a->lines[0] == NULL || !g_str_has_prefix (a->lines[0], "when ") ||
                !g_str_has_prefix (b->lines[0], "when ") || a->why == b->why)
                continue;
            g_autoptr (MsRule) rule = ms_rule_new ("pair", "test.conf", 1);
            g_autofree char *fault = add_line (rule, a->lines[0]);
            g_autofree char *second = add_line (rule, b->lines[0]);
            gboolean same_key =
                strcspn (a->lines[0], "=") == strcspn (b->lines[0], "=") &&
                strncmp (a->lines[0], b->lines[0], strcspn (a->lines[0], "=")) == 0;
            if (same_key)
                continue;
            assert_int_equal (ms_rule_match (rule, &facts, NULL), MIN (a->want, b->want));
        }
}

/* ---- Other transactions ---------------------------------------------------------- */

typedef struct {
    const char *name;
    MsEnvelope envelope;
    MsDirection direction;
    Row row;
} Case;

static const Case cases[] = {
    { "internal mail matches by default",
      { .sender = "jane@example.com", .recipients = to_us },
      MS_DIRECTION_INTERNAL,
      { "default", { NULL }, MS_YES, NULL } },
    { "inbound mail does not match by default",
      { .sender = "x@example.org", .recipients = to_us },
      MS_DIRECTION_INBOUND,
      { "default", { NULL }, MS_NO, "when direction" } },
    { "inbound mail matches where it is asked for",
      { .sender = "x@example.org", .recipients = to_us },
      MS_DIRECTION_INBOUND,
      { "inbound", { "when direction = inbound" }, MS_YES, NULL } },
    { "mail between others has no direction",
      { .sender = "x@example.org", .recipients = to_us },
      0,
      { "all directions",
        { "when direction = inbound", "when direction = outbound",
          "when direction = internal" },
        MS_NO,
        "when direction" } },
    { "all recipients are ours",
      { .recipients = to_us },
      MS_DIRECTION_INTERNAL,
      { "all", { "when recipient = internal", "when recipients = all" }, MS_YES, NULL } },
    { "no recipient is not all of them",
      { .recipients = to_nobody },
      MS_DIRECTION_OUTBOUND,
      { "all",
        { "when recipient = internal", "when recipients = all" },
        MS_NO,
        "when recipient" } },
    { "without an envelope sender, From counts",
      { .sender = NULL, .recipients = to_us },
      MS_DIRECTION_INTERNAL,
      { "sender", { "when sender = external" }, MS_NO, "when sender" } },
    { "the null reverse-path is nobody",
      { .sender = "", .recipients = to_us },
      MS_DIRECTION_INTERNAL,
      { "sender", { "when sender = external" }, MS_NO, "when sender" } },
    { "nobody has logged in",
      { .recipients = to_us },
      MS_DIRECTION_INTERNAL,
      { "auth", { "when authenticated = no" }, MS_YES, NULL } },
    { "an empty login is none",
      { .recipients = to_us, .authenticated = "" },
      MS_DIRECTION_INTERNAL,
      { "auth", { "when authenticated = yes" }, MS_NO, "when authenticated" } },
    { "no client is in no network",
      { .recipients = to_us },
      MS_DIRECTION_INTERNAL,
      { "client", { "when client = 0.0.0.0/0" }, MS_NO, "when client" } },
    { "what is no address is in no network",
      { .recipients = to_us, .client = "unknown" },
      MS_DIRECTION_INTERNAL,
      { "client", { "when client = 0.0.0.0/0" }, MS_NO, "when client" } },
    { "an IPv6 client",
      { .recipients = to_us, .client = "2001:db8::1" },
      MS_DIRECTION_INTERNAL,
      { "client", { "when client = 2001:db8::/32" }, MS_YES, NULL } },
    { "an IPv4 client in IPv6 dress",
      { .recipients = to_us, .client = "::ffff:192.0.2.7" },
      MS_DIRECTION_INTERNAL,
      { "client", { "when client = 192.0.2.0/24" }, MS_YES, NULL } },
    { "angle brackets do no harm",
      { .sender = "<BOSS@example.com>", .recipients = to_us },
      MS_DIRECTION_INTERNAL,
      { "sender", { "when sender = boss@example.com" }, MS_YES, NULL } },
};

static void
other_transactions_are_judged_as_their_row_says (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        MsFacts facts = facts_of (*state, &cases[i].envelope);
        Row row = cases[i].row;

        facts.direction = cases[i].direction;
        row.name = cases[i].name;
        check (&row, &facts);
    }
}

static void
the_order_of_recipients_decides_nothing (void **state)
{
    MsEnvelope reversed = jane_to_both;
    MsFacts facts = facts_of (*state, &jane_to_both);
    MsFacts facts_reversed = facts_of (*state, &reversed);

    facts_reversed.recipients = to_both_reversed;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (MsRule) rule = make_rule (rows[i].lines);
        if (ms_rule_match (rule, &facts, NULL) !=
            ms_rule_match (rule, &facts_reversed, NULL))
            fail_msg ("%s", rows[i].name);
    }
}

static void
somebody_unknown_has_no_attributes (void **state)
{
    MsFacts facts = facts_of (*state, &jane_to_both);
    const Row row = { "unknown", { "when person = group=/.*/" }, MS_NO, "when person" };

    facts.person = NULL;
    check (&row, &facts);
}

static void
nobody_asked_yet_may_have_attributes (void **state)
{
    MsFacts facts = facts_of (*state, &jane_to_both);
    const Row row = { "pending", { "when person = group=/.*/" }, MS_MAYBE, NULL };

    facts.person = NULL;
    facts.person_pending = TRUE;
    check (&row, &facts);
}

static void
a_message_without_text_has_no_body (void **state)
{
    MsFacts facts = facts_of (*state, &jane_to_both);
    const Row row = { "no text", { "when body = /^$/" }, MS_NO, "when body" };

    facts.body = NULL;
    check (&row, &facts);
}

static void
a_rule_that_is_switched_off_does_not_match (void **state)
{
    MsFacts facts = facts_of (*state, &jane_to_both);
    g_autoptr (MsRule) rule = ms_rule_new ("off", "test.conf", 1);
    const char *why = NULL;

    rule->enabled = FALSE;
    assert_int_equal (ms_rule_match (rule, &facts, &why), MS_NO);
    assert_string_equal (why, "enabled");
}

/* ---- Without conditions ----------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *lines[MAX_LINES];
    gboolean want;
} All;

static const All alls[] = {
    { "no condition", { NULL }, TRUE },
    { "a direction only", { "when direction = inbound" }, TRUE },
    { "a sender", { "when sender = internal" }, FALSE },
    { "an exception", { "except subject = x" }, FALSE },
    { "a direction as exception", { "except direction = internal" }, FALSE },
};

static void
a_rule_takes_all_without_conditions (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (alls); i++) {
        g_autoptr (MsRule) rule = make_rule (alls[i].lines);
        if (ms_rule_takes_all (rule) != alls[i].want)
            fail_msg ("%s", alls[i].name);
        rule->continues = TRUE;
        assert_false (ms_rule_takes_all (rule));
        rule->continues = FALSE;
        rule->enabled = FALSE;
        assert_false (ms_rule_takes_all (rule));
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (rules_answer_as_their_row_says),
        cmocka_unit_test (rules_leave_open_what_the_body_tells),
        cmocka_unit_test (an_early_answer_is_the_late_one),
        cmocka_unit_test (two_conditions_of_when_hold_only_together),
        cmocka_unit_test (other_transactions_are_judged_as_their_row_says),
        cmocka_unit_test (the_order_of_recipients_decides_nothing),
        cmocka_unit_test (somebody_unknown_has_no_attributes),
        cmocka_unit_test (nobody_asked_yet_may_have_attributes),
        cmocka_unit_test (a_message_without_text_has_no_body),
        cmocka_unit_test (a_rule_that_is_switched_off_does_not_match),
        cmocka_unit_test (a_rule_takes_all_without_conditions),
    };

    /* The library logs nothing, and what it calls must not do so either. */
    g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    /* A date is a whole local day: the same one on every machine that tests it. */
    g_setenv ("TZ", "Europe/Berlin", TRUE);
    return cmocka_run_group_tests (tests, set_up, tear_down);
}
