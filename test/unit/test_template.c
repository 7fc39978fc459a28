/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_fixture.h"

/* ---- Loading ---- */

static void
the_folder_is_the_name (void **state)
{
    g_autoptr (MsTemplate) template = NULL;

    folder_write (*state, "signature.html", "x");
    template = template_load (*state);
    assert_string_equal (ms_template_name (template), "sales");
}

static void
a_folder_without_html_cannot_be_used (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.txt", "x");
    got = template_failure (*state);
    assert_string_equal (got, "0:0: No such file or directory");
}

static void
all_that_is_wrong_is_said_at_once (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "{{#a}}\n<img src=none.png alt=x width=1>");
    folder_write (*state, "signature.txt", "{{> none}}");
    folder_write (*state, "template.conf", "images = x");
    got = template_failure (*state);
    assert_string_equal (got, "1:0: images: expected embed or link\n"
                              "1:1: section \"a\" is never closed, expected {{/a}}\n"
                              "1:1: unknown partial \"none\"");
}

static void
an_unknown_picture_is_an_error (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "x\n<img src=none.png alt=x width=1>");
    got = template_failure (*state);
    assert_string_equal (got, "2:6: picture \"none.png\": No such file or directory");
}

static void
a_picture_outside_the_folder_is_unknown (void **state)
{
    g_autofree char *got = NULL;

    folder_write_png (*state, "../minimal/logo.png");
    folder_write (*state, "signature.html",
                  "<img src=\"../minimal/logo.png\" alt=x width=1>");
    got = template_failure (*state);
    assert_non_null (strstr (got, "is no name inside the template's folder"));
}

static void
html_that_is_no_utf8_is_refused_with_its_place (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "a\nM\xfcller");
    got = template_failure (*state);
    assert_string_equal (got, "2:2: octet 0xfc is not UTF-8; save the file as UTF-8");
}

static void
a_partial_that_cannot_be_read_is_not_unknown_too (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "{{> p}}");
    folder_write (*state, "p.html", "\xff");
    got = template_failure (*state);
    assert_string_equal (got, "1:1: octet 0xff is not UTF-8; save the file as UTF-8");
}

static void
a_partial_that_includes_itself_in_a_section_is_an_error (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "{{> p}}");
    folder_write (*state, "p.html", "{{#a}}{{> p}}{{/a}}");
    got = template_failure (*state);
    assert_string_equal (got, "1:7: partial loop: \"p\" includes itself");
}

static void
a_partial_loop_in_the_text_is_an_error (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "x");
    folder_write (*state, "signature.txt", "{{> p}}");
    folder_write (*state, "p.txt", "{{#a}}{{> p}}{{/a}}");
    got = template_failure (*state);
    assert_string_equal (got, "1:7: partial loop: \"p\" includes itself");
}

static void
warnings_alone_do_not_fail (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplate) template = NULL;

    folder_write (*state, "signature.html", "<b>x");
    template = ms_template_load (*state, problems);
    assert_non_null (template);
    assert_int_equal (problems->len, 1);
}

static void
an_earlier_error_of_others_is_none_of_this_template (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplate) none = ms_template_load ("/nonexistent/x", problems);
    g_autoptr (MsTemplate) template = NULL;

    folder_write (*state, "signature.html", "x");
    template = ms_template_load (*state, problems);
    assert_null (none);
    assert_non_null (template);
}

static void
required_fields_are_those_of_the_configuration (void **state)
{
    g_autoptr (MsTemplate) template = NULL;

    folder_write (*state, "signature.html", "x");
    folder_write (*state, "template.conf", "required = { name, title }");
    template = template_load (*state);
    assert_string_equal (ms_template_required (template)[0], "name");
    assert_string_equal (ms_template_required (template)[1], "title");
    assert_null (ms_template_required (template)[2]);
}

static void
fields_are_those_of_both_texts_in_order (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (GArray) fields = NULL;
    g_autoptr (GString) got = g_string_new (NULL);

    folder_write (*state, "signature.html", "{{name}}\n{{#tel}}{{.}}{{/tel}}");
    folder_write (*state, "signature.txt", "{{name}}{{sender.address}}");
    folder_write (*state, "template.conf", "\nrequired = { name, title }");
    template = template_load (*state);
    fields = ms_template_fields (template);
    for (guint i = 0; i < fields->len; i++) {
        const MsFieldUse *use = &g_array_index (fields, MsFieldUse, i);
        g_autofree char *file = g_path_get_basename (use->where.file);
        g_string_append_printf (got, "%s %s:%u:%u\n", use->name, file, use->where.line,
                                use->where.column);
    }
    assert_string_equal (got->str, "name signature.html:1:1\n"
                                   "sender.address signature.txt:1:9\n"
                                   "tel signature.html:2:1\n"
                                   "title template.conf:2:0\n");
    assert_true (ms_template_has_text (template));
}

