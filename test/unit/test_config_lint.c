/* SPDX-License-Identifier: BSD-2-Clause */
#include "config_lint.h"
#include "template_fixture.h"
#include <glib/gstdio.h>

#define HTML "<b>{{name}}</b>"
#define PEOPLE "email,name\njane@example.com,Jane\n"
#define RULE "rule \"all\" { template = \"sales\" }\n"

/* Each is written into a folder of its own; NULL: as above, "": not there. */
static const struct {
    const char *name;
    const char *html;
    const char *text;
    const char *conf; /* template.conf */
    const char *organization;
    const char *people;
    const char *rules;
    const char *want;
} rows[] = {
    { "all fits", .want = "" },
    { "an organization as `init` writes it", .organization = "example.com",
      .want =
          "BASE/mailstamp.conf: warning: organization: is still \"example.com\"; set "
          "it and local-domains to your own, or no mail of yours gets a signature\n" },
    { "a company as `init` writes it", .html = HTML "<br>\nExample Ltd",
      .text = "{{name}}\n\nExample Ltd",
      .want =
          "SALES/signature.html:2: warning: is still in the name of \"Example Ltd\", the "
          "company of the starter\nSALES/signature.txt:3: warning: is still in the name "
          "of \"Example Ltd\", the company of the starter\n" },
    { "both as `init` writes it", .html = HTML "Example Ltd",
      .organization = "example.com",
      .want =
          "BASE/mailstamp.conf: warning: organization: is still \"example.com\"; set "
          "it and local-domains to your own, or no mail of yours gets a signature\n" },
    { "a field that people do not have", .html = HTML "\n {{nmae}}",
      .want = "SALES/signature.html:2:2: warning: nobody has a field \"nmae\"; people "
              "have email, name\n" },
    { "once, however often it is asked for", .html = "{{a}}{{#a}}{{name}}{{/a}}{{a}}",
      .want = "SALES/signature.html:1:1: warning: nobody has a field \"a\"; people "
              "have email, name\n" },
    { "a field of the text", .text = "{{name}}\n{{^fax}}none{{/fax}}",
      .want = "SALES/signature.txt:2:1: warning: nobody has a field \"fax\"; people "
              "have email, name\n" },
    { "a field that is required", .conf = "images = embed\nrequired = { rank }\n",
      .want = "SALES/template.conf:2: warning: nobody has a field \"rank\"; people have "
              "email, name\n" },
    { "a column that is empty for everybody", .html = HTML "{{fax}}",
      .people = "email,name,fax\njane@example.com,Jane,\nbob@example.com,Bob, \n",
      .want = "SALES/signature.html:1:16: warning: nobody has a field \"fax\"; people "
              "have email, name\n" },
    { "one person is enough", .html = HTML "{{fax}}",
      .people = "email,name,fax\njane@example.com,Jane,\nbob@example.com,Bob,1\n",
      .want = "" },
    { "what every sender has",
      .html = HTML "{{sender.name}}{{sender.address}}{{message.subject}}{{date.year}}"
                   "{{date.iso}}{{#sender}}{{address}}{{/sender}}{{#name}}{{.}}{{/name}}",
      .want = "" },
    { "what no sender has", .html = HTML "{{sender.nmae}}",
      .want = "SALES/signature.html:1:16: warning: nobody has a field \"sender.nmae\"; "
              "people have email, name\n" },
    { "a field of one of those outside of it", .html = HTML "{{subject}}",
      .want = "SALES/signature.html:1:16: warning: nobody has a field \"subject\"; "
              "people have email, name\n" },
    { "a column that nothing uses",
      .people = "email,name,fax,aliases\njane@example.com,Jane,1,\n",
      .want = "BASE/people.csv:1:3: warning: no template and no rule uses the column "
              "\"fax\"\n" },
    { "a column that a rule uses",
      .people = "email,name,team\njane@example.com,Jane,sales\n",
      .rules = "rule \"all\" { when { person = \"team=sales\" } template = \"sales\" }\n",
      .want = "" },
    { "a column that a rule is not for",
      .people = "email,name,team\njane@example.com,Jane,sales\n",
      .rules = "rule \"no\" { except { person = \"team=x\" } template = none }\n" RULE,
      .want = "" },
    { "a column that is required",
      .people = "email,name,team\njane@example.com,Jane,sales\n",
      .conf = "required = { team }\n", .want = "" },
    { "a rule that asks for what nobody has",
      .rules = "\nrule \"all\" { when { person = \"taem=x\" } template = \"sales\" }\n",
      .want = "BASE/mailstamp.conf:6: warning: nobody has a field \"taem\"; people have "
              "email, name\n" },
    { "no text of its own", .text = "",
      .want = "SALES/signature.txt: warning: is not there, so plain text is derived from "
              "the HTML; look at it with mailstamp render --text\n" },
    { "pictures of people", .html = HTML "<img src=\"people/{{photo}}\" alt=P width=1>",
      .people = "email,name,photo\njane@example.com,Jane,jane.png\n"
                "tom@example.com,Tom,\nbob@example.com,Bob,bob.png\n",
      .want = "BASE/people.csv:4: warning: bob@example.com: template \"sales\" has no "
              "picture \"people/bob.png\"; it is left out\n" },
    { "a template that others take turns with",
      .rules = "rule \"all\" { rotate = { sales, sales } }\n", .text = "{{nmae}}",
      .want =
          "SALES/signature.txt:1:1: warning: nobody has a field \"nmae\"; people have "
          "email, name\n" },
    { "no rule, no template", .rules = " ",
      .want = "BASE/mailstamp.conf: warning: rule: there is none, so no message gets a "
              "stamp\nBASE/people.csv:1:2: warning: no template and no rule uses the "
              "column \"name\"\n" },
};

