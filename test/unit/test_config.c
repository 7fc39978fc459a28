/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"
#include "config_keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* ---- A folder with all that a configuration names -------------------------------- */

#define KEY "a key of thirty-two octets or more\n"

static const struct {
    const char *name;
    const char *text;
} files[] = {
    { "people.csv", "email,name\njane@example.com,Jane\n" },
    { "broken.csv", "email,name\njane@example.com\n" },
    { "loop.key", KEY },
    { "short.key", "short\n" },
    { "open.key", KEY },
    { "templates/long/signature.html", "<p>{{name}}</p>\n" },
    { "templates/long/signature.txt", "{{name}}\n" },
    { "templates/short/signature.html", "<p>{{name}}</p>\n" },
    { "templates/short/signature.txt", "{{name}}\n" },
    { "templates/picky/signature.html", "<p>{{name}}</p>\n" },
    { "templates/picky/signature.txt", "{{name}}\n" },
    { "templates/picky/template.conf", "required = { name }\n" },
    { "templates/broken/signature.html", "<p>{{#name}}</p>\n" },
    { "templates/broken/signature.txt", "{{name}}\n" },
};

static const char *const folders[] = {
    "templates/long",   "templates/short", "templates/picky",
    "templates/broken", "templates",       "no-templates",
};

static char *
path_in (const char *folder, const char *name)
{
    return g_build_filename (folder, name, NULL);
}

static int
make_folder (void **state)
{
    char *folder = g_dir_make_tmp ("test_config_XXXXXX", NULL);

    for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
        g_autofree char *path = path_in (folder, folders[i]);
        assert_int_equal (g_mkdir_with_parents (path, 0700), 0);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autofree char *path = path_in (folder, files[i].name);
        gboolean open = strcmp (files[i].name, "open.key") == 0;
        assert_true (g_file_set_contents (path, files[i].text, -1, NULL));
        assert_int_equal (g_chmod (path, open ? 0644 : 0600), 0);
    }
    *state = folder;
    return 0;
}

static int
remove_folder (void **state)
{
    g_autofree char *folder = *state;
    g_autofree char *conf = path_in (folder, "mailstamp.conf");

    g_unlink (conf);
    for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autofree char *path = path_in (folder, files[i].name);
        g_unlink (path);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
        g_autofree char *path = path_in (folder, folders[i]);
        g_rmdir (path);
    }
    return g_rmdir (folder);
}

static MsConfig *
load_text (const char *folder, const char *text, MsLoadFlags flags, GPtrArray *problems)
{
    g_autofree char *path = path_in (folder, "mailstamp.conf");

    assert_true (g_file_set_contents (path, text, -1, NULL));
    return ms_config_load (path, flags, problems);
}

/* One line each; the folder of the configuration is DIR. */
static char *
list_problems (const GPtrArray *problems, const char *folder)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        g_string_append_printf (out, "%s%s", i > 0 ? "\n" : "", line);
    }
    g_string_replace (out, folder, "DIR", 0);
    g_string_replace (out, "DIR/mailstamp.conf: ", "", 0);
    g_string_replace (out, "DIR/mailstamp.conf:", "", 0);
    return g_string_free (out, FALSE);
}

static MsConfig *
load_good (const char *folder, const char *text)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsConfig *config = load_text (folder, text, MS_LOAD_DEFAULT, problems);
    g_autofree char *said = list_problems (problems, folder);

    if (config == NULL || *said != '\0')
        fail_msg ("%s", said);
    return config;
}

/* Three lines: what a row adds begins in line 4. */
#define BASE                                                                             \
    "organization = \"example.com\"\n"                                                   \
    "local-domains = { \"example.com\", \".Example.COM\" }\n"                            \
    "loop-key-file = \"loop.key\"\n"

