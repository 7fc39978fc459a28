/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Marks that somebody made up, copied or bent: none keeps a message from its stamp. Each
 * goes through the whole pipeline. */
#include "check.h"
#include "fixture.h"

#define MARK "X-MailstampProcessed: "
#define ALL "rule all { template = \"short\" }\n"
#define HEADER(from, id, date)                                                           \
    "From: " from "\nTo: bob@example.net\nMessage-ID: " id "\nDate: " date "\n"
#define DATE "Thu, 05 Mar 2026 09:59:00 +0000"
#define LETTER HEADER ("Jane <jane@example.com>", "<1@example.com>", DATE) "\nHello\n"

/* The value of the mark that a message gets under a configuration. */
static char *
mark_of (const Fixture *fixture, const char *lines)
{
    g_autoptr (MsResult) result = fixture_stamp (fixture, lines);

    return g_strdup (g_array_index (result->header_edits, MsHeaderEdit, 0).value);
}

static char *
replace (const char *text, const char *from, const char *to)
{
    g_auto (GStrv) pieces = g_strsplit (text, from, 2);

    return g_strjoinv (to, pieces);
}

/* What becomes of `lines` below a mark of this value. */
static const char *
outcome (const Fixture *fixture, const char *value, const char *lines)
{
    g_autofree char *text = g_strconcat (MARK, value, "\n", lines, NULL);
    g_autoptr (MsResult) result = fixture_stamp (fixture, text);

    return fixture_outcome (result);
}

/* ---- The mark of our own letter, elsewhere --------------------------------------- */

static const struct {
    const char *name;
    const char *lines;
    const char *want;
} elsewhere[] = {
    { "on the letter itself", LETTER, "already-processed" },
    { "on a letter with another text",
      HEADER ("Jane <jane@example.com>", "<1@example.com>", DATE) "\nBye\n",
      "already-processed" },
    { "with another Message-ID",
      HEADER ("Jane <jane@example.com>", "<2@example.com>", DATE) "\nHello\n",
      "stamped" },
    { "with a Message-ID that has ours in it",
      HEADER ("Jane <jane@example.com>", "<1@example.com> x", DATE) "\nHello\n",
      "stamped" },
    { "with two Message-IDs, ours second", "Message-ID: <2@example.com>\n" LETTER,
      "stamped" },
    { "without a Message-ID",
      "From: jane@example.com\nTo: bob@example.net\nDate: " DATE "\n\nHello\n",
      "stamped" },
    { "with another date",
      HEADER ("Jane <jane@example.com>", "<1@example.com>",
              "Fri, 06 Mar 2026 09:59:00 +0000") "\nHello\n",
      "stamped" },
    { "sent again with a new From",
      HEADER ("john@example.com", "<1@example.com>", DATE) "\nHello\n", "stamped" },
    { "sent again by a name that looks like ours",
      HEADER ("\"jane@example.com\" <john@example.com>", "<1@example.com>",
              DATE) "\nHello\n",
      "stamped" },
};

static void
a_copied_mark_does_what_its_row_says (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);
    g_autofree char *value = mark_of (fixture, LETTER);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (elsewhere); i++)
        check_text (elsewhere[i].name, outcome (fixture, value, elsewhere[i].lines),
                    elsewhere[i].want);
}

/* ---- The mark of our own letter, bent -------------------------------------------- */

static const struct {
    const char *name;
    const char *from;
    const char *to;
} bent[] = {
    { "another result", "result=stamped", "result=loop" },
    { "another rule", "rule=all", "rule=none" },
    { "another time", "t=1772704800", "t=1772704801" },
    { "another organization", "org=example.com", "org=example.org" },
    { "a field more", "; h=", "; x=1; h=" },
    { "a field less", "; rule=all", "" },
    { "fields in another order", "result=stamped; rule=all", "rule=all; result=stamped" },
    { "the first word in capitals", "true", "TRUE" },
    { "two hashes", "; h=", "; h=AAAA; h=" },
    { "no hash", "; h=", "; i=" },
};

