/* SPDX-License-Identifier: BSD-2-Clause */
#include "mark.h"

#include "check.h"
#include "mail.h"

#define ID "Message-ID: <1@example.com>\n"
#define DATE "Date: Thu, 05 Mar 2026 10:00:00 +0100\n"
#define FROM "From: Jane <jane@example.com>\n"
#define LETTER FROM ID DATE "Subject: x\n"

static MsMarkKeys
keys_new (const char *organization, const char *first, const char *second)
{
    MsMarkKeys keys = { organization,
                        g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref) };

    g_ptr_array_add (keys.keys, g_bytes_new (first, strlen (first)));
    if (second != NULL)
        g_ptr_array_add (keys.keys, g_bytes_new (second, strlen (second)));
    return keys;
}

static MsMarkKeys
our_keys (void)
{
    return keys_new ("example.com", "0123456789abcdef0123456789abcdef", NULL);
}

/* The value of a mark that `keys` make for the message of these header lines. */
static char *
make (MsMarkKeys keys, const char *header, const char *result, const char *rule)
{
    g_autofree char *lines = g_strconcat (header, "\nbody\n", NULL);
    g_autoptr (MsMessage) message = mail_parse (lines);
    char *value = ms_mark_make (&keys, message, result, rule, 1763784000);

    g_ptr_array_unref (keys.keys);
    return value;
}

/* What `keys` think of the message of these header lines. */
static MsMarkState
check (MsMarkKeys keys, const char *header)
{
    g_autofree char *lines = g_strconcat (header, "\nbody\n", NULL);
    g_autoptr (MsMessage) message = mail_parse (lines);
    MsMarkState state = ms_mark_check (&keys, message);

    g_ptr_array_unref (keys.keys);
    return state;
}

/* ---- Making ---------------------------------------------------------------------- */

/* From an independent HMAC-SHA256 over
 * "true;org=example.com;result=stamped;rule=corporate;t=1763784000\n<1@example.com>\n
 * Thu,05Mar202610:00:00+0100\njane@example.com\n". */
static void
the_mark_is_the_one_that_the_documentation_promises (void **state)
{
    g_autofree char *value = make (our_keys(), LETTER, "stamped", "corporate");

    (void)state;
    assert_string_equal (value,
                         "true; org=example.com; result=stamped; rule=corporate; "
                         "t=1763784000; h=BA5Ldj4h21IvnP6xLrReVe7fi9OEpRVAeoc86JCQoUw=");
}

static const struct {
    const char *name;
    const char *rule;
    const char *want;
} rules[] = {
    { "no rule", NULL, "result=passed; t=" },
    { "a plain name", "corporate", "rule=corporate; t=" },
    { "letters, digits and . _ - +", "a.B_c-1+d", "rule=a.B_c-1+d; t=" },
    { "a blank", "nothing inside the company", "rule=nothing-inside-the-company; t=" },
    { "what would end the field", "a; h=x", "rule=a--h-x; t=" },
    { "what would end the line", "a\r\nX-Evil: b", "rule=a--X-Evil--b; t=" },
    { "letters that are not ASCII", "B\xc3\xbcro", "rule=B--ro; t=" },
    { "an empty name", "", "rule=; t=" },
};

static void
names_of_rules_become_one_word (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
        g_autofree char *value = make (our_keys(), LETTER, "passed", rules[i].rule);
        if (strstr (value, rules[i].want) == NULL)
            fail_msg ("%s: no %s in %s", rules[i].name, rules[i].want, value);
    }
}

static void
a_long_name_of_a_rule_does_not_make_a_long_line (void **state)
{
    g_autofree char *rule = g_strnfill (2000, 'r');
    g_autofree char *value = make (our_keys(), LETTER, "stamped", rule);
    g_autofree char *header =
        g_strdup_printf ("%s%s: %s\n", LETTER, MS_MARK_HEADER, value);

    (void)state;
    /* RFC 5322 section 2.1.1, with the name of the field. */
    assert_true (strlen (MS_MARK_HEADER ": ") + strlen (value) <= 998);
    assert_int_equal (check (our_keys(), header), MS_MARK_VALID);
}