/* ---- Faults ---------------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *text;
    const char *want;
} Row;

#define ALL_KEYS                                                                         \
    "organization, listen, templates, people, local-domains, loop-key-file, "            \
    "on-failure, skip, also-processed, max-message-size, max-header-size, "              \
    "max-html-size, max-parts, max-depth"
#define ALL_RULE_KEYS "enabled, template, place, no-separator, continue, add-headers"
#define ALL_CONDITIONS                                                                   \
    "direction, sender, recipient, recipients, thread, subject, header, body, person, "  \
    "authenticated, client, not-before, not-after"
#define ADDRESS_PATTERN                                                                  \
    "is no address pattern, expected jane@example.com, @example.com, .example.com, "     \
    "internal, external or /regex/"
#define NO_DOMAIN "is no domain, expected example.com, or .example.com for all below it"
#define NO_SIZE "expected one like 512K, 50M or 1G"
#define NO_FIELD "is no header field, expected one like \"X-Name: value\" in ASCII"

static const Row faults[] = {
    { "a syntax error", BASE "\nrule {\n}\n",
      "5: rule: expected a name in quotes, and {" },
    { "an unknown key", BASE "colour = \"red\"\n",
      "4: colour: no such key here, expected one of " ALL_KEYS },
    { "a key of a later version", BASE "separators = \"file\"\n",
      "4: separators: no such key here, expected one of " ALL_KEYS },
    { "a rule's key outside", BASE "template = \"long\"\n",
      "4: template: no such key here, expected one of " ALL_KEYS },
    { "an unknown section", BASE "rules {\n}\n", "4: rules: no such key or section" },
    { "a second key", BASE "organization = \"example.net\"\n",
      "4: organization: is set twice, the first is in line 1" },
    { "a second list", BASE "\nskip = { }\nskip = { tnef }\n",
      "6: skip: is set twice, the first is in line 5" },
    { "two values for one", BASE "people = { \"people.csv\",\n\"b.csv\" }\n",
      "5: people: has several values, expected one" },
    { "an empty value", BASE "people = \"\"\n", "4: people: is empty, expected a value" },

    { "no organization",
      "local-domains = { \"example.com\" }\nloop-key-file = loop.key\n",
      "organization: is missing, expected a name for the mark, like example.com" },
    { "an organization with blanks",
      "organization = \"The Example\"\nlocal-domains = x.example\nloop-key-file=loop.key",
      "1: organization: \"The Example\" is no name for the mark, expected letters, "
      "digits "
      "and dots, like example.com" },
    { "a socket of another kind", BASE "listen = \"tcp:8894\"\n",
      "4: listen: \"tcp:8894\" is no socket, expected unix:/path/to/socket or "
      "inet:PORT@ADDRESS" },
    { "a socket with a relative path", BASE "listen = \"unix:milter.sock\"\n",
      "4: listen: \"unix:milter.sock\" is no socket, expected unix:/path/to/socket or "
      "inet:PORT@ADDRESS" },
    { "a port that is none", BASE "listen = \"inet:70000@127.0.0.1\"\n",
      "4: listen: \"inet:70000@127.0.0.1\" is no socket, expected unix:/path/to/socket "
      "or inet:PORT@ADDRESS" },
    { "no port", BASE "listen = \"inet:\"\n",
      "4: listen: \"inet:\" is no socket, expected unix:/path/to/socket or "
      "inet:PORT@ADDRESS" },
    { "a socket path that the system does not take",
      BASE
      "listen = \"unix:/0123456789012345678901234567890123456789012345678901234567890"
      "1234567890123456789012345678901234567890123456789\"\n",
      "4: listen: the path of the socket is too long, expected at most 107 octets" },
    { "templates that are not there", BASE "templates = \"nowhere\"\n",
      "4: templates: DIR/nowhere is not there, expected a folder of templates" },
    { "templates that are a file", BASE "templates = \"people.csv\"\n",
      "4: templates: DIR/people.csv is not there, expected a folder of templates" },
    { "people who are not there", BASE "people = \"nobody.csv\"\n",
      "4: people: DIR/nobody.csv is not there, expected a CSV file" },
    { "people with a fault", BASE "people = \"broken.csv\"\n",
      "DIR/broken.csv:2: the row has 1 cells, expected 2 as in the first row" },
    { "no domains", "organization = \"example.com\"\nloop-key-file = \"loop.key\"\n",
      "local-domains: is missing, expected the domains that are ours, like { example.com "
      "}" },
    { "an empty list of domains",
      "organization = \"example.com\"\nloop-key-file = \"loop.key\"\nlocal-domains = { "
      "}\n",
      "3: local-domains: is empty, expected a value" },
    { "a domain that is none",
      "organization = \"example.com\"\nloop-key-file = \"loop.key\"\n"
      "local-domains = { \"example.com\",\n  \"jane@example.com\",\n  \"a..b\" }\n",
      "4: local-domains: \"jane@example.com\" " NO_DOMAIN "\n"
      "5: local-domains: \"a..b\" " NO_DOMAIN },
    { "a key that is not there",
      "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"
      "loop-key-file = \"no.key\"\n",
      "3: loop-key-file: DIR/no.key cannot be read: No such file or directory" },
    { "a short key",
      "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"
      "loop-key-file = \"short.key\"\n",
      "3: loop-key-file: the key in DIR/short.key has 5 octets, expected 32 or more" },
    { "on-failure", BASE "on-failure = reject\n",
      "4: on-failure: \"reject\" is not known, expected defer or pass" },
    { "skip", BASE "skip = { bounce, signed }\n",
      "4: skip: \"signed\" is not known, expected bounce, report, calendar, auto-reply, "
      "list or tnef" },
    { "also-processed", BASE "also-processed = { \"X-Other\" }\n",
      "4: also-processed: \"X-Other\" " NO_FIELD },
    { "max-message-size", BASE "max-message-size = \"50MB\"\n",
      "4: max-message-size: \"50MB\" is no size from 1K to 2G, " NO_SIZE },
    { "max-message-size too small", BASE "max-message-size = 1\n",
      "4: max-message-size: \"1\" is no size from 1K to 2G, " NO_SIZE },
    { "max-message-size too large", BASE "max-message-size = 999999999999G\n",
      "4: max-message-size: \"999999999999G\" is no size from 1K to 2G, " NO_SIZE },
    { "max-header-size", BASE "max-header-size = \"-1\"\n",
      "4: max-header-size: \"-1\" is no size from 1K to 64M, " NO_SIZE },
    { "max-html-size", BASE "max-html-size = \"K\"\n",
      "4: max-html-size: \"K\" is no size from 1K to 1G, " NO_SIZE },
    { "max-parts", BASE "max-parts = 0\n",
      "4: max-parts: \"0\" is no number from 1 to 100000" },
    { "max-depth", BASE "max-depth = ten\n",
      "4: max-depth: \"ten\" is no number from 1 to 1000" },

    { "an unknown key of a rule",
      BASE "rule \"r\" {\n template = none\n tmplate = none\n}",
      "6: tmplate: no such key here, expected one of " ALL_RULE_KEYS },
    { "a condition outside when", BASE "rule \"r\" {\n template = none\n sender = x\n}",
      "6: sender: no such key here, expected one of " ALL_RULE_KEYS },
    { "a second key of a rule",
      BASE "rule \"r\" {\n template = none\n template = \"long\"\n}",
      "6: template: is set twice, the first is in line 5" },
    { "a second rule of a name",
      BASE "rule \"r\" {\n when { sender = internal }\n template = none\n}\n"
           "rule \"r\" {\n template = none\n}\n",
      "8: rule: \"r\" stands twice, the first is in line 4" },
    { "a rule without a name", BASE "rule \"\" {\n template = none\n}\n",
      "4: rule: has no usable name, expected one of 1 to 100 characters" },
    { "a rule without template", BASE "\nrule \"r\" {\n place = top\n}\n",
      "5: template: is missing, expected the name of a template, or none" },
    { "a template that is not there", BASE "rule \"r\" {\n\n template = \"lang\"\n}\n",
      "6: template: there is no folder lang in DIR/templates, expected one of broken, "
      "long, picky, short" },
    { "a template where none is",
      BASE "templates = \"no-templates\"\nrule \"r\" { template = \"long\" }\n",
      "5: template: there is no folder long in DIR/no-templates" },
    { "a template of a rule that is switched off",
      BASE "rule \"r\" { enabled = no template = \"lang\" }\n",
      "4: template: there is no folder lang in DIR/templates, expected one of broken, "
      "long, picky, short" },
    { "a template outside its folder", BASE "rule \"r\" { template = \"../long\" }\n",
      "4: template: \"../long\" is no name of a template, expected a folder in "
      "templates, "
      "or none" },
    { "enabled", BASE "rule \"r\" { enabled = maybe template = none }\n",
      "4: enabled: \"maybe\" is neither true nor false" },
    { "place", BASE "rule \"r\" { place = middle template = long }\n",
      "4: place: \"middle\" is not known, expected above-quote, bottom or top" },
    { "no-separator", BASE "rule \"r\" { no-separator = top template = long }\n",
      "4: no-separator: \"top\" is not known, expected bottom or skip" },
    { "continue", BASE "rule \"r\" { continue = 1 template = long }\n",
      "4: continue: \"1\" is neither true nor false" },
    { "add-headers without a value",
      BASE "rule \"r\" { add-headers = { \"X-A: b\", \"X-A:\" } template = long }\n",
      "4: add-headers: \"X-A:\" " NO_FIELD },
    { "add-headers with a line break in disguise",
      BASE "rule \"r\" { add-headers = \"X-Ä: b\" template = long }\n",
      "4: add-headers: \"X-Ä: b\" " NO_FIELD },
    { "add-headers with our mark",
      BASE
      "rule \"r\" { add-headers = \"x-mailstampprocessed: true\" template = long }\n",
      "4: add-headers: \"x-mailstampprocessed: true\" is not for a configuration to set "
      "or to look at" },
    { "add-headers of the message's structure",
      BASE "rule \"r\" { add-headers = \"Content-Type: text/plain\" template = long }\n",
      "4: add-headers: \"Content-Type: text/plain\" is not for a configuration to set or "
      "to look at" },

    { "an unknown condition",
      BASE "rule \"r\" {\n when {\n  colour = { a, b }\n }\n"
           " template = none\n}\n",
      "6: when colour: no such key here, expected one of " ALL_CONDITIONS },
    { "a rule's key in when",
      BASE "rule \"r\" { template = none\n when { place = top } }",
      "5: when place: no such key here, expected one of " ALL_CONDITIONS },
    { "a second condition of a name",
      BASE "rule \"r\" { template = none except {\n body = x\n body = y\n} }",
      "6: except body: is set twice, the first is in line 5" },
    { "a second when",
      BASE "rule \"r\" { template = none\n when { body = x }\n when { subject = y }\n}",
      "6: when: stands twice in this rule, the first is in line 5" },
    { "a condition's value, by its own line",
      BASE "rule \"r\" { template = none\n when { sender = { \"@example.com\",\n\"jane\" "
           "} } }",
      "6: when sender: \"jane\" " ADDRESS_PATTERN },
    { "a regex", BASE "rule \"r\" { template = none\n except { subject = \"/[a/\" } }",
      "5: except subject: /[a/ is no regex: at char 2: missing terminating ] for "
      "character "
      "class" },
    { "an empty condition", BASE "rule \"r\" { template = none\n when { sender = { } } }",
      "5: when sender: \"\" " ADDRESS_PATTERN },
    { "recipients without recipient",
      BASE "rule \"r\" { template = none\n when {\n recipients = all } }",
      "6: when recipients: says how many of recipient must match, but there is no "
      "recipient" },
    { "two values for one condition",
      BASE "rule \"r\" { template = none\n when { authenticated = { yes, no } } }",
      "5: when authenticated: \"no\" is a second value, expected one" },
    { "a campaign that ends before it begins",
      BASE "rule \"r\" { template = none\n when {\n  not-before = \"2025-12-24\"\n"
           "  not-after = \"2025-12-01\"\n } }",
      "7: when not-after: lies before not-before, expected a time behind it" },

    { "all faults at once",
      "organisation = \"example.com\"\n"
      "local-domains = { \"@example.com\" }\n"
      "loop-key-file = \"no.key\"\n"
      "people = \"broken.csv\"\n"
      "on-failure = panic\n"
      "rule \"r\" {\n"
      "    when { sender = \"jane\"  subject = \"/(/\" }\n"
      "    template = \"lang\"\n"
      "}\n"
      "rule \"r\" {\n"
      "    place = left\n"
      "}\n",
      "1: organisation: no such key here, expected one of " ALL_KEYS "\n"
      "2: local-domains: \"@example.com\" " NO_DOMAIN "\n"
      "5: on-failure: \"panic\" is not known, expected defer or pass\n"
      "organization: is missing, expected a name for the mark, like example.com\n"
      "7: when sender: \"jane\" " ADDRESS_PATTERN "\n"
      "7: when subject: /(/ is no regex: at char 1: missing terminating )\n"
      "8: template: there is no folder lang in DIR/templates, expected one of broken, "
      "long, picky, short\n"
      "10: rule: \"r\" stands twice, the first is in line 6\n"
      "11: place: \"left\" is not known, expected above-quote, bottom or top\n"
      "10: template: is missing, expected the name of a template, or none\n"
      "DIR/broken.csv:2: the row has 1 cells, expected 2 as in the first row\n"
      "3: loop-key-file: DIR/no.key cannot be read: No such file or directory" },
};

/* Not the warning that there is no rule: most rows have none. */
static GPtrArray *
errors_of (const GPtrArray *problems)
{
    GPtrArray *errors = g_ptr_array_new();

    for (guint i = 0; i < problems->len; i++) {
        MsProblem *problem = g_ptr_array_index (problems, i);
        if (problem->severity == MS_PROBLEM_ERROR)
            g_ptr_array_add (errors, problem);
    }
    return errors;
}

