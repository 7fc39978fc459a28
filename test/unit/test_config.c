/* SPDX-License-Identifier: BSD-2-Clause */
#include "config_folder.h"
#include "config_keys.h"
#include "place.h"
#include <glib/gstdio.h>

/* ---- What is loaded -------------------------------------------------------------- */

#define RULE "rule \"all\" { template = \"long\" }\n"

static void
defaults_are_those_of_the_manual (void **state)
{
    g_autoptr (MsConfig) config = config_folder_load_good (*state, BASE RULE);
    const MsRule *rule = g_ptr_array_index (config->rules, 0);

    assert_string_equal (ms_config_listen (config), "unix:/run/mailstamp/milter.sock");
    assert_null (ms_config_metrics (config));
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
    assert_int_equal (config->existing_dkim, MS_EXISTING_DKIM_STAMP);
    assert_false (config->dry_run);
    assert_true (rule->enabled);
    assert_false (rule->dry_run);
    assert_false (rule->continues);
    assert_int_equal (rule->rotate->len, 0);
    assert_int_equal (rule->place, MS_PLACE_ABOVE_QUOTE);
    assert_int_equal (rule->no_separator, MS_NO_SEPARATOR_BOTTOM);
    assert_int_equal (rule->add_headers->len, 0);
}

static void
every_key_arrives (void **state)
{
    g_autoptr (MsConfig) config = config_folder_load_good (
        *state, BASE "listen = \"inet:8894@127.0.0.1\"\n"
                     "metrics = \"[::1]:9894\"\n"
                     "templates = \"templates\"\n"
                     "people = \"people.csv\"\n"
                     "on-failure = pass\n"
                     "skip = { bounce, list }\n"
                     "also-processed = { \"X-A: true\", \"X-B: yes\" }\n"
                     "existing-dkim = skip-own\n"
                     "max-message-size = \"1G\"\n"
                     "max-header-size = 64K\n"
                     "max-html-size = 2048\n"
                     "max-parts = 7\n"
                     "max-depth = 5\n"
                     "rule \"all\" { template = \"long\" }\n");

    assert_string_equal (ms_config_listen (config), "inet:8894@127.0.0.1");
    assert_string_equal (ms_config_metrics (config), "[::1]:9894");
    assert_string_equal (config->mark.organization, "example.com");
    assert_string_equal (config->domains.names[1], ".example.com");
    assert_int_equal (config->mark.keys->len, 1);
    assert_int_equal (ms_config_on_failure (config), MS_ON_FAILURE_PASS);
    assert_int_equal (config->skip,
                      MS_REASON_BIT (MS_REASON_BOUNCE) | MS_REASON_BIT (MS_REASON_LIST));
    assert_string_equal (g_ptr_array_index (config->also_processed, 1), "X-B: yes");
    assert_int_equal (config->existing_dkim, MS_EXISTING_DKIM_SKIP_OWN);
    assert_int_equal (ms_config_max_message_size (config), 1024 * 1024 * 1024);
    assert_int_equal (ms_config_max_header_size (config), 64 * 1024);
    assert_int_equal (config->max_html_size, 2048);
    assert_int_equal (config->limits.parts, 7);
    assert_int_equal (config->limits.depth, 5);
}

