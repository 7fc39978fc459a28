/* SPDX-License-Identifier: BSD-2-Clause */
#include "config_rules.h"
#include "problem.h"

#define MAX_NAME 100 /* it goes into a header field and into the log */

/* ---- when and except ------------------------------------------------------------- */

static void
report_condition (const MsConfigReport *report, guint line, const char *section,
                  const char *key, const char *what)
{
    g_autofree char *full = g_strdup_printf ("%s %s", section, key);

    ms_config_report (report, line, full, what);
}

static char *
explain_unknown_condition (void)
{
    GString *what = g_string_new ("no such key here, expected one of ");

    for (guint i = 0; ms_conditions_key (i) != NULL; i++)
        g_string_append_printf (what, "%s%s", i > 0 ? ", " : "", ms_conditions_key (i));
    return g_string_free (what, FALSE);
}

static void
load_condition (MsRule *rule, const char *section, const MsConfEntry *entry,
                const MsConfigReport *report)
{
    gboolean except = strcmp (section, "except") == 0;

    for (guint i = 0; i < entry->values->len; i++) {
        const MsConfValue *value = &g_array_index (entry->values, MsConfValue, i);
        g_autofree char *what =
            ms_rule_add_condition (rule, except, entry->key, value->text);
        if (what == NULL)
            continue;
        g_autofree char *unknown = *what == '\0' ? explain_unknown_condition() : NULL;
        report_condition (report, value->line, section, entry->key,
                          unknown != NULL ? unknown : what);
        if (unknown != NULL)
            break;
    }
}

/* The line of the entry of that key among the first `count`, or 0. */
static guint
line_of_key (const MsConfSection *section, guint count, const char *key)
{
    for (guint i = 0; i < count; i++) {
        const MsConfEntry *entry = g_ptr_array_index (section->entries, i);
        if (strcmp (entry->key, key) == 0)
            return entry->line;
    }
    return 0;
}

static void
check_together (const MsConditions *conditions, const MsConfSection *section,
                const MsConfigReport *report)
{
    const char *key = NULL;
    g_autofree char *what = ms_conditions_check (conditions, &key);

    if (what != NULL)
        report_condition (report, line_of_key (section, section->entries->len, key),
                          section->name, key, what);
}

static void
load_conditions (MsRule *rule, const MsConfSection *section, const MsConfigReport *report)
{
    for (guint i = 0; i < section->entries->len; i++) {
        const MsConfEntry *entry = g_ptr_array_index (section->entries, i);
        guint first = line_of_key (section, i, entry->key);
        g_autofree char *what = NULL;

        if (first == 0) {
            load_condition (rule, section->name, entry, report);
            continue;
        }
        what = g_strdup_printf ("is set twice, the first is in line %u", first);
        report_condition (report, entry->line, section->name, entry->key, what);
    }
    check_together (strcmp (section->name, "except") == 0 ? rule->except : rule->when,
                    section, report);
}

static void
load_all_conditions (MsRule *rule, const MsConfSection *section,
                     const MsConfigReport *report)
{
    for (guint i = 0; i < section->sections->len; i++) {
        const MsConfSection *conditions = g_ptr_array_index (section->sections, i);
        const MsConfSection *first = NULL;
        g_autofree char *what = NULL;

        for (guint k = 0; k < i && first == NULL; k++) {
            const MsConfSection *other = g_ptr_array_index (section->sections, k);
            first = strcmp (other->name, conditions->name) == 0 ? other : NULL;
        }
        if (first == NULL) {
            load_conditions (rule, conditions, report);
            continue;
        }
        what = g_strdup_printf ("stands twice in this rule, the first is in line %u",
                                first->line);
        ms_config_report (report, conditions->line, conditions->name, what);
    }
}

/* ---- Templates ------------------------------------------------------------------- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* "a, b", the folders in `folder`. */
static char *
list_folders (const char *folder)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        if (name[0] != '.' && g_file_test (path, G_FILE_TEST_IS_DIR))
            g_ptr_array_add (names, g_strdup (name));
    }
    g_ptr_array_sort (names, compare_names);
    g_ptr_array_add (names, NULL);
    return g_strjoinv (", ", (char **)names->pdata);
}

static void
report_missing_template (const MsConfig *config, const char *name, guint line,
                         const MsConfigReport *report)
{
    g_autofree char *others = list_folders (config->templates_folder);
    g_autofree char *what =
        *others != '\0'
            ? g_strdup_printf ("there is no folder %s in %s, expected one of %s", name,
                               config->templates_folder, others)
            : g_strdup_printf ("there is no folder %s in %s", name,
                               config->templates_folder);

    ms_config_report (report, line, "template", what);
}

static void
note_files (MsConfig *config, const char *folder, const MsTemplate *template)
{
    const GPtrArray *files = ms_template_files (template);

    g_ptr_array_add (config->files, g_strdup (folder));
    for (guint i = 0; i < files->len; i++)
        g_ptr_array_add (config->files, g_strdup (g_ptr_array_index (files, i)));
}

/* Each is loaded once, and its faults are told once; NULL stands for one that has some.
 */
