/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who the people are: an address in, attributes out. Asks its sources in order; the first
 * that knows the address answers. */
#pragma once

#include "directory_field.h"
#include "value.h"
#include <mailstamp.h>

typedef struct MsDirectory MsDirectory;

/* One place where people are looked up. */
typedef struct {
    /* As ms_directory_lookup, called by many threads at once. */
    gboolean (*lookup) (gpointer data, const char *address, MsValue **person,
                        GError **error);
    GDestroyNotify free;
    gpointer data;
    /* Adds what its people can have to `fields`, of MsPersonField; NULL: it cannot tell.
     */
    void (*list_fields) (gpointer data, GArray *fields);
} MsSource;

/* A directory that knows nobody yet, and one more source for it, asked after those before
 * it; to be done before threads share it. */
MsDirectory *ms_directory_new (void);
void ms_directory_add_source (MsDirectory *directory, MsSource source);

/* A directory of people.csv (directory_csv.h). What is wrong goes to `problems` with row
 * and column; NULL when the file cannot be used. `path` NULL: a directory that knows
 * nobody.
 */
MsDirectory *ms_directory_load (const char *path, GPtrArray *problems);
void ms_directory_free (MsDirectory *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsDirectory, ms_directory_free)

/* The attributes of `address` (compared without regard to case) as a map, a reference
 * that the caller unrefs; `*person` is NULL for somebody unknown. FALSE with
 * MS_ERROR_LOOKUP when a source did not answer in time. */
gboolean ms_directory_lookup (MsDirectory *directory, const char *address,
                              MsValue **person, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds what people can have to `fields`, of MsPersonField, a name once for each source
 * that has it. FALSE when a source cannot tell. */
gboolean ms_directory_list_fields (const MsDirectory *directory, GArray *fields);