static void
what_is_read_or_missing_can_be_watched (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (GString) got = g_string_new (NULL);

    folder_write_png (*state, "logo.png");
    folder_write (*state, "signature.html", "{{> p}}<img src=logo.png alt=x width=1>");
    folder_write (*state, "p.html", "x");
    template = template_load (*state);
    for (guint i = 0; i < ms_template_files (template)->len; i++) {
        const char *file = g_ptr_array_index (ms_template_files (template), i);
        assert_true (g_str_has_prefix (file, *state));
        g_string_append_printf (got, "%s ", file + strlen (*state));
    }
    assert_string_equal (
        got->str, " /template.conf /signature.html /p.html /logo.png /signature.txt ");
}

/* ---- HTML ---- */

static const struct {
    const char *name;
    const char *html;
    const char *fields;
    const char *want;
} rows[] = {
    { "values are escaped where they stand",
      "<a href=\"{{url}}\" title='{{name}}' style=\"color:{{colour}}\">{{name}}</a>",
      "url=https://e.com/?a&b|name=<'\">|colour=red;x:y",
      "<a href=\"https://e.com/?a&amp;b\" title='&lt;&#39;&quot;&gt;' "
      "style=\"color:redxy\">&lt;&#39;&quot;&gt;</a>" },
    { "a script as a URL", "<a href=\"{{url}}\">x</a>", "url=javascript:alert(1)",
      "<a href=\"#\">x</a>" },
    { "a script in two fields", "<a href=\"{{a}}{{b}}\">x</a>", "a=java|b=script:x",
      "<a href=\"#\">x</a>" },
    { "a script that the template ends", "<a href=\"{{a}}:x\">x</a>", "a=vbscript",
      "<a href=\"#\">x</a>" },
    { "a script behind a line break", "<a href=\"{{a}}\">x</a>", "a=\n java\nscript:x",
      "<a href=\"java%20script:x\">x</a>" },
    { "a script as references", "<a href=\"{{a}}\">x</a>", "a=&#106;avascript:x",
      "<a href=\"&amp;#106;avascript:x\">x</a>" },
    { "a line whose field is empty leaves nothing",
      "<p>{{name}}<br>{{#mobile}}Mobile: {{mobile}}<br>{{/mobile}}Sales</p>",
      "name=Jane|mobile= ", "<p>Jane<br>Sales</p>" },
    { "raw markup that is not whole is closed", "<div>{{{x}}}</div>y",
      "x=<b><i>a</i></div>", "<div><b><i>a</i></b></div>y" },
    { "a page gives its body", "<html><body bgproperties=a><p>x</p></body></html>", "",
      "<p>x</p>" },
    { "a missing value without quotes", "<td width={{w}} class=a>x</td>", "",
      "<td width=&#32; class=a>x</td>" },
    { "a value without quotes stays one", "<b title={{w}}>x</b>", "w=a onclick=b",
      "<b title=a&#32;onclick&#61;b>x</b>" },
};

static void
a_template_renders_as_its_row_says (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsTemplate) template = NULL;
        g_autoptr (MsValue) fields = fields_of (rows[i].fields);
        g_autofree char *got = NULL;

        folder_write (*state, "signature.html", rows[i].html);
        template = ms_template_load (*state, problems);
        assert_non_null (template);
        got = ms_template_render_html (template, fields, NULL, NULL);
        if (g_strcmp0 (got, rows[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", rows[i].name, got, rows[i].want);
    }
}

static void
two_partials_may_have_the_same_fault (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplate) template = NULL;
    g_autofree char *text = NULL;

    folder_write (*state, "signature.html", "{{> a}}{{> b}}\n");
    folder_write (*state, "a.html", "<b>Jane");
    folder_write (*state, "b.html", "<b>Doe");
    folder_write (*state, "signature.txt", "Jane Doe\n");
    template = ms_template_load (*state, problems);
    text = problems_text (problems);
    assert_string_equal (text, "1:1: warning: <b> is never closed\n"
                               "1:1: warning: <b> is never closed");
}

static void
partials_are_files_of_the_folder (void **state)
{
    g_autofree char *html = NULL;
    g_autofree char *text = NULL;

    folder_write (*state, "signature.html", "<p>{{> parts/address}}</p>");
    folder_write (*state, "parts/address.html", "<b>{{city}}</b>");
    folder_write (*state, "signature.txt", "{{> parts/address}}");
    folder_write (*state, "parts/address.txt", "{{city}}!");
    html = template_html (*state, "city=A&B", NULL);
    text = template_text (*state, "city=A&B");
    assert_string_equal (html, "<p><b>A&amp;B</b></p>");
    assert_string_equal (text, "A&B!");
}

static void
a_result_that_is_too_large_is_an_error (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (MsValue) fields = ms_value_new_map();
    g_autofree char *huge = g_strnfill (300 * 1024, 'x');
    g_autoptr (GError) error = NULL;

    folder_write (*state, "signature.html", "{{{x}}}");
    ms_value_set_text (fields, "x", huge);
    template = template_load (*state);
    assert_null (ms_template_render_html (template, fields, NULL, &error));
    assert_true (g_error_matches (error, MS_ERROR, MS_ERROR_TEMPLATE));
    assert_true (g_str_has_prefix (error->message, "template "));
}

