/* SPDX-License-Identifier: BSD-2-Clause */
#include "place_cases.h"

#include "html_inside.h"

static void
clients_and_habits_are_placed (void **state)
{
    (void)state;
    place_cases_check ("html.cases", ms_place_html, 110);
}

static void
webmail_and_what_re_quotes_is_placed (void **state)
{
    (void)state;
    place_cases_check ("webmail.cases", ms_place_html, 90);
}

/* ---- Top and bottom -------------------------------------------------------------- */

/* "¦" marks the top, "‖" the bottom. */
typedef struct {
    const char *name;
    const char *html;
} EndsRow;

static gsize
take_mark (GString *html, const char *mark)
{
    const char *at = strstr (html->str, mark);
    gsize offset = 0;

    assert_non_null (at);
    offset = (gsize)(at - html->str);
    g_string_erase (html, (gssize)offset, (gssize)strlen (mark));
    return offset;
}

static guint
check_ends (const EndsRow *row, const MsSeparators *separators)
{
    g_autoptr (GString) html = g_string_new (row->html);
    gsize top = take_mark (html, "¦");
    gsize bottom = take_mark (html, "‖");
    MsPlaces got =
        ms_place_html (ms_slice (html->str, html->len), MS_PLACE_PLAIN, separators);

    if (got.top == top && got.bottom == bottom)
        return 0;
    print_error ("%s: top %zu want %zu, bottom %zu want %zu\n", row->name, got.top, top,
                 got.bottom, bottom);
    return 1;
}

static void
top_and_bottom_are_inside_the_body (void **state)
{
    static const EndsRow rows[] = {
        { "a whole document",
          "<!DOCTYPE html><html><head><title>t</title></head><body class=a>¦<p>Hi</p>‖"
          "</body></html>" },
        { "line ends between the tags",
          "<html>\n<body>¦\n<p>Hi</p>‖\n</body>\n</html>\n" },
        { "a fragment", "¦<p>Hi</p>‖" },
        { "bare text", "¦Hi‖" },
        { "nothing", "¦‖" },
        { "no body", "<html><head><style>p{}</style></head>¦<p>Hi</p>‖</html>" },
        { "neither head nor body", "<html>¦<p>Hi</p>‖</html>" },
        { "a body that nothing ends", "<body>¦<p>Hi</p>‖" },
        { "content before the body", "<html>¦Hi<body><p>there</p>‖</body></html>" },
        { "content behind the body (B57)", "<body>¦<p>Hi</p></body><p>late</p>‖</html>" },
        { "content behind the document", "<body>¦<p>Hi</p></body></html><p>late</p>‖" },
        { "text behind the document", "<html><body>¦Hi</body></html>\nlate‖" },
        { "two bodies (B58)", "<body>¦<p>Hi</p></body><body><p>there</p>‖</body>" },
        { "a quoted document (B58)",
          "<body>¦Hi<div><html><body>there</body></html></div>‖</body></html>" },
        { "</body> in a comment (B58)", "<body>¦Hi<!-- </body> --> there‖</body>" },
        { "</body> in a script (B58)",
          "<body>¦Hi<script>'</body>'</script>there‖</body>" },
        { "</body> in an attribute", "<body>¦Hi <a title='</body>'>there</a>‖</body>" },
        { "only a comment behind the text", "<body>¦Hi‖<!-- the end --></body>" },
        { "a comment that nothing ends", "<body>¦Hi‖<!-- the end </body>" },
        { "a tag that nothing ends", "<body>¦Hi‖<a href=\"x" },
        { "an end tag that nothing ends", "<body>¦<p>Hi‖</p" },
        { "an end tag without a name at the end", "<body>¦<p>Hi‖</" },
        { "a < at the end is text", "<body>¦<p>Hi <‖" },
        { "a style that nothing ends", "<body>¦Hi‖<style>p{} </body>" },
        { "blank lines at the end", "<body>¦<div>Hi</div>‖<br><br>&nbsp;</body>" },
        { "a picture at the end", "<body>¦Hi<br><img src=a>‖</body>" },
        { "unclosed elements", "¦<div><b><i>Hi‖" },
        { "the bottom is outside a table", "¦<table><tr><td>Hi</td></tr></table>‖" },
        { "the bottom is outside a list", "¦<ul><li>Hi</ul>‖" },
        { "the bottom is outside a link", "¦<a href=x><b>Hi</b></a>‖" },
        { "the bottom is outside a quote", "¦<blockquote>Hi</blockquote>‖" },
        { "the bottom is outside hidden text", "¦<div style='display:none'>Hi</div>‖" },
        { "the bottom is in a cell that nothing ends", "¦<table><tr><td>Hi‖" },
        { "not for Outlook alone", "¦<!--[if mso]><p>Hi</p><![endif]-->there‖" },
        { "not for all but Outlook", "¦<div><![if !mso]><p>Hi</p><![endif]></div>‖" },
        { "a byte order mark", "\ufeff¦<p>Hi</p>‖" },
    };
    g_autoptr (MsSeparators) separators = ms_separators_new();
    guint failed = 0;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        failed += check_ends (&rows[i], separators);
    assert_int_equal (failed, 0);
}