static void
a_bent_mark_suppresses_nothing (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);
    g_autofree char *value = mark_of (fixture, LETTER);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (bent); i++) {
        g_autofree char *other = replace (value, bent[i].from, bent[i].to);

        assert_string_not_equal (other, value);
        check_text (bent[i].name, outcome (fixture, other, LETTER), "stamped");
    }
}

/* The padding of base64 is no secret; every other bit is. */
static void
no_bit_of_the_hash_can_be_another (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);
    g_autofree char *value = mark_of (fixture, LETTER);
    gsize start = (gsize)(strstr (value, "; h=") + 4 - value);

    (void)state;
    for (gsize at = start; value[at] != '\0'; at++) {
        char old = value[at];

        value[at] = old == 'A' ? 'B' : 'A';
        assert_string_equal (outcome (fixture, value, LETTER), "stamped");
        value[at] = old;
    }
}

/* ---- Marks from nothing ---------------------------------------------------------- */

static const struct {
    const char *name;
    const char *value;
} made_up[] = {
    { "the bare word", "true" },
    { "nothing", "" },
    { "our name and no more", "true; org=example.com" },
    { "an empty hash", "true; org=example.com; result=stamped; t=1; h=" },
    { "a hash of zeros", "true; org=example.com; result=stamped; t=1; "
                         "h=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
    { "another organization's", "true; org=example.net; result=stamped; t=1; "
                                "h=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
    { "an encoded word of the bare word", "=?utf-8?Q?true?=" },
    { "a long one",
      "true; org=example.com; result=stamped; t=99999999999999999999999999; "
      "h=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
};

static void
a_mark_that_was_made_up_suppresses_nothing (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (made_up); i++)
        check_text (made_up[i].name, outcome (fixture, made_up[i].value, LETTER),
                    "stamped");
}

static char *
random_mark (GRand *chance)
{
    guint8 octets[32];
    g_autofree char *hash = NULL;

    for (gsize i = 0; i < sizeof octets; i++)
        octets[i] = (guint8)g_rand_int_range (chance, 0, 256);
    hash = g_base64_encode (octets, sizeof octets);
    return g_strdup_printf ("true; org=example.com; result=%s; rule=all; t=%d; h=%s",
                            g_rand_boolean (chance) ? "stamped" : "no-rule",
                            g_rand_int_range (chance, 1, G_MAXINT32), hash);
}

static void
ten_thousand_random_marks_suppress_nothing (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (ALL);
    g_autoptr (GRand) chance = g_rand_new_with_seed (20260305);

    (void)state;
    for (guint i = 0; i < 10000; i++) {
        g_autofree char *value = random_mark (chance);
        const char *got = outcome (fixture, value, LETTER);

        if (strcmp (got, "stamped") != 0)
            fail_msg ("mark %u, %s: %s", i, value, got);
    }
}

/* ---- Other keys and names -------------------------------------------------------- */

static void
the_mark_of_another_organization_stays_and_counts_for_nothing (void **state)
{
    g_autoptr (Fixture) ours = fixture_new (ALL);
    MsConfig theirs = *ours->config;
    Fixture other = { ours->folder, &theirs };
    g_autofree char *value = NULL;
    g_autofree char *text = NULL;
    g_autofree char *stamped = NULL;
    g_autoptr (MsResult) result = NULL;

    (void)state;
    theirs.mark.organization = "example.net"; /* with our very key */
    value = mark_of (&other, LETTER);
    text = g_strconcat (MARK, value, "\n", LETTER, NULL);
    result = fixture_stamp (ours, text);
    stamped = fixture_message (result);
    assert_string_equal (fixture_outcome (result), "stamped");
    assert_non_null (strstr (stamped, value));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_copied_mark_does_what_its_row_says),
        cmocka_unit_test (a_bent_mark_suppresses_nothing),
        cmocka_unit_test (no_bit_of_the_hash_can_be_another),
        cmocka_unit_test (a_mark_that_was_made_up_suppresses_nothing),
        cmocka_unit_test (ten_thousand_random_marks_suppress_nothing),
        cmocka_unit_test (the_mark_of_another_organization_stays_and_counts_for_nothing),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