static void
what_is_too_large_without_any_value_cannot_be_loaded (void **state)
{
    g_autofree char *huge = g_strnfill (300 * 1024, 'x');
    g_autofree char *found = NULL;

    folder_write (*state, "signature.html", huge);
    found = template_failure (*state);
    assert_non_null (strstr (found, "the signature has more than 262144 octets"));
}

static void
no_field_is_too_large (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (MsValue) fields = ms_value_new_map();
    g_autofree char *huge = g_strnfill (1024 * 1024, '<');
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "{{x}}{{x}}{{x}}");
    ms_value_set_text (fields, "x", huge);
    template = template_load (*state);
    got = ms_template_render_html (template, fields, NULL, NULL);
    assert_non_null (got);
}

/* ---- Plain text ---- */

#define LOGO "<img src=\"logo.png\" alt=\"L\" width=\"1\">"

static const struct {
    const char *name;
    const char *text;
    const char *fields;
    const char *want;
} texts[] = {
    { "the text as it is", "-- \n{{name}}\n", "name=R&D <b>", "-- \nR&D <b>" },
    { "values without line breaks", "{{a}}\nx", "a=1\r\n2\n\n3", "1 2 3\nx" },
    { "raw values with theirs", "{{{a}}}\nx", "a=1\r\n2", "1\n2\nx" },
    { "empty lines at the ends go", "\n \n{{a}}\n\n \n", "a=x", "x" },
    { "lines of empty fields go", "Jane\n{{title}}\n\n{{tel}}\n\nx\n", "", "Jane\n\nx" },
    { "nothing", "{{a}}\n", "", "" },
};

static void
a_text_renders_as_its_row_says (void **state)
{
    folder_write (*state, "signature.html", "x");
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autofree char *got = NULL;
        folder_write (*state, "signature.txt", texts[i].text);
        got = template_text (*state, texts[i].fields);
        if (g_strcmp0 (got, texts[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", texts[i].name, got, texts[i].want);
    }
}

static void
a_text_line_is_never_too_long (void **state)
{
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *got = NULL;
    g_auto (GStrv) lines = NULL;

    for (guint i = 0; i < 1000; i++)
        g_string_append (text, "word ");
    for (guint i = 0; i < 1000; i++)
        g_string_append (text, "€");
    folder_write (*state, "signature.html", "x");
    folder_write (*state, "signature.txt", text->str);
    got = template_text (*state, "");
    assert_true (g_utf8_validate (got, -1, NULL));
    lines = g_strsplit (got, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        assert_in_range (strlen (lines[i]), 1, 998);
}

static void
without_a_text_it_is_derived (void **state)
{
    g_autofree char *got = NULL;

    folder_write_png (*state, "logo.png");
    folder_write (*state, "signature.html",
                  LOGO "<p>{{name}}{{#tel}}<br>Phone: {{tel}}{{/tel}}</p>"
                       "<a href=\"https://e.com/\">Our site</a>");
    got = template_text (*state, "name=R&D <b>");
    assert_string_equal (got, "L\n\nR&D <b>\n\nOur site <https://e.com/>");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        TEMPLATE_TEST (the_folder_is_the_name),
        TEMPLATE_TEST (a_folder_without_html_cannot_be_used),
        TEMPLATE_TEST (all_that_is_wrong_is_said_at_once),
        TEMPLATE_TEST (an_unknown_picture_is_an_error),
        TEMPLATE_TEST (a_picture_outside_the_folder_is_unknown),
        TEMPLATE_TEST (html_that_is_no_utf8_is_refused_with_its_place),
        TEMPLATE_TEST (a_partial_that_cannot_be_read_is_not_unknown_too),
        TEMPLATE_TEST (a_partial_that_includes_itself_in_a_section_is_an_error),
        TEMPLATE_TEST (a_partial_loop_in_the_text_is_an_error),
        TEMPLATE_TEST (warnings_alone_do_not_fail),
        TEMPLATE_TEST (an_earlier_error_of_others_is_none_of_this_template),
        TEMPLATE_TEST (required_fields_are_those_of_the_configuration),
        TEMPLATE_TEST (fields_are_those_of_both_texts_in_order),
        TEMPLATE_TEST (what_is_read_or_missing_can_be_watched),
        TEMPLATE_TEST (a_template_renders_as_its_row_says),
        TEMPLATE_TEST (two_partials_may_have_the_same_fault),
        TEMPLATE_TEST (partials_are_files_of_the_folder),
        TEMPLATE_TEST (a_result_that_is_too_large_is_an_error),
        TEMPLATE_TEST (what_is_too_large_without_any_value_cannot_be_loaded),
        TEMPLATE_TEST (no_field_is_too_large),
        TEMPLATE_TEST (a_text_renders_as_its_row_says),
        TEMPLATE_TEST (a_text_line_is_never_too_long),
        TEMPLATE_TEST (without_a_text_it_is_derived),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
