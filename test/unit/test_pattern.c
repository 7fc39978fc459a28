/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "pattern.h"

typedef struct {
    const char *name;
    const char *pattern;
    const char *text;
    gboolean want;
} Match;

static const Match matches[] = {
    { "a substring is found", "nosig", "Hello [nosig]", TRUE },
    { "a substring knows no case", "NoSig", "hello [NOSIG]", TRUE },
    { "letters outside ASCII know no case", "GRÜẞE", "viele grüße", TRUE },
    { "Cyrillic knows no case", "привет", "ПРИВЕТ, мир", TRUE },
    { "what is not there is not found", "nosig", "no signature", FALSE },
    { "brackets of a substring are text", "[nosig]", "osig", FALSE },
    { "a dot of a substring is a dot", "a.c", "abc", FALSE },
    { "a regex is a regex", "/\\[no.?sig\\]/", "Re: [no-sig] lunch", TRUE },
    { "a regex knows no case", "/^RE:/", "re: lunch", TRUE },
    { "a regex may ask for case", "/(?-i)^RE:/", "re: lunch", FALSE },
    { "a regex is found anywhere", "/b+/", "aabbcc", TRUE },
    { "a slash inside a regex needs no escape", "/a/b/", "xa/by", TRUE },
    { "a regex sees characters, not octets", "/^.$/", "ü", TRUE },
    { "an empty text has no substring", "a", "", FALSE },
    { "an empty text matches an empty line", "/^$/", "", TRUE },
    { "octets that are not UTF-8 do no harm", "end", "\xff\xfe end", TRUE },
    { "octets that are not UTF-8 are one unknown character", "/^\\x{FFFD}$/", "\xff",
      TRUE },
};

static void
patterns_match_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (matches); i++) {
        g_autofree char *what = NULL;
        g_autoptr (MsPattern) pattern = ms_pattern_parse (matches[i].pattern, &what);

        if (pattern == NULL)
            fail_msg ("%s: %s", matches[i].name, what);
        if (ms_pattern_match (pattern, matches[i].text) != matches[i].want)
            fail_msg ("%s", matches[i].name);
    }
}

typedef struct {
    const char *name;
    const char *pattern;
    const char *want; /* how the message starts */
} Fault;

static const Fault faults[] = {
    { "nothing to look for", "", "is empty, expected a text to look for, or /regex/" },
    { "a regex without its end", "/abc",
      "\"/abc\" starts as /regex/ does, expected a slash at its end" },
    { "a slash alone", "/", "\"/\" starts as /regex/ does" },
    { "flags behind a regex", "/abc/i", "\"/abc/i\" starts as /regex/ does" },
    { "an empty regex", "//", "the regex // is empty" },
    { "a group that stays open", "/a(b/", "/a(b/ is no regex: " },
    { "a class that stays open", "/[a/", "/[a/ is no regex: " },
};

static void
what_is_no_pattern_is_said_so (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autofree char *what = NULL;
        g_autoptr (MsPattern) pattern = ms_pattern_parse (faults[i].pattern, &what);

        assert_null (pattern);
        if (!g_str_has_prefix (what, faults[i].want))
            fail_msg ("%s: got \"%s\"", faults[i].name, what);
    }
}

static void
the_message_on_a_regex_does_not_show_our_limit (void **state)
{
    g_autofree char *what = NULL;
    g_autoptr (MsPattern) pattern = ms_pattern_parse ("/(/", &what);

    (void)state;
    assert_null (pattern);
    assert_null (strstr (what, "LIMIT"));
}

static const char *const slow_regexes[] = {
    "/(a+)+$/", "/(a|aa)+$/", "/a[^b]*(c|d)/", "/(a*)*b/", "/(.*)(.*)(.*)[^a]/",
};

/* A million letters: quadratic time would be minutes, exponential time for ever. */
static void
a_bad_regex_ends_soon_on_a_hostile_text (void **state)
{
    g_autofree char *text = g_strnfill (1000 * 1000, 'a');

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (slow_regexes); i++) {
        g_autofree char *what = NULL;
        g_autoptr (MsPattern) pattern = ms_pattern_parse (slow_regexes[i], &what);
        gint64 start = g_get_monotonic_time();

        assert_non_null (pattern);
        ms_pattern_match (pattern, text);
        if (g_get_monotonic_time() - start > 10 * G_USEC_PER_SEC)
            fail_msg ("%s takes too long", slow_regexes[i]);
    }
}