static void
faults_are_told_with_file_and_line (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsConfig) config =
            load_text (*state, faults[i].text, MS_LOAD_DEFAULT, problems);
        g_autoptr (GPtrArray) errors = errors_of (problems);
        g_autofree char *said = list_problems (errors, *state);

        if (config != NULL || strcmp (said, faults[i].want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", faults[i].name, said, faults[i].want);
    }
}

static void
faults_of_a_template_are_told_with_its_own_file (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config =
        load_text (*state,
                   BASE "rule \"a\" { when { sender = internal } template = broken }\n"
                        "rule \"b\" { template = broken }\n",
                   MS_LOAD_DEFAULT, problems);
    g_autofree char *said = list_problems (problems, *state);

    assert_null (config);
    assert_int_equal (problems->len, 1);
    if (!g_str_has_prefix (said, "DIR/templates/broken/signature.html:1:"))
        fail_msg ("%s", said);
}

static void
a_configuration_that_is_not_there_is_a_fault (void **state)
{
    g_autofree char *path = path_in (*state, "no.conf");
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = ms_config_load (path, MS_LOAD_DEFAULT, problems);
    g_autofree char *said = list_problems (problems, *state);

    assert_null (config);
    assert_string_equal (said, "DIR/no.conf: cannot be read: No such file or directory");
}

