/* SPDX-License-Identifier: BSD-2-Clause */
#include "raw_line.h"

#include "check.h"

static void
a_line_has_a_start_and_an_end (void **state)
{
    static const struct {
        const char *text; /* the bar is where it is looked at */
        gsize start;
        gsize end;
        gsize content_end;
        gboolean starts;
        gboolean ends;
    } rows[] = {
        { "|", 0, 0, 0, TRUE, FALSE },         { "|ab", 0, 2, 2, TRUE, FALSE },
        { "a|b", 0, 2, 2, FALSE, FALSE },      { "ab|", 0, 2, 2, FALSE, FALSE },
        { "ab\n|", 3, 3, 3, TRUE, FALSE },     { "ab\n|cd", 3, 5, 5, TRUE, FALSE },
        { "ab|\ncd", 0, 2, 2, FALSE, TRUE },   { "a|b\r\ncd", 0, 3, 2, FALSE, FALSE },
        { "ab|\r\ncd", 0, 3, 2, FALSE, TRUE }, { "ab\r|\ncd", 0, 3, 3, FALSE, TRUE },
        { "a|b\r", 0, 3, 3, FALSE, FALSE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        const char *name = rows[i].text;
        g_autoptr (GString) text = g_string_new (name);
        gsize at = strcspn (name, "|");
        MsSlice slice;

        g_string_erase (text, (gssize)at, 1);
        slice = ms_slice (text->str, text->len);
        check_number (name, ms_raw_line_start (slice, at), rows[i].start);
        check_number (name, ms_raw_line_end (slice, at), rows[i].end);
        check_number (name, ms_raw_line_content_end (slice, at), rows[i].content_end);
        check_number (name, ms_raw_line_starts_at (slice, at), rows[i].starts);
        check_number (name, ms_raw_line_ends_at (slice, at), rows[i].ends);
    }
}

static void
lines_exceed_a_limit_of_three_as_their_row_says (void **state)
{
    static const struct {
        const char *text;
        gboolean want;
    } rows[] = {
        { "", FALSE },           { "abc", FALSE },
        { "abcd", TRUE },        { "abc\n", FALSE },
        { "abc\r\n", FALSE },    { "abcd\n", TRUE },
        { "abcd\r\n", TRUE },    { "abc\r\nabc\nabc", FALSE },
        { "a\n\n\nabcd", TRUE }, { "a\r\nabcd\r\nb\r\n", TRUE },
        { "a\nabc\r", TRUE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
        check_number (rows[i].text, ms_raw_lines_exceed (ms_slice_str (rows[i].text), 3),
                      rows[i].want);
}

static void
the_usual_line_end_is_that_of_most (void **state)
{
    static const char *const rows[][2] = {
        { "", NULL },
        { "ab\r", NULL },
        { "a\nb", "\n" },
        { "\n", "\n" },
        { "a\r\nb", "\r\n" },
        { "\r\n", "\r\n" },
        { "a\r\nb\nc\n", "\n" },
        { "a\r\nb\nc\r\n", "\r\n" },
        { "a\r\nb\n", "\r\n" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
        check_text (rows[i][0], ms_raw_lines_usual_eol (ms_slice_str (rows[i][0])),
                    rows[i][1]);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_line_has_a_start_and_an_end),
        cmocka_unit_test (lines_exceed_a_limit_of_three_as_their_row_says),
        cmocka_unit_test (the_usual_line_end_is_that_of_most),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
