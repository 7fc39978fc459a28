/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_fixture.h"
#include "template_url.h"

static const struct {
    const char *name;
    const char *value; /* as it stands in the attribute */
    MsUrlKind want;
} kinds[] = {
    { "the web", "https://example.com/", MS_URL_ALLOWED },
    { "case does not count", "HTTPS://example.com/", MS_URL_ALLOWED },
    { "mail", "mailto:jane@example.com", MS_URL_ALLOWED },
    { "a phone", "tel:+1", MS_URL_ALLOWED },
    { "a picture of the message", "cid:x@y", MS_URL_ALLOWED },
    { "nothing", "", MS_URL_ALLOWED },
    { "a place in the page", "#top", MS_URL_ALLOWED },
    { "another host", "//example.com/a:b", MS_URL_ALLOWED },
    { "a path", "/a:b", MS_URL_ALLOWED },

    { "a file", "logo.png", MS_URL_FILE },
    { "a file of a folder", "people/a:b.png", MS_URL_FILE },
    { "a file with a colon behind a question mark", "a?b:c", MS_URL_FILE },
    { "a colon without a scheme", ":x", MS_URL_FILE },
    { "a scheme does not begin with a digit", "1a:x", MS_URL_FILE },

    { "a script", "javascript:alert(1)", MS_URL_REFUSED },
    { "a script in mixed case", "JavaScript:alert(1)", MS_URL_REFUSED },
    { "a script behind blanks", " \x01\tjavascript:1", MS_URL_REFUSED },
    { "a script with a tab in it", "java\tscript:1", MS_URL_REFUSED },
    { "a script with a line break in it", "java\r\nscript:1", MS_URL_REFUSED },
    { "a script with a reference in it", "java&#115;cript:1", MS_URL_REFUSED },
    { "a script with a hexadecimal reference", "&#x6A;avascript:1", MS_URL_REFUSED },
    { "a script with a reference without its end", "javascript&#58alert(1)",
      MS_URL_REFUSED },
    { "a script with its colon named", "javascript&colon;1", MS_URL_REFUSED },
    { "a script with a tab named", "java&Tab;script:1", MS_URL_REFUSED },
    { "a script with a line break named", "java&NewLine;script:1", MS_URL_REFUSED },
    { "data", "data:text/html,x", MS_URL_REFUSED },
    { "another script", "vbscript:x", MS_URL_REFUSED },
    { "a file of the reader's disk", "file:///etc/passwd", MS_URL_REFUSED },
    { "a scheme nobody knows", "ms-msdt:/id", MS_URL_REFUSED },
    { "a drive letter", "C:\\x", MS_URL_REFUSED },
};

static void
a_url_is_of_the_kind_that_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
        g_autofree char *url = ms_url_decode (ms_slice_str (kinds[i].value));
        MsUrlKind got = ms_url_kind (url);
        if (got != kinds[i].want)
            fail_msg ("%s: got %d, want %d", kinds[i].name, (int)got, (int)kinds[i].want);
    }
}

static const struct {
    const char *name;
    const char *value;
    const char *want;
} decodings[] = {
    { "text stays", "a b", "a b" },
    { "references", "a&amp;b&#38;c&#x26;d", "a&b&c&d" },
    { "what is no reference stays", "a&b=1&unknown;&#;&#x;&", "a&b=1&unknown;&#;&#x;&" },
    { "a number that is no character", "&#xD800;&#99999999999;",
      "\xef\xbf\xbd\xef\xbf\xbd" },
};

static void
a_value_is_decoded_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (decodings); i++) {
        g_autofree char *got = ms_url_decode (ms_slice_str (decodings[i].value));
        if (strcmp (got, decodings[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", decodings[i].name, got,
                      decodings[i].want);
    }
}

static const struct {
    const char *url;
    const char *want;
} files[] = {
    { "logo.png", "logo.png" },         { " logo.png ", "logo.png" },
    { "my%20logo.png", "my logo.png" }, { "logo.png?v=2#x", "logo.png" },
    { "50%.png", "50%.png" },           { "a%ab.png", "a%ab.png" },
};

static void
a_url_names_the_file_that_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autofree char *got = ms_url_file (files[i].url);
        assert_string_equal (got, files[i].want);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_url_is_of_the_kind_that_its_row_says),
        cmocka_unit_test (a_value_is_decoded_as_its_row_says),
        cmocka_unit_test (a_url_names_the_file_that_its_row_says),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
