/* SPDX-License-Identifier: BSD-2-Clause */
#include "mustache.h"
#include "template_escape.h"
#include "template_fixture.h"

#define MAX_SIZE 65536

/* Partials as "name=text" pairs. */
static char *
find_partial (const char *name, char **file, gpointer user_data)
{
    const char *const *partials = user_data;

    for (; partials != NULL && *partials != NULL; partials++) {
        gsize len = strlen (name);
        if (strncmp (*partials, name, len) == 0 && (*partials)[len] == '=') {
            *file = g_strconcat (name, ".html", NULL);
            return g_strdup (*partials + len + 1);
        }
    }
    return NULL;
}

static MsMustache *
compile (const char *text, const char *const *partials, GPtrArray *problems)
{
    MsSource source = { ms_slice_str (text), "t", 1, 1 };
    return ms_mustache_compile (&source, find_partial, (gpointer)partials, problems);
}

static char *
render (const char *text, const char *const *partials, const MsValue *fields,
        MsRenderFlags flags)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsMustache) mustache = compile (text, partials, problems);

    if (mustache == NULL)
        return problems_text (problems);
    return ms_mustache_render (mustache, fields, ms_escape_html, flags, MAX_SIZE, NULL);
}

/* ---- What is rendered ---- */

typedef struct {
    const char *name;
    const char *template;
    const char *fields;
    const char *want;
    const char *partials[4];
} Row;

static const Row rows[] = {
    { "text without tags stays", "Hello { } {x} }}", "", "Hello { } {x} }}" },
    { "nothing gives nothing", "", "", "" },
    { "a field", "Hi {{name}}!", "name=Jane", "Hi Jane!" },
    { "blanks in a tag", "{{  name\n}}", "name=Jane", "Jane" },
    { "a field nobody has", "<{{nothing}}>", "", "<>" },
    { "escaping", "{{x}}", "x=<a href=\"'&", "&lt;a href=&quot;&#39;&amp;" },
    { "no escaping with three braces", "{{{x}}}", "x=<b>&", "<b>&" },
    { "no escaping with an ampersand", "{{& x }}", "x=<b>&", "<b>&" },
    { "values are not templates", "{{x}}", "x={{name}}", "{{name}}" },
    { "a field keeps its line", "  {{x}}\n", "x=1", "  1\n" },
    { "a list gives its first item", "{{tel}}", "tel=1,2", "1" },
    { "a dotted name that leads nowhere", "[{{name.first}}]", "name=Jane", "[]" },

    { "a section", "{{#a}}yes{{/a}}", "a=1", "yes" },
    { "a section of nothing", "{{#a}}yes{{/a}}", "", "" },
    { "an empty field is false", "{{#a}}yes{{/a}}", "a=", "" },
    { "a field of white space is false", "{{#a}}yes{{/a}}{{^a}}no{{/a}}", "a= \t ",
      "no" },
    { "a no-break space is white space", "{{#a}}yes{{/a}}", "a=\xc2\xa0", "" },
    { "the word false is a text", "{{#a}}yes{{/a}}", "a=false", "yes" },
    { "a section repeats for each value", "{{#tel}}<{{.}}>{{/tel}}", "tel=1,2,3",
      "<1><2><3>" },
    { "a section sees the fields around it", "{{#a}}{{b}}{{/a}}", "a=1|b=2", "2" },
    { "inverted", "{{^a}}none{{/a}}", "", "none" },
    { "inverted of something", "{{^a}}none{{/a}}", "a=1", "" },
    { "sections in sections", "{{#a}}1{{#b}}2{{/b}}3{{/a}}", "a=1|b=1", "123" },
    { "an outer section that is false", "{{#a}}1{{#b}}2{{/b}}3{{/a}}", "b=1", "" },

    { "section tags that stand alone leave no line", "1\n{{#a}}\n2\n{{/a}}\n3\n", "a=1",
      "1\n2\n3\n" },
    { "also when indented", "1\n  {{#a}}\n2\n\t{{/a}}  \n3\n", "a=1", "1\n2\n3\n" },
    { "also with CRLF", "1\r\n{{#a}}\r\n2\r\n{{/a}}\r\n3", "a=1", "1\r\n2\r\n3" },
    { "also at the end of the file", "1\n{{#a}}\n2\n{{/a}}", "a=1", "1\n2\n" },
    { "two on a line do not stand alone", "{{#a}}{{/a}}\n", "a=1", "\n" },
    { "inside a line nothing is taken", "1 {{#a}} 2 {{/a}} 3\n", "a=1", "1  2  3\n" },

    { "a comment", "1{{! 2 }}3", "", "13" },
    { "a comment of several lines", "1\n{{! 2\n\n3 }}\n4", "", "1\n4" },
    { "a comment may hold a tag's start", "1{{! {{ }}2", "", "12" },

    { "delimiters", "{{=<% %>=}}<%a%>{{a}}", "a=1", "1{{a}}" },
    { "delimiters and back", "{{=| |=}}|a||={{ }}=|{{a}}", "a=1", "11" },
    { "delimiters leave no line", "1\n{{=<% %>=}}\n2", "", "1\n2" },

    { "a partial", "[{{> p}}]", "a=1", "[<1>]", { "p=<{{a}}>" } },
    { "a partial in a section",
      "{{#tel}}{{>p}}{{/tel}}",
      "tel=1,2",
      "1;2;",
      { "p={{.}};" } },
    { "a partial in a partial", "{{>p}}", "a=1", "(<1>)", { "p=({{>q}})", "q=<{{a}}>" } },
    { "a partial that stands alone is indented",
      "1\n  {{>p}}\n2",
      "",
      "1\n  a\n  b\n2",
      { "p=a\nb\n" } },
    { "values are not indented", " {{>p}}\n", "a=x\ny", " x y\n", { "p={{a}}\n" } },
    { "delimiters do not reach a partial",
      "{{=| |=}}|>p|",
      "a=1",
      "1|a|",
      { "p={{a}}|a|" } },
    { "delimiters of a partial end with it",
      "{{>p}}{{a}}",
      "a=1",
      "1",
      { "p={{=| |=}}" } },
    { "a partial may include itself inside a section",
      "{{>p}}",
      "",
      "1",
      { "p=1{{#nothing}}{{>p}}{{/nothing}}" } },
};

