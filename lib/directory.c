/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory.h"
#include "directory_csv.h"

struct MsDirectory {
    GArray *sources; /* of MsSource */
};

static void
clear_source (gpointer data)
{
    MsSource *source = data;

    source->free (source->data);
}

MsDirectory *
ms_directory_new (void)
{
    MsDirectory *directory = g_new0 (MsDirectory, 1);

    directory->sources = g_array_new (FALSE, FALSE, sizeof (MsSource));
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
ms_directory_add_source (MsDirectory *directory, MsSource source)
{
    g_array_append_val (directory->sources, source);
}

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
free_people (gpointer data)
{
    ms_directory_csv_free (data);
}

MsDirectory *
ms_directory_load (const char *path, GPtrArray *problems)
{
    MsDirectory *directory = NULL;
    MsDirectoryCsv *people = NULL;

    if (path == NULL)
        return ms_directory_new();
    people = ms_directory_csv_load (path, problems);
    if (people == NULL)
        return NULL;
    directory = ms_directory_new();
    ms_directory_add_source (directory, (MsSource){ lookup_in_people, free_people, people,
                                                    list_fields_of_people });
    return directory;
}

gboolean
ms_directory_lookup (MsDirectory *directory, const char *address, MsValue **person,
                     GError **error)
{
    *person = NULL;
    for (guint i = 0; i < directory->sources->len && *person == NULL; i++) {
        const MsSource *source = &g_array_index (directory->sources, MsSource, i);
        if (!source->lookup (source->data, address, person, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
ms_directory_list_fields (const MsDirectory *directory, GArray *fields)
{
    gboolean all_told = TRUE;

    for (guint i = 0; i < directory->sources->len; i++) {
        const MsSource *source = &g_array_index (directory->sources, MsSource, i);
        if (source->list_fields != NULL)
            source->list_fields (source->data, fields);
        else
            all_told = FALSE;
    }
    return all_told;
}
