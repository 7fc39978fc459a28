/* SPDX-License-Identifier: BSD-2-Clause */
#include "likeness.h"

#include "check.h"

#define TEXT "-- \nJane Müller\nSales Manager, Example\nwww.example.com\n"
#define HTML                                                                             \
    "<table><tr><td><b>Jane Müller</b><br>Sales Manager, Example<br>"                   \
    "<a href=\"https://www.example.com/\">www.example.com</a></td></tr></table>"

static const struct {
    const char *name;
    const char *quoted;
    gboolean html;
    gboolean want;
} rows[] = {
    { "the text itself", TEXT, FALSE, TRUE },
    { "quoted", "> -- \n> Jane Müller\n> Sales Manager, Example\n> www.example.com\n",
      FALSE, TRUE },
    { "quoted twice and wrapped",
      ">> Jane Müller\n>> Sales Manager,\n>> Example www.example.com\n", FALSE, TRUE },
    { "behind another mark", "| Jane Müller\n| Sales Manager, Example\n| www.example.com",
      FALSE, TRUE },
    { "a client's text of the HTML",
      "*Jane Müller*\nSales Manager, Example\nwww.example.com "
      "<https://www.example.com/>\n",
      FALSE, TRUE },
    { "with a picture's number",
      "[cid:logo@example.com]\nJane Müller\nSales Manager, "
      "Example\n[https://a.example/b]\n"
      "www.example.com<http://www.example.com/>\n",
      FALSE, TRUE },
    { "letters in two pieces",
      "Jane Mu\xcc\x88ller Sales Manager, Example www.example.com", FALSE, TRUE },
    { "HTML", HTML, TRUE, TRUE },
    { "HTML as Word writes it",
      "<p class=MsoNormal><b>Jane M&uuml;ller<o:p></o:p></b></p>\n<p "
      "class=MsoNormal>Sales\n"
      "Manager,&nbsp;Example<o:p></o:p></p><p><a href=\"https://www.example.com/\">"
      "www.example.com</a></p>",
      TRUE, TRUE },
    { "another person", "John Roe\nSales Manager, Example\nwww.example.com\n", FALSE,
      FALSE },
    { "an attribution with name and address", "Jane Müller <jane@example.com> wrote:\n",
      FALSE, FALSE },
    { "a part of it", "Jane Müller\nSales Manager, Example\n", FALSE, FALSE },
    { "nothing", "", FALSE, FALSE },
};

static void
a_stamp_is_found_in_what_clients_make_of_it (void **state)
{
    g_autofree char *text = ms_likeness_make (ms_slice_str (TEXT), FALSE);
    g_autofree char *html = ms_likeness_make (ms_slice_str (HTML), TRUE);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got =
            ms_likeness_make (ms_slice_str (rows[i].quoted), rows[i].html);
        if (ms_likeness_is_in (got, text) != rows[i].want ||
            ms_likeness_is_in (got, html) != rows[i].want)
            fail_msg ("%s: %s", rows[i].name, got);
    }
}

static void
a_short_text_is_nobody_s_signature (void **state)
{
    g_autofree char *stamp = ms_likeness_make (ms_slice_str ("-- \nJane, Sales"), FALSE);

    (void)state;
    assert_false (ms_likeness_is_in (stamp, stamp));
}

static void
what_is_in_brackets_and_no_link_stays (void **state)
{
    static const struct {
        const char *text;
        const char *want;
    } brackets[] = {
        { "a <b@example.com> c", "a<b@example.comc" },
        { "a [b] c", "a[b]c" },
        { "a <http://b", "a<http://b" },
        { "a <HTTPS://b> c <mailto:d@example.com>", "ac" },
        { "<", "<" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (brackets); i++) {
        g_autofree char *got = ms_likeness_make (ms_slice_str (brackets[i].text), FALSE);
        check_text (brackets[i].text, got, brackets[i].want);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_stamp_is_found_in_what_clients_make_of_it),
        cmocka_unit_test (a_short_text_is_nobody_s_signature),
        cmocka_unit_test (what_is_in_brackets_and_no_link_stays),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
