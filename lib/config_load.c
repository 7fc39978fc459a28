/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_file.h"
#include "config.h"
#include "config_directory.h"
#include "config_keys.h"
#include "config_lint.h"
#include "config_rules.h"
#include "file.h"
#include "imprint.h"
#include "loop_key.h"
#include "problem.h"
#include <errno.h>
#include <sys/stat.h>

#define MAX_FILE ((gsize)1024 * 1024)

/* ---- Reading the file ------------------------------------------------------------ */

static const MsConfShape rule_shapes[] = {
    { "when", FALSE, NULL },
    { "except", FALSE, NULL },
    { NULL },
};
static const MsConfShape shapes[] = {
    { "directory", TRUE, NULL },
    { "rule", TRUE, rule_shapes },
    { NULL },
};

static void
add_key (GPtrArray *keys, const char *name)
{
    if (!g_ptr_array_find_with_equal_func (keys, name, g_str_equal, NULL))
        g_ptr_array_add (keys, (gpointer)name);
}

static void
add_names (GPtrArray *names, const MsConfigKey *keys)
{
    for (guint i = 0; keys[i].name != NULL; i++)
        add_key (names, keys[i].name);
}

/* The keys of all sections, each once. */
static GPtrArray *
list_keys (void)
{
    GPtrArray *keys = g_ptr_array_new();

    add_names (keys, ms_config_keys);
    add_names (keys, ms_config_csv_keys);
    add_names (keys, ms_config_ldap_keys);
    add_names (keys, ms_config_rule_keys);
    for (guint i = 0; ms_conditions_key (i) != NULL; i++)
        add_key (keys, ms_conditions_key (i));
    g_ptr_array_add (keys, NULL);
    return keys;
}

static MsConfSection *
read_file (const char *path, GPtrArray *problems)
{
    gsize len = 0;
    g_autofree char *what = NULL;
    g_autofree char *text = ms_file_read (path, MAX_FILE, &len, &what);
    g_autoptr (GPtrArray) keys = list_keys();

    if (text == NULL) {
        ms_problem_error (problems, path, 0, 0, "%s", what);
        return NULL;
    }
    return ms_conf_parse (path, ms_slice (text, len), (const char *const *)keys->pdata,
                          shapes, problems);
}

/* ---- What the file names --------------------------------------------------------- */

static void
make_absolute (const MsConfig *config, char **path)
{
    g_autofree char *folder = g_path_get_dirname (config->path);
    g_autofree char *old = *path;

    *path = old != NULL ? g_canonicalize_filename (old, folder) : NULL;
}

static void
note_file (MsConfig *config, const char *path)
{
    g_ptr_array_add (config->files, g_strdup (path));
}

static guint
line_of (const guint *lines, const char *key)
{
    return ms_config_keys_line (ms_config_keys, lines, key);
}

static void
check_templates_folder (MsConfig *config, const guint *lines,
                        const MsConfigReport *report)
{
    g_autofree char *what = NULL;

    if (config->templates_folder == NULL)
        return;
    note_file (config, config->templates_folder);
    if (g_file_test (config->templates_folder, G_FILE_TEST_IS_DIR))
        return;
    what = g_strdup_printf ("%s is not there, expected a folder of templates",
                            config->templates_folder);
    ms_config_report (report, line_of (lines, "templates"), "templates", what);
}

static void
load_separators (MsConfig *config, const guint *lines, const MsConfigReport *report)
{
    const char *path = config->separators_path;

    if (path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS)) {
        g_autofree char *what = g_strdup_printf (
            "%s is not there, expected a file or folder of separators", path);
        ms_config_report (report, line_of (lines, "separators"), "separators", what);
    } else if (path != NULL) {
        if (g_file_test (path, G_FILE_TEST_IS_DIR))
            note_file (config, path);
        config->separators = ms_separators_load (path, report->problems, config->files);
    } else
        config->separators = ms_separators_new();
}

