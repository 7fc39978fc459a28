/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "html_scan.h"

/* One letter per token, the token in brackets: T text, S start, E end, R raw, C comment;
 * small where the input ended in the middle of it. */
static char *
describe (const char *html)
{
    GString *out = g_string_new (NULL);
    MsHtmlScan scan;
    MsHtmlToken token;

    ms_html_scan_init (&scan, ms_slice_str (html));
    while (ms_html_scan_next (&scan, &token)) {
        char letter = "TSERC"[token.type];
        g_string_append_c (out, token.closed ? letter : g_ascii_tolower (letter));
        g_string_append_printf (out, "[%.*s]", (int)(token.end - token.start),
                                html + token.start);
    }
    return g_string_free (out, FALSE);
}

typedef struct {
    const char *name;
    const char *html;
    const char *want;
} ScanRow;

static void
tokens_end_where_browsers_end_them (void **state)
{
    static const ScanRow rows[] = {
        { "nothing", "", "" },
        { "text", "a b", "T[a b]" },
        { "an element", "<p>a</p>", "S[<p>]T[a]E[</p>]" },
        { "upper case and blanks", "<P \n>a</P\n>", "S[<P \n>]T[a]E[</P\n>]" },
        { "a > in a quoted value", "<a t=\"x>y\">", "S[<a t=\"x>y\">]" },
        { "a quotation mark in an unquoted value", "<a t=x\"y>z", "S[<a t=x\"y>]T[z]" },
        { "a quotation mark in a name", "<a \"x>y\">", "S[<a \"x>]T[y\">]" },
        { "an = at the start of a name", "<a =\"x>y", "S[<a =\"x>]T[y]" },
        { "blanks around =", "<a t = 'x>y'>", "S[<a t = 'x>y'>]" },
        { "no blank between attributes", "<a t='x'u=\"y>\">", "S[<a t='x'u=\"y>\">]" },
        { "a slash in an unquoted value", "<a t=x/\"y>z\">", "S[<a t=x/\"y>]T[z\">]" },
        { "a < that opens nothing", "a < b <3 c", "T[a < b <3 c]" },
        { "a < at the end", "a<", "T[a<]" },
        { "a </ at the end", "a</", "T[a]c[</]" },
        { "an end tag without a name", "a</>b", "T[a]C[</>]T[b]" },
        { "an end tag with a blank", "a</ p>b", "T[a]C[</ p>]T[b]" },
        { "a comment", "<!--a-->b", "C[<!--a-->]T[b]" },
        { "a comment with tags", "<!--<p>-->b", "C[<!--<p>-->]T[b]" },
        { "the shortest comments", "<!-->a<!--->b", "C[<!-->]T[a]C[<!--->]T[b]" },
        { "a comment that ends in --!>", "<!--a--!>b", "C[<!--a--!>]T[b]" },
        { "dashes in a comment", "<!--a--b--->c", "C[<!--a--b--->]T[c]" },
        { "an unended comment", "a<!--b>", "T[a]c[<!--b>]" },
        { "for Outlook only (B55)", "<!--[if mso]><p><![endif]-->",
          "C[<!--[if mso]><p><![endif]-->]" },
        { "for all but Outlook (B55)", "<![if !mso]>a<![endif]>",
          "C[<![if !mso]>]T[a]C[<![endif]>]" },
        { "a doctype", "<!DOCTYPE html>a", "C[<!DOCTYPE html>]T[a]" },
        { "a processing instruction", "<?xml a?>b", "C[<?xml a?>]T[b]" },
        { "Word's namespace", "<o:p>&nbsp;</o:p>", "S[<o:p>]T[&nbsp;]E[</o:p>]" },
        { "a style", "<style>a<b></i></style>c", "S[<style>]R[a<b></i>]E[</style>]T[c]" },
        { "an empty style", "<style></STYLE>c", "S[<style>]E[</STYLE>]T[c]" },
        { "a longer name ends no style", "<style></styles></style>",
          "S[<style>]R[</styles>]E[</style>]" },
        { "a comment in a style", "<style><!--a--></style>b",
          "S[<style>]R[<!--a-->]E[</style>]T[b]" },
        { "a script", "<script>'</p>'</script>", "S[<script>]R['</p>']E[</script>]" },
        { "a title", "<title><b></title>", "S[<title>]R[<b>]E[</title>]" },
        { "an unended script", "<script>a</p>", "S[<script>]r[a</p>]" },
        { "an unended tag", "a<p class='b>", "T[a]s[<p class='b>]" },
    };
    guint failed = 0;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = describe (rows[i].html);
        if (g_str_equal (got, rows[i].want))
            continue;
        print_error ("%s: got %s want %s\n", rows[i].name, got, rows[i].want);
        failed++;
    }
    assert_int_equal (failed, 0);
}

static void
attributes_are_read_as_written (void **state)
{
    static const ScanRow rows[] = {
        { "none", "  ", "" },
        { "quoted", " a=\"b c\" d='e'", "a=b c|d=e|" },
        { "unquoted", " a=b c=d/e", "a=b|c=d/e|" },
        { "without a value", " hidden a=b", "hidden=|a=b|" },
        { "blanks around =", " a = b", "a=b|" },
        { "an empty value", " a=\"\" b", "a=|b=|" },
        { "slashes between", " a/b/ c=d", "a=|b=|c=d|" },
        { "an unended value", " a=\"b", "a=b|" },
        { "an = in front", " =a=b", "=a=b|" },
        { "a value that is missing", " a=", "a=|" },
    };
    guint failed = 0;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GString) got = g_string_new (NULL);
        MsSlice attributes = ms_slice_str (rows[i].html), name = { 0 }, value = { 0 };

        while (ms_html_next_attribute (&attributes, &name, &value))
            g_string_append_printf (got, "%.*s=%.*s|", (int)name.len, name.data,
                                    (int)value.len, value.data);
        if (g_str_equal (got->str, rows[i].want))
            continue;
        print_error ("%s: got %s want %s\n", rows[i].name, got->str, rows[i].want);
        failed++;
    }
    assert_int_equal (failed, 0);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (tokens_end_where_browsers_end_them),
        cmocka_unit_test (attributes_are_read_as_written),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