static void
load_template (MsConfig *config, const char *name, guint line,
               const MsConfigReport *report)
{
    g_autofree char *folder = NULL;
    MsTemplate *template = NULL;

    if (config->templates_folder == NULL ||
        !g_file_test (config->templates_folder, G_FILE_TEST_IS_DIR) ||
        g_hash_table_contains (config->templates, name))
        return;
    folder = g_build_filename (config->templates_folder, name, NULL);
    if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
        report_missing_template (config, name, line, report);
        return;
    }
    template = ms_template_load (folder, report->problems);
    g_hash_table_insert (config->templates, g_strdup (name), template);
    if (template != NULL)
        note_files (config, folder, template);
    else if (!ms_problems_have_error (report->problems))
        ms_config_report (report, line, "template", "the template cannot be used");
}

/* ---- Rules ----------------------------------------------------------------------- */

static gboolean
is_rule_name (const char *name)
{
    const char *c = name;

    for (; *c != '\0' && !g_ascii_iscntrl (*c); c++)
        ;
    return *name != '\0' && *c == '\0' && strlen (name) <= MAX_NAME;
}

static void
check_name (const MsConfig *config, const MsRule *rule, const MsConfigReport *report)
{
    g_autofree char *what = NULL;

    if (!is_rule_name (rule->name))
        ms_config_report (report, rule->line, "rule",
                          "has no usable name, expected one of 1 to 100 characters");
    for (guint i = 0; i < config->rules->len; i++) {
        const MsRule *other = g_ptr_array_index (config->rules, i);
        if (strcmp (other->name, rule->name) != 0)
            continue;
        what = g_strdup_printf ("\"%s\" stands twice, the first is in line %u",
                                rule->name, other->line);
        ms_config_report (report, rule->line, "rule", what);
        return;
    }
}

/* What a rule without a template says about a stamp. */
static void
check_none (const guint *lines, const MsConfigReport *report)
{
    static const char *const idle[] = { "place", "no-separator", "continue", "wrap" };

    for (gsize i = 0; i < G_N_ELEMENTS (idle); i++) {
        guint line = ms_config_keys_line (ms_config_rule_keys, lines, idle[i]);
        if (line != 0)
            ms_problem_warning (report->problems, report->file, line, 0,
                                "%s: has no effect with template = none", idle[i]);
    }
}

static void
load_templates (MsConfig *config, const MsRule *rule, const guint *lines,
                const MsConfigReport *report)
{
    guint line = ms_config_keys_line (ms_config_rule_keys, lines, "template");
    guint rotate_line = ms_config_keys_line (ms_config_rule_keys, lines, "rotate");

    if (line == 0 && rotate_line == 0)
        ms_config_report (report, rule->line, "template",
                          "is missing, expected the name of a template, or none");
    if (line != 0 && rotate_line != 0)
        ms_config_report (report, rotate_line, "rotate",
                          "stands beside template, expected one of the two");
    else if (rotate_line != 0 && rule->rotate->len == 0)
        ms_config_report (report, rotate_line, "rotate",
                          "is empty, expected names of templates");
    if (rule->template_name != NULL)
        load_template (config, rule->template_name, line, report);
    else if (line != 0)
        check_none (lines, report);
    for (guint i = 0; i < rule->rotate->len; i++)
        load_template (config, g_ptr_array_index (rule->rotate, i), rotate_line, report);
}

static void
load_rule (MsConfig *config, const MsConfSection *section, const MsConfigReport *report)
{
    MsRule *rule = ms_rule_new (section->title, report->file, section->line);
    g_autofree guint *lines = g_new0 (guint, ms_config_keys_count (ms_config_rule_keys));

    check_name (config, rule, report);
    ms_config_keys_apply (ms_config_rule_keys, section, rule, lines, report);
    load_all_conditions (rule, section, report);
    load_templates (config, rule, lines, report);
    config->wraps |= rule->wrap && rule->enabled;
    g_ptr_array_add (config->rules, rule);
}

static gboolean
asks_for_attributes (const MsConfig *config, const char *name)
{
    const MsTemplate *template = name != NULL ? ms_config_template (config, name) : NULL;

    return template != NULL && *ms_template_required (template) != NULL;
}

/* A template that asks for attributes hands a sender without them to the next rule. */
static gboolean
ends_here (const MsConfig *config, const MsRule *rule)
{
    if (!ms_rule_takes_all (rule) || asks_for_attributes (config, rule->template_name))
        return FALSE;
    for (guint i = 0; i < rule->rotate->len; i++)
        if (asks_for_attributes (config, g_ptr_array_index (rule->rotate, i)))
            return FALSE;
    return TRUE;
}

static void
warn_of_unreachable (const MsConfig *config, const MsConfigReport *report)
{
    const MsRule *last = NULL;
    guint taken = 0;

    for (guint i = 0; i < config->rules->len; i++) {
        const MsRule *rule = g_ptr_array_index (config->rules, i);
        if (last != NULL && rule->enabled && (ms_rule_directions (rule) & ~taken) == 0)
            ms_problem_warning (report->problems, report->file, rule->line, 0,
                                "rule: \"%s\" is never asked, \"%s\" in line %u takes "
                                "every message",
                                rule->name, last->name, last->line);
        else if (ends_here (config, rule)) {
            taken |= ms_rule_directions (rule);
            last = rule;
        }
    }
}

void
ms_config_rules_load (MsConfig *config, const MsConfSection *root,
                      const MsConfigReport *report)
{
    for (guint i = 0; i < root->sections->len; i++) {
        const MsConfSection *section = g_ptr_array_index (root->sections, i);
        if (strcmp (section->name, "rule") == 0)
            load_rule (config, section, report);
    }
    warn_of_unreachable (config, report);
}
