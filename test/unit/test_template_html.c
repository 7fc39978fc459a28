/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_escape.h"
#include "template_fixture.h"
#include "template_html.h"

static MsMustache *
check (const char *html, GPtrArray *problems)
{
    MsSource source = { ms_slice_str (html), "t", 1, 1 };
    MsMustache *mustache = ms_mustache_compile (&source, NULL, NULL, problems);

    if (mustache != NULL)
        ms_template_html_check (mustache, "t", NULL, NULL, problems);
    return mustache;
}

#define UNQUOTED MS_CONTEXT_UNQUOTED

static const struct {
    const char *name;
    const char *html; /* with the field x */
    guint want;
} contexts[] = {
    { "text", "<p>{{x}}</p>", MS_CONTEXT_TEXT },
    { "no tag at all", "{{x}}", MS_CONTEXT_TEXT },
    { "an attribute", "<p title=\"a {{x}}\"></p>", MS_CONTEXT_TEXT },
    { "an attribute with single quotes", "<p title='{{x}}'></p>", MS_CONTEXT_TEXT },
    { "an attribute without quotes", "<p title={{x}}></p>", MS_CONTEXT_TEXT | UNQUOTED },
    { "inside a value without quotes", "<p title=a{{x}}></p>",
      MS_CONTEXT_TEXT | UNQUOTED },
    { "a URL", "<a href=\"{{x}}\"></a>", MS_CONTEXT_URL },
    { "a URL in capitals", "<A HREF=\"{{x}}\"></A>", MS_CONTEXT_URL },
    { "the path of a URL", "<a href=\"https://e.com/{{x}}\"></a>", MS_CONTEXT_URL },
    { "the query of a URL", "<a href=\"https://e.com/?a={{x}}\"></a>",
      MS_CONTEXT_URL_PART },
    { "the fragment of a URL", "<a href=\"#{{x}}\"></a>", MS_CONTEXT_URL_PART },
    { "a reference is no fragment", "<a href=\"a&#47;{{x}}\"></a>", MS_CONTEXT_URL },
    { "the subject of a mail", "<a href=\"mailto:a@e.com?subject={{x}}\"></a>",
      MS_CONTEXT_URL_PART },
    { "a URL without quotes", "<a href={{x}}></a>", MS_CONTEXT_URL | UNQUOTED },
    { "a picture", "<img alt=\"\" width=1 src=\"https://e.com/{{x}}\">", MS_CONTEXT_URL },
    { "a phone number", "<a href=\"tel:{{x}}\"></a>", MS_CONTEXT_NUMBER },
    { "a style", "<p style=\"color:{{x}}\"></p>", MS_CONTEXT_STYLE },
    { "a comment", "<!-- {{x}} -->", MS_CONTEXT_NOWHERE },
    { "a style sheet", "<style>{{x}}</style>", MS_CONTEXT_NOWHERE },
    { "a script", "<script>{{x}}</script>", MS_CONTEXT_NOWHERE },
    { "behind a comment", "<!-- a -->{{x}}", MS_CONTEXT_TEXT },
    { "in a conditional comment", "<!--[if mso]><b>{{x}}</b><![endif]-->",
      MS_CONTEXT_TEXT | MS_CONTEXT_CONDITIONAL },
    { "in an attribute in a section", "<a {{#x}}href=\"{{x}}\"{{/x}}></a>",
      MS_CONTEXT_URL },
    { "in a section in a URL", "<a href=\"{{#x}}{{x}}{{/x}}\"></a>", MS_CONTEXT_URL },
};

static guint
context_of_first_field (const MsMustache *mustache)
{
    for (guint i = 0; i < mustache->ops->len; i++)
        if (ms_mustache_op (mustache, i)->type == MS_OP_FIELD)
            return ms_mustache_op (mustache, i)->context;
    return G_MAXUINT;
}

static void
a_field_has_the_context_that_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (contexts); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsMustache) mustache = check (contexts[i].html, problems);
        guint got = context_of_first_field (mustache);
        if (got != contexts[i].want || ms_problems_have_error (problems))
            fail_msg ("%s: got %#x, want %#x", contexts[i].name, got, contexts[i].want);
    }
}

