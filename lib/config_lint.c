/* SPDX-License-Identifier: BSD-2-Clause */
#include "config_lint.h"

#include "file.h"
#include "problem.h"

#define MAX_MISSING 50
#define MAX_FILE ((gsize)1024 * 1024)

/* RFC 2606 section 3 has this domain for examples: it is that of
 * packaging/mailstamp.conf, and no company's. */
#define STARTER "example.com"

typedef struct {
    const MsConfig *config;
    GPtrArray *problems;
    GArray *fields;   /* of MsPersonField */
    gboolean told;    /* `fields` is all that people can have */
    GHashTable *used; /* names of fields that somebody asks for */
    GPtrArray *seen;  /* of MsTemplate: those that have been looked at */
    guint missing;    /* pictures of people that are not there */
} Lint;

/* ---- Fields that nobody has ------------------------------------------------------ */

/* A column that is empty for everybody is as good as none. */
static gboolean
somebody_has (const Lint *lint, const char *name)
{
    for (guint i = 0; i < lint->fields->len; i++) {
        const MsPersonField *field = &g_array_index (lint->fields, MsPersonField, i);
        if (field->has_value && strcmp (field->name, name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* What every sender has (attributes.c). */
static const struct {
    const char *map;
    const char *member;
} own_fields[] = {
    { "sender", "address" }, { "sender", "name" }, { "message", "subject" },
    { "date", "year" },      { "date", "iso" },
};

/* "sender", "sender.name", and in a section of "sender" also "name". */
static gboolean
is_own_field (const Lint *lint, const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS (own_fields); i++) {
        const char *map = own_fields[i].map, *member = own_fields[i].member;
        gsize len = strlen (map);

        if (strcmp (name, map) == 0 ||
            (strcmp (name, member) == 0 && g_hash_table_contains (lint->used, map)) ||
            (strncmp (name, map, len) == 0 && name[len] == '.' &&
             strcmp (name + len + 1, member) == 0))
            return TRUE;
    }
    return FALSE;
}

/* What there is to ask for: "people have email, name". Caller frees. */
static char *
list_of_names (const Lint *lint)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < lint->fields->len; i++) {
        const MsPersonField *field = &g_array_index (lint->fields, MsPersonField, i);
        if (field->has_value)
            g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "; people have ",
                                    field->name);
    }
    return g_string_free (out, FALSE);
}

static void
check_name (Lint *lint, const char *name, const MsWhere *where)
{
    g_autofree char *names = NULL;

    if (!lint->told || is_own_field (lint, name) || somebody_has (lint, name))
        return;
    names = list_of_names (lint);
    ms_problem_warning (lint->problems, where->file, where->line, where->column,
                        "nobody has a field \"%s\"%s", name, names);
}

static void
check_template (Lint *lint, const MsTemplate *template, const char *folder)
{
    g_autoptr (GArray) uses = ms_template_fields (template);
    g_autofree char *text = g_build_filename (folder, "signature.txt", NULL);

    for (guint i = 0; i < uses->len; i++)
        g_hash_table_add (lint->used, (gpointer)g_array_index (uses, MsFieldUse, i).name);
    for (guint i = 0; i < uses->len; i++) {
        const MsFieldUse *use = &g_array_index (uses, MsFieldUse, i);
        check_name (lint, use->name, &use->where);
    }
    if (!ms_template_has_text (template))
        ms_problem_warning (lint->problems, text, 0, 0,
                            "is not there, so plain text is derived from the HTML; look "
                            "at it with mailstamp render --text");
}

/* Once the organization is somebody's, a signature in the name of the starter's company
 * is a mistake that its recipients would find. */
static void
check_company (const Lint *lint, const char *folder, const char *name)
{
    static const char company[] = "Example Ltd";
    g_autofree char *path = g_build_filename (folder, name, NULL);
    gsize len = 0;
    g_autofree char *text = ms_file_load (path, MS_FILE_FOLLOW, MAX_FILE, &len, NULL);
    const char *found = text != NULL ? strstr (text, company) : NULL;
    guint line = 1;

    if (found == NULL || g_strcmp0 (lint->config->organization, STARTER) == 0)
        return;
    for (const char *at = text; at < found; at++)
        line += *at == '\n';
    ms_problem_warning (lint->problems, path, line, 0,
                        "is still in the name of \"%s\", the company of the starter",
                        company);
}