/* ---- Warnings -------------------------------------------------------------------- */

static const Row warnings[] = {
    { "no rule", BASE, "warning: rule: there is none, so no message gets a stamp" },
    { "a key that others can read",
      "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"
      "loop-key-file = \"open.key\"\nrule \"r\" { template = none }\n",
      "3: warning: loop-key-file: others can use the key in DIR/open.key, expected mode "
      "0600 or 0640" },
    { "a rule behind one that takes all",
      BASE "rule \"a\" { template = long }\nrule \"b\" { template = short }\n",
      "5: warning: rule: \"b\" is never asked, \"a\" in line 4 takes every message" },
    { "a rule with conditions behind one that takes all",
      BASE "rule \"a\" { template = long }\n"
           "rule \"b\" { when { sender = internal } template = short }\n",
      "5: warning: rule: \"b\" is never asked, \"a\" in line 4 takes every message" },
    { "every rule behind one that takes all",
      BASE "rule \"a\" { template = none }\nrule \"b\" { template = long }\n"
           "rule \"c\" { template = short }\n",
      "5: warning: rule: \"b\" is never asked, \"a\" in line 4 takes every message\n"
      "6: warning: rule: \"c\" is never asked, \"a\" in line 4 takes every message" },
    { "two directions, each taken",
      BASE "rule \"a\" { when { direction = outbound } template = long }\n"
           "rule \"b\" { when { direction = internal } template = none }\n"
           "rule \"c\" { template = short }\n",
      "6: warning: rule: \"c\" is never asked, \"b\" in line 5 takes every message" },
    { "no stamp to place",
      BASE "rule \"a\" {\n template = none\n place = top\n continue = true\n}\n",
      "6: warning: place: has no effect with template = none\n"
      "7: warning: continue: has no effect with template = none" },
    { "a rule that goes on hides nothing",
      BASE "rule \"a\" { template = long continue = true }\n"
           "rule \"b\" { template = short }\n",
      "" },
    { "a rule that is switched off hides nothing",
      BASE "rule \"a\" { template = long enabled = false }\n"
           "rule \"b\" { template = short }\n",
      "" },
    { "a rule that is switched off is not hidden",
      BASE "rule \"a\" { template = long }\n"
           "rule \"b\" { template = short enabled = false }\n",
      "" },
    { "a rule with an exception hides nothing",
      BASE "rule \"a\" { template = long except { subject = x } }\n"
           "rule \"b\" { template = short }\n",
      "" },
    { "a rule for incoming mail is not hidden",
      BASE "rule \"a\" { template = long }\n"
           "rule \"b\" { when { direction = inbound } template = short }\n",
      "" },
    { "a rule whose template asks for attributes hides nothing",
      BASE "rule \"a\" { template = picky }\nrule \"b\" { template = short }\n", "" },
};

