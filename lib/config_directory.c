/* SPDX-License-Identifier: BSD-2-Clause */
#include "config_directory.h"
#include "config_directory_ldap.h"
#include "problem.h"

#define MAX_NAME 64 /* it goes into logs and metrics */

/* ---- Files ----------------------------------------------------------------------- */

/* Faults in the file are told with its own lines. */
static void
add_csv (MsConfig *config, const char *name, const char *path, guint line,
         const char *key, const MsConfigReport *report)
{
    if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
        g_autofree char *what =
            g_strdup_printf ("%s is not there, expected a CSV file", path);
        ms_config_report (report, line, key, what);
        return;
    }
    g_ptr_array_add (config->files, g_strdup (path));
    if (ms_directory_add_csv (config->directory, name, path, report->problems))
        g_array_append_val (config->directory_lines, line);
}

static void
load_csv (MsConfig *config, const MsConfSection *section, const MsConfigReport *report)
{
    MsCsvSettings settings = { 0 };
    g_autofree guint *lines = g_new0 (guint, ms_config_keys_count (ms_config_csv_keys));
    g_autofree char *folder = g_path_get_dirname (config->path);
    g_autofree char *path = NULL;

    ms_config_keys_apply (ms_config_csv_keys, section, &settings, lines, report);
    if (settings.file != NULL)
        path = g_canonicalize_filename (settings.file, folder);
    if (path != NULL)
        add_csv (config, section->title, path,
                 ms_config_keys_line (ms_config_csv_keys, lines, "file"), "file", report);
    g_free (settings.file);
}

/* ---- Sections -------------------------------------------------------------------- */

static gboolean
is_directory_name (const char *name)
{
    gsize len = strlen (name);
    gboolean good = len > 0 && len <= MAX_NAME;

    for (gsize i = 0; good && i < len; i++)
        good = g_ascii_isalnum (name[i]) || strchr (".-_", name[i]) != NULL;
    return good;
}

static void
check_name (const MsConfig *config, const MsConfSection *section,
            const MsConfigReport *report)
{
    if (!is_directory_name (section->title))
        ms_config_report (report, section->line, "directory",
                          "has no usable name, expected one of 1 to 64 letters, digits, "
                          "dots and dashes");
    for (guint i = 0; i < ms_directory_size (config->directory); i++)
        if (strcmp (ms_directory_name (config->directory, i), section->title) == 0) {
            g_autofree char *what =
                g_strdup_printf ("\"%s\" stands twice", section->title);
            ms_config_report (report, section->line, "directory", what);
        }
}

/* `type` says what the other keys are; NULL when it is not there. */
static const MsConfEntry *
find_type (const MsConfSection *section)
{
    for (guint i = 0; i < section->entries->len; i++) {
        const MsConfEntry *entry = g_ptr_array_index (section->entries, i);
        if (strcmp (entry->key, "type") == 0)
            return entry;
    }
    return NULL;
}

static void
load_ldap (MsConfig *config, const MsConfSection *section, const MsConfig *previous,
           const MsConfigReport *report)
{
    MsDirectoryLdap *people =
        ms_config_directory_ldap_load (config, section, previous, report);

    if (people == NULL)
        return;
    ms_directory_add_ldap (config->directory, section->title, people);
    g_array_append_val (config->directory_lines, section->line);
}

static void
load_section (MsConfig *config, const MsConfSection *section, const MsConfig *previous,
              const MsConfigReport *report)
{
    const MsConfEntry *entry = find_type (section);
    const char *type =
        entry != NULL ? g_array_index (entry->values, MsConfValue, 0).text : NULL;
    g_autofree char *what = NULL;

    check_name (config, section, report);
    if (type == NULL) {
        ms_config_report (report, section->line, "type",
                          "is missing, expected csv or ldap");
    } else if (strcmp (type, "ldap") == 0) {
        load_ldap (config, section, previous, report);
    } else if (strcmp (type, "csv") == 0) {
        load_csv (config, section, report);
    } else {
        what = g_strdup_printf ("\"%s\" is not known, expected csv or ldap", type);
        ms_config_report (report, entry->line, "type", what);
    }
}

void
ms_config_directories_load (MsConfig *config, const MsConfSection *root,
                            guint people_line, const MsConfig *previous,
                            const MsConfigReport *report)
{
    config->directory = ms_directory_new (config->merge);
    if (config->people_file != NULL)
        add_csv (config, "people", config->people_file, people_line, "people", report);
    for (guint i = 0; i < root->sections->len; i++) {
        const MsConfSection *section = g_ptr_array_index (root->sections, i);
        if (strcmp (section->name, "directory") == 0)
            load_section (config, section, previous, report);
    }
}

/* ---- What programs ask ----------------------------------------------------------- */

gboolean
ms_config_directory_stats (const MsConfig *config, guint index, MsDirectoryStats *stats)
{
    if (index >= ms_directory_size (config->directory))
        return FALSE;
    ms_directory_stats (config->directory, index, stats);
    return TRUE;
}

void
ms_config_check_directories (const MsConfig *config, GPtrArray *problems)
{
    for (guint i = 0; i < ms_directory_size (config->directory); i++) {
        g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
        guint line = g_array_index (config->directory_lines, guint, i);

        ms_directory_check (config->directory, i, warnings);
        for (guint k = 0; k < warnings->len; k++)
            ms_problem_warning (problems, config->path, line, 0, "directory %s: %s",
                                ms_directory_name (config->directory, i),
                                (const char *)g_ptr_array_index (warnings, k));
    }
}

guint
ms_latency_bound (guint bucket)
{
    static const guint bounds[MS_LATENCY_BUCKETS - 1] = { 1,   5,   10,   50,
                                                          100, 500, 1000, 5000 };

    return bucket < G_N_ELEMENTS (bounds) ? bounds[bucket] : G_MAXUINT;
}
