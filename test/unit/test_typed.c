/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A text with what was found of the token as {…} and, in HTML, the place of the stamp as
 * a # is compared with what it should be. */
#include "check.h"
#include "typed.h"

typedef struct {
    const char *name;
    const char *text;
    const char *want; /* NULL: not found */
} Row;

static const Row texts[] = {
    { "alone", "Hi\n\n[[signature]]\n\nPS\n", "Hi\n\n{[[signature]]}\n\nPS\n" },
    { "in a line", "Hi [[Signature]]!\n", "Hi {[[Signature]]}!\n" },
    { "not over two lines", "[[signa\nture]]\n", NULL },
    { "quoted", "Hi\n> [[signature]]\n>> [[signature]]\n", NULL },
    { "in the history", "Hi\n\n-----Original Message-----\nFrom: a\n\n[[signature]]\n",
      NULL },
    { "above the history", "[[signature]]\n-----Original Message-----\n[[signature]]\n",
      "{[[signature]]}\n-----Original Message-----\n[[signature]]\n" },
    { "between quotes",
      "On 3.3.2026 9:41, Tom wrote:\n> [[signature]]\n\n[[signature]]\n> more\n\nBye\n",
      "On 3.3.2026 9:41, Tom wrote:\n> [[signature]]\n\n{[[signature]]}\n> "
      "more\n\nBye\n" },
};

static const Row htmls[] = {
    { "in a block", "<div>Hi</div><div>[[signature]]</div>PS",
      "<div>Hi</div><div>{[[signature]]}</div>#PS" },
    { "in the body", "Hi<br>[[signature]]<br>PS", "Hi<br>{[[signature]]}#<br>PS" },
    { "behind a head",
      "<html><head><style>p {}</style></head><body>[[signature]]</body></html>",
      "<html><head><style>p {}</style></head><body>{[[signature]]}#</body></html>" },
    { "behind a head that stays open", "<head><title>x</title><body>[[signature]]",
      "<head><title>x</title><body>{[[signature]]}#" },
    { "in a paragraph", "<p>Hi [[signature]] all</p><p>PS</p>",
      "<p>Hi {[[signature]]} all</p>#<p>PS</p>" },
    { "with markup in it", "<p>[[<span>sig</span><!-- x -->nature]]</p>PS",
      "<p>{[[}<span>{sig}</span><!-- x -->{nature]]}</p>#PS" },
    { "with references in it", "<p>&#91;&#x5B;signature]]</p>PS",
      "<p>{&#91;&#x5B;signature]]}</p>#PS" },
    { "not over two blocks", "<p>[[signa</p><p>ture]]</p>", NULL },
    { "not over two lines", "[[signa<br>ture]]", NULL },
    { "not in a comment", "<!-- [[signature]] -->", NULL },
    { "not in an attribute", "<p title='[[signature]]'>Hi</p>", NULL },
    { "not where nobody sees it", "<p style='display:none'>[[signature]]</p>Hi", NULL },
    { "not in a style", "<style>[[signature]]</style>Hi", NULL },
    { "not for Outlook alone", "<![if mso]>[[signature]]<![endif]>Hi", NULL },
    { "quoted", "Hi<blockquote>[[signature]]</blockquote>", NULL },
    { "in the history", "Hi<div id=divRplyFwdMsg></div>[[signature]]", NULL },
    { "above the history",
      "<p>[[signature]]</p><div id=divRplyFwdMsg></div>[[signature]]",
      "<p>{[[signature]]}</p>#<div id=divRplyFwdMsg></div>[[signature]]" },
    { "in a cell", "<table><tr><td>A<td>[[signature]]<tr><td>B</table>PS",
      "<table><tr><td>A<td>{[[signature]]}<tr><td>B</table>#PS" },
    { "in a list", "<ul><li>[[signature]]<li>B</ul>PS",
      "<ul><li>{[[signature]]}<li>B</ul>#PS" },
    { "in a link", "<div><a href=x>[[signature]]</a> PS</div>",
      "<div><a href=x>{[[signature]]}</a># PS</div>" },
    { "in bold type that goes on", "<div><b>[[signature]] PS</b></div>",
      "<div><b>{[[signature]]} PS</b>#</div>" },
    { "in a table with the history",
      "<table><tr><td><p>Hi [[signature]]</p><div id=divRplyFwdMsg></div>older"
      "</table>",
      "<table><tr><td><p>Hi {[[signature]]}</p>#<div id=divRplyFwdMsg></div>older"
      "</table>" },
    { "a picture behind it", "<div>[[signature]]<img src=x></div>",
      "<div>{[[signature]]}#<img src=x></div>" },
    { "markup that never ends", "<p>[[signature]]</p><a href='",
      "<p>{[[signature]]}</p>#<a href='" },
};

