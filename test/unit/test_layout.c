/* SPDX-License-Identifier: BSD-2-Clause */
#include "layout.h"
#include "raw_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The place of the new text is where the bar stands. */
typedef struct {
    const char *name;
    const char *text;
    gboolean flowed;
    const char *added;
    const char *want;
} Row;

typedef char *(*LayOut) (const MsLayout *layout, const char *added);

static void
assert_rows (const Row *rows, gsize count, LayOut lay_out)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *text = g_strdup (rows[i].text);
        char *bar = strchr (text, '|');
        gsize at = (gsize)(bar - text);
        MsLayout layout = { .eol = "\r\n",
                            .range = { at, at },
                            .flowed = rows[i].flowed };
        g_autofree char *got = NULL;

        memmove (bar, bar + 1, strlen (bar));
        layout.text = ms_slice_str (text);
        got = lay_out (&layout, rows[i].added);
        if (strcmp (got, rows[i].want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", rows[i].name, got, rows[i].want);
    }
}

/* ---- Plain text ------------------------------------------------------------------ */

static const Row plain_rows[] = {
    { "line ends are the message's", "|", FALSE, "a\nb\n", "a\r\nb\r\n" },
    { "nothing is added where nothing is flowed", "ab |", FALSE, "\nc \n>d\n",
      "\r\nc \r\n>d\r\n" },
    { "trailing spaces would make a flowed line go on", "|", TRUE, "a  \nb\n",
      "a\r\nb\r\n" },
    { "the signature separator keeps its space", "|", TRUE, "-- \nJane\n",
      "-- \r\nJane\r\n" },
    { "spaces alone are an empty line", "|", TRUE, "a\n  \nb\n", "a\r\n\r\nb\r\n" },
    { "a space at the start is stuffed", "|", TRUE, " a\n", "  a\r\n" },
    { "a quote mark is stuffed", "|", TRUE, "> a\n", " > a\r\n" },
    { "From is stuffed", "|", TRUE, "From here\nFromage\n", " From here\r\nFromage\r\n" },
    { "what goes on in a line is not stuffed", "a|b", TRUE, " c", " c" },
    { "a soft line does not swallow the first one", "word \r\n|", TRUE, "Jane\n",
      "\r\nJane\r\n" },
    { "nor with LF alone", "word \n|", TRUE, "Jane\n", "\r\nJane\r\n" },
    { "an empty line already ends a soft one", "word \r\n|", TRUE, "\nJane\n",
      "\r\nJane\r\n" },
    { "a soft line that the text breaks off", "word |", TRUE, "\nJane\n",
      "\r\n\r\nJane\r\n" },
    { "a soft line and an empty one", "word |", TRUE, "\n\nJane\n", "\r\n\r\nJane\r\n" },
    { "a fixed line swallows nothing", "word\r\n|", TRUE, "Jane\n", "Jane\r\n" },
    { "a signature separator is fixed", "-- \r\n|", TRUE, "Jane\n", "Jane\r\n" },
    { "a quoted line is of another depth", "> word \r\n|", TRUE, "Jane\n", "Jane\r\n" },
    { "a soft line further up does not matter", "word \r\nend\r\n|", TRUE, "Jane\n",
      "Jane\r\n" },
    { "no text, no line", "word \r\n|", TRUE, "", "" },
};

static void
plain_text_is_laid_out_as_each_row_says (void **state)
{
    (void)state;
    assert_rows (plain_rows, G_N_ELEMENTS (plain_rows), ms_layout_text);
}

static void
long_plain_lines_are_broken_at_a_space (void **state)
{
    MsLayout layout = { .text = ms_slice_str (""), .eol = "\n", .max_line = 10 };
    g_autofree char *got = ms_layout_text (&layout, "one two three four\nfive\n");

    (void)state;
    assert_string_equal (got, "one two\nthree four\nfive\n");
}

static void
long_plain_words_are_broken_between_characters (void **state)
{
    MsLayout layout = { .text = ms_slice_str (""), .eol = "\n", .max_line = 5 };
    g_autofree char *got = ms_layout_text (&layout, "ÄÖÜäöü");

    (void)state;
    assert_string_equal (got, "ÄÖ\nÜä\nöü");
}

static void
pieces_of_long_flowed_lines_are_stuffed (void **state)
{
    MsLayout layout = {
        .text = ms_slice_str (""), .eol = "\n", .flowed = TRUE, .max_line = 6
    };
    g_autofree char *got = ms_layout_text (&layout, "12345 >end\n");

    (void)state;
    assert_string_equal (got, "12345\n >end\n");
}

static void
what_the_authors_line_has_counts (void **state)
{
    MsLayout layout = {
        .text = ms_slice_str ("abcdefgh"), .range = { 4, 4 }, .eol = "\n", .max_line = 10
    };
    g_autofree char *fits = ms_layout_text (&layout, "12");
    g_autofree char *breaks_behind = ms_layout_text (&layout, "123");
    g_autofree char *breaks_before = ms_layout_text (&layout, "1234567");

    (void)state;
    assert_string_equal (fits, "12");
    assert_string_equal (breaks_behind, "123\n");
    assert_string_equal (breaks_before, "\n1234567\n");
}

