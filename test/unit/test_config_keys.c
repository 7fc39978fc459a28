/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is wrong at the top of a configuration is told with file and line. */
#include "config_folder.h"

#define ALL_KEYS                                                                         \
    "organization, listen, metrics, templates, people, directory-merge, separators, "    \
    "local-domains, loop-key-file, dry-run, on-failure, skip, also-processed, "          \
    "existing-dkim, place-token, opt-out, max-message-size, max-header-size, "           \
    "max-html-size, max-parts, max-depth"
#define NO_DOMAIN "is no domain, expected example.com, or .example.com for all below it"
#define NO_ADDRESS                                                                       \
    "is no address to listen on, expected ADDRESS:PORT, like 127.0.0.1:9894 or "         \
    "[::1]:9894"
#define NO_SIZE "expected one like 512K, 50M or 1G"
#define NO_FIELD "is no header field, expected one like \"X-Name: value\" in ASCII"
#define ADDRESS_PATTERN                                                                  \
    "is no address pattern, expected jane@example.com, @example.com, .example.com, "     \
    "internal, external or /regex/"

static const ConfigRow faults[] = {
    { "a syntax error", BASE "\nrule {\n}\n",
      "5: rule: expected a name in quotes, and {" },
    { "an unknown key", BASE "colour = \"red\"\n",
      "4: colour: no such key here, expected one of " ALL_KEYS },
    { "a key of a later version", BASE "separator-style = \"file\"\n",
      "4: separator-style: no such key here, expected one of " ALL_KEYS },
    { "a rule's key outside", BASE "template = \"long\"\n",
      "4: template: no such key here, expected one of " ALL_KEYS },
    { "an unknown section", BASE "rules {\n}\n", "4: rules: no such key or section" },
    { "a second key", BASE "organization = \"example.net\"\n",
      "4: organization: is set twice, the first is in line 1" },
    { "a second list", BASE "\nskip = { }\nskip = { tnef }\n",
      "6: skip: is set twice, the first is in line 5" },
    { "two values for one", BASE "people = { \"people.csv\",\n\"b.csv\" }\n",
      "5: people: has several values, expected one" },
    { "one key file twice",
      "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"
      "loop-key-file = { \"loop.key\", \"loop.key\" }\n",
      "3: loop-key-file: \"loop.key\" stands twice" },
    { "faults in both key files",
      "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"
      "loop-key-file = { \"short.key\", \"no.key\" }\n",
      "3: loop-key-file: the key in DIR/short.key has 5 octets, expected 32 or more\n"
      "3: loop-key-file: DIR/no.key cannot be read: No such file or directory" },
    { "no folder of templates",
      BASE "templates = \"\"\nrule \"r\" { template = \"long\" }\n",
      "4: templates: is empty, expected a value" },
    { "a token that is too short", BASE "place-token = \"sig\"\n",
      "4: place-token: \"sig\" has 3 characters, expected 4 to 64, so that nobody types "
      "it by chance" },
    { "a token that ends in a blank", BASE "place-token = \"[here] \"\n",
      "4: place-token: \"[here] \" has a blank at an end, expected none" },
    { "a word of characters that nobody sees", BASE "opt-out = \"no\u200bsig\"\n",
      "4: opt-out: has a character that cannot be seen, expected none" },
    { "a word that is a part of the token",
      BASE "place-token = \"[here]\"\nopt-out = \"no[HERE]\"\n",
      "5: opt-out: is a part of place-token, or the other way round, expected another "
      "word" },
    { "two tokens", BASE "place-token = { \"[here]\", \"[there]\" }\n",
      "4: place-token: has several values, expected one" },
    { "an empty value", BASE "people = \"\"\n", "4: people: is empty, expected a value" },

    { "no organization",
      "local-domains = { \"example.com\" }\nloop-key-file = loop.key\n",
      "organization: is missing, expected a name for the mark, like example.com" },
    { "an organization with blanks",
      "organization = \"The Example\"\nlocal-domains = "
      "x.example\nloop-key-file=loop.key",
      "1: organization: \"The Example\" is no name for the mark, expected letters, "
      "digits "
      "and dots, like example.com" },
    { "metrics without an address", BASE "metrics = 9894\n",
      "4: metrics: \"9894\" " NO_ADDRESS },
    { "metrics at a name", BASE "metrics = \"localhost:9894\"\n",
      "4: metrics: \"localhost:9894\" " NO_ADDRESS },
    { "metrics at IPv6 without brackets", BASE "metrics = \"::1:9894\"\n",
      "4: metrics: \"::1:9894\" " NO_ADDRESS },
    { "metrics at brackets around IPv4", BASE "metrics = \"[127.0.0.1]:9894\"\n",
      "4: metrics: \"[127.0.0.1]:9894\" " NO_ADDRESS },
    { "metrics at a port that is none", BASE "metrics = \"127.0.0.1:65536\"\n",
      "4: metrics: \"127.0.0.1:65536\" " NO_ADDRESS },
    { "metrics at port 0", BASE "metrics = \"127.0.0.1:0\"\n",
      "4: metrics: \"127.0.0.1:0\" " NO_ADDRESS },
    { "a socket of another kind", BASE "listen = \"tcp:8894\"\n",
      "4: listen: \"tcp:8894\" is no socket, expected unix:/path/to/socket or "
      "inet:PORT@ADDRESS" },
    { "a socket with a relative path", BASE "listen = \"unix:milter.sock\"\n",
      "4: listen: \"unix:milter.sock\" is no socket, expected unix:/path/to/socket "
      "or "
      "inet:PORT@ADDRESS" },
    { "a port that is none", BASE "listen = \"inet:70000@127.0.0.1\"\n",
      "4: listen: \"inet:70000@127.0.0.1\" is no socket, expected "
      "unix:/path/to/socket "
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
    { "separators that are not there", BASE "separators = \"nowhere\"\n",
      "4: separators: DIR/nowhere is not there, expected a file or folder of "
      "separators" },
    { "separators with faults, and another fault",
      BASE "separators = \"broken-separators.conf\"\npeople = \"nobody.csv\"\n",
      "5: people: DIR/nobody.csv is not there, expected a CSV file\n"
      "DIR/broken-separators.conf:1: off: the built-in catalogue has no separator "
      "\"wrote-tlh\"\n"
      "DIR/broken-separators.conf:3: element: \"div\" is no element, expected "
      "tag[attribute=value], or *= for a part of the value" },
    { "people with a fault", BASE "people = \"broken.csv\"\n",
      "DIR/broken.csv:2: the row has 1 cells, expected 2 as in the first row" },
    { "no domains", "organization = \"example.com\"\nloop-key-file = \"loop.key\"\n",
      "local-domains: is missing, expected the domains that are ours, like { "
      "example.com "
      "}" },
    { "an empty list of domains",
      "organization = \"example.com\"\nloop-key-file = \"loop.key\"\nlocal-domains = "
      "{ "
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
      "3: loop-key-file: the key in DIR/short.key has 5 octets, expected 32 or "
      "more" },
    { "on-failure", BASE "on-failure = reject\n",
      "4: on-failure: \"reject\" is not known, expected defer or pass" },
    { "skip", BASE "skip = { bounce, signed }\n",
      "4: skip: \"signed\" is not known, expected bounce, report, calendar, "
      "auto-reply, "
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
      "8: template: there is no folder lang in DIR/templates, expected one of "
      "broken, "
      "long, picky, short\n"
      "10: rule: \"r\" stands twice, the first is in line 6\n"
      "11: place: \"left\" is not known, expected above-quote, bottom or top\n"
      "10: template: is missing, expected the name of a template, or none\n"
      "DIR/broken.csv:2: the row has 1 cells, expected 2 as in the first row\n"
      "3: loop-key-file: DIR/no.key cannot be read: No such file or directory" },
};

static void
faults_are_told_with_file_and_line (void **state)
{
    config_folder_check_errors (*state, faults, G_N_ELEMENTS (faults));
}

static void
a_configuration_that_is_not_there_is_a_fault (void **state)
{
    g_autofree char *path = config_folder_path (*state, "no.conf");
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = ms_config_load (path, MS_LOAD_DEFAULT, problems);
    g_autofree char *said = config_folder_list (problems, *state);

    assert_null (config);
    assert_string_equal (said, "DIR/no.conf: cannot be read: No such file or directory");
}

static const ConfigRow warnings[] = {
    { "no rule", BASE, "warning: rule: there is none, so no message gets a stamp" },
    { "a dry run", BASE "\ndry-run = yes\nrule \"r\" { template = none }\n",
      "5: warning: dry-run: is on, so no message is changed" },
    { "a key that others can read",
      "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"
      "loop-key-file = \"open.key\"\nrule \"r\" { template = none }\n",
      "3: warning: loop-key-file: others can use the key in DIR/open.key, expected mode "
      "0600 or 0640" },
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
        cmocka_unit_test (a_configuration_that_is_not_there_is_a_fault),
        cmocka_unit_test (warnings_are_told_and_do_no_harm),
    };
    return cmocka_run_group_tests (tests, config_folder_make, config_folder_remove);
}
