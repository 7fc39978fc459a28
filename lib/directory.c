/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory.h"
#include "directory_csv.h"
#include "directory_ldap.h"
#include <string.h>

typedef struct {
    char *name;
    const MsDirectoryKind *kind;
    gpointer data;
} Source;

struct MsDirectory {
    MsMerge merge;
    GArray *sources; /* of Source */
};

static void
clear_source (gpointer data)
{
    Source *source = data;

    source->kind->free (source->data);
    g_free (source->name);
}

MsDirectory *
ms_directory_new (MsMerge merge)
{
    MsDirectory *directory = g_new0 (MsDirectory, 1);

    directory->merge = merge;
    directory->sources = g_array_new (FALSE, FALSE, sizeof (Source));
    g_array_set_clear_func (directory->sources, clear_source);
    return directory;
}

void
ms_directory_free (MsDirectory *directory)
{
    if (directory == NULL)
        return;
    g_array_unref (directory->sources);
    g_free (directory);
}

void
ms_directory_add (MsDirectory *directory, const char *name, const MsDirectoryKind *kind,
                  gpointer data)
{
    Source source = { g_strdup (name), kind, data };

    g_array_append_val (directory->sources, source);
}

/* ---- people.csv ------------------------------------------------------------------ */

static gboolean
lookup_in_people (gpointer data, const char *address, MsValue **person, GError **error)
{
    (void)error;
    *person = ms_directory_csv_lookup (data, address);
    return TRUE;
}

static void
list_fields_of_people (gpointer data, GArray *fields)
{
    ms_directory_csv_list_fields (data, fields);
}

static void
each_of_people (gpointer data, MsPersonFunc func, gpointer user_data)
{
    ms_directory_csv_each_person (data, func, user_data);
}

static void
stats_of_people (gpointer data, MsDirectoryStats *stats)
{
    stats->people = ms_directory_csv_size (data);
}

static void
free_people (gpointer data)
{
    ms_directory_csv_free (data);
}

static const MsDirectoryKind csv_kind = { .lookup = lookup_in_people,
                                          .list_fields = list_fields_of_people,
                                          .each_person = each_of_people,
                                          .stats = stats_of_people,
                                          .free = free_people };

gboolean
ms_directory_add_csv (MsDirectory *directory, const char *name, const char *path,
                      GPtrArray *problems)
{
    MsDirectoryCsv *people = ms_directory_csv_load (path, problems);

    if (people != NULL)
        ms_directory_add (directory, name, &csv_kind, people);
    return people != NULL;
}

/* ---- LDAP ------------------------------------------------------------------------ */

static gboolean
lookup_in_ldap (gpointer data, const char *address, MsValue **person, GError **error)
{
    return ms_directory_ldap_lookup (data, address, person, error);
}

static void
list_fields_of_ldap (gpointer data, GArray *fields)
{
    ms_directory_ldap_list_fields (data, fields);
}

static void
check_ldap (gpointer data, GPtrArray *warnings)
{
    ms_directory_ldap_check (data, warnings);
}

static void
stats_of_ldap (gpointer data, MsDirectoryStats *stats)
{
    ms_directory_ldap_stats (data, stats);
}

static void
leave_ldap (gpointer data)
{
    ms_directory_ldap_unref (data);
}

static const MsDirectoryKind ldap_kind = {
    .lookup = lookup_in_ldap,
    .list_fields = list_fields_of_ldap,
    .check = check_ldap,
    .stats = stats_of_ldap,
    .free = leave_ldap,
    .remote = TRUE,
};

void
ms_directory_add_ldap (MsDirectory *directory, const char *name, MsDirectoryLdap *people)
{
    ms_directory_add (directory, name, &ldap_kind, people);
}

MsDirectoryLdap *
ms_directory_find_ldap (const MsDirectory *directory, const char *name)
{
    for (guint i = 0; i < directory->sources->len; i++) {
        const Source *source = &g_array_index (directory->sources, Source, i);
        if (source->kind == &ldap_kind && strcmp (source->name, name) == 0)
            return source->data;
    }
    return NULL;
}