static void
warnings_are_told_and_do_no_harm (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (warnings); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsConfig) config =
            load_text (*state, warnings[i].text, MS_LOAD_DEFAULT, problems);
        g_autofree char *said = list_problems (problems, *state);

        if (config == NULL || strcmp (said, warnings[i].want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", warnings[i].name, said, warnings[i].want);
    }
}

/* ---- What is loaded -------------------------------------------------------------- */

#define RULE "rule \"all\" { template = \"long\" }\n"

static void
defaults_are_those_of_the_manual (void **state)
{
    g_autoptr (MsConfig) config = load_good (*state, BASE RULE);
    const MsRule *rule = g_ptr_array_index (config->rules, 0);

    assert_string_equal (ms_config_listen (config), "unix:/run/mailstamp/milter.sock");
    assert_int_equal (ms_config_on_failure (config), MS_ON_FAILURE_DEFER);
    assert_int_equal (ms_config_max_message_size (config), 50 * 1024 * 1024);
    assert_int_equal (ms_config_max_header_size (config), 1024 * 1024);
    assert_int_equal (config->max_html_size, 10 * 1024 * 1024);
    assert_int_equal (config->limits.parts, 1000);
    assert_int_equal (config->limits.depth, 50);
    assert_int_equal (
        config->skip,
        MS_REASON_BIT (MS_REASON_BOUNCE) | MS_REASON_BIT (MS_REASON_REPORT) |
            MS_REASON_BIT (MS_REASON_CALENDAR) | MS_REASON_BIT (MS_REASON_AUTO_REPLY) |
            MS_REASON_BIT (MS_REASON_LIST) | MS_REASON_BIT (MS_REASON_TNEF));
    assert_int_equal (config->also_processed->len, 0);
    assert_true (rule->enabled);
    assert_false (rule->continues);
    assert_int_equal (rule->place, MS_PLACE_ABOVE_QUOTE);
    assert_int_equal (rule->no_separator, MS_NO_SEPARATOR_BOTTOM);
    assert_int_equal (rule->add_headers->len, 0);
}

