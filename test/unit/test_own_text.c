/* SPDX-License-Identifier: BSD-2-Clause */
#include "own_text.h"

#include "check.h"
#include <time.h>

#define STAMP "Jane Doe\nHead of Things\nExample GmbH, Z\xc3\xbcrich"
#define TITLE "Jane Doe\nHead of Sales" /* as anybody writes it */
#define DASHED "-- \n" TITLE

static const struct {
    const char *name;
    const char *text;
    const char *stamp;
    gboolean want;
} plain[] = {
    { "in the middle", "Hello\n\n" STAMP "\n\nand all the best\n", STAMP, TRUE },
    { "at the start", STAMP "\n\nHello\n", STAMP, TRUE },
    { "at the end", "Hello\n\n" STAMP, STAMP, TRUE },
    { "with a list's footer below it", "Hello\n\n" STAMP "\n____\nplans mailing list\n",
      STAMP, TRUE },
    { "with CRLF, indented",
      "Hello\r\n\r\n Jane Doe\r\n Head of Things \r\n Example GmbH,"
      " Z\xc3\xbcrich\r\n\r\nPS\r\n",
      STAMP, TRUE },
    { "wrapped", "Hello\n\nJane Doe\nHead\nof Things\nExample\nGmbH, Z\xc3\xbcrich\nPS\n",
      STAMP, TRUE },
    { "on one line", "Hello\n\nJane Doe Head of Things Example GmbH, Z\xc3\xbcrich\nPS\n",
      STAMP, TRUE },
    { "with letters in two pieces",
      "Jane Doe\nHead of Things\nExample GmbH, Zu\xcc\x88rich\nPS", STAMP, TRUE },
    { "in ASCII", "Jane Doe\nHead of Things\nExample GmbH, Zurich\nPS\n", STAMP, TRUE },
    { "with an address written out",
      "Jane Doe\nHead of Things\nExample GmbH<https://example.com/>, Z\xc3\xbcrich\nPS\n",
      STAMP, TRUE },
    { "behind words on its first line",
      "I am Jane Doe\nHead of Things\nExample GmbH, "
      "Z\xc3\xbcrich\n",
      STAMP, FALSE },
    { "before words on its last line",
      "Jane Doe\nHead of Things\nExample GmbH, Z\xc3\xbcrich "
      "is where we are\n",
      STAMP, FALSE },
    { "once inside a line, then as it should be",
      "I, Jane Doe Head of Things Example GmbH, "
      "Z\xc3\xbcrich\n\n" STAMP "\n\nPS\n",
      STAMP, TRUE },
    { "a line short", "Jane Doe\nExample GmbH, Z\xc3\xbcrich\n\nPS\n", STAMP, FALSE },
    { "quoted", "> Jane Doe\n> Head of Things\n> Example GmbH, Z\xc3\xbcrich\nPS\n",
      STAMP, FALSE },
    { "quoted twice",
      "Hello\n>> Jane Doe\n>> Head of Things\n > > Example GmbH, "
      "Z\xc3\xbcrich\n",
      STAMP, FALSE },
    { "half of it quoted", "Jane Doe\n> Head of Things\nExample GmbH, Z\xc3\xbcrich\n",
      STAMP, FALSE },
    { "a name and a title", "Meet\n\n" TITLE "\n\non Monday.\n", TITLE, FALSE },
    { "a name and a title behind dashes", "Hello\n\n-- \n" TITLE "\n____\nlist\n", DASHED,
      TRUE },
    { "a relay took the blank of the dashes", "Hello\n\n--\n" TITLE "\n____\nlist\n",
      DASHED, TRUE },
    { "a name and a title without the dashes", "Meet\n\n" TITLE "\n\non Monday.\n",
      DASHED, FALSE },
    { "a name", "Hello\n\n-- \nJane Doe\nPS\n", "-- \nJane Doe", FALSE },
    { "nothing", "Hello\n", "", FALSE },
    { "in nothing", "", STAMP, FALSE },
};

#define HTML_STAMP                                                                       \
    "<table><tr><td>Jane Doe</td><td>Head of Things</td></tr></table>"                   \
    "<p>Example GmbH, Z&uuml;rich</p>"

