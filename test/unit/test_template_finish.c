/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_finish.h"
#include "template_fixture.h"

static char *
picture (const char *name, G_GNUC_UNUSED gpointer user_data)
{
    return g_str_has_suffix (name, "logo.png") ? g_strdup ("cid:1@x") : NULL;
}

static const struct {
    const char *name;
    const char *html;
    const char *want;
} rows[] = {
    { "whole HTML stays as it is", "<p CLASS=a>x &amp; y<br>\n<img  alt=''></p>",
      "<p CLASS=a>x &amp; y<br>\n<img  alt=''></p>" },
    { "bare text stays", "Jane Doe, Sales", "Jane Doe, Sales" },
    { "blanks around it go", "\n <b>x</b>\n", "<b>x</b>" },
    { "nothing stays nothing", "", "" },

    { "an open element is closed", "<div><b>x", "<div><b>x</b></div>" },
    { "an open table is closed", "<table><tr><td>x",
      "<table><tr><td>x</td></tr></table>" },
    { "a stray end tag goes", "x</div></td></table></body></html>y", "xy" },
    { "an end tag does not reach out of its cell",
      "<table><tr><td></table><td></div>x</td></tr></table>",
      "<table><tr><td></td></tr></table><td>x</td>" },
    { "what an end tag closes by the way is closed first", "<div><b><i>x</b></div>",
      "<div><b><i>x</i></b></div>" },
    { "a list without end tags stays a list", "<ul><li>1<li>2</ul>",
      "<ul><li>1<li>2</li></ul>" },
    { "a paragraph ends at the next", "<p>1<p>2</p>", "<p>1<p>2</p>" },
    { "elements without content need no end", "<br><hr><img alt=x>",
      "<br><hr><img alt=x>" },
    { "an open tag goes", "x<b title=\"", "x" },
    { "an open comment goes", "x<!-- y <b>", "x" },
    { "a comment stays", "x<!-- </div> -->", "x<!-- </div> -->" },

    { "what goes joins nothing to a tag", "a<</td>b>c", "a&lt;b>c" },
    { "what goes at the end joins nothing", "a<", "a" },
    { "blanks that go at the end join nothing", "a< ", "a&lt;" },
    { "what goes before the end joins nothing", "a<<b", "a&lt;" },

    { "a script goes with its text", "a<script>x</script>b", "ab" },
    { "a script without end takes the rest", "a<script>x", "a" },
    { "a style sheet goes", "<style>p{color:red}</style>x", "x" },
    { "elements of a page go", "<html><head><title>t</title></head><body a=b>x</body>",
      "x" },
    { "what changes links goes", "<base href='//e'><meta http-equiv=refresh>x", "x" },
    { "<plaintext> goes with all behind it", "x<plaintext>y</plaintext>z", "x" },

    { "a CDATA section is a comment everywhere", "a<![CDATA[</p>x", "a<! CDATA[</p>x" },
    { "drawings and their like go", "<svg a=b><g>x</g></svg><object>y</object>",
      "<g>x</g>y" },
    { "a conditional comment stays", "<!--[if mso]><table><tr><td><![endif]-->x",
      "<!--[if mso]><table><tr><td><![endif]-->x" },
    { "an open conditional comment is closed", "<!--[if mso]><b>x",
      "<!--[if mso]><b>x<![endif]-->" },
    { "a style sheet in one goes and leaves it closed",
      "<!--[if mso]><style>a</style><![endif]-->x", "<!--[if mso]><![endif]-->x" },
    { "an open style sheet in one leaves it closed",
      "<!--[if mso]><style>a<![endif]-->x<b>y</b>", "<!--[if mso]><![endif]--><b>y</b>" },

    { "a link stays", "<a href='https://e.com/?a=1&amp;b=2'>x</a>",
      "<a href='https://e.com/?a=1&amp;b=2'>x</a>" },
    { "a link to a script leads nowhere", "<a href=\"javascript:alert(1)\" id=1>x</a>",
      "<a href=\"#\" id=1>x</a>" },
    { "also one without quotes", "<a href=javascript:alert(1)>x</a>",
      "<a href=\"#\">x</a>" },
    { "also one that hides", "<a href='java&#x0a;script:1'>x</a>",
      "<a href=\"#\">x</a>" },
    { "also in a conditional comment", "<!--[if mso]><a href='vbscript:x'><![endif]-->",
      "<!--[if mso]><a href=\"#\"><![endif]-->" },
    { "a link to a file stays", "<a href=\"www.example.com\">x</a>",
      "<a href=\"www.example.com\">x</a>" },

    { "a picture of the folder", "<img src=\"logo.png\" alt=\"L\">",
      "<img src=\"cid:1@x\" alt=\"L\">" },
    { "a picture with its name escaped", "<img src=\"my%20&#108;ogo.png\">",
      "<img src=\"cid:1@x\">" },
    { "a picture without quotes", "<IMG SRC=logo.png/>", "" },
    { "a picture without quotes and slash", "<IMG SRC=logo.png >",
      "<IMG SRC=\"cid:1@x\" >" },
    { "a picture for Outlook", "<!--[if mso]><v:fill src=\"logo.png\"/><![endif]-->",
      "<!--[if mso]><v:fill src=\"cid:1@x\"/><![endif]-->" },
    { "a background", "<td background=\"logo.png\">x</td>",
      "<td background=\"cid:1@x\">x</td>" },
    { "a picture that is not there goes", "a<img src=\"people/\" alt=\"x\">b", "ab" },
    { "a picture without a name goes", "a<img src=\"\">b", "ab" },
    { "a background that is not there", "<td background=\"no.png\">x</td>",
      "<td background=\"\">x</td>" },
    { "data as a picture goes", "a<img src=\"data:image/png;base64,x\">b", "ab" },
    { "a picture of the web stays", "<img src=\"https://e.com/a.png\">",
      "<img src=\"https://e.com/a.png\">" },
};