/* Another process may have been quicker: then its key is the one. */
static gboolean
make_key (const char *path, guint line, const MsConfigReport *report)
{
    g_autoptr (GError) error = NULL;

    if (g_file_test (path, G_FILE_TEST_EXISTS) || ms_loop_key_create (path, &error) ||
        g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    ms_config_report (report, line, "loop-key-file", error->message);
    return FALSE;
}

static void
read_key (MsConfig *config, const char *path, guint line, const MsConfigReport *report)
{
    g_autofree char *what = NULL;
    g_autofree char *warning = NULL;
    GBytes *key = ms_loop_key_load (path, &what, &warning);

    note_file (config, path);
    if (key != NULL)
        g_ptr_array_add (config->mark.keys, key);
    else
        ms_config_report (report, line, "loop-key-file", what);
    if (warning != NULL)
        ms_problem_warning (report->problems, report->file, line, 0, "loop-key-file: %s",
                            warning);
}

/* TRUE, with a warning, where the daemon will make the key at its first start. */
static gboolean
is_yet_to_be_made (const char *path, guint line, const MsConfigReport *report)
{
    struct stat info;

    if (lstat (path, &info) == 0 || errno != ENOENT)
        return FALSE;
    ms_problem_warning (report->problems, report->file, line, 0,
                        "loop-key-file: %s is not there yet, mailstampd makes it when it "
                        "starts",
                        path);
    return TRUE;
}

/* Only the first, which signs, can be made: a new key in place of an older one that is
 * missing would verify nothing. */
static void
load_keys (MsConfig *config, const guint *lines, MsLoadFlags flags,
           const MsConfigReport *report)
{
    guint line = line_of (lines, "loop-key-file");

    for (guint i = 0; i < config->key_files->len; i++) {
        const char *path = g_ptr_array_index (config->key_files, i);
        gboolean make = i == 0 && (flags & MS_LOAD_CREATE_KEY) != 0;
        gboolean check = i == 0 && (flags & MS_LOAD_CHECK) != 0;

        if (check && is_yet_to_be_made (path, line, report))
            continue;
        if (!make || make_key (path, line, report))
            read_key (config, path, line, report);
    }
}

/* ---- All of it ------------------------------------------------------------------- */

static void
check_effect (const MsConfig *config, const guint *lines, const MsConfigReport *report)
{
    if (config->rules->len == 0)
        ms_problem_warning (report->problems, report->file, 0, 0,
                            "rule: there is none, so no message gets a stamp");
    if (config->dry_run)
        ms_problem_warning (report->problems, report->file, line_of (lines, "dry-run"), 0,
                            "dry-run: is on, so no message is changed");
}

/* One would be taken for the other. */
static void
check_words (const MsConfig *config, const guint *lines, const MsConfigReport *report)
{
    if (config->place_token != NULL && config->opt_out != NULL &&
        ms_typed_word_overlaps (config->place_token, config->opt_out))
        ms_config_report (report, line_of (lines, "opt-out"), "opt-out",
                          "is a part of place-token, or the other way round, expected "
                          "another word");
}

/* Where nobody asks whether a thread has a stamp, none needs to be found again. */
static void
make_imprints (MsConfig *config)
{
    gboolean asked = FALSE;

    for (guint i = 0; i < config->rules->len && !asked; i++)
        asked = ms_rule_asks (g_ptr_array_index (config->rules, i), "signature");
    for (guint i = 0; asked && i < config->mark.keys->len; i++)
        g_ptr_array_add (config->imprints,
                         ms_imprint_make (config->organization,
                                          g_ptr_array_index (config->mark.keys, i)));
}

/* Goes on after a fault, so that all are told: a path whose value was refused is NULL. */
static void
build (MsConfig *config, const MsConfSection *root, MsLoadFlags flags,
       const MsConfig *previous, const MsConfigReport *report)
{
    g_autofree guint *lines = g_new0 (guint, ms_config_keys_count (ms_config_keys));

    ms_config_keys_apply (ms_config_keys, root, config, lines, report);
    make_absolute (config, &config->templates_folder);
    make_absolute (config, &config->people_file);
    for (guint i = 0; i < config->key_files->len; i++)
        make_absolute (config, (char **)&config->key_files->pdata[i]);
    make_absolute (config, &config->separators_path);
    config->mark.organization = config->organization;
    note_file (config, config->path);
    check_templates_folder (config, lines, report);
    ms_config_rules_load (config, root, report);
    check_effect (config, lines, report);
    check_words (config, lines, report);
    ms_config_directories_load (config, root, line_of (lines, "people"), previous,
                                report);
    load_separators (config, lines, report);
    load_keys (config, lines, flags, report);
    if (config->organization != NULL)
        make_imprints (config);
    if ((flags & MS_LOAD_LINT) != 0 && !ms_problems_have_error (report->problems))
        ms_config_lint (config, report->problems);
}

static MsConfig *
load (const char *path, MsLoadFlags flags, const MsConfig *previous, GPtrArray *problems)
{
    MsConfigReport report = { path, problems };
    g_autoptr (MsConfSection) root = read_file (path, problems);
    g_autoptr (MsConfig) config = NULL;

    if (root == NULL)
        return NULL;
    config = ms_config_new (path);
    build (config, root, flags, previous, &report);
    return ms_problems_have_error (problems) ? NULL : g_steal_pointer (&config);
}

MsConfig *
ms_config_load (const char *path, MsLoadFlags flags, GPtrArray *problems)
{
    return load (path, flags, NULL, problems);
}

MsConfig *
ms_config_reload (const MsConfig *config, MsLoadFlags flags, GPtrArray *problems)
{
    return load (config->path, flags, config, problems);
}