static const struct {
    const char *name;
    const char *text;
    gboolean want;
} html[] = {
    { "in the middle", "<p>Hello</p><div>" HTML_STAMP "</div><p>PS</p>", TRUE },
    { "in other tags",
      "<p>Hello<br>Jane <b>Doe</b><br>Head of&nbsp;Things<br>Example GmbH,"
      " Z\xc3\xbcrich<br>PS</p>",
      TRUE },
    { "in a document",
      "<html><head><title>x</title><body><div>" HTML_STAMP "</div>PS"
      "</body></html>",
      TRUE },
    { "in one paragraph with other words", "<p>Hello " HTML_STAMP " PS</p>", TRUE },
    { "as text of a line",
      "<p>I am Jane Doe Head of Things Example GmbH, Z&uuml;rich</p>", FALSE },
    { "in a quote", "<blockquote type=cite>" HTML_STAMP "</blockquote><p>PS</p>", FALSE },
    { "behind a quote", "<blockquote type=cite>Hi</blockquote>" HTML_STAMP "<p>PS</p>",
      TRUE },
    { "hidden", "<p>Hello</p><div style=\"display:none\">" HTML_STAMP "</div>PS", FALSE },
    { "in a comment", "<p>Hello</p><!-- " HTML_STAMP " --><p>PS</p>", FALSE },
    { "in preformatted text",
      "<pre>Hello\n\nJane Doe\nHead of Things\nExample GmbH, "
      "Z&uuml;rich\n\nPS\n</pre>",
      TRUE },
    { "quoted in preformatted text",
      "<pre>Hello\n\n&gt; Jane Doe\n&gt; Head of Things\n"
      "&gt; Example GmbH, Z&uuml;rich\n\nPS\n</pre>",
      FALSE },
    { "in a text that ends in a tag", "<p>Hello</p>" HTML_STAMP "<p>PS<a href=", TRUE },
};

static void
it_is_among_the_author_s_words_as_its_row_says (void **state)
{
    const MsPlaces places = { 0 };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
        check_number (plain[i].name,
                      ms_own_text_shows (ms_slice_str (plain[i].text), FALSE, &places,
                                         plain[i].stamp),
                      plain[i].want);
    for (gsize i = 0; i < G_N_ELEMENTS (html); i++)
        check_number (
            html[i].name,
            ms_own_text_shows (ms_slice_str (html[i].text), TRUE, &places, HTML_STAMP),
            html[i].want);
}

static void
what_is_history_is_not_looked_at (void **state)
{
    static const char text[] = "Hello\n\n" STAMP "\n\n";
    MsPlaces places = { .separator = "wrote", .history = { 5, sizeof text - 1 } };
    MsSlice slice = ms_slice_str (text);

    (void)state;
    assert_false (ms_own_text_shows (slice, FALSE, &places, STAMP));
    places.history.start = sizeof text - 1;
    assert_true (ms_own_text_shows (slice, FALSE, &places, STAMP));
    /* Below the quotes or between them the marks tell. */
    places.history.start = 5;
    places.below = TRUE;
    assert_true (ms_own_text_shows (slice, FALSE, &places, STAMP));
}

/* ---- Cost ------------------------------------------------------------------------ */

static double
seconds_for (const char *line, gsize len, gboolean is_html, const char *stamp)
{
    g_autoptr (GString) text = g_string_new (NULL);
    const MsPlaces places = { 0 };
    clock_t start = 0;

    while (text->len < len)
        g_string_append (text, line);
    start = clock();
    assert_false (
        ms_own_text_shows (ms_slice (text->str, text->len), is_html, &places, stamp));
    return (double)(clock() - start) / CLOCKS_PER_SEC;
}

/* Text that begins like the stamp all the time, and lines that have it in the middle. */
static void
hostile_text_is_read_in_linear_time (void **state)
{
    static const char stamp[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab word";

    (void)state;
    assert_true (seconds_for ("a", 4000000, FALSE, stamp) < 5);
    assert_true (seconds_for ("word aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
                              4000000, FALSE, stamp) < 5);
    assert_true (seconds_for ("x Jane Doe Head of Things Example GmbH, Z\xc3\xbcrich x\n",
                              4000000, FALSE, STAMP) < 5);
    assert_true (seconds_for ("<div><b>word", 2000000, TRUE, stamp) < 5);
    assert_true (seconds_for ("<blockquote>Things", 2000000, TRUE, HTML_STAMP) < 5);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (it_is_among_the_author_s_words_as_its_row_says),
        cmocka_unit_test (what_is_history_is_not_looked_at),
        cmocka_unit_test (hostile_text_is_read_in_linear_time),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