static void
every_key_arrives (void **state)
{
    g_autoptr (MsConfig) config =
        load_good (*state, BASE "listen = \"inet:8894@127.0.0.1\"\n"
                                "templates = \"templates\"\n"
                                "people = \"people.csv\"\n"
                                "on-failure = pass\n"
                                "skip = { bounce, list }\n"
                                "also-processed = { \"X-A: true\", \"X-B: yes\" }\n"
                                "max-message-size = \"1G\"\n"
                                "max-header-size = 64K\n"
                                "max-html-size = 2048\n"
                                "max-parts = 7\n"
                                "max-depth = 5\n"
                                "rule \"all\" { template = \"long\" }\n");

    assert_string_equal (ms_config_listen (config), "inet:8894@127.0.0.1");
    assert_string_equal (config->mark.organization, "example.com");
    assert_string_equal (config->domains.names[1], ".example.com");
    assert_int_equal (config->mark.keys->len, 1);
    assert_int_equal (ms_config_on_failure (config), MS_ON_FAILURE_PASS);
    assert_int_equal (config->skip,
                      MS_REASON_BIT (MS_REASON_BOUNCE) | MS_REASON_BIT (MS_REASON_LIST));
    assert_string_equal (g_ptr_array_index (config->also_processed, 1), "X-B: yes");
    assert_int_equal (ms_config_max_message_size (config), 1024 * 1024 * 1024);
    assert_int_equal (ms_config_max_header_size (config), 64 * 1024);
    assert_int_equal (config->max_html_size, 2048);
    assert_int_equal (config->limits.parts, 7);
    assert_int_equal (config->limits.depth, 5);
}

static void
every_key_of_a_rule_arrives (void **state)
{
    g_autoptr (MsConfig) config = load_good (
        *state, BASE "\n"
                     "rule \"quiet\" { when { sender = internal } template = none }\n"
                     "rule \"Für alle\" {\n"
                     "    enabled = off\n"
                     "    template = \"long\"\n"
                     "    place = bottom\n"
                     "    no-separator = skip\n"
                     "    continue = yes\n"
                     "    add-headers = { \"X-A: true\", \"X-B: a: b\" }\n"
                     "}\n");
    const MsRule *quiet = g_ptr_array_index (config->rules, 0);
    const MsRule *rule = g_ptr_array_index (config->rules, 1);

    assert_int_equal (config->rules->len, 2);
    assert_null (quiet->template_name);
    assert_string_equal (rule->name, "Für alle");
    assert_int_equal (rule->line, 6);
    assert_false (rule->enabled);
    assert_true (rule->continues);
    assert_int_equal (rule->place, MS_PLACE_BOTTOM);
    assert_int_equal (rule->no_separator, MS_NO_SEPARATOR_SKIP);
    assert_string_equal (g_ptr_array_index (rule->add_headers, 1), "X-B: a: b");
    assert_string_equal (rule->template_name, "long");
    assert_non_null (ms_config_template (config, "long"));
    assert_null (ms_config_template (config, "short"));
}

