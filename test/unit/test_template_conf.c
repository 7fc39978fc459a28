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
    { "no required field", "required = {}\n", "", "" },
    { "embedded pictures", "images = embed\n", "", "" },
    { "linked pictures", "images = link\nimage-url = \"https://e.com/s\"\n",
      "https://e.com/s/", "" },
    { "a slash is not doubled", "images = link\nimage-url = \"https://e.com/\"\n",
      "https://e.com/", "" },

    { "an unknown key", "\nrequire = { name }\n", "", "2:0: no such option 'require'" },
    { "an unknown value", "images = inline\n", "",
      "1:0: images = \"inline\": expected embed or link" },
    { "a URL that is none", "images = link\nimage-url = \"/srv\"\n", "",
      "2:0: image-url = \"/srv\": expected a URL that begins with https://" },
    { "a key set twice", "images = embed\nimages = embed\n", "",
      "2:0: \"images\" is set twice" },
    { "a list set twice", "required = { a, b }\nrequired = { c }\n", "",
      "2:0: \"required\" is set twice" },
    { "links without a URL", "images = link\n", "",
      "0:0: images = link: expected image-url, the folder of the pictures on a web "
      "server" },
    { "a URL without links", "image-url = \"https://e.com/\"\n", "",
      "0:0: image-url is used only with images = link" },
    { "an empty name", "required = { \"\" }\n", "",
      "1:0: required = \"\": expected names of fields" },
    { "an open list", "required = { a,\n", "", "2:0: premature end of file" },
    { "the carrier of the callbacks' data is no key", "context = x\n", "",
      "1:0: expected required, images or image-url, and a value" },
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

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_configuration_is_read_as_its_row_says),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
