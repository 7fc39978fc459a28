/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The `directory` sections: what is wrong in them, and what they make. */
#include "config_folder.h"
#include "directory_ldap.h"

#define LDAP(more)                                                                       \
    BASE "directory \"ad\" {\n"                                                          \
         "type = ldap\n"                                                                 \
         "uri = \"ldap://127.0.0.1:1\"\n"                                                \
         "base = \"dc=example,dc=com\"\n"                                                \
         "attributes = { \"name=displayName\" }\n" more "}\n"
#define RULE "rule \"r\" { template = \"long\" }\n"
#define BIND "bind-dn = \"cn=ms\"\nbind-password-file = "
#define NO_URI "is no server, expected a URI like ldaps://ldap.example.com"
#define NO_MAP                                                                           \
    "maps no attribute, expected a field and an LDAP attribute, like "                   \
    "\"name=displayName\""
#define NO_TIME "expected one like 500ms, 2s, 10m, 1h or 7d"

static const ConfigRow faults[] = {
    { "no type", BASE "directory \"hr\" {\n file = \"people.csv\"\n}\n",
      "4: type: is missing, expected csv or ldap" },
    { "another type", BASE "directory \"hr\" {\n type = sql\n}\n",
      "5: type: \"sql\" is not known, expected csv or ldap" },
    { "a name with blanks", BASE "directory \"h r\" { type = csv file = people.csv }\n",
      "4: directory: has no usable name, expected one of 1 to 64 letters, digits, dots "
      "and dashes" },
    { "a name twice",
      BASE "directory \"hr\" { type = csv file = people.csv }\n"
           "directory \"hr\" { type = csv file = people.csv }\n",
      "5: directory: \"hr\" stands twice" },
    { "the name of the first table",
      BASE "people = people.csv\ndirectory \"people\" { type = csv file = people.csv }\n",
      "5: directory: \"people\" stands twice" },
    { "a table that is not there",
      BASE "directory \"hr\" {\n type = csv\n file = no.csv }",
      "6: file: DIR/no.csv is not there, expected a CSV file" },
    { "no table", BASE "directory \"hr\" {\n type = csv }\n",
      "4: file: is missing, expected a CSV file" },
    { "a key of the other type",
      BASE "directory \"hr\" { type = csv file = people.csv\n"
           "base = \"dc=example\" }\n",
      "5: base: no such key here, expected one of type, file" },
    { "a way to merge that there is not", BASE "directory-merge = last\n",
      "4: directory-merge: \"last\" is not known, expected first or merge" },

    { "nothing but the type", BASE "directory \"ad\" { type = ldap }\n",
      "4: uri: is missing, expected servers, like { \"ldaps://ldap.example.com\" }\n"
      "4: base: is missing, expected where people are, like "
      "\"ou=people,dc=example,dc=com\"\n"
      "4: attributes: is missing, expected fields and their attributes, like "
      "{ \"name=displayName\", \"title=title\" }" },
    { "servers that are none",
      BASE "directory \"ad\" { type = ldap base = x attributes = name\n"
           "uri = { \"ad.example.com\",\n\"https://ad\",\n\"ldap://\",\n"
           "\"ldap://ad/dc=example\" } }\n",
      "5: uri: \"ad.example.com\" " NO_URI "\n6: uri: \"https://ad\" " NO_URI
      "\n7: uri: \"ldap://\" " NO_URI "\n8: uri: \"ldap://ad/dc=example\" " NO_URI },
    { "StartTLS where there is TLS",
      BASE "directory \"ad\" { type = ldap base = x attributes = name\n"
           "uri = { \"ldap://ad\", \"ldaps://ad\" }\nstart-tls = yes }\n",
      "6: start-tls: is for ldap://, not for ldaps://ad" },
    { "an authority that is not there", LDAP ("tls-ca-file = no.pem\n"),
      "9: tls-ca-file: DIR/no.pem cannot be read: No such file or directory" },
    { "an authority that is none", LDAP ("tls-ca-file = people.csv\n"),
      "9: tls-ca-file: DIR/people.csv has no certificate, expected some in PEM" },
    { "a password of nobody", LDAP ("bind-password-file = loop.key\n"),
      "4: bind-dn: is missing, expected whose password that is" },
    { "somebody without a password", LDAP ("bind-dn = \"cn=ms\"\n"),
      "4: bind-password-file: is missing, expected the file with the password of "
      "bind-dn" },
    { "a password that is not there", LDAP (BIND "no.txt\n"),
      "10: bind-password-file: DIR/no.txt cannot be read: No such file or directory" },
    { "a password that is empty", LDAP (BIND "/dev/null\n"),
      "10: bind-password-file: /dev/null is not a file" },
    { "a filter that finds everybody", LDAP ("filter = \"(objectClass=user)\"\n"),
      "9: filter: does not ask for the address, expected %s in it, like \"(mail=%s)\"" },
    { "a filter that is none", LDAP ("filter = \"(mail=%s\"\n"),
      "9: filter: \"(mail=%s\" is no filter, expected one like "
      "\"(|(mail=%s)(proxyAddresses=smtp:%s))\"" },
    { "an unknown scope", LDAP ("scope = all\n"),
      "9: scope: \"all\" is not known, expected subtree, one or base" },
    { "attributes that are none",
      BASE
      "directory \"ad\" { type = ldap base = x uri = \"ldap://ad\"\n"
      "attributes = { \"a b=c\", \"=c\",\n\"name=\", \"x=y z\",\n\"sender=cn\" } }\n",
      "5: attributes: \"a b=c\" " NO_MAP "\n5: attributes: \"=c\" " NO_MAP
      "\n6: attributes: \"name=\" " NO_MAP "\n6: attributes: \"x=y z\" " NO_MAP
      "\n7: attributes: sender is a field of mailstamp itself, expected another name for "
      "it" },
    { "times that are none",
      LDAP ("timeout = 2\nstale = \"1 d\"\ncache-ttl = fast\nnegative-ttl = 8d\n"),
      "9: timeout: \"2\" is no time from 100ms to 20s, " NO_TIME
      "\n10: stale: \"1 d\" is no time from 0ms to 30d, " NO_TIME
      "\n11: cache-ttl: \"fast\" is no time from 0ms to 7d, " NO_TIME
      "\n12: negative-ttl: \"8d\" is no time from 0ms to 7d, " NO_TIME },
    { "times out of bounds", LDAP ("timeout = 99ms\ncache-ttl = 99999999999999999999s\n"),
      "9: timeout: \"99ms\" is no time from 100ms to 20s, " NO_TIME
      "\n10: cache-ttl: \"99999999999999999999s\" is no time from 0ms to 7d, " NO_TIME },
    { "no connection", LDAP ("connections = 0\n"),
      "9: connections: \"0\" is no number from 1 to 64" },
};