static void
a_template_renders_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (MsValue) fields = fields_of (rows[i].fields);
        g_autofree char *got =
            render (rows[i].template, rows[i].partials, fields, MS_RENDER_DEFAULT);
        if (g_strcmp0 (got, rows[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", rows[i].name, got, rows[i].want);
    }
}

static const Row vanishing[] = {
    { "a line of an empty field", "1\n{{a}}\n2\n", "", "1\n2\n" },
    { "a line of several empty fields", "1\n {{a}} {{b}}\n2\n", "a= ", "1\n2\n" },
    { "a line with one field that is not", "1\n{{a}} {{b}}\n", "b=x", "1\n x\n" },
    { "a line of text with an empty field stays", "1\n- {{a}}\n", "", "1\n- \n" },
    { "a line of a section", "1\n{{#a}}A: {{a}}{{/a}}\n2\n", "", "1\n2\n" },
    { "the last line", "1\n{{a}}", "", "1\n" },
    { "an empty line of the template stays", "1\n\n{{a}}\n2\n", "", "1\n\n2\n" },
    { "two empty lines that meet become one", "1\n\n{{a}}\n\n2\n", "", "1\n\n2\n" },
    { "also around a section", "1\n\n{{#a}}\nA\n{{/a}}\n\n2\n", "", "1\n\n2\n" },
    { "also at the start", "{{a}}\n\n1\n", "", "1\n" },
    { "two empty lines of the template stay", "1\n\n\n2\n", "", "1\n\n\n2\n" },
    { "what is far from it stays", "{{a}}\n1\n\n\n2\n", "", "1\n\n\n2\n" },
    { "a section tag alone does not take the line behind it", "{{#a}}\nA\n{{/a}}\n\nB\n",
      "a=1", "A\n\nB\n" },
    { "the signature separator is text", "-- \n{{a}}\nx\n", "", "-- \nx\n" },
};

static void
a_line_vanishes_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (vanishing); i++) {
        g_autoptr (MsValue) fields = fields_of (vanishing[i].fields);
        g_autofree char *got =
            render (vanishing[i].template, NULL, fields, MS_RENDER_DROP_LINES);
        if (g_strcmp0 (got, vanishing[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", vanishing[i].name, got,
                      vanishing[i].want);
    }
}

static void
a_dotted_name_leads_into_a_map (void **state)
{
    g_autoptr (MsValue) fields = ms_value_new_map();
    MsValue *sender = ms_value_new_map();
    g_autofree char *got = NULL;

    (void)state;
    ms_value_set_text (sender, "name", "Jane");
    ms_value_set (fields, "sender", sender);
    got = render ("{{sender.name}} {{#sender}}{{name}}{{/sender}} {{sender}}", NULL,
                  fields, MS_RENDER_DEFAULT);
    assert_string_equal (got, "Jane Jane ");
}

static void
the_innermost_map_that_has_the_name_decides (void **state)
{
    g_autoptr (MsValue) fields = ms_value_new_map();
    MsValue *inner = ms_value_new_map();
    g_autofree char *got = NULL;

    (void)state;
    ms_value_set_text (inner, "a", "");
    ms_value_set (fields, "inner", inner);
    ms_value_set_text (fields, "a", "outer");
    got = render ("{{#inner}}[{{a}}]{{/inner}}", NULL, fields, MS_RENDER_DEFAULT);
    assert_string_equal (got, "[]");
}

/* ---- What is wrong ---- */

static const Row wrong[] = {
    { "an unclosed section", "a\n {{#x}}", "",
      "2:2: section \"x\" is never closed, expected {{/x}}" },
    { "both unclosed sections", "{{#x}}{{^y}}", "",
      "1:7: section \"y\" is never closed, expected {{/y}}\n"
      "1:1: section \"x\" is never closed, expected {{/x}}" },
    { "a wrong end", "{{#x}}\n{{/y}}{{/x}}", "",
      "2:1: \"y\" is closed here, but the open section is \"x\" of line 1" },
    { "an end without a start", "é{{/y}}", "",
      "1:2: \"y\" is closed here, but no section is open" },
    { "crossed sections", "{{#x}}{{#y}}{{/x}}{{/y}}", "",
      "1:7: section \"y\" is never closed, expected {{/y}}\n"
      "1:19: \"y\" is closed here, but no section is open" },
    { "a tag without an end", "a {{name", "",
      "1:3: the tag is never closed, expected }}" },
    { "a tag without an end, and what follows", "{{name\n{{/x}}", "",
      "1:1: the tag is never closed, expected }}\n"
      "2:1: \"x\" is closed here, but no section is open" },
    { "three braces need three", "{{{x}}", "",
      "1:1: the tag is never closed, expected }}" },
    { "a comment without an end", "{{! a {{b}", "",
      "1:1: the tag is never closed, expected }}" },
    { "a tag without a name", "{{ }}", "", "1:1: a tag without a name" },
    { "a name with a blank", "{{first name}}", "", "1:1: a name with a blank in it" },
    { "a dotted name with a hole", "{{a..b}}", "",
      "1:1: a dotted name with an empty part" },
    { "an unknown partial", "1\n{{> foot}}", "", "2:1: unknown partial \"foot\"" },
    { "a partial loop",
      "{{> a}}",
      "",
      "1:3: partial loop: a -> b -> a",
      { "a={{> b}}", "b=..{{> a}}" } },
    { "an error in a partial, included twice",
      "{{> a}}{{> a}}",
      "",
      "2:1: a tag without a name",
      { "a=\n{{}}" } },
    { "columns of an indented partial are those of its file",
      "   {{> a}}\n",
      "",
      "2:3: a tag without a name",
      { "a=x\nyz{{}}" } },
    { "one delimiter", "{{=<%=}}", "",
      "1:1: expected two delimiters without = and blanks, as in {{=<% %>=}}" },
    { "three delimiters", "{{=a b c=}}", "", "1:1: expected two delimiters, not more" },
};

static void
an_error_is_reported_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsMustache) mustache =
            compile (wrong[i].template, wrong[i].partials, problems);
        g_autofree char *got = problems_text (problems);
        if (strcmp (got, wrong[i].want) != 0 || mustache != NULL)
            fail_msg ("%s: got \"%s\", want \"%s\"", wrong[i].name, got, wrong[i].want);
    }
}

