/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html_tree.h"

/* The names of the elements that are open behind `html`, outermost first. */
static char *
open_behind (const char *html)
{
    g_autofree MsTree *tree = g_new (MsTree, 1);
    GString *names = g_string_new (NULL);
    MsHtmlScan scan;
    MsHtmlToken token;

    ms_tree_init (tree);
    ms_html_scan_init (&scan, ms_slice_str (html));
    while (ms_html_scan_next (&scan, &token)) {
        const MsTag *tag = ms_tag_lookup (token.name);
        if (token.type == MS_HTML_START)
            ms_tree_start (tree, tag, token.name, (MsElementStyle){ 0 });
        else if (token.type == MS_HTML_END)
            ms_tree_end (tree, tag, token.name);
    }
    for (guint i = 1; i < tree->depth; i++)
        g_string_append_printf (names, "%.*s ", (int)tree->open[i].name.len,
                                tree->open[i].name.data);
    return g_string_free (names, FALSE);
}

static void
elements_end_as_in_browsers (void **state)
{
    static const struct {
        const char *name;
        const char *html;
        const char *want;
    } rows[] = {
        { "nesting", "<div><b>", "div b " },
        { "closing", "<div><b></b>", "div " },
        { "closing what is inside", "<div><b><i></div>", "" },
        { "an end tag that opens nothing", "<div></p></b>", "div " },
        { "void elements", "<div><br><img><hr>", "div " },
        { "a block ends a paragraph", "<p>a<div>", "div " },
        { "a paragraph ends a paragraph", "<p>a<p>", "p " },
        { "a table cell keeps the paragraph outside", "<p><table><tr><td><div>",
          "p table tr td div " },
        { "an item ends an item", "<ul><li>a<li>", "ul li " },
        { "an inner list keeps the outer item", "<ul><li><ol><li>", "ul li ol li " },
        { "a cell ends a cell", "<table><tr><td>a<td>", "table tr td " },
        { "a row ends a row", "<table><tbody><tr><td>a<tr>", "table tbody tr " },
        { "an inner table keeps the outer row", "<table><tr><td><table><tr>",
          "table tr td table tr " },
        { "an end tag in a cell does not reach outside", "<div><table><tr><td></div>",
          "div table tr td " },
        { "the end of a table closes its cells", "<div><table><tr><td><b></table>",
          "div " },
        { "formatting that ends across a block", "<b><div></b>", " div " },
        { "case", "<DIV><B></b>", "DIV " },
        { "Word's elements", "<o:p><span></o:p>", "" },
    };
    guint failed = 0;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = open_behind (rows[i].html);
        if (g_str_equal (got, rows[i].want))
            continue;
        print_error ("%s: got '%s' want '%s'\n", rows[i].name, got, rows[i].want);
        failed++;
    }
    assert_int_equal (failed, 0);
}

static void
an_end_tag_reaches_128_elements_out (void **state)
{
    (void)state;
    for (guint inner = 127; inner <= 128; inner++) {
        g_autoptr (GString) html = g_string_new ("<div>");
        g_autofree char *got = NULL;
        for (guint i = 0; i < inner; i++)
            g_string_append (html, "<b>");
        g_string_append (html, "</div>");
        got = open_behind (html->str);
        assert_int_equal (g_str_has_prefix (got, "div "), inner == 128);
    }
}

static guint64
cost_behind (const char *html)
{
    g_autofree MsTree *tree = g_new (MsTree, 1);
    MsHtmlScan scan;
    MsHtmlToken token;

    ms_tree_init (tree);
    ms_html_scan_init (&scan, ms_slice_str (html));
    while (ms_html_scan_next (&scan, &token)) {
        if (token.type == MS_HTML_START)
            ms_tree_start (tree, ms_tag_lookup (token.name), token.name,
                           (MsElementStyle){ 0 });
        else if (token.type == MS_HTML_END)
            ms_tree_end (tree, ms_tag_lookup (token.name), token.name);
    }
    return ms_tree_cost (tree);
}

static void
better_places_cost_less (void **state)
{
    static const char *const rows[][2] = {
        { "", "<div>" },
        { "<div>", "<div><div>" },
        { "<div>", "<p>" },
        { "<div>", "<div><span>" },
        { "<p>", "<p><b>" },
        { "<span>", "<a>" },
        { "<a>", "<blockquote>" },
        { "<div>", "<ul><li>" },
        { "<table><tr><td>", "<table>" },
        { "<table><tr><td>", "<table><tr>" },
        { "<ul><li>", "<ul>" },
        { "<blockquote>", "<button>a" },
        { "<blockquote>", "<select>" },
        { "<table><tr><td>", "<table><b>" },
    };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        assert_true (cost_behind (rows[i][0]) < cost_behind (rows[i][1]));
}

static void
depth_beyond_the_limit_is_counted (void **state)
{
    g_autofree MsTree *tree = g_new (MsTree, 1);
    const MsTag *tag = ms_tag_lookup (ms_slice_str ("div"));

    (void)state;
    ms_tree_init (tree);
    for (guint i = 0; i < 2 * MS_TREE_MAX_DEPTH; i++)
        ms_tree_start (tree, tag, ms_slice_str ("div"), (MsElementStyle){ 0 });
    for (guint i = 0; i < 2 * MS_TREE_MAX_DEPTH; i++)
        ms_tree_end (tree, tag, ms_slice_str ("div"));
    assert_int_equal (tree->depth, 1);
    assert_int_equal (ms_tree_cost (tree), 0);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (elements_end_as_in_browsers),
        cmocka_unit_test (an_end_tag_reaches_128_elements_out),
        cmocka_unit_test (better_places_cost_less),
        cmocka_unit_test (depth_beyond_the_limit_is_counted),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
