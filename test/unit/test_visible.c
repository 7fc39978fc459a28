/* SPDX-License-Identifier: BSD-2-Clause */
#include "visible.h"

#include "check.h"
#include <time.h>

/* ---- What a reader sees ---------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *text;
    gboolean html;
    const char *want;
} Row;

static const Row rows[] = {
    { "nothing", "", FALSE, "" },
    { "words without their space", "Jane Doe\r\n\tEngineer ", FALSE, "JaneDoeEngineer" },
    { "no-break and zero-width spaces",
      "a\xc2\xa0"
      "b\xe2\x80\x8b"
      "c\xef\xbb\xbf",
      FALSE, "abc" },
    { "letters that are not ASCII", "Z\xc3\xbcrich", FALSE, "Z\xc3\xbcrich" },
    { "plain text is no HTML", "<b>a&amp;b</b>", FALSE, "<b>a&amp;b</b>" },
    { "octets that are no UTF-8",
      "a\xff"
      "b",
      FALSE,
      "a\xef\xbf\xbd"
      "b" },

    { "tags go", "<p class=\"x\">a<br/>b</p>", TRUE, "ab" },
    { "a greater-than sign in a quoted attribute is not the end", "<img alt=\"a > b\">c",
      TRUE, "c" },
    { "nor in single quotes", "<img alt='a > b'>c", TRUE, "c" },
    { "nor with blanks before the quote", "<img alt =\n \"a > b\">c", TRUE, "c" },
    { "an apostrophe between attributes is no quote", "<p it's>a</p><p>'</p>", TRUE,
      "a'" },
    { "comments go", "a<!-- b > c -->d", TRUE, "ad" },
    { "conditional comments go", "a<!--[if mso]><p>b</p><![endif]-->c", TRUE, "ac" },
    { "conditions of the other kind go", "<![if !mso]>a<![endif]>", TRUE, "a" },
    { "a comment without end hides the rest", "a<!-- b", TRUE, "a" },
    { "a tag without end hides the rest", "a<b", TRUE, "a" },
    { "a less-than sign before a blank is a character", "1 < 2 <b>3</b> <", TRUE,
      "1<23<" },
    { "a less-than sign before a digit is a character", "I <3 you", TRUE, "I<3you" },
    { "style goes, with its tags", "a<style type=x>b{c:d}</style>e", TRUE, "ae" },
    { "case does not matter", "a<STYLE>b</Style >e", TRUE, "ae" },
    { "script goes, whatever is in it", "a<script>if (b<c) d('</p>')</script>e", TRUE,
      "ae" },
    { "a name that begins with style is another tag", "<styled>a</styled>", TRUE, "a" },
    { "references are characters", "a&amp;b&lt;c&gt;d&quot;e", TRUE, "a&b<c>d\"e" },
    { "a reference to a space goes", "a&nbsp;b&#160;c&#xA0;d", TRUE, "abcd" },
    { "numeric references", "&#252;&#xfc;&#XFC;", TRUE, "\xc3\xbc\xc3\xbc\xc3\xbc" },
    { "named references of Latin-1", "&Auml;&uuml;&szlig;&eacute;&copy;&middot;", TRUE,
      "\xc3\x84\xc3\xbc\xc3\x9f\xc3\xa9\xc2\xa9\xc2\xb7" },
    { "named references that signatures use", "&ndash;&mdash;&bull;&trade;&euro;", TRUE,
      "\xe2\x80\x93\xe2\x80\x94\xe2\x80\xa2\xe2\x84\xa2\xe2\x82\xac" },
    { "a reference without semicolon", "&#252 a", TRUE,
      "\xc3\xbc"
      "a" },
    { "an ampersand that is none", "a & b &c; &", TRUE, "a&b&c;&" },
    { "a reference to no character", "&#0;&#xd800;&#x110000;&#99999999999999;", TRUE,
      "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { "a character that could not be read, itself and by its number",
      "\xef\xbf\xbd&#xfffd;", TRUE, "\xef\xbf\xbd\xef\xbf\xbd" },
    { "a reference without digits", "&#;&#x;", TRUE, "&#;&#x;" },
};

static void
a_reader_sees_what_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = ms_visible (ms_slice_str (rows[i].text), rows[i].html);
        check_text (rows[i].name, got, rows[i].want);
    }
}

/* ---- The end of a text ----------------------------------------------------------- */