static char *
show (const char *text, const MsTyped *typed, gboolean html)
{
    GString *out = g_string_new (NULL);

    for (gsize at = 0; at <= strlen (text); at++) {
        for (guint i = 0; i < typed->ranges->len; i++)
            if (g_array_index (typed->ranges, MsRange, i).end == at)
                g_string_append_c (out, '}');
        if (html && typed->place == at)
            g_string_append_c (out, '#');
        for (guint i = 0; i < typed->ranges->len; i++)
            if (g_array_index (typed->ranges, MsRange, i).start == at)
                g_string_append_c (out, '{');
        if (text[at] != '\0')
            g_string_append_c (out, text[at]);
    }
    return g_string_free (out, FALSE);
}

static void
check_rows (const Row *rows, gsize count, gboolean html)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autofree char *what = NULL;
    g_autoptr (MsTypedWord) word = ms_typed_word_parse ("[[signature]]", &what);
    guint failed = 0;

    for (gsize i = 0; i < count; i++) {
        MsSlice text = ms_slice_str (rows[i].text);
        MsPlaces places = (html ? ms_place_html : ms_place_text) (text, 0, separators);
        MsTyped typed = { 0 };
        g_autofree char *got = NULL;

        (html ? ms_typed_find_html : ms_typed_find_text) (word, text, &places, &typed);
        got = typed.ranges != NULL ? show (rows[i].text, &typed, html) : NULL;
        ms_typed_clear (&typed);
        if (g_strcmp0 (got, rows[i].want) == 0)
            continue;
        print_error ("%s:\n  got  %s\n  want %s\n", rows[i].name, got, rows[i].want);
        failed++;
    }
    assert_int_equal (failed, 0);
}

static void
words_in_plain_text_are_found_as_their_row_says (void **state)
{
    (void)state;
    check_rows (texts, G_N_ELEMENTS (texts), FALSE);
}

static void
words_in_html_are_found_as_their_row_says (void **state)
{
    (void)state;
    check_rows (htmls, G_N_ELEMENTS (htmls), TRUE);
}

/* A megabyte of each; a generous multiple of what it takes. */
static void
no_text_makes_it_slow (void **state)
{
    static const char *const units[] = { "[[signatur",  "[[[[[[[[",
                                         "<div>[[<b>",  "<p>[[signature]</p>",
                                         "[[signature", "</b><b>" };
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autofree char *what = NULL;
    g_autoptr (MsTypedWord) word = ms_typed_word_parse ("[[signature]]", &what);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
        GString *text = g_string_new ("<span>[[signature]]<div>");
        gint64 start = 0;

        while (text->len < 1000 * 1000)
            g_string_append (text, units[i]);
        start = g_get_monotonic_time();
        for (guint html = 0; html < 2; html++) {
            MsTyped typed = { 0 };
            MsPlaces places = { .above_quote = text->len, .bottom = text->len };

            (html ? ms_typed_find_html : ms_typed_find_text) (
                word, ms_slice (text->str, text->len), &places, &typed);
            ms_typed_clear (&typed);
        }
        g_string_free (text, TRUE);
        if (g_get_monotonic_time() - start > 10 * G_USEC_PER_SEC)
            fail_msg ("%s takes too long", units[i]);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (words_in_plain_text_are_found_as_their_row_says),
        cmocka_unit_test (words_in_html_are_found_as_their_row_says),
        cmocka_unit_test (no_text_makes_it_slow),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