typedef struct {
    const char *name;
    const char *pattern;
    guint before; /* letters in front of "needle" */
    gboolean want;
} LineRow;

static const LineRow lines[] = {
    { "found anywhere", "/needle/", 100, TRUE },
    { "at the start only", "/^needle/", 0, TRUE },
    { "not at the start", "/^needle/", 1, FALSE },
    { "alternatives stay together", "/^x|needle$/", 9, TRUE },
    { "a group keeps its number", "/(e)\\1dle/", 9, TRUE },
    { "case may matter", "/(?-i)Needle/", 9, FALSE },
    { "not behind the first 200 octets", "/needle/", 200, FALSE },
    { "steps enough for three stars", "/^a*.*d.*e$/", 150, TRUE },
};

static void
a_pattern_of_lines_sees_the_start_of_a_line (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
        g_autofree char *fill = g_strnfill (lines[i].before, 'a');
        g_autofree char *text = g_strconcat (fill, "needle", NULL);
        g_autofree char *what = NULL;
        g_autoptr (MsPattern) pattern = ms_pattern_parse_line (lines[i].pattern, &what);

        assert_non_null (pattern);
        if (ms_pattern_match (pattern, text) != lines[i].want)
            fail_msg ("%s", lines[i].name);
    }
}

static void
brackets_that_do_not_match_are_no_regex_of_lines (void **state)
{
    g_autofree char *what = NULL;

    (void)state;
    assert_null (ms_pattern_parse_line ("/a)(b/", &what));
    assert_non_null (strstr (what, "is no regex"));
}

/* 2,000 lines are what a message may show them. */
static void
a_bad_regex_ends_soon_on_hostile_lines (void **state)
{
    g_autofree char *groups = g_strnfill (200, 'a');

    (void)state;
    for (gsize i = 8; i < 200; i += 9)
        groups[i] = ' ';
    for (gsize i = 0; i < G_N_ELEMENTS (slow_regexes); i++) {
        g_autofree char *what = NULL;
        g_autoptr (MsPattern) pattern = ms_pattern_parse_line (slow_regexes[i], &what);
        gint64 start = g_get_monotonic_time();

        for (guint k = 0; k < 2000; k++)
            ms_pattern_match (pattern, groups);
        if (g_get_monotonic_time() - start > 10 * G_USEC_PER_SEC)
            fail_msg ("%s takes too long", slow_regexes[i]);
    }
}

static void
a_substring_is_found_at_the_end_of_a_long_text (void **state)
{
    g_autofree char *fill = g_strnfill (1000 * 1000, 'a');
    g_autofree char *text = g_strconcat (fill, "needle", NULL);
    g_autofree char *what = NULL;
    g_autoptr (MsPattern) pattern = ms_pattern_parse ("Needle", &what);

    (void)state;
    assert_true (ms_pattern_match (pattern, text));
}

static void
a_regex_looks_at_the_first_256_kib_and_breaks_no_character (void **state)
{
    g_autofree char *fill = g_strnfill (256 * 1024 - 1, 'x');
    g_autofree char *text = g_strconcat (fill, "ü behind", NULL);
    g_autofree char *what = NULL;
    g_autoptr (MsPattern) end = ms_pattern_parse ("/x$/", &what);
    g_autoptr (MsPattern) behind = ms_pattern_parse ("/behind/", &what);

    (void)state;
    assert_true (ms_pattern_match (end, text));
    assert_false (ms_pattern_match (behind, text));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (patterns_match_as_their_row_says),
        cmocka_unit_test (what_is_no_pattern_is_said_so),
        cmocka_unit_test (the_message_on_a_regex_does_not_show_our_limit),
        cmocka_unit_test (a_bad_regex_ends_soon_on_a_hostile_text),
        cmocka_unit_test (a_pattern_of_lines_sees_the_start_of_a_line),
        cmocka_unit_test (brackets_that_do_not_match_are_no_regex_of_lines),
        cmocka_unit_test (a_bad_regex_ends_soon_on_hostile_lines),
        cmocka_unit_test (a_substring_is_found_at_the_end_of_a_long_text),
        cmocka_unit_test (a_regex_looks_at_the_first_256_kib_and_breaks_no_character),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