#define TEXT_STAMP "Jane Doe\nHead of Things\nExample GmbH\n"
#define HTML_STAMP                                                                       \
    "<table><tr><td style=\"color:#333\">Jane M\xc3\xbcller &middot; Head of "           \
    "Things</td></tr><tr><td><img src=\"cid:x\" alt=\"\"></td></tr></table>"

static const struct {
    const char *name;
    const char *text;
    const char *stamp;
    gboolean html;
    gboolean want;
} endings[] = {
    { "as it was put", "Hello\n\n" TEXT_STAMP, TEXT_STAMP, FALSE, TRUE },
    { "with nothing before it", TEXT_STAMP, TEXT_STAMP, FALSE, TRUE },
    { "re-wrapped", "Hello\n\nJane Doe Head\nof Things Example\nGmbH", TEXT_STAMP, FALSE,
      TRUE },
    { "with CRLF and blanks behind",
      "Hello\r\n\r\nJane Doe \r\nHead of Things\r\n"
      "Example GmbH\r\n\r\n \r\n",
      TEXT_STAMP, FALSE, TRUE },
    { "with something behind it", "Hello\n" TEXT_STAMP "PS: see you\n", TEXT_STAMP, FALSE,
      FALSE },
    { "with a word missing", "Hello\nJane Doe\nHead of Things\nExample\n", TEXT_STAMP,
      FALSE, FALSE },
    { "of somebody else", "Hello\nJohn Doe\nHead of Things\nExample GmbH\n", TEXT_STAMP,
      FALSE, FALSE },
    { "a text that is shorter", "GmbH\n", TEXT_STAMP, FALSE, FALSE },
    { "an empty text", "", TEXT_STAMP, FALSE, FALSE },
    { "a stamp that somebody may have typed", "Hello\nJane\n", "Jane\n", FALSE, FALSE },
    { "an empty stamp", "Hello\n", "", FALSE, FALSE },
    { "an empty stamp of tags", "<p>Hello</p>", "<table><tr><td></td></tr></table>", TRUE,
      FALSE },

    { "HTML as it was put", "<p>Hello</p><div>" HTML_STAMP "</div>", HTML_STAMP, TRUE,
      TRUE },
    { "HTML in other tags",
      "<p>Hello</p><div class=MsoNormal><span>Jane <b>M&#252;ller</b></span>\xc2\xb7<o:p>"
      "</o:p> Head of&nbsp;Things<br>",
      HTML_STAMP, TRUE, TRUE },
    { "HTML with its characters named",
      "<p>Hello</p>Jane M&uuml;ller &#183; Head of Things", HTML_STAMP, TRUE, TRUE },
    { "HTML with a style behind it",
      "<p>Hello</p>" HTML_STAMP "<style>p{margin:0}</style>", HTML_STAMP, TRUE, TRUE },
    { "HTML with words behind it", "<p>Hello</p>" HTML_STAMP "<p>PS</p>", HTML_STAMP,
      TRUE, FALSE },
};

static void
a_text_ends_with_the_stamp_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
        check_number (endings[i].name,
                      ms_visible_ends_with (ms_slice_str (endings[i].text),
                                            endings[i].stamp, endings[i].html,
                                            MS_VISIBLE_DISTINCT),
                      endings[i].want);
}