/* ---- Checking one mark ----------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *made_for;
    const char *header; /* of the message that has the mark; %s is where it stands */
    MsMarkState want;
} Row;

#define MARK MS_MARK_HEADER ": %s\n"

static const Row rows[] = {
    { "the same message", LETTER, LETTER MARK, MS_MARK_VALID },
    { "no mark", LETTER, LETTER, MS_MARK_NONE },
    { "the mark on top", LETTER, MARK LETTER, MS_MARK_VALID },
    { "the name in another case", LETTER, LETTER "x-MAILSTAMPPROCESSED: %s\n",
      MS_MARK_VALID },
    { "another Subject and more fields", LETTER,
      "Received: x\n" FROM ID DATE "Subject: y\n" MARK, MS_MARK_VALID },
    { "fields in another order and case", LETTER,
      "MESSAGE-Id: <1@example.com>\n" DATE FROM MARK, MS_MARK_VALID },
    { "another Message-ID", LETTER, FROM "Message-ID: <2@example.com>\n" DATE MARK,
      MS_MARK_NONE },
    { "another Date", LETTER, FROM ID "Date: Fri, 06 Mar 2026 10:00:00 +0100\n" MARK,
      MS_MARK_NONE },
    { "another author", LETTER, "From: john@example.com\n" ID DATE MARK, MS_MARK_NONE },
    { "no author", LETTER, ID DATE MARK, MS_MARK_NONE },
    { "the author's name and the case of the address may change", LETTER,
      "From: \"J. Doe\" <JANE@example.com>\n" ID DATE MARK, MS_MARK_VALID },
    { "the Date may be folded and spaced anew", LETTER,
      FROM ID "Date: Thu,  05 Mar 2026\n\t10:00:00 +0100\n" MARK, MS_MARK_VALID },
    { "the Message-ID may be folded", LETTER,
      FROM "Message-ID:\n <1@example.com>\n" DATE MARK, MS_MARK_VALID },
    { "a Message-ID that was added later", FROM DATE, LETTER MARK, MS_MARK_VALID },
    { "a Date that was added later", FROM ID, LETTER MARK, MS_MARK_VALID },
    { "both were added later", FROM, LETTER MARK, MS_MARK_VALID },
    { "a Message-ID that was taken away", LETTER, FROM DATE MARK, MS_MARK_NONE },
    { "a message without an author", ID DATE, ID DATE MARK, MS_MARK_VALID },
    { "a mark in a name that begins with ours", LETTER, LETTER MS_MARK_HEADER "2: %s\n",
      MS_MARK_NONE },
    { "a mark as somebody's text", LETTER, LETTER "X-Other: %s\n", MS_MARK_NONE },
};

static void
a_mark_verifies_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *value = make (our_keys(), rows[i].made_for, "stamped", "r");
        g_auto (GStrv) around = g_strsplit (rows[i].header, "%s", 2);
        g_autofree char *header = g_strjoinv (value, around);

        check_number (rows[i].name, check (our_keys(), header), rows[i].want);
    }
}

/* ---- A value that was changed on the way ----------------------------------------- */

static char *
replace (const char *text, const char *from, const char *to)
{
    g_auto (GStrv) pieces = g_strsplit (text, from, -1);

    return g_strjoinv (to, pieces);
}

static const struct {
    const char *name;
    const char *from;
    const char *to;
    MsMarkState want;
} changes[] = {
    { "nothing", "true", "true", MS_MARK_VALID },
    { "folded at each blank", "; ", ";\n\t", MS_MARK_VALID },
    { "without its blanks", "; ", ";", MS_MARK_VALID },
    { "with more blanks", "; ", " ;   ", MS_MARK_VALID },
    { "folded inside a word", "stamped", "sta\n mped", MS_MARK_VALID },
    { "another result", "result=stamped", "result=passed", MS_MARK_NONE },
    { "another rule", "rule=r", "rule=s", MS_MARK_NONE },
    { "another time", "t=1763784000", "t=1763784001", MS_MARK_NONE },
    { "the rule taken out", "rule=r; ", "", MS_MARK_NONE },
    { "a field more", "; h=", "; x=y; h=", MS_MARK_NONE },
    { "another organization", "org=example.com", "org=example.net", MS_MARK_NONE },
    { "a hash of nothing", "; h=", "; h=; x=", MS_MARK_NONE },
    { "no hash", "; h=", "; g=", MS_MARK_NONE },
    { "something behind the hash", "=\n", "=; x=y\n", MS_MARK_NONE },
    { "false", "true", "false", MS_MARK_NONE },
};