/* ---- HTML ------------------------------------------------------------------------ */

static const Row html_rows[] = {
    { "what is not ASCII becomes references", "|", FALSE, "<b>ü✓😀</b>",
      "<b>&#252;&#10003;&#128512;</b>\r\n" },
    { "it stands on lines of its own", "<p>a</p>|</body>", FALSE, "<b>x</b>",
      "\r\n<b>x</b>\r\n" },
    { "not on more than that", "<p>a</p>\r\n|\r\n</body>", FALSE, "<b>x</b>",
      "<b>x</b>" },
    { "nor where it ends its line itself", "<p>a</p>\r\n|</body>", FALSE, "<b>x</b>\n",
      "<b>x</b>\r\n" },
    { "the end of the text keeps its form", "<p>a</p>|", FALSE, "<b>x</b>",
      "\r\n<b>x</b>" },
    { "the end of the last line keeps its form", "<p>a</p>\n|", FALSE, "<b>x</b>",
      "<b>x</b>\r\n" },
    { "its line ends are the message's", "|", FALSE, "<b>\nx</b>\n", "<b>\r\nx</b>\r\n" },
    { "nothing is nothing", "a|b", FALSE, "", "" },
};

static void
html_is_laid_out_as_each_row_says (void **state)
{
    (void)state;
    assert_rows (html_rows, G_N_ELEMENTS (html_rows), ms_layout_html);
}

typedef struct {
    const char *name;
    const char *added;
    const char *want;
} Break;

/* Lines of 24 at most. */
static const Break breaks[] = {
    { "between words", "<p>some words that go on</p>",
      "<p>some words that go\non</p>\n" },
    { "between attributes, not in a value", "<td style=\"a: b\" class=\"x y z\">",
      "<td style=\"a: b\"\nclass=\"x y z\">\n" },
    { "between tags where there is no space", "<table><tr><td><b><i></i></b>",
      "<table><tr><td><b><i>\n</i></b>\n" },
    { "at a space in a value rather than in a word", "<i title='one two three four'>",
      "<i title='one two three\nfour'>\n" },
    { "anywhere at last", "<a href=\"data:AAAABBBBCCCCDDDD\">",
      "<a href=\"data:AAAABBBBCC\nCCDDDD\">\n" },
    { "never in a reference", "1234567890123456789&nbsp;&nbsp;",
      "1234567890123456789\n&nbsp;&nbsp;\n" },
    { "a line that fits is let be", "123456789012345678901234\n1",
      "123456789012345678901234\n1\n" },
    { "a comment is broken at its spaces", "<!-- a 'comment of some -->",
      "<!-- a 'comment of some\n-->\n" },
    { "a conditional comment is as a tag", "<!--[if mso]><b x='one two'>x</b>",
      "<!--[if mso]><b\nx='one two'>x</b>\n" },
};

static void
long_html_lines_are_broken_where_it_shows_least (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (breaks); i++) {
        MsLayout layout = { .text = ms_slice_str (""), .eol = "\n", .max_line = 24 };
        g_autofree char *got = ms_layout_html (&layout, breaks[i].added);

        if (strcmp (got, breaks[i].want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", breaks[i].name, got, breaks[i].want);
    }
}

static void
no_html_line_is_longer_than_allowed (void **state)
{
    static const char octets[] = "<>\"'&; =-!ab\n";
    g_autoptr (GRand) random = g_rand_new_with_seed (45);

    (void)state;
    for (guint i = 0; i < 3000; i++) {
        MsLayout layout = { .text = ms_slice_str (""), .eol = "\r\n", .max_line = 20 };
        g_autoptr (GString) added = g_string_new (NULL);
        g_autofree char *got = NULL;

        while (added->len < i % 200)
            g_string_append_c (added,
                               octets[g_rand_int_range (random, 0, sizeof octets - 1)]);
        got = ms_layout_html (&layout, added->str);
        if (ms_raw_lines_exceed (ms_slice_str (got), 20))
            fail_msg ("%s\nbecame\n%s", added->str, got);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (plain_text_is_laid_out_as_each_row_says),
        cmocka_unit_test (long_plain_lines_are_broken_at_a_space),
        cmocka_unit_test (long_plain_words_are_broken_between_characters),
        cmocka_unit_test (pieces_of_long_flowed_lines_are_stuffed),
        cmocka_unit_test (what_the_authors_line_has_counts),
        cmocka_unit_test (html_is_laid_out_as_each_row_says),
        cmocka_unit_test (long_html_lines_are_broken_where_it_shows_least),
        cmocka_unit_test (no_html_line_is_longer_than_allowed),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