static const struct {
    const char *name;
    const char *text;
    const char *stamp;
    gboolean html;
    gsize least;
    gboolean want;
} beginnings[] = {
    { "as it was put", "CAUTION: from outside\n\nHello\n", "CAUTION: from outside\n",
      FALSE, MS_VISIBLE_DISTINCT, TRUE },
    { "re-wrapped", "CAUTION:\r\nfrom\r\noutside\r\nHello", "CAUTION: from outside\n",
      FALSE, MS_VISIBLE_DISTINCT, TRUE },
    { "with something before it", "Hello\nCAUTION: from outside\n",
      "CAUTION: from outside\n", FALSE, MS_VISIBLE_DISTINCT, FALSE },
    { "cut short", "CAUTION: from\n", "CAUTION: from outside\n", FALSE,
      MS_VISIBLE_DISTINCT, FALSE },
    { "HTML in other tags", "<table><td><b>CAUTION:</b> from&nbsp;outside</td>x",
      "<p>CAUTION: from outside</p>", TRUE, MS_VISIBLE_DISTINCT, TRUE },
    { "a short one", "[EXT]\nHello\n", "[EXT]\n", FALSE, MS_VISIBLE_DISTINCT, FALSE },
    { "a short one where that is enough", "[EXT]\nHello\n", "[EXT]\n", FALSE, 0, TRUE },
    { "another short one", "[INT]\nHello\n", "[EXT]\n", FALSE, 0, FALSE },
    { "a picture alone, where that is enough", "<p>Hello", "<img src=a.png>", TRUE, 0,
      TRUE },
};

static void
a_text_starts_with_the_stamp_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
        check_number (beginnings[i].name,
                      ms_visible_starts_with (ms_slice_str (beginnings[i].text),
                                              beginnings[i].stamp, beginnings[i].html,
                                              beginnings[i].least),
                      beginnings[i].want);
}

/* A text of `len` octets, and then the stamp. */
static char *
long_text (gsize len, const char *line, const char *stamp)
{
    GString *out = g_string_new (NULL);

    while (out->len < len)
        g_string_append (out, line);
    g_string_append (out, stamp);
    return g_string_free (out, FALSE);
}

static void
the_end_of_a_long_text_is_found (void **state)
{
    g_autofree char *text =
        long_text (1000000, "Z\xc3\xbcrich \xe2\x82\xac\n", TEXT_STAMP);
    g_autofree char *html =
        long_text (1000000, "<p>Z\xc3\xbcrich</p>", "<div>" HTML_STAMP "</div>");

    (void)state;
    assert_true (ms_visible_ends_with (ms_slice_str (text), TEXT_STAMP, FALSE,
                                       MS_VISIBLE_DISTINCT));
    assert_true (ms_visible_ends_with (ms_slice_str (html), HTML_STAMP, TRUE,
                                       MS_VISIBLE_DISTINCT));
    assert_false (ms_visible_ends_with (ms_slice (text, strlen (text) - 3), TEXT_STAMP,
                                        FALSE, MS_VISIBLE_DISTINCT));
}

static void
a_long_text_costs_no_more_than_a_short_one (void **state)
{
    g_autofree char *text = long_text (10000000, "&lt;<p a=\"'>\n", "");
    clock_t start = clock();

    (void)state;
    for (guint i = 0; i < 100; i++)
        assert_false (ms_visible_ends_with (ms_slice_str (text), HTML_STAMP, TRUE,
                                            MS_VISIBLE_DISTINCT));
    assert_true (clock() - start < 2 * CLOCKS_PER_SEC);
}

static const struct {
    const char *name;
    const char *unit;
} floods[] = {
    { "comments without end", "<!--" },
    { "tags without end", "<a" },
    { "styles without end", "<style>" },
    { "quotes without end", "<a b=\"" },
    { "references", "&#" },
    { "ampersands", "&" },
};

static void
floods_are_read_at_once (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (floods); i++) {
        g_autofree char *text = long_text (2000000, floods[i].unit, "");
        clock_t start = clock();
        g_autofree char *got = ms_visible (ms_slice_str (text), TRUE);

        assert_non_null (got);
        if (clock() - start > 3 * CLOCKS_PER_SEC)
            fail_msg ("%s: took more than 3 seconds", floods[i].name);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_reader_sees_what_its_row_says),
        cmocka_unit_test (a_text_ends_with_the_stamp_as_its_row_says),
        cmocka_unit_test (a_text_starts_with_the_stamp_as_its_row_says),
        cmocka_unit_test (the_end_of_a_long_text_is_found),
        cmocka_unit_test (a_long_text_costs_no_more_than_a_short_one),
        cmocka_unit_test (floods_are_read_at_once),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