static void
every_key_of_a_rule_arrives (void **state)
{
    g_autoptr (MsConfig) config = config_folder_load_good (
        *state, BASE "\n"
                     "rule \"quiet\" { when { sender = internal } template = none }\n"
                     "rule \"Für alle\" {\n"
                     "    enabled = off\n"
                     "    dry-run = on\n"
                     "    rotate = { \"long\", \"short\", \"long\" }\n"
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
    assert_true (rule->dry_run);
    assert_true (rule->continues);
    assert_int_equal (rule->place, MS_PLACE_BOTTOM);
    assert_int_equal (rule->no_separator, MS_NO_SEPARATOR_SKIP);
    assert_string_equal (g_ptr_array_index (rule->add_headers, 1), "X-B: a: b");
    assert_null (rule->template_name);
    assert_int_equal (rule->rotate->len, 3);
    assert_string_equal (g_ptr_array_index (rule->rotate, 1), "short");
    assert_non_null (ms_config_template (config, "long"));
    assert_non_null (ms_config_template (config, "short"));
    assert_null (ms_config_template (config, "picky"));
}

static void
an_empty_skip_skips_nothing (void **state)
{
    g_autoptr (MsConfig) config =
        config_folder_load_good (*state, BASE "skip = { }\n" RULE);

    assert_int_equal (config->skip, 0);
}

static void
the_people_are_known (void **state)
{
    g_autoptr (MsConfig) config =
        config_folder_load_good (*state, BASE "people = \"people.csv\"\n" RULE);
    g_autoptr (MsValue) person = NULL;

    assert_true (
        ms_directory_lookup (config->directory, "jane@example.com", &person, NULL));
    assert_string_equal (ms_value_text (ms_value_get (person, "name")), "Jane");
}

static void
nobody_is_known_without_people (void **state)
{
    g_autoptr (MsConfig) config = config_folder_load_good (*state, BASE RULE);
    g_autoptr (MsValue) person = NULL;

    assert_true (
        ms_directory_lookup (config->directory, "jane@example.com", &person, NULL));
    assert_null (person);
}

static void
separators_of_ones_own_are_in_force (void **state)
{
    g_autoptr (MsConfig) config =
        config_folder_load_good (*state, BASE "separators = separators.conf\n" RULE);
    MsSlice text = ms_slice_str ("Hi\n\ncase history\nolder\n");

    assert_string_equal (ms_place_text (text, 0, config->separators).separator, "crm");
}

static gboolean
has_file (const MsConfig *config, const char *folder, const char *name)
{
    g_autofree char *path = config_folder_path (folder, name);

    return g_ptr_array_find_with_equal_func (config->files, path, g_str_equal, NULL);
}

static void
all_that_was_read_is_listed (void **state)
{
    static const char *const names[] = {
        "mailstamp.conf", "people.csv",     "loop.key",
        "templates",      "templates/long", "templates/long/signature.html",
        "separators.conf"
    };
    g_autoptr (MsConfig) config = config_folder_load_good (
        *state, BASE "people = \"people.csv\"\nseparators = separators.conf\n" RULE);

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

    config = config_folder_load_good (*state, BASE RULE);
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
    g_autofree char *path = config_folder_path (*state, "new.key");
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) first =
        config_folder_load (*state, NEW_KEY, MS_LOAD_CREATE_KEY, problems);
    g_autoptr (MsConfig) second =
        config_folder_load (*state, NEW_KEY, MS_LOAD_CREATE_KEY, problems);

    g_unlink (path);
    assert_int_equal (problems->len, 0);
    assert_true (g_bytes_equal (g_ptr_array_index (first->mark.keys, 0),
                                g_ptr_array_index (second->mark.keys, 0)));
    assert_int_equal (g_bytes_get_size (g_ptr_array_index (first->mark.keys, 0)), 44);
}

#define TWO_KEYS                                                                         \
    "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"              \
    "loop-key-file = { \"new.key\", \"loop.key\" }\n" RULE

static void
the_first_key_signs_and_all_are_kept (void **state)
{
    g_autofree char *path = config_folder_path (*state, "new.key");
    g_autofree char *old = config_folder_path (*state, "loop.key");
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config =
        config_folder_load (*state, TWO_KEYS, MS_LOAD_CREATE_KEY, problems);

    g_unlink (path);
    assert_int_equal (problems->len, 0);
    assert_int_equal (config->mark.keys->len, 2);
    assert_int_equal (g_bytes_get_size (g_ptr_array_index (config->mark.keys, 0)), 44);
    assert_true (
        g_ptr_array_find_with_equal_func (config->files, path, g_str_equal, NULL));
    assert_true (
        g_ptr_array_find_with_equal_func (config->files, old, g_str_equal, NULL));
}

static void
only_the_first_key_is_made (void **state)
{
    g_autofree char *path = config_folder_path (*state, "old.key");
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = config_folder_load (
        *state,
        "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"
        "loop-key-file = { \"loop.key\", \"old.key\" }\n" RULE,
        MS_LOAD_CREATE_KEY, problems);
    g_autofree char *said = config_folder_list (problems, *state);

    assert_null (config);
    assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    assert_string_equal (
        said, "3: loop-key-file: DIR/old.key cannot be read: No such file or directory");
}