static const struct {
    const char *name;
    const char *html;
    const char *want;
} rows[] = {
    { "whole HTML", "<p>{{#x}}<b>{{x}}</b>{{/x}}</p>", "" },
    { "bare text", "{{x}}, Sales", "" },
    { "a link around something, where there is one",
      "{{#x}}<a href=\"{{x}}\">{{/x}}Logo{{#x}}</a>{{/x}}", "" },
    { "one or the other",
      "{{#x}}<b>{{/x}}{{^x}}<i>{{/x}}y{{#x}}</b>{{/x}}{{^x}}</i>{{/x}}", "" },
    { "tags of one section that others do not close", "{{#x}}<b>{{/x}}y{{#z}}</b>{{/z}}",
      "1:23: warning: </b> closes nothing and is left out\n"
      "1:7: warning: <b> is never closed" },

    { "an open element", "a\n<b>x", "2:1: warning: <b> is never closed" },
    { "an open element inside another", "<div><b>x</div>",
      "1:6: warning: <b> is never closed" },
    { "elements that end by themselves", "<ul><li>1<li>2</ul><p>x", "" },
    { "a stray end tag", "x</div>",
      "1:2: warning: </div> closes nothing and is left out" },
    { "tables for Outlook alone",
      "<!--[if mso]><table><tr><td><![endif]-->x<!--[if "
      "mso]></td></tr></table><![endif]-->",
      "" },
    { "an open table for Outlook alone", "<!--[if mso]><table><![endif]-->x",
      "1:14: warning: <table> is never closed" },

    { "the end of a page", "x</body></html>",
      "1:2: </body> cannot stand in a signature: it belongs to a page\n"
      "1:9: </html> cannot stand in a signature: it belongs to a page" },
    { "an open comment", "x<!-- y", "1:2: the comment is never closed, expected -->" },
    { "an open conditional comment", "x<!--[if mso]>y",
      "1:2: the conditional comment is never closed, expected <![endif]-->" },
    { "an open tag", "x<b class", "1:2: the tag is never closed, expected >" },
    { "an open quote", "x<b class=\"a>y",
      "1:2: the tag is never closed, expected the end of an attribute's value and >" },

    { "a field as a tag's name", "<{{x}}>",
      "1:2: field \"x\" stands inside a tag, expected it in the text or in the value of "
      "an "
      "attribute" },
    { "a field as an attribute", "<b {{x}}>y</b>",
      "1:4: field \"x\" stands inside a tag, expected it in the text or in the value of "
      "an "
      "attribute" },
    { "raw attributes are asked for", "<b {{{x}}}>y</b>", "" },
    { "a field in a script's place", "<b onclick=\"{{x}}\">y</b>",
      "1:13: field \"x\" cannot stand in a script\n"
      "1:4: warning: mail clients take scripts out" },
    { "a section that ends inside a tag", "{{#x}}<a href=\"{{/x}}\">y</a>",
      "1:1: section \"x\" begins and ends in different places of the HTML: whole tags, "
      "whole attributes or a part of one value may stand in it" },
    { "a section that ends in another attribute",
      "<a href=\"{{#x}}\" title=\"{{/x}}\">y</a>",
      "1:10: section \"x\" begins and ends in different places of the HTML: whole tags, "
      "whole attributes or a part of one value may stand in it" },
    { "a section that opens a comment", "{{#x}}<!--{{/x}} -->",
      "1:1: section \"x\" begins and ends in different places of the HTML: whole tags, "
      "whole attributes or a part of one value may stand in it" },
    { "a section that opens a conditional comment",
      "{{#x}}<!--[if mso]>{{/x}}<![endif]-->",
      "1:1: section \"x\" begins and ends in different places of the HTML: whole tags, "
      "whole attributes or a part of one value may stand in it" },
};

static void
html_is_judged_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsMustache) mustache = check (rows[i].html, problems);
        g_autofree char *got = problems_text (problems);
        if (strcmp (got, rows[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", rows[i].name, got, rows[i].want);
    }
}

/* ---- Pages ---- */

static const struct {
    const char *name;
    const char *html;
    const char *want;
    const char *problems;
} pages[] = {
    { "a fragment is all used", "<p>x</p>", "1:1 <p>x</p>", "" },
    { "the body of a page",
      "<!doctype "
      "html>\n<html><head><title>t</title></head>\n<body>\n<p>x</p>\n</body></html>\n",
      "3:7 \n<p>x</p>\n", "" },
    { "a page without end", "<html><body>x", "1:13 x", "" },
    { "a page without body", "<html><head></head>x</html>", "1:20 x", "" },
    { "a page of a head alone", "<html>x", "1:7 x", "" },
    { "an end alone is no page's body", "x</body>", "1:1 x", "" },
    { "a body in a comment is none", "<!-- <body> --><p>x</p>",
      "1:1 <!-- <body> --><p>x</p>", "" },
    { "a style sheet in the head is lost", "<html><head><style>p{}</style></head><body>x",
      "1:44 x",
      "1:13: warning: style sheets are left out: they would restyle the author's text "
      "too; "
      "write style attributes" },
    { "the colour of a body is lost", "<body bgcolor=red>x</body>", "1:19 x",
      "1:7: warning: \"bgcolor\" of <body> is not used: it would change the author's "
      "text "
      "too; put it on a table cell" },
};

static void
of_a_page_the_body_is_used_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        MsSource body =
            ms_template_html_body (ms_slice_str (pages[i].html), "t", problems);
        g_autofree char *got = g_strdup_printf ("%u:%u %.*s", body.line, body.column,
                                                (int)body.text.len, body.text.data);
        g_autofree char *found = problems_text (problems);
        if (strcmp (got, pages[i].want) != 0 || strcmp (found, pages[i].problems) != 0)
            fail_msg ("%s: got \"%s\" and \"%s\", want \"%s\" and \"%s\"", pages[i].name,
                      got, found, pages[i].want, pages[i].problems);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_field_has_the_context_that_its_row_says),
        cmocka_unit_test (html_is_judged_as_its_row_says),
        cmocka_unit_test (of_a_page_the_body_is_used_as_its_row_says),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
