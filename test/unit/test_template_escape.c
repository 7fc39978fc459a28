/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_escape.h"
#include "template_fixture.h"

#define UNQUOTED MS_CONTEXT_UNQUOTED

typedef struct {
    const char *name;
    guint context;
    const char *value;
    const char *want;
} Row;

static const Row rows[] = {
    { "plain words stay", MS_CONTEXT_TEXT, "Jane Doe", "Jane Doe" },
    { "letters beyond ASCII stay", MS_CONTEXT_TEXT, "Zoë 北京 😀", "Zoë 北京 😀" },
    { "markup becomes text", MS_CONTEXT_TEXT, "<b onclick=\"x\">'&amp;",
      "&lt;b onclick=&quot;x&quot;&gt;&#39;&amp;amp;" },
    { "a line break becomes a blank", MS_CONTEXT_TEXT, "a\r\nb\nc\rd\te", "a b c d e" },
    { "line separators of Unicode, too", MS_CONTEXT_TEXT,
      "a\xe2\x80\xa8"
      "b\xc2\x85"
      "c",
      "a b c" },
    { "control characters go", MS_CONTEXT_TEXT,
      "a\x01\x1b[0m\x7f"
      "b\xc2\x9b",
      "a[0mb" },
    { "overrides of direction go", MS_CONTEXT_TEXT,
      "a\xe2\x80\xae"
      "b\xe2\x81\xa6"
      "c\xe2\x80\xaa",
      "abc" },
    { "marks of direction stay", MS_CONTEXT_TEXT,
      "a\xe2\x80\x8f"
      "b",
      "a\xe2\x80\x8f"
      "b" },
    { "noncharacters and byte order marks go", MS_CONTEXT_TEXT,
      "a\xef\xbb\xbf"
      "b\xef\xbf\xbf"
      "c",
      "abc" },
    { "what is no UTF-8 is replaced", MS_CONTEXT_TEXT,
      "a\xff\xc3"
      "b",
      "a\xef\xbf\xbd\xef\xbf\xbd"
      "b" },

    { "a hyphen at the end is no end of a comment",
      MS_CONTEXT_TEXT | MS_CONTEXT_CONDITIONAL, "a-b--", "a-b-&#45;" },
    { "also not in a style", MS_CONTEXT_STYLE | MS_CONTEXT_CONDITIONAL, "a-", "a&#45;" },

    { "elsewhere a hyphen stays one", MS_CONTEXT_TEXT, "a-b--", "a-b--" },

    { "without quotes nothing but words stays", MS_CONTEXT_TEXT | UNQUOTED, "a b>c=d`\"'",
      "a&#32;b&#62;c&#61;d&#96;&#34;&#39;" },
    { "without quotes, letters stay", MS_CONTEXT_TEXT | UNQUOTED, "Zoë_1.2-3",
      "Zoë_1.2-3" },

    { "a URL stays", MS_CONTEXT_URL, "https://example.com/a?b=c#d%20",
      "https://example.com/a?b=c#d%20" },
    { "a URL stays in its attribute", MS_CONTEXT_URL, "x\" onclick='y'>",
      "x%22%20onclick=&#39;y&#39;%3E" },
    { "blanks around a URL go", MS_CONTEXT_URL, " \n http://a \t", "http://a" },
    { "a URL without quotes", MS_CONTEXT_URL | UNQUOTED, "a=b&c", "a&#61;b&#38;c" },
    { "a part of a query is one", MS_CONTEXT_URL_PART, "R&D #1/ü=é~",
      "R%26D%20%231%2F%C3%BC%3D%C3%A9~" },

    { "a number is dialled", MS_CONTEXT_NUMBER, "+49 30 / 12.34-56", "+4930123456" },
    { "the national prefix is not", MS_CONTEXT_NUMBER, "+49 (0)30 1", "+49301" },
    { "an area code in brackets is", MS_CONTEXT_NUMBER, "(030) 1", "0301" },
    { "words end a number", MS_CONTEXT_NUMBER, "+1 555 0100 ext. 12", "+15550100" },
    { "keys are dialled", MS_CONTEXT_NUMBER, "*31#5", "*31#5" },

    { "a colour", MS_CONTEXT_STYLE, "#1f6fb2", "#1f6fb2" },
    { "a length", MS_CONTEXT_STYLE, "-1.5em", "-1.5em" },
    { "a style stays in its declaration", MS_CONTEXT_STYLE, "red;position:fixed",
      "redpositionfixed" },
    { "a style calls nothing", MS_CONTEXT_STYLE, "url('//a/b')", "urlab" },
    { "a style is not escaped out", MS_CONTEXT_STYLE, "\\3b x\"}</style>", "3b xstyle" },

    { "nothing is written nowhere", MS_CONTEXT_NOWHERE, "-->", "" },
};

static void
a_value_is_written_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GString) got = g_string_new (NULL);
        ms_escape_html (got, rows[i].value, rows[i].context);
        if (strcmp (got->str, rows[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", rows[i].name, got->str,
                      rows[i].want);
    }
}

static void
an_empty_value_without_quotes_is_a_blank (void **state)
{
    g_autoptr (GString) out = g_string_new ("<td width=");

    (void)state;
    ms_escape_html (out, "\x01", MS_CONTEXT_TEXT | UNQUOTED);
    assert_string_equal (out->str, "<td width=&#32;");
}

static void
an_empty_value_inside_a_word_is_nothing (void **state)
{
    g_autoptr (GString) out = g_string_new ("<td width=1");

    (void)state;
    ms_escape_html (out, "", MS_CONTEXT_TEXT | UNQUOTED);
    assert_string_equal (out->str, "<td width=1");
}

static void
plain_text_is_not_escaped (void **state)
{
    g_autoptr (GString) out = g_string_new (NULL);

    (void)state;
    ms_escape_plain (out, "R&D <b>\r\n\x02'x'\xe2\x80\xae", MS_CONTEXT_TEXT);
    assert_string_equal (out->str, "R&D <b> 'x'");
}

static char *
long_value (const char *unit, gsize len)
{
    GString *value = g_string_new (NULL);

    while (value->len < len)
        g_string_append (value, unit);
    return g_string_free (value, FALSE);
}

static void
of_a_very_long_value_the_start_is_taken (void **state)
{
    g_autofree char *value = long_value ("x", 1024 * 1024);
    g_autoptr (GString) out = g_string_new (NULL);

    (void)state;
    ms_escape_html (out, value, MS_CONTEXT_TEXT);
    assert_int_equal (out->len, MS_VALUE_MAX);
}

static void
a_long_value_is_not_cut_inside_a_character (void **state)
{
    g_autofree char *value = long_value ("€", 2 * MS_VALUE_MAX);
    g_autoptr (GString) out = g_string_new (NULL);

    (void)state;
    ms_escape_plain (out, value, 0);
    assert_int_equal (out->len, MS_VALUE_MAX / 3 * 3);
    assert_true (g_utf8_validate (out->str, -1, NULL));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_value_is_written_as_its_row_says),
        cmocka_unit_test (an_empty_value_without_quotes_is_a_blank),
        cmocka_unit_test (an_empty_value_inside_a_word_is_nothing),
        cmocka_unit_test (plain_text_is_not_escaped),
        cmocka_unit_test (of_a_very_long_value_the_start_is_taken),
        cmocka_unit_test (a_long_value_is_not_cut_inside_a_character),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
