/* SPDX-License-Identifier: BSD-2-Clause */
#include "html_text.h"
#include "template_fixture.h"

static const struct {
    const char *name;
    const char *html;
    const char *want;
} rows[] = {
    { "text", "Jane Doe", "Jane Doe" },
    { "nothing", "", "" },
    { "nothing to see", "<p> &nbsp; </p><br>", "" },
    { "blanks come together", "  Jane\n   Doe ", "Jane Doe" },
    { "references are decoded", "R&amp;D &lt;b&gt; &eacute;&#8364; a&nbsp;b",
      "R&D <b> é€ a b" },
    { "letters beyond ASCII", "Zoë 北京", "Zoë 北京" },
    { "line breaks", "a<br>b<br/>\nc", "a\nb\nc" },
    { "an empty line", "a<br><br>b", "a\n\nb" },
    { "not more than one empty line", "a<br><br><br><br>b", "a\n\nb" },
    { "blocks are lines", "<div>a</div><div>b</div>c", "a\nb\nc" },
    { "a block does not double a line break", "<div>a<br></div>b", "a\nb" },
    { "paragraphs are apart", "<p>a</p><p>b</p>", "a\n\nb" },
    { "paragraphs without margin are not",
      "<p style=\"MARGIN: 0\">a</p><p style=\"margin:0\">b</p>", "a\nb" },
    { "words of one line", "<b>Jane</b> <i>Doe</i>,<span> Sales</span>",
      "Jane Doe, Sales" },

    { "cells side by side", "<table><tr><td>Phone</td><td> +1 </td></tr></table>",
      "Phone  +1" },
    { "rows are lines", "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "a\nb" },
    { "cells of several lines stand below each other",
      "<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc" },
    { "empty cells and rows leave nothing",
      "<table><tr><td>&nbsp;</td><td>a</td></tr><tr><td></td></tr><tr><td>b</td></tr></"
      "table>",
      "a\nb" },
    { "a table in a cell",
      "<table><tr><td><img "
      "alt=\"Logo\"></td><td><table><tr><td>a</td></tr><tr><td>b</td></tr>"
      "</table></td></tr></table>",
      "Logo\na\nb" },

    { "a picture is its alt text", "<img src=\"a.png\" alt=\" Example  Ltd \"> x",
      "Example Ltd x" },
    { "a picture without one is nothing", "a<img src=\"a.png\"><img alt=\"\">b", "ab" },

    { "a link", "<a href=\"https://e.com/x\">Our site</a>, please",
      "Our site <https://e.com/x>, please" },
    { "a link that says itself", "<a href=\"https://www.e.com/\">www.e.com</a>",
      "www.e.com" },
    { "a link that says itself without www", "<a href=\"https://www.e.com/\">E.com</a>",
      "E.com" },
    { "an address", "<a href=\"mailto:jane@e.com?subject=x\">jane@e.com</a>",
      "jane@e.com" },
    { "an address behind a name", "<a href=\"mailto:jane@e.com?subject=x\">Write</a>",
      "Write <jane@e.com>" },
    { "a number is not said twice", "<a href=\"tel:+4930\">+49 30</a>", "+49 30" },
    { "a link of a picture", "<a href=\"https://e.com/\"><img alt=\"Logo\"></a>",
      "Logo <https://e.com/>" },
    { "a link of nothing", "a<a href=\"https://e.com/\"><img alt=\"\"></a>b", "ab" },
    { "a link to nowhere", "<a href=\"#\">a</a> <a>b</a>", "a b" },

    { "a list", "<ul><li>a<li>b</ul>", "- a\n- b" },
    { "preformatted text", "<pre>a\n  b</pre>", "a\n  b" },
    { "what is hidden is not said",
      "a<div style=\"display: none\">b</div><style>c</style>d", "ad" },
    { "comments are not said", "a<!-- b --><!--[if mso]>c<![endif]-->d", "ad" },
    { "characters without width go",
      "a\xe2\x80\x8b\xc2\xad"
      "b\xef\xbb\xbf",
      "ab" },
    { "the signature separator keeps its blank", "<div>-- </div>a", "-- \na" },
};

static void
html_reads_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = ms_html_text (ms_slice_str (rows[i].html));
        if (strcmp (got, rows[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", rows[i].name, got, rows[i].want);
    }
}

static void
elements_nested_without_end_do_no_harm (void **state)
{
    g_autoptr (GString) html = g_string_new ("a");
    g_autofree char *got = NULL;

    (void)state;
    for (guint i = 0; i < 20000; i++)
        g_string_append (html, "<b>");
    g_string_append (html, "deep");
    got = ms_html_text (ms_slice_str (html->str));
    assert_string_equal (got, "a");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (html_reads_as_its_row_says),
        cmocka_unit_test (elements_nested_without_end_do_no_harm),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