/* ---- Everywhere ------------------------------------------------------------------ */

static void
check_outside (MsSlice html, const MsSeparators *separators)
{
    for (guint hints = 0; hints < 4; hints += 2) {
        MsPlaces got = ms_place_html (html, hints, separators);
        assert_true (got.top <= got.above_quote && got.above_quote <= got.bottom);
        assert_true (got.bottom <= html.len);
        assert_true (html_place_is_outside (html.data, html.len, got.top));
        assert_true (html_place_is_outside (html.data, html.len, got.above_quote));
        assert_true (html_place_is_outside (html.data, html.len, got.bottom));
    }
}

static void
no_place_is_inside_markup_wherever_the_html_ends (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autoptr (GPtrArray) cases = place_cases_load ("html.cases");

    (void)state;
    for (guint i = 0; i < cases->len; i++) {
        const PlaceCase *one = g_ptr_array_index (cases, i);
        for (gsize len = 0; len <= one->text->len; len++)
            check_outside (ms_slice (one->text->str, len), separators);
    }
}

static void
repetition_is_read_once (void **state)
{
    static const char *const units[] = {
        "<div>",
        "</div>",
        "<div>a",
        "<b><p>",
        "</em>",
        "<blockquote>a:",
        "<p>",
        "</p>",
        "<table><tr><td>",
        "<tr><td>a",
        "<li>a",
        "<ul><li>a",
        "<a ",
        "<a x=\"y\" ",
        "<",
        "<!--",
        "<!---->",
        "--",
        "<style></style>",
        "</styl",
        "&",
        "&amp;",
        "&abcdefgh",
        "<br>",
        "a<br>",
        "<div class=gmail_quote>a</div>",
        "<div class=moz-cite-prefix>a:",
        "<hr>",
        "<hr>From: a@b<br>",
        "<img>",
        "<body>",
        "</body>",
        "</body>a",
        "<![if a]>",
        "<o:p>",
        "<div style='border-top:solid'>From: ",
        "<textarea>",
        "\xff",
        "<td>a",
        "<div class='a b c d' id=x style='a:b;c:d'>",
        "<pre>\n",
        "\n",
        "<!>",
        "</>",
        "<?",
    };
    g_autoptr (MsSeparators) separators = ms_separators_new();

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
        g_autoptr (GString) html = g_string_new (NULL);
        while (html->len < 100 * 1000)
            g_string_append (html, units[i]);
        check_outside (ms_slice (html->str, html->len), separators);
        g_string_append (html, "<p>x</p></body></html>");
        check_outside (ms_slice (html->str, html->len), separators);
    }
}

static void
deep_unmatched_end_tags_are_read_once (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autoptr (GString) html = g_string_new (NULL);

    (void)state;
    for (guint i = 0; i < 100 * 1000; i++)
        g_string_append (html, "<div>");
    for (guint i = 0; i < 100 * 1000; i++)
        g_string_append (html, "</em>");
    check_outside (ms_slice (html->str, html->len), separators);
}

static void
a_huge_attribute_is_passed_over (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autofree char *filler = g_strnfill (8 * 1000 * 1000, 'x');
    g_autofree char *html = g_strconcat ("<a href=\"", filler, "\">Hi</a>", NULL);
    MsPlaces got = ms_place_html (ms_slice_str (html), MS_PLACE_PLAIN, separators);

    (void)state;
    assert_int_equal (got.bottom, strlen (html));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (clients_and_habits_are_placed),
        cmocka_unit_test (webmail_and_what_re_quotes_is_placed),
        cmocka_unit_test (top_and_bottom_are_inside_the_body),
        cmocka_unit_test (no_place_is_inside_markup_wherever_the_html_ends),
        cmocka_unit_test (repetition_is_read_once),
        cmocka_unit_test (deep_unmatched_end_tags_are_read_once),
        cmocka_unit_test (a_huge_attribute_is_passed_over),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