static void
html_is_finished_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = ms_template_finish (rows[i].html, picture, NULL);
        if (strcmp (got, rows[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", rows[i].name, got, rows[i].want);
    }
}

static void
finished_html_is_finished (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *again = ms_template_finish (rows[i].want, picture, NULL);
        if (strcmp (again, rows[i].want) != 0)
            fail_msg ("%s: \"%s\" became \"%s\"", rows[i].name, rows[i].want, again);
    }
}

static void
nesting_has_an_end (void **state)
{
    g_autoptr (GString) html = g_string_new (NULL);
    g_autofree char *got = NULL;
    guint opened = 0;

    (void)state;
    for (guint i = 0; i < 10000; i++)
        g_string_append (html, "<div>");
    got = ms_template_finish (html->str, NULL, NULL);
    for (const char *p = got; (p = strstr (p, "<div")) != NULL; p++)
        opened++;
    assert_int_equal (opened, 200);
}

/* ---- Lines ---- */

static gsize
longest_line (const char *text)
{
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    gsize longest = 0;

    for (guint i = 0; lines[i] != NULL; i++)
        longest = MAX (longest, strlen (lines[i]));
    return longest;
}

static char *
repeated (const char *start, const char *unit, guint times, const char *end)
{
    GString *out = g_string_new (start);

    for (guint i = 0; i < times; i++)
        g_string_append (out, unit);
    g_string_append (out, end);
    return g_string_free (out, FALSE);
}

static void
assert_lines_are_short (const char *start, const char *unit, guint times, const char *end)
{
    g_autofree char *html = repeated (start, unit, times, end);
    g_autofree char *got = ms_template_finish (html, NULL, NULL);

    assert_in_range (longest_line (got), 100, 998);
}

static void
long_text_is_broken_between_words (void **state)
{
    (void)state;
    assert_lines_are_short ("<p>", "word ", 2000, "</p>");
}

static void
many_tags_without_blanks_are_broken_in_tags (void **state)
{
    (void)state;
    assert_lines_are_short ("", "<b>x</b>", 2000, "");
}

static void
long_tags_are_broken_between_attributes (void **state)
{
    (void)state;
    assert_lines_are_short ("<td", " title=\"xxxxxxxxxxxxxxxxxxxxxxxxxxx\"", 100, ">");
}

static void
letters_beyond_ascii_are_counted_as_references (void **state)
{
    g_autofree char *html = repeated ("<p>", "ё ", 500, "</p>");
    g_autofree char *got = ms_template_finish (html, NULL, NULL);

    (void)state;
    assert_in_range (longest_line (got), 10, 270);
}

static void
preformatted_text_keeps_its_lines (void **state)
{
    g_autofree char *html = repeated ("<pre>", "word ", 300, "</pre>");
    g_autofree char *got = ms_template_finish (html, NULL, NULL);

    (void)state;
    assert_null (strstr (got, "word\nword"));
}

static void
breaking_changes_nothing_but_blanks (void **state)
{
    g_autofree char *html = repeated ("<p>", "<b title=\"a b\">x y</b> ", 500, "</p>");
    g_autofree char *got = ms_template_finish (html, NULL, NULL);
    gsize at = 0;

    (void)state;
    for (const char *p = got; *p != '\0'; p++) {
        if (*p == '\n' && html[at] != ' ')
            continue;
        assert_true (*p == html[at] || (*p == '\n' && html[at] == ' '));
        at++;
    }
    assert_int_equal (at, strlen (html));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (html_is_finished_as_its_row_says),
        cmocka_unit_test (finished_html_is_finished),
        cmocka_unit_test (nesting_has_an_end),
        cmocka_unit_test (long_text_is_broken_between_words),
        cmocka_unit_test (many_tags_without_blanks_are_broken_in_tags),
        cmocka_unit_test (long_tags_are_broken_between_attributes),
        cmocka_unit_test (letters_beyond_ascii_are_counted_as_references),
        cmocka_unit_test (preformatted_text_keeps_its_lines),
        cmocka_unit_test (breaking_changes_nothing_but_blanks),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