static void
check_conditions (Lint *lint, const MsRule *rule, const MsConditions *conditions)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new();
    MsWhere where = { rule->file, rule->line, 0 };

    ms_conditions_list_attributes (conditions, names);
    for (guint i = 0; i < names->len; i++) {
        g_hash_table_add (lint->used, g_ptr_array_index (names, i));
        check_name (lint, g_ptr_array_index (names, i), &where);
    }
}

static void
check_template_named (Lint *lint, const char *name)
{
    const MsTemplate *template = ms_config_template (lint->config, name);
    g_autofree char *folder =
        g_build_filename (lint->config->templates_folder, name, NULL);

    if (template == NULL || g_ptr_array_find (lint->seen, template, NULL))
        return;
    g_ptr_array_add (lint->seen, (gpointer) template);
    check_template (lint, template, folder);
    check_company (lint, folder, "signature.html");
    check_company (lint, folder, "signature.txt");
}

static void
check_rule (Lint *lint, const MsRule *rule)
{
    check_conditions (lint, rule, rule->when);
    check_conditions (lint, rule, rule->except);
    if (rule->template_name != NULL)
        check_template_named (lint, rule->template_name);
    for (guint i = 0; rule->rotate != NULL && i < rule->rotate->len; i++)
        check_template_named (lint, g_ptr_array_index (rule->rotate, i));
}

/* ---- Pictures that are missing for somebody -------------------------------------- */

static void
check_portrait (Lint *lint, const MsTemplate *template, const MsValue *person,
                const MsWhere *where)
{
    g_autoptr (GPtrArray) names = ms_template_missing_pictures (template, person);

    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index (names, i);
        /* Who has no value for the field is not meant to have a picture. */
        if (g_str_has_suffix (name, "/") || lint->missing++ >= MAX_MISSING)
            continue;
        ms_problem_warning (lint->problems, where->file, where->line, where->column,
                            "%s: template \"%s\" has no picture \"%s\"; it is left out",
                            ms_value_text (ms_value_get (person, "email")),
                            ms_template_name (template), name);
    }
}

static void
check_portraits (const MsValue *person, const char *file, guint line, gpointer user_data)
{
    Lint *lint = user_data;
    MsWhere where = { file, line, 0 };

    for (guint i = 0; i < lint->seen->len; i++)
        if (ms_template_has_portraits (g_ptr_array_index (lint->seen, i)))
            check_portrait (lint, g_ptr_array_index (lint->seen, i), person, &where);
}

/* ---- Columns that nothing uses --------------------------------------------------- */

/* Addresses are what people are found by. */
static void
check_column (const Lint *lint, const MsPersonField *field)
{
    static const char *const addresses[] = { "email", "aliases", NULL };

    if (field->file != NULL && !g_strv_contains (addresses, field->name) &&
        !g_hash_table_contains (lint->used, field->name))
        ms_problem_warning (lint->problems, field->file, field->line, field->column,
                            "no template and no rule uses the column \"%s\"",
                            field->name);
}

/* ---- What nobody has edited yet -------------------------------------------------- */

static void
check_starter (const Lint *lint)
{
    if (g_strcmp0 (lint->config->organization, STARTER) == 0)
        ms_problem_warning (lint->problems, lint->config->path, 0, 0,
                            "organization: is still \"" STARTER "\"; set it and "
                            "local-domains to your own, or no mail of yours gets a "
                            "signature");
}

void
ms_config_lint (const MsConfig *config, GPtrArray *problems)
{
    g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (MsPersonField));
    g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GPtrArray) seen = g_ptr_array_new();
    Lint lint = { config, problems, fields, FALSE, used, seen, 0 };

    check_starter (&lint);
    lint.told = ms_directory_list_fields (config->directory, fields);
    for (guint i = 0; i < config->rules->len; i++)
        check_rule (&lint, g_ptr_array_index (config->rules, i));
    for (guint i = 0; i < fields->len; i++)
        check_column (&lint, &g_array_index (fields, MsPersonField, i));
    ms_directory_each_person (config->directory, check_portraits, &lint);
    if (lint.missing > MAX_MISSING)
        ms_problem_warning (problems, config->path, 0, 0,
                            "%u pictures of people are missing, only the first %d are "
                            "shown",
                            lint.missing, MAX_MISSING);
}