static void
an_empty_skip_skips_nothing (void **state)
{
    g_autoptr (MsConfig) config = load_good (*state, BASE "skip = { }\n" RULE);

    assert_int_equal (config->skip, 0);
}

static void
the_people_are_known (void **state)
{
    g_autoptr (MsConfig) config =
        load_good (*state, BASE "people = \"people.csv\"\n" RULE);
    g_autoptr (MsValue) person = NULL;

    assert_true (
        ms_directory_lookup (config->directory, "jane@example.com", &person, NULL));
    assert_string_equal (ms_value_text (ms_value_get (person, "name")), "Jane");
}

static void
nobody_is_known_without_people (void **state)
{
    g_autoptr (MsConfig) config = load_good (*state, BASE RULE);
    g_autoptr (MsValue) person = NULL;

    assert_true (
        ms_directory_lookup (config->directory, "jane@example.com", &person, NULL));
    assert_null (person);
}

static gboolean
has_file (const MsConfig *config, const char *folder, const char *name)
{
    g_autofree char *path = path_in (folder, name);

    return g_ptr_array_find_with_equal_func (config->files, path, g_str_equal, NULL);
}

static void
all_that_was_read_is_listed (void **state)
{
    static const char *const names[] = {
        "mailstamp.conf", "people.csv",     "loop.key",
        "templates",      "templates/long", "templates/long/signature.html"
    };
    g_autoptr (MsConfig) config =
        load_good (*state, BASE "people = \"people.csv\"\n" RULE);

    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        if (!has_file (config, *state, names[i]))
            fail_msg ("%s", names[i]);
    assert_false (has_file (config, *state, "templates/short"));
}

static void
paths_start_at_the_configuration_wherever_we_are (void **state)
{
    g_autofree char *before = g_get_current_dir();
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = NULL;

    config = load_good (*state, BASE RULE);
    g_clear_pointer (&config, ms_config_unref);
    assert_int_equal (g_chdir (*state), 0);
    config = ms_config_load ("mailstamp.conf", MS_LOAD_DEFAULT, problems);
    assert_int_equal (g_chdir (before), 0);
    assert_non_null (config);
    assert_true (g_path_is_absolute (config->path));
    assert_true (g_path_is_absolute (config->templates_folder));
}

/* ---- The loop key ---------------------------------------------------------------- */

#define NEW_KEY                                                                          \
    "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"              \
    "loop-key-file = \"new.key\"\n" RULE

static void
a_missing_key_is_made_where_that_is_asked_for (void **state)
{
    g_autofree char *path = path_in (*state, "new.key");
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) first =
        load_text (*state, NEW_KEY, MS_LOAD_CREATE_KEY, problems);
    g_autoptr (MsConfig) second =
        load_text (*state, NEW_KEY, MS_LOAD_CREATE_KEY, problems);

    g_unlink (path);
    assert_int_equal (problems->len, 0);
    assert_true (g_bytes_equal (g_ptr_array_index (first->mark.keys, 0),
                                g_ptr_array_index (second->mark.keys, 0)));
    assert_int_equal (g_bytes_get_size (g_ptr_array_index (first->mark.keys, 0)), 44);
}

static void
a_key_that_cannot_be_made_is_a_fault (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config =
        load_text (*state,
                   "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"
                   "loop-key-file = \"no/new.key\"\n" RULE,
                   MS_LOAD_CREATE_KEY, problems);
    g_autofree char *said = list_problems (problems, *state);

    assert_null (config);
    assert_string_equal (said, "3: loop-key-file: DIR/no/new.key cannot be made: No such "
                               "file or directory");
}

/* ---- What is shipped -------------------------------------------------------------- */

static char *
read_shipped (const char *name)
{
    g_autofree char *path = g_build_filename (TEST_DIR, "..", "packaging", name, NULL);
    char *text = NULL;

    if (!g_file_get_contents (path, &text, NULL, NULL))
        fail_msg ("%s cannot be read", path);
    return text;
}

/* ".It Ic name", in the order of the page. */
static GPtrArray *
keys_of_manual (void)
{
    g_autofree char *text = read_shipped ("man/mailstamp.conf.5");
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

    for (char **line = lines; *line != NULL; line++)
        if (g_str_has_prefix (*line, ".It Ic "))
            g_ptr_array_add (keys, g_strdup (*line + strlen (".It Ic ")));
    return keys;
}