static void
an_error_in_a_partial_names_its_file (void **state)
{
    const char *const partials[] = { "a={{#x}}", NULL };
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsMustache) mustache = compile ("{{> a}}", partials, problems);

    (void)state;
    assert_null (mustache);
    assert_string_equal (((MsProblem *)g_ptr_array_index (problems, 0))->file, "a.html");
}

static void
an_excerpt_counts_from_where_it_begins (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsSource source = { ms_slice_str ("ab{{}}\n{{}}"), "t", 7, 10 };
    g_autoptr (MsMustache) mustache = ms_mustache_compile (&source, NULL, NULL, problems);
    g_autofree char *got = problems_text (problems);

    (void)state;
    assert_null (mustache);
    assert_string_equal (got, "7:12: a tag without a name\n8:1: a tag without a name");
}

/* ---- Bounds ---- */

static void
assert_render_fails (const char *text, const char *const *partials, const MsValue *fields,
                     gsize max_size)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsMustache) mustache = compile (text, partials, problems);
    g_autoptr (GError) error = NULL;
    g_autofree char *got = NULL;

    assert_non_null (mustache);
    got =
        ms_mustache_render (mustache, fields, NULL, MS_RENDER_DEFAULT, max_size, &error);
    assert_null (got);
    assert_true (g_error_matches (error, MS_ERROR, MS_ERROR_TEMPLATE));
}

