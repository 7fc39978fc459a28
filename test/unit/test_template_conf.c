/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_conf.h"
#include "template_fixture.h"

static const struct {
    const char *name;
    const char *text;
    const char *want; /* required fields, then the URL */
    const char *problems;
} rows[] = {
    { "no file", NULL, "", "" },
    { "an empty file", "", "", "" },
    { "a comment", "# nothing\n", "", "" },
    { "required fields", "required = { name, title }\n", "name title ", "" },
    { "one required field", "required = { \"name\" }\n", "name ", "" },
    { "one required field without braces", "required = name\n", "name ", "" },
    { "no required field", "required = {}\n", "", "" },
    { "embedded pictures", "images = embed\n", "", "" },
    { "linked pictures", "images = link\nimage-url = \"https://e.com/s\"\n",
      "https://e.com/s/", "" },
    { "a slash is not doubled", "images = link\nimage-url = \"https://e.com/\"\n",
      "https://e.com/", "" },

    { "an unknown key", "# a\n\nrequire = { name }\n", "",
      "3:0: require: no such key here, expected one of required, images, image-url" },
    { "a section", "rule \"x\" {\n}\n", "", "1:0: rule: no such key or section" },
    { "an unknown value", "images = inline\n", "",
      "1:0: images: expected embed or link" },
    { "two values", "images = { embed, link }\n", "", "1:0: images: expected one value" },
    { "a URL that is none", "images = link\nimage-url = \"/srv\"\n", "",
      "2:0: image-url: expected a URL that begins with https://" },
    { "a key set twice", "images = embed\nimages = embed\n", "",
      "2:0: images: is set twice, the first is in line 1" },
    { "a list set twice", "required = { a, b }\nrequired = { c }\n", "a b ",
      "2:0: required: is set twice, the first is in line 1" },
    { "links without a URL", "\nimages = link\n", "",
      "2:0: images: link needs image-url, the folder of the pictures on a web server" },
    { "a URL without links", "image-url = \"https://e.com/\"\n", "https://e.com/",
      "1:0: image-url: is used only with images = link" },
    { "an empty name", "required = { a, \"\" }\n", "a ",
      "1:0: required: expected the name of a field" },
    { "all that is wrong", "images = x\nimage-url = y\n", "",
      "1:0: images: expected embed or link\n"
      "2:0: image-url: expected a URL that begins with https://\n"
      "2:0: image-url: is used only with images = link" },
};

static char *
describe (const MsTemplateConf *conf)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; conf->required[i] != NULL; i++)
        g_string_append_printf (out, "%s ", conf->required[i]);
    if (conf->image_url != NULL)
        g_string_append (out, conf->image_url);
    return g_string_free (out, FALSE);
}

static void
a_configuration_is_read_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsTemplateConf) conf =
            ms_template_conf_parse (rows[i].text, "template.conf", problems);
        g_autofree char *got = describe (conf);
        g_autofree char *found = problems_text (problems);
        if (strcmp (got, rows[i].want) != 0 || strcmp (found, rows[i].problems) != 0)
            fail_msg ("%s: got \"%s\" and \"%s\", want \"%s\" and \"%s\"", rows[i].name,
                      got, found, rows[i].want, rows[i].problems);
    }
}

static void
a_syntax_error_has_its_line (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplateConf) conf =
        ms_template_conf_parse ("\nrequired = { a,\n", "template.conf", problems);

    (void)state;
    assert_non_null (conf);
    assert_true (ms_problems_have_error (problems));
    assert_in_range (((MsProblem *)g_ptr_array_index (problems, 0))->line, 2, 3);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_configuration_is_read_as_its_row_says),
        cmocka_unit_test (a_syntax_error_has_its_line),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