static void
a_key_that_cannot_be_made_is_a_fault (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = config_folder_load (
        *state,
        "organization = \"example.com\"\nlocal-domains = { \"example.com\" }\n"
        "loop-key-file = \"no/new.key\"\n" RULE,
        MS_LOAD_CREATE_KEY, problems);
    g_autofree char *said = config_folder_list (problems, *state);

    assert_null (config);
    assert_string_equal (said, "3: loop-key-file: DIR/no/new.key cannot be made: No such "
                               "file or directory");
}

static void
a_key_that_is_yet_to_be_made_is_a_warning_of_a_check (void **state)
{
    g_autofree char *path = config_folder_path (*state, "new.key");
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config =
        config_folder_load (*state, NEW_KEY, MS_LOAD_CHECK, problems);
    g_autofree char *said = config_folder_list (problems, *state);

    assert_non_null (config);
    assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    assert_string_equal (said, "3: warning: loop-key-file: DIR/new.key is not there yet, "
                               "mailstampd makes it when it starts");
}

static void
a_key_that_is_too_short_is_an_error_of_a_check (void **state)
{
    g_autofree char *path = config_folder_path (*state, "new.key");
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = NULL;

    assert_true (g_file_set_contents (path, "short\n", -1, NULL));
    config = config_folder_load (*state, NEW_KEY, MS_LOAD_CHECK, problems);
    g_unlink (path);
    assert_null (config);
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
    for (guint i = 0; ms_config_csv_keys[i].name != NULL; i++)
        g_ptr_array_add (tables, (gpointer)ms_config_csv_keys[i].name);
    for (guint i = 1; ms_config_ldap_keys[i].name != NULL; i++) /* type is told once */
        g_ptr_array_add (tables, (gpointer)ms_config_ldap_keys[i].name);
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
    g_autofree char *people_path = config_folder_path (folder, "people.csv");

    assert_true (g_file_set_contents (people_path, people, -1, NULL));
    for (gsize i = 3; i < 7; i++) {
        g_autofree char *path = config_folder_path (folder, starter_files[i]);
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
    g_autoptr (MsConfig) config =
        config_folder_load (folder, text, MS_LOAD_CREATE_KEY, problems);
    g_autofree char *said = config_folder_list (problems, folder);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (starter_files); i++) {
        g_autofree char *path = config_folder_path (folder, starter_files[i]);
        g_remove (path);
    }
    assert_non_null (config);
    assert_string_equal (said, "");
}

/* ---- Sharing --------------------------------------------------------------------- */

static gpointer
load_again_and_again (gpointer folder)
{
    g_autofree char *path = config_folder_path (folder, "mailstamp.conf");

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
    g_autoptr (MsConfig) config = config_folder_load_good (*state, BASE RULE);
    GThread *other = g_thread_new ("other", load_again_and_again, *state);

    assert_null (load_again_and_again (*state));
    assert_null (g_thread_join (other));
}

static void
the_last_reference_frees (void **state)
{
    MsConfig *config = config_folder_load_good (*state, BASE RULE);

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
        cmocka_unit_test (defaults_are_those_of_the_manual),
        cmocka_unit_test (every_key_arrives),
        cmocka_unit_test (every_key_of_a_rule_arrives),
        cmocka_unit_test (an_empty_skip_skips_nothing),
        cmocka_unit_test (the_people_are_known),
        cmocka_unit_test (nobody_is_known_without_people),
        cmocka_unit_test (separators_of_ones_own_are_in_force),
        cmocka_unit_test (all_that_was_read_is_listed),
        cmocka_unit_test (paths_start_at_the_configuration_wherever_we_are),
        cmocka_unit_test (a_missing_key_is_made_where_that_is_asked_for),
        cmocka_unit_test (the_first_key_signs_and_all_are_kept),
        cmocka_unit_test (only_the_first_key_is_made),
        cmocka_unit_test (a_key_that_cannot_be_made_is_a_fault),
        cmocka_unit_test (a_key_that_is_yet_to_be_made_is_a_warning_of_a_check),
        cmocka_unit_test (a_key_that_is_too_short_is_an_error_of_a_check),
        cmocka_unit_test (the_manual_has_all_keys_in_order),
        cmocka_unit_test (the_starter_configuration_has_no_fault),
        cmocka_unit_test (two_threads_may_load_at_once),
        cmocka_unit_test (the_last_reference_frees),
    };
    return cmocka_run_group_tests (tests, config_folder_make, config_folder_remove);
}
