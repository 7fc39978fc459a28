/* SPDX-License-Identifier: BSD-2-Clause */
#include "config_lint.h"

#include "problem.h"

typedef struct {
    const MsConfig *config;
    GPtrArray *problems;
    GArray *fields;   /* of MsPersonField */
    gboolean told;    /* `fields` is all that people can have */
    GHashTable *used; /* names of fields that somebody asks for */
    GHashTable *seen; /* templates that have been looked at */
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
check_rule (Lint *lint, const MsRule *rule)
{
    const MsTemplate *template = NULL;
    g_autofree char *folder = NULL;

    check_conditions (lint, rule, rule->when);
    check_conditions (lint, rule, rule->except);
    if (rule->template_name == NULL)
        return;
    template = ms_config_template (lint->config, rule->template_name);
    folder = g_build_filename (lint->config->templates_folder, rule->template_name, NULL);
    if (template != NULL && g_hash_table_add (lint->seen, (gpointer) template))
        check_template (lint, template, folder);
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

void
ms_config_lint (const MsConfig *config, GPtrArray *problems)
{
    g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (MsPersonField));
    g_autoptr (GHashTable) used = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    Lint lint = { config, problems, fields, FALSE, used, seen };

    lint.told = ms_directory_list_fields (config->directory, fields);
    for (guint i = 0; i < config->rules->len; i++)
        check_rule (&lint, g_ptr_array_index (config->rules, i));
    for (guint i = 0; i < fields->len; i++)
        check_column (&lint, &g_array_index (fields, MsPersonField, i));
}
