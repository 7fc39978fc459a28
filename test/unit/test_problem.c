/* SPDX-License-Identifier: BSD-2-Clause */
#include "problem.h"

#include "check.h"

static const struct {
    const char *name;
    guint line;
    guint column;
    gboolean warning;
    const char *want;
} rows[] = {
    { "line and column", 3, 7, FALSE, "a.conf:3:7: no 'x' here" },
    { "a line", 3, 0, FALSE, "a.conf:3: no 'x' here" },
    { "a whole file", 0, 0, FALSE, "a.conf: no 'x' here" },
    { "a column without a line says nothing", 0, 7, FALSE, "a.conf: no 'x' here" },
    { "a warning", 3, 7, TRUE, "a.conf:3:7: warning: no 'x' here" },
};

static void
a_problem_is_printed_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autofree char *got = NULL;

        (rows[i].warning ? ms_problem_warning : ms_problem_error) (
            problems, "a.conf", rows[i].line, rows[i].column, "no '%s' here", "x");
        got = ms_problem_to_string (g_ptr_array_index (problems, 0));
        check_text (rows[i].name, got, rows[i].want);
    }
}

static void
a_problem_is_one_line_whatever_it_quotes (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autofree char *got = NULL;

    (void)state;
    ms_problem_error (problems, "a\nb\x1b.conf", 0, 0, "no '%s' here",
                      "x\ny\xe2\x80\xae\xff");
    got = ms_problem_to_string (g_ptr_array_index (problems, 0));
    check_text ("a line", got, "a?b?.conf: no 'x y \xef\xbf\xbd' here");
}

static void
the_same_problem_is_known (void **state)
{
    static const struct {
        const char *name;
        MsWhere where;
        const char *text;
        gboolean want;
    } known[] = {
        { "the same", { "a", 1, 2 }, "t", TRUE },
        { "another text", { "a", 1, 2 }, "u", FALSE },
        { "another file", { "b", 1, 2 }, "t", FALSE },
        { "another line", { "a", 2, 2 }, "t", FALSE },
        { "another column", { "a", 1, 1 }, "t", FALSE },
    };
    g_autoptr (GPtrArray) problems = ms_problems_new();

    (void)state;
    ms_problem_warning (problems, "x", 1, 2, "other");
    ms_problem_warning (problems, "a", 1, 2, "t");
    for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
        check_number (known[i].name,
                      ms_problem_is_known (problems, &known[i].where, known[i].text),
                      known[i].want);
}

static void
warnings_alone_are_no_error (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();

    (void)state;
    assert_false (ms_problems_have_error (problems));
    ms_problem_warning (problems, "a", 1, 1, "w");
    assert_false (ms_problems_have_error (problems));
    ms_problem_error (problems, "a", 1, 1, "e");
    ms_problem_warning (problems, "a", 1, 1, "w");
    assert_true (ms_problems_have_error (problems));
}

static void
problems_stay_in_their_order (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();

    (void)state;
    ms_problem_error (problems, "b", 2, 0, "second line");
    ms_problem_error (problems, "a", 1, 0, "first line");
    assert_int_equal (problems->len, 2);
    assert_string_equal (((MsProblem *)g_ptr_array_index (problems, 0))->file, "b");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_problem_is_printed_as_its_row_says),
        cmocka_unit_test (a_problem_is_one_line_whatever_it_quotes),
        cmocka_unit_test (the_same_problem_is_known),
        cmocka_unit_test (warnings_alone_are_no_error),
        cmocka_unit_test (problems_stay_in_their_order),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