static void
a_value_that_was_changed_verifies_as_its_row_says (void **state)
{
    g_autofree char *value = make (our_keys(), LETTER, "stamped", "r");
    g_autofree char *line = g_strdup_printf (MARK, value);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autofree char *changed = replace (line, changes[i].from, changes[i].to);
        g_autofree char *header = g_strconcat (LETTER, changed, NULL);
        check_number (changes[i].name, check (our_keys(), header), changes[i].want);
    }
}

static void
each_character_of_the_hash_counts (void **state)
{
    g_autofree char *value = make (our_keys(), LETTER, "stamped", "r");
    gsize start = (gsize)(strstr (value, "; h=") + 4 - value);

    (void)state;
    assert_int_equal (strlen (value + start), 44);
    /* The last two are padding and half a character. */
    for (gsize at = start; at < start + 42; at++) {
        g_autofree char *header = NULL;

        value[at] ^= 1;
        header = g_strdup_printf ("%s" MARK, LETTER, value);
        value[at] ^= 1;
        assert_int_equal (check (our_keys(), header), MS_MARK_NONE);
    }
}

static void
a_bare_true_is_no_mark (void **state)
{
    (void)state;
    assert_int_equal (check (our_keys(), LETTER MS_MARK_HEADER ": true\n"), MS_MARK_NONE);
}

/* ---- Keys ------------------------------------------------------------------------ */

static void
another_key_does_not_verify (void **state)
{
    g_autofree char *value = make (our_keys(), LETTER, "stamped", "r");
    g_autofree char *header = g_strdup_printf ("%s" MARK, LETTER, value);
    MsMarkKeys other =
        keys_new ("example.com", "another key of 32 octets, at last", NULL);

    (void)state;
    assert_int_equal (check (other, header), MS_MARK_NONE);
}

static void
another_organization_does_not_verify_with_the_same_key (void **state)
{
    MsMarkKeys theirs =
        keys_new ("example.net", "0123456789abcdef0123456789abcdef", NULL);
    g_autofree char *value = make (theirs, LETTER, "stamped", "r");
    g_autofree char *header = g_strdup_printf ("%s" MARK, LETTER, value);

    (void)state;
    assert_int_equal (check (our_keys(), header), MS_MARK_NONE);
}

static void
an_older_key_verifies_and_the_newest_signs (void **state)
{
    const char *older = "0123456789abcdef0123456789abcdef";
    const char *newer = "a newer key, which is 32 octets long";
    g_autofree char *old_value = make (our_keys(), LETTER, "stamped", "r");
    g_autofree char *old_header = g_strdup_printf ("%s" MARK, LETTER, old_value);
    g_autofree char *new_value =
        make (keys_new ("example.com", newer, older), LETTER, "stamped", "r");
    g_autofree char *new_header = g_strdup_printf ("%s" MARK, LETTER, new_value);

    (void)state;
    assert_int_equal (check (keys_new ("example.com", newer, older), old_header),
                      MS_MARK_VALID);
    assert_int_equal (check (keys_new ("example.com", newer, NULL), new_header),
                      MS_MARK_VALID);
}

static void
an_organization_in_letters_verifies_its_own_mark (void **state)
{
    const char *key = "0123456789abcdef0123456789abcdef";
    g_autofree char *value =
        make (keys_new ("B\xc3\xbcro; h=x", key, NULL), LETTER, "stamped", "r");
    g_autofree char *header = g_strdup_printf ("%s" MARK, LETTER, value);

    (void)state;
    assert_int_equal (check (keys_new ("B\xc3\xbcro; h=x", key, NULL), header),
                      MS_MARK_VALID);
}

/* ---- Many marks ------------------------------------------------------------------ */

#define FORGED MS_MARK_HEADER ": true; org=example.com; result=stamped; t=1; h=AAAA\n"
#define THEIRS MS_MARK_HEADER ": true; org=example.net; result=stamped; t=1; h=AAAA\n"
#define LONGER MS_MARK_HEADER ": true; org=example.com.au; result=stamped; t=1; h=AAAA\n"
#define BARE MS_MARK_HEADER ": true\n"