static void
a_result_that_is_too_large_is_an_error (void **state)
{
    g_autoptr (MsValue) fields = fields_of ("a=0123456789");

    (void)state;
    assert_render_fails ("{{a}}{{a}}", NULL, fields, 19);
}

static void
a_result_of_just_the_largest_size_is_none (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsMustache) mustache = compile ("{{a}}{{a}}", NULL, problems);
    g_autoptr (MsValue) fields = fields_of ("a=0123456789");
    g_autofree char *got =
        ms_mustache_render (mustache, fields, NULL, MS_RENDER_DEFAULT, 20, NULL);

    (void)state;
    assert_non_null (got);
}

static void
a_recursion_without_end_is_an_error (void **state)
{
    const char *const partials[] = { "p={{#a}}{{> p}}{{/a}}", NULL };
    g_autoptr (MsValue) fields = fields_of ("a=1");

    (void)state;
    assert_render_fails ("{{> p}}", partials, fields, MAX_SIZE);
}

static void
an_inverted_recursion_without_end_is_an_error (void **state)
{
    const char *const partials[] = { "p={{^a}}{{> p}}{{/a}}", NULL };
    g_autoptr (MsValue) fields = fields_of ("");

    (void)state;
    assert_render_fails ("{{> p}}", partials, fields, MAX_SIZE);
}

static void
lists_inside_each_other_end (void **state)
{
    g_autoptr (GString) list = g_string_new ("a=1");
    g_autoptr (MsValue) fields = NULL;

    (void)state;
    for (guint i = 0; i < 1000; i++)
        g_string_append (list, ",1");
    fields = fields_of (list->str);
    assert_render_fails ("{{#a}}{{#a}}{{#a}}{{/a}}{{/a}}{{/a}}", NULL, fields, MAX_SIZE);
}

static void
assert_compile_fails (const char *text, const char *const *partials, const char *want)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsMustache) mustache = compile (text, partials, problems);
    g_autofree char *got = problems_text (problems);

    assert_null (mustache);
    if (strstr (got, want) == NULL)
        fail_msg ("got \"%s\", want \"%s\" in it", got, want);
}