/* ---- One source ------------------------------------------------------------------ */

static const Source *
source_at (const MsDirectory *directory, guint index)
{
    g_assert (index < directory->sources->len);
    return &g_array_index (directory->sources, Source, index);
}

guint
ms_directory_size (const MsDirectory *directory)
{
    return directory->sources->len;
}

MsMerge
ms_directory_merge (const MsDirectory *directory)
{
    return directory->merge;
}

const char *
ms_directory_name (const MsDirectory *directory, guint index)
{
    return source_at (directory, index)->name;
}

gboolean
ms_directory_ask (MsDirectory *directory, guint index, const char *address,
                  MsValue **person, GError **error)
{
    const Source *source = source_at (directory, index);

    *person = NULL;
    if (source->kind->lookup (source->data, address, person, error))
        return TRUE;
    g_prefix_error (error, "directory %s: ", source->name);
    return FALSE;
}

gboolean
ms_directory_is_remote (const MsDirectory *directory)
{
    for (guint i = 0; i < directory->sources->len; i++)
        if (source_at (directory, i)->kind->remote)
            return TRUE;
    return FALSE;
}

void
ms_directory_check (MsDirectory *directory, guint index, GPtrArray *warnings)
{
    const Source *source = source_at (directory, index);

    if (source->kind->check != NULL)
        source->kind->check (source->data, warnings);
}

void
ms_directory_stats (MsDirectory *directory, guint index, MsDirectoryStats *stats)
{
    const Source *source = source_at (directory, index);

    *stats = (MsDirectoryStats){ .name = source->name };
    if (source->kind->stats != NULL)
        source->kind->stats (source->data, stats);
    stats->remote = source->kind->remote;
}

/* ---- All of them ----------------------------------------------------------------- */

MsValue *
ms_directory_merged (const MsValue *person, const MsValue *more)
{
    MsValue *whole = ms_value_copy_map (more);
    g_autofree const char **names = ms_value_names (person);

    for (guint i = 0; names[i] != NULL; i++) {
        MsValue *value = (MsValue *)ms_value_get (person, names[i]);
        if (ms_value_is_true (value) || ms_value_get (more, names[i]) == NULL)
            ms_value_set (whole, names[i], ms_value_ref (value));
    }
    return whole;
}

/* The first answer stays what it is: no copy where one source is enough. */
static void
take (MsValue **person, MsValue *answer)
{
    g_autoptr (MsValue) before = *person;
    g_autoptr (MsValue) more = answer;

    if (before == NULL)
        *person = g_steal_pointer (&more);
    else if (more == NULL)
        *person = g_steal_pointer (&before);
    else
        *person = ms_directory_merged (before, more);
}

gboolean
ms_directory_lookup (MsDirectory *directory, const char *address, MsValue **person,
                     GError **error)
{
    g_autoptr (MsValue) known = NULL;

    *person = NULL;
    for (guint i = 0; i < directory->sources->len; i++) {
        MsValue *answer = NULL;
        if (!ms_directory_ask (directory, i, address, &answer, error))
            return FALSE;
        take (&known, answer);
        if (known != NULL && directory->merge == MS_MERGE_FIRST)
            break;
    }
    *person = g_steal_pointer (&known);
    return TRUE;
}

gboolean
ms_directory_list_fields (const MsDirectory *directory, GArray *fields)
{
    gboolean all_told = TRUE;

    for (guint i = 0; i < directory->sources->len; i++) {
        const Source *source = source_at (directory, i);
        if (source->kind->list_fields != NULL)
            source->kind->list_fields (source->data, fields);
        else
            all_told = FALSE;
    }
    return all_told;
}

void
ms_directory_each_person (const MsDirectory *directory, MsPersonFunc func,
                          gpointer user_data)
{
    for (guint i = 0; i < directory->sources->len; i++) {
        const Source *source = source_at (directory, i);
        if (source->kind->each_person != NULL)
            source->kind->each_person (source->data, func, user_data);
    }
}
