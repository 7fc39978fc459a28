/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is wrong with a rule of the configuration is told with file and line. */
#include "config_folder.h"

#define ALL_RULE_KEYS                                                                    \
    "enabled, dry-run, template, rotate, place, no-separator, continue, wrap, "          \
    "add-headers"
#define ALL_CONDITIONS                                                                   \
    "direction, sender, recipient, recipients, thread, signature, subject, header, "     \
    "body, person, "                                                                     \
    "authenticated, client, not-before, not-after"
#define ADDRESS_PATTERN                                                                  \
    "is no address pattern, expected jane@example.com, @example.com, .example.com, "     \
    "internal, external or /regex/"
#define NO_FIELD "is no header field, expected one like \"X-Name: value\" in ASCII"

static const ConfigRow faults[] = {
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
    { "a rule with a name that would write more than its line of the log",
      BASE "rule \"r\r\" { template = none }\n",
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
    { "a template above its folder", BASE "rule \"r\" { template = \"..\" }\n",
      "4: template: \"..\" is no name of a template, expected a folder in templates, "
      "or none" },
    { "a template outside its folder", BASE "rule \"r\" { template = \"../long\" }\n",
      "4: template: \"../long\" is no name of a template, expected a folder in "
      "templates, "
      "or none" },
    { "template and rotate",
      BASE "rule \"r\" {\n template = \"long\"\n rotate = { \"short\" }\n}\n",
      "6: rotate: stands beside template, expected one of the two" },
    { "an empty rotate", BASE "rule \"r\" {\n rotate = { }\n}\n",
      "5: rotate: is empty, expected names of templates" },
    { "none among others", BASE "rule \"r\" { rotate = { \"long\", none } }\n",
      "4: rotate: \"none\" is no name of a template, expected folders in templates" },
    { "a template outside among others", BASE "rule \"r\" { rotate = { \"../long\" } }\n",
      "4: rotate: \"../long\" is no name of a template, expected folders in templates\n"
      "4: rotate: is empty, expected names of templates" },
    { "a template that is not there among others",
      BASE "rule \"r\" { rotate = { \"long\", \"lang\" } }\n",
      "4: template: there is no folder lang in DIR/templates, expected one of broken, "
      "long, picky, short" },
    { "dry-run", BASE "rule \"r\" { dry-run = perhaps template = none }\n",
      "4: dry-run: \"perhaps\" is neither true nor false" },
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
    { "add-headers with a name that is not ASCII",
      BASE "rule \"r\" { add-headers = \"X-Ä: b\" template = long }\n",
      "4: add-headers: \"X-Ä: b\" " NO_FIELD },
    { "add-headers with a value that is not ASCII",
      BASE "rule \"r\" { add-headers = \"X-A: bä\" template = long }\n",
      "4: add-headers: \"X-A: bä\" " NO_FIELD },
    { "add-headers with a line break in disguise",
      BASE "rule \"r\" { add-headers = \"X-A: b\rBcc: c\" template = long }\n",
      "4: add-headers: \"X-A: b Bcc: c\" " NO_FIELD },
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
};

static void
faults_are_told_with_file_and_line (void **state)
{
    config_folder_check_errors (*state, faults, G_N_ELEMENTS (faults));
}

static void
faults_of_a_template_are_told_with_its_own_file (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = config_folder_load (
        *state,
        BASE "rule \"a\" { when { sender = internal } template = broken }\n"
             "rule \"b\" { template = broken }\n",
        MS_LOAD_DEFAULT, problems);
    g_autofree char *said = config_folder_list (problems, *state);

    assert_null (config);
    assert_int_equal (problems->len, 1);
    if (!g_str_has_prefix (said, "DIR/templates/broken/signature.html:1:"))
        fail_msg ("%s", said);
}

static const ConfigRow warnings[] = {
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
    config_folder_check_warnings (*state, warnings, G_N_ELEMENTS (warnings));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (faults_are_told_with_file_and_line),
        cmocka_unit_test (faults_of_a_template_are_told_with_its_own_file),
        cmocka_unit_test (warnings_are_told_and_do_no_harm),
    };
    return cmocka_run_group_tests (tests, config_folder_make, config_folder_remove);
}