static void
the_manual_has_all_keys_in_order (void **state)
{
    g_autoptr (GPtrArray) manual = keys_of_manual();
    g_autoptr (GPtrArray) tables = g_ptr_array_new();

    (void)state;
    for (guint i = 0; ms_config_keys[i].name != NULL; i++)
        g_ptr_array_add (tables, (gpointer)ms_config_keys[i].name);
    for (guint i = 0; ms_config_rule_keys[i].name != NULL; i++)
        g_ptr_array_add (tables, (gpointer)ms_config_rule_keys[i].name);
    for (guint i = 0; ms_conditions_key (i) != NULL; i++)
        g_ptr_array_add (tables, (gpointer)ms_conditions_key (i));
    for (guint i = 0; i < MIN (manual->len, tables->len); i++)
        assert_string_equal (g_ptr_array_index (manual, i),
                             g_ptr_array_index (tables, i));
    assert_int_equal (manual->len, tables->len);
}

static const char *const starter_files[] = {
    "people.csv",
    "loop.key",
    "mailstamp.conf",
    "templates/minimal/signature.html",
    "templates/minimal/signature.txt",
    "templates/corporate/signature.html",
    "templates/corporate/signature.txt",
    "templates/minimal",
    "templates/corporate",
    "templates",
    "",
};

static char *
make_starter (void)
{
    char *folder = g_dir_make_tmp ("test_config_XXXXXX", NULL);
    g_autofree char *people = read_shipped ("people.csv");
    g_autofree char *people_path = path_in (folder, "people.csv");

    assert_true (g_file_set_contents (people_path, people, -1, NULL));
    for (gsize i = 3; i < 7; i++) {
        g_autofree char *path = path_in (folder, starter_files[i]);
        g_autofree char *parent = g_path_get_dirname (path);
        g_mkdir_with_parents (parent, 0700);
        assert_true (g_file_set_contents (path, "{{name}}\n", -1, NULL));
    }
    return folder;
}

static void
the_starter_configuration_has_no_fault (void **state)
{
    g_autofree char *folder = make_starter();
    g_autofree char *text = read_shipped ("mailstamp.conf");
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = load_text (folder, text, MS_LOAD_CREATE_KEY, problems);
    g_autofree char *said = list_problems (problems, folder);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (starter_files); i++) {
        g_autofree char *path = path_in (folder, starter_files[i]);
        g_remove (path);
    }
    assert_non_null (config);
    assert_string_equal (said, "");
}

/* ---- Sharing --------------------------------------------------------------------- */

static gpointer
load_again_and_again (gpointer folder)
{
    g_autofree char *path = path_in (folder, "mailstamp.conf");

    for (guint i = 0; i < 50; i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsConfig) config = ms_config_load (path, MS_LOAD_DEFAULT, problems);
        if (config == NULL || problems->len > 0)
            return folder;
    }
    return NULL;
}

static void
two_threads_may_load_at_once (void **state)
{
    g_autoptr (MsConfig) config = load_good (*state, BASE RULE);
    GThread *other = g_thread_new ("other", load_again_and_again, *state);

    assert_null (load_again_and_again (*state));
    assert_null (g_thread_join (other));
}

static void
the_last_reference_frees (void **state)
{
    MsConfig *config = load_good (*state, BASE RULE);

    assert_ptr_equal (ms_config_ref (config), config);
    ms_config_unref (config);
    assert_string_equal (config->organization, "example.com");
    ms_config_unref (config);
    ms_config_unref (NULL);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (faults_are_told_with_file_and_line),
        cmocka_unit_test (faults_of_a_template_are_told_with_its_own_file),
        cmocka_unit_test (a_configuration_that_is_not_there_is_a_fault),
        cmocka_unit_test (warnings_are_told_and_do_no_harm),
        cmocka_unit_test (defaults_are_those_of_the_manual),
        cmocka_unit_test (every_key_arrives),
        cmocka_unit_test (every_key_of_a_rule_arrives),
        cmocka_unit_test (an_empty_skip_skips_nothing),
        cmocka_unit_test (the_people_are_known),
        cmocka_unit_test (nobody_is_known_without_people),
        cmocka_unit_test (all_that_was_read_is_listed),
        cmocka_unit_test (paths_start_at_the_configuration_wherever_we_are),
        cmocka_unit_test (a_missing_key_is_made_where_that_is_asked_for),
        cmocka_unit_test (a_key_that_cannot_be_made_is_a_fault),
        cmocka_unit_test (the_manual_has_all_keys_in_order),
        cmocka_unit_test (the_starter_configuration_has_no_fault),
        cmocka_unit_test (two_threads_may_load_at_once),
        cmocka_unit_test (the_last_reference_frees),
    };
    return cmocka_run_group_tests (tests, make_folder, remove_folder);
}