static char *
repeated (const char *text, guint times)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < times; i++)
        g_string_append (out, text);
    return g_string_free (out, FALSE);
}

static void
sections_nested_too_deep_are_an_error (void **state)
{
    g_autofree char *deep = repeated ("{{#a}}", 65);

    (void)state;
    assert_compile_fails (deep, NULL, "sections are nested more than 64 deep");
}

static void
partials_nested_too_deep_are_an_error (void **state)
{
    char *chain[19] = { NULL };

    (void)state;
    for (guint i = 0; i < 17; i++)
        chain[i] = g_strdup_printf ("p%02u={{> p%02u}}", i, i + 1);
    chain[17] = g_strdup ("p17=end");
    assert_compile_fails ("{{> p00}}", (const char *const *)chain,
                          "partials are nested more than 16 deep");
    for (guint i = 0; i < 18; i++)
        g_clear_pointer (&chain[i], g_free);
}

static void
partials_that_multiply_are_an_error (void **state)
{
    char *chain[17] = { NULL };

    (void)state;
    for (guint i = 0; i < 15; i++)
        chain[i] = g_strdup_printf ("p%02u={{> p%02u}}{{> p%02u}}{{> p%02u}}", i, i + 1,
                                    i + 1, i + 1);
    chain[15] = g_strdup ("p15={{x}}");
    assert_compile_fails ("{{> p00}}", (const char *const *)chain,
                          "the template is too large");
    for (guint i = 0; i < 16; i++)
        g_clear_pointer (&chain[i], g_free);
}

static void
a_file_of_open_tags_is_read_in_no_time (void **state)
{
    g_autofree char *tags = repeated ("{{a ", 200 * 1000);
    gint64 before = g_get_monotonic_time();

    (void)state;
    assert_compile_fails (tags, NULL, "the tag is never closed");
    assert_true (g_get_monotonic_time() - before < 2 * G_USEC_PER_SEC);
}

static void
the_names_of_a_template_are_those_of_its_tags (void **state)
{
    const char *const partials[] = { "p={{c}}", NULL };
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsMustache) mustache =
        compile ("{{#a}}{{.}}\n {{{b.x}}}{{/a}}{{> p}}{{! d }}{{a}}", partials, problems);
    g_autoptr (GHashTable) names =
        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
    const MsMustacheName *name = NULL;

    (void)state;
    ms_mustache_names (mustache, names);
    assert_int_equal (g_hash_table_size (names), 3);
    assert_true (g_hash_table_contains (names, "c"));
    name = g_hash_table_lookup (names, "a");
    assert_int_equal (name->line, 1);
    assert_int_equal (name->column, 1);
    name = g_hash_table_lookup (names, "b.x");
    assert_int_equal (name->line, 2);
    assert_int_equal (name->column, 2);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_template_renders_as_its_row_says),
        cmocka_unit_test (a_line_vanishes_as_its_row_says),
        cmocka_unit_test (a_dotted_name_leads_into_a_map),
        cmocka_unit_test (the_innermost_map_that_has_the_name_decides),
        cmocka_unit_test (an_error_is_reported_as_its_row_says),
        cmocka_unit_test (an_error_in_a_partial_names_its_file),
        cmocka_unit_test (an_excerpt_counts_from_where_it_begins),
        cmocka_unit_test (a_result_that_is_too_large_is_an_error),
        cmocka_unit_test (a_result_of_just_the_largest_size_is_none),
        cmocka_unit_test (a_recursion_without_end_is_an_error),
        cmocka_unit_test (an_inverted_recursion_without_end_is_an_error),
        cmocka_unit_test (lists_inside_each_other_end),
        cmocka_unit_test (sections_nested_too_deep_are_an_error),
        cmocka_unit_test (partials_nested_too_deep_are_an_error),
        cmocka_unit_test (partials_that_multiply_are_an_error),
        cmocka_unit_test (a_file_of_open_tags_is_read_in_no_time),
        cmocka_unit_test (the_names_of_a_template_are_those_of_its_tags),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