static const struct {
    const char *name;
    const char *header; /* %s: a mark that verifies */
    MsMarkState want;
} many[] = {
    { "two forged ones are none", LETTER FORGED FORGED, MS_MARK_NONE },
    { "three forged ones are a loop", LETTER FORGED FORGED FORGED, MS_MARK_LOOP },
    { "twelve forged ones are a loop",
      LETTER FORGED FORGED FORGED FORGED FORGED FORGED FORGED FORGED FORGED FORGED FORGED
          FORGED,
      MS_MARK_LOOP },
    { "three of another organization are its own business", LETTER THEIRS THEIRS THEIRS,
      MS_MARK_NONE },
    { "and of one whose name begins with ours", LETTER LONGER LONGER LONGER,
      MS_MARK_NONE },
    { "three bare ones are in nobody's name", LETTER BARE BARE BARE, MS_MARK_NONE },
    { "two forged and two of others are none", LETTER FORGED THEIRS FORGED THEIRS,
      MS_MARK_NONE },
    { "a good one behind two forged ones is good", LETTER FORGED FORGED MARK,
      MS_MARK_VALID },
    { "a good one behind three forged ones is not looked at",
      LETTER FORGED FORGED FORGED MARK, MS_MARK_LOOP },
    { "a good one before three forged ones is good", LETTER MARK FORGED FORGED FORGED,
      MS_MARK_VALID },
    { "a good one among those of others is good", LETTER THEIRS THEIRS THEIRS MARK,
      MS_MARK_VALID },
};

static void
many_marks_are_judged_as_their_row_says (void **state)
{
    g_autofree char *value = make (our_keys(), LETTER, "stamped", "r");

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (many); i++) {
        g_autofree char *header = replace (many[i].header, "%s", value);
        check_number (many[i].name, check (our_keys(), header), many[i].want);
    }
}

/* Blanks do not count where relays put them in, but none puts in so many. */
static void
a_mark_longer_than_relays_make_it_is_none (void **state)
{
    static const struct {
        gsize blanks;
        MsMarkState want;
    } lengths[] = { { 3000, MS_MARK_VALID }, { 4100, MS_MARK_NONE } };
    g_autofree char *value = make (our_keys(), LETTER, "stamped", "r");

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
        g_autofree char *blanks = g_strnfill (lengths[i].blanks, ' ');
        g_autofree char *wide = g_strconcat ("; ", blanks, "result", NULL);
        g_autofree char *spaced = replace (value, "; result", wide);
        g_autofree char *header = g_strdup_printf ("%s" MARK, LETTER, spaced);

        check_number ("blanks", check (our_keys(), header), lengths[i].want);
    }
}

static void
a_mark_in_the_body_is_text (void **state)
{
    g_autofree char *value = make (our_keys(), LETTER, "stamped", "r");
    g_autofree char *header = g_strdup_printf ("%s\n" MARK, LETTER, value);

    (void)state;
    assert_int_equal (check (our_keys(), header), MS_MARK_NONE);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_mark_is_the_one_that_the_documentation_promises),
        cmocka_unit_test (names_of_rules_become_one_word),
        cmocka_unit_test (a_long_name_of_a_rule_does_not_make_a_long_line),
        cmocka_unit_test (a_mark_verifies_as_its_row_says),
        cmocka_unit_test (a_value_that_was_changed_verifies_as_its_row_says),
        cmocka_unit_test (each_character_of_the_hash_counts),
        cmocka_unit_test (a_bare_true_is_no_mark),
        cmocka_unit_test (another_key_does_not_verify),
        cmocka_unit_test (another_organization_does_not_verify_with_the_same_key),
        cmocka_unit_test (an_older_key_verifies_and_the_newest_signs),
        cmocka_unit_test (an_organization_in_letters_verifies_its_own_mark),
        cmocka_unit_test (many_marks_are_judged_as_their_row_says),
        cmocka_unit_test (a_mark_longer_than_relays_make_it_is_none),
        cmocka_unit_test (a_mark_in_the_body_is_text),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