static const ConfigRow warnings[] = {
    { "no verification", LDAP ("tls-verify = no\n") RULE,
      "9: warning: tls-verify: is off, so anybody on the way can answer in place of the "
      "server" },
    { "a password that others can read", LDAP (BIND "open.key\n") RULE,
      "10: warning: bind-password-file: others can use the password in DIR/open.key, "
      "expected mode 0600 or 0640" },
    { "a password in clear",
      BASE "directory \"ad\" { type = ldap base = x attributes = name\n"
           "uri = { \"ldap://127.0.0.1\",\n\"ldap://ad.example.com\" }\n" BIND
           "loop.key }\n" RULE,
      "5: warning: uri: the password goes to ldap://ad.example.com in clear, expected "
      "ldaps:// or start-tls = yes" },
};

static void
faults_are_told_with_their_lines (void **state)
{
    config_folder_check_errors (*state, faults, G_N_ELEMENTS (faults));
}

static void
what_is_doubtful_is_a_warning (void **state)
{
    config_folder_check_warnings (*state, warnings, G_N_ELEMENTS (warnings));
}

static void
directories_are_asked_in_the_order_of_the_file (void **state)
{
    g_autoptr (MsConfig) config = config_folder_load_good (
        *state, LDAP ("") "directory \"hr\" { type = csv file = people.csv }\n"
                          "people = people.csv\n" RULE);

    assert_int_equal (ms_directory_size (config->directory), 3);
    assert_string_equal (ms_directory_name (config->directory, 0), "people");
    assert_string_equal (ms_directory_name (config->directory, 1), "ad");
    assert_string_equal (ms_directory_name (config->directory, 2), "hr");
    assert_true (ms_directory_is_remote (config->directory));
}

static gboolean
is_same (const MsConfig *one, const MsConfig *other)
{
    return ms_directory_find_ldap (one->directory, "ad") ==
           ms_directory_find_ldap (other->directory, "ad");
}

static MsConfig *
reload (const char *folder, const MsConfig *config, const char *text)
{
    g_autofree char *path = config_folder_path (folder, "mailstamp.conf");
    g_autoptr (GPtrArray) problems = ms_problems_new();

    assert_true (g_file_set_contents (path, text, -1, NULL));
    return ms_config_reload (config, MS_LOAD_DEFAULT, problems);
}

static void
a_reload_goes_on_with_a_directory_that_did_not_change (void **state)
{
    g_autoptr (MsConfig) first = config_folder_load_good (*state, LDAP ("") RULE);
    g_autoptr (MsConfig) second =
        reload (*state, first, LDAP ("") "on-failure = pass\n" RULE);
    g_autoptr (MsConfig) third = reload (*state, second, LDAP ("timeout = 3s\n") RULE);

    assert_true (is_same (first, second));
    assert_false (is_same (second, third));
}

static void
files_of_a_directory_are_watched (void **state)
{
    g_autofree char *key = config_folder_path (*state, "loop.key");
    g_autoptr (MsConfig) config =
        config_folder_load_good (*state, LDAP (BIND "loop.key\n") RULE);
    const GPtrArray *files = ms_config_files (config);
    guint count = 0;

    for (guint i = 0; i < files->len; i++)
        count += strcmp (g_ptr_array_index (files, i), key) == 0;
    assert_int_equal (count, 2); /* as the loop key, and as the password */
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (faults_are_told_with_their_lines),
        cmocka_unit_test (what_is_doubtful_is_a_warning),
        cmocka_unit_test (directories_are_asked_in_the_order_of_the_file),
        cmocka_unit_test (a_reload_goes_on_with_a_directory_that_did_not_change),
        cmocka_unit_test (files_of_a_directory_are_watched),
    };
    return cmocka_run_group_tests (tests, config_folder_make, config_folder_remove);
}