static char *
base_of (const char *folder)
{
    g_autofree char *templates = g_path_get_dirname (folder);
    return g_path_get_dirname (templates);
}

static void
write_unless_empty (const char *folder, const char *name, const char *text)
{
    if (text != NULL && *text != '\0')
        folder_write (folder, name, text);
}

static void
write_row (const char *folder, const char *base, gsize i)
{
    g_autofree char *key = g_build_filename (base, "loop.key", NULL);
    g_autofree char *conf =
        g_strconcat ("organization = \"",
                     rows[i].organization != NULL ? rows[i].organization : "ours.example",
                     "\"\nlocal-domains = "
                     "{ \"example.com\" }\nloop-key-file = \"loop.key\"\n"
                     "people = \"people.csv\"\n",
                     rows[i].rules != NULL ? rows[i].rules : RULE, NULL);

    folder_write_png (folder, "people/jane.png");
    folder_write (folder, "signature.html", rows[i].html != NULL ? rows[i].html : HTML);
    write_unless_empty (folder, "signature.txt",
                        rows[i].text != NULL ? rows[i].text : "{{name}}");
    write_unless_empty (folder, "template.conf", rows[i].conf);
    folder_write (base, "people.csv", rows[i].people != NULL ? rows[i].people : PEOPLE);
    folder_write (base, "loop.key", "a key of thirty-two octets or more\n");
    g_chmod (key, 0600);
    folder_write (base, "mailstamp.conf", conf);
}

static char *
said (const char *folder, const char *base, MsLoadFlags flags)
{
    g_autofree char *path = g_build_filename (base, "mailstamp.conf", NULL);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = ms_config_load (path, flags, problems);
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        g_string_append_printf (out, "%s\n", line);
    }
    g_string_replace (out, folder, "SALES", 0);
    g_string_replace (out, base, "BASE", 0);
    return g_string_free (out, FALSE);
}

static void
a_configuration_is_judged_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *folder = folder_new();
        g_autofree char *base = base_of (folder);
        g_autofree char *got = NULL;

        write_row (folder, base, i);
        got = said (folder, base, MS_LOAD_LINT);
        if (strcmp (got, rows[i].want) != 0)
            fail_msg ("%s: got\n%swant\n%s", rows[i].name, got, rows[i].want);
        folder_remove (folder);
    }
}

static void
the_daemon_is_not_told (void **state)
{
    g_autofree char *folder = folder_new();
    g_autofree char *base = base_of (folder);
    g_autofree char *got = NULL;

    (void)state;
    write_row (folder, base, 1);
    got = said (folder, base, MS_LOAD_DEFAULT);
    assert_string_equal (got, "");
    folder_remove (folder);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_configuration_is_judged_as_its_row_says),
        cmocka_unit_test (the_daemon_is_not_told),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
