/* SPDX-License-Identifier: BSD-2-Clause */
#include "rotation.h"

#include "check.h"
#include "fixture.h"
#include "mail.h"

#define DATE "Date: Thu, 05 Mar 2026 10:00:00 +0100\n"
#define FROM "From: Jane <jane@example.com>\n"

static guint
pick (const char *header, guint count)
{
    g_autofree char *lines = g_strconcat (header, "\nbody\n", NULL);
    g_autoptr (MsMessage) message = mail_parse (lines);

    return ms_rotation_pick (message, count);
}

/* The first eight octets of SHA-256 over "<1@example.com>\n", as a number. */
static void
the_pick_is_the_one_that_another_program_computes (void **state)
{
    static const guint64 number = G_GUINT64_CONSTANT (8635218561802965335);

    (void)state;
    for (guint count = 1; count < 50; count++)
        assert_int_equal (pick (FROM DATE "Message-ID: <1@example.com>\n", count),
                          number % count);
}

static const struct {
    const char *name;
    const char *header;
    gboolean same;
} rows[] = {
    { "itself", FROM DATE "Message-ID: <1@example.com>\nSubject: a\n", TRUE },
    { "with another header around", "Received: x\nMessage-ID: <1@example.com>\n", TRUE },
    { "folded", "Message-ID:\n\t<1@example.com> \n", TRUE },
    { "another message", FROM DATE "Message-ID: <2@example.com>\nSubject: a\n", FALSE },
    { "without a Message-ID", FROM DATE "Subject: a\n", FALSE },
    { "with an empty one", FROM DATE "Message-ID: \nSubject: a\n", FALSE },
};

#define MANY 1000000007

static void
one_message_gets_one_template (void **state)
{
    guint want = pick (FROM DATE "Message-ID: <1@example.com>\nSubject: a\n", MANY);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
        check_number (rows[i].name, pick (rows[i].header, MANY) == want, rows[i].same);
}

static void
without_a_message_id_date_author_and_subject_decide (void **state)
{
    guint want = pick (FROM DATE "Subject: a\n", MANY);

    (void)state;
    assert_int_equal (pick (FROM DATE "Subject: a\nX-A: b\n", MANY), want);
    assert_int_not_equal (pick (FROM DATE "Subject: b\n", MANY), want);
    assert_int_not_equal (pick (FROM "Subject: a\n", MANY), want);
    assert_int_not_equal (pick (DATE "Subject: a\n", MANY), want);
    assert_int_equal (pick ("", MANY), pick ("X-A: b\n", MANY));
}

static void
each_template_gets_its_share (void **state)
{
    guint counts[3] = { 0 };

    (void)state;
    for (guint i = 0; i < 3000; i++) {
        g_autofree char *header = g_strdup_printf ("Message-ID: <%u@example.com>\n", i);
        counts[pick (header, 3)]++;
    }
    for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
        assert_in_range (counts[i], 900, 1100);
}

/* ---- In a configuration ---------------------------------------------------------- */

#define LETTER(id) FROM "To: bob@example.net\nMessage-ID: <" id "@example.com>\n\nHello\n"

static void
a_rule_rotates_and_a_retry_gets_the_same (void **state)
{
    g_autoptr (Fixture) fixture =
        fixture_new ("rule all { rotate = { \"banner\", \"short\", \"full\" } }\n");
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
    static const char *const names[] = { "banner", "short", "full" };

    (void)state;
    for (guint i = 0; i < 30; i++) {
        g_autofree char *lines = g_strdup_printf (LETTER ("%u"), i);
        g_autoptr (MsResult) first = fixture_stamp (fixture, lines);
        g_autoptr (MsResult) again = fixture_stamp (fixture, lines);
        g_autofree char *header = g_strdup_printf ("Message-ID: <%u@example.com>\n", i);
        const char *want = names[pick (header, 3)];

        assert_string_equal (first->template_name, want);
        assert_string_equal (again->template_name, want);
        g_hash_table_add (seen, (gpointer)want);
    }
    assert_int_equal (g_hash_table_size (seen), 3);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_pick_is_the_one_that_another_program_computes),
        cmocka_unit_test (one_message_gets_one_template),
        cmocka_unit_test (without_a_message_id_date_author_and_subject_decide),
        cmocka_unit_test (each_template_gets_its_share),
        cmocka_unit_test (a_rule_rotates_and_a_retry_gets_the_same),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
