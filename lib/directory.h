/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who the people are: an address in, attributes out. Its sources are asked in order:
 * either the first that knows the address answers alone, or what all of them know is put
 * together.
 *
 * A source in memory answers at once. One behind a network is the only place where the
 * library does any I/O for a message; it answers by its own deadline or fails. */
#pragma once

#include "directory_field.h"
#include "value.h"
#include <mailstamp.h>

typedef struct MsDirectory MsDirectory;
typedef struct MsDirectoryLdap MsDirectoryLdap;

typedef enum {
    MS_MERGE_FIRST, /* the first source that knows somebody is the only one */
    MS_MERGE_ALL,   /* each field from the first source that has a value for it */
} MsMerge;

/* What a kind of source can do. `lookup` is as ms_directory_lookup and called by many
 * threads at once; `list_fields` adds what people can have, of MsPersonField;
 * `each_person` goes through all of them; `check` adds a warning for what does not
 * answer, `stats` fills in all but the name: all but `lookup` and `free` may be NULL. */
typedef struct {
    gboolean (*lookup) (gpointer data, const char *address, MsValue **person,
                        GError **error);
    void (*list_fields) (gpointer data, GArray *fields);
    void (*each_person) (gpointer data, MsPersonFunc func, gpointer user_data);
    void (*check) (gpointer data, GPtrArray *warnings);
    void (*stats) (gpointer data, MsDirectoryStats *stats);
    void (*free) (gpointer data);
    gboolean remote; /* a lookup takes its time, and can fail */
} MsDirectoryKind;

/* A directory that knows nobody yet, and one more source for it, asked after those before
 * it; to be done before threads share it. `kind` is static, `data` taken over. */
MsDirectory *ms_directory_new (MsMerge merge);
void ms_directory_add (MsDirectory *directory, const char *name,
                       const MsDirectoryKind *kind, gpointer data);
void ms_directory_free (MsDirectory *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsDirectory, ms_directory_free)

/* Adds people.csv (directory_csv.h) as a source. What is wrong goes to `problems` with
 * row and column; FALSE when the file cannot be used. */
gboolean ms_directory_add_csv (MsDirectory *directory, const char *name, const char *path,
                               GPtrArray *problems);

/* Adds people in LDAP (directory_ldap.h) as a source; `people` is taken over. And the one
 * of that name among the sources; NULL when there is none. */
void ms_directory_add_ldap (MsDirectory *directory, const char *name,
                            MsDirectoryLdap *people);
MsDirectoryLdap *ms_directory_find_ldap (const MsDirectory *directory, const char *name);

/* The attributes of `address` (compared without regard to case) as a map, a reference
 * that the caller unrefs; `*person` is NULL for somebody unknown. FALSE with
 * MS_ERROR_LOOKUP when a source did not answer in time: what the others know is not the
 * whole truth then. */
gboolean ms_directory_lookup (MsDirectory *directory, const char *address,
                              MsValue **person, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a lookup can take its time and fail. */
gboolean ms_directory_is_remote (const MsDirectory *directory);

/* One source after the other, for whoever wants to know which says what. */
guint ms_directory_size (const MsDirectory *directory);
MsMerge ms_directory_merge (const MsDirectory *directory);
const char *ms_directory_name (const MsDirectory *directory, guint index);
gboolean ms_directory_ask (MsDirectory *directory, guint index, const char *address,
                           MsValue **person, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A new map of what `person` (may be NULL) knows, and where it has no value, of what
 * `more` knows. */
MsValue *ms_directory_merged (const MsValue *person, const MsValue *more);

/* Adds what the source has to complain of to `warnings`, of char *. */
void ms_directory_check (MsDirectory *directory, guint index, GPtrArray *warnings);
void ms_directory_stats (MsDirectory *directory, guint index, MsDirectoryStats *stats);

/* Adds what people can have to `fields`, of MsPersonField, a name once for each source
 * that has it. FALSE when a source cannot tell. */
gboolean ms_directory_list_fields (const MsDirectory *directory, GArray *fields);

/* Calls `func` for each person of the sources that can list theirs. */
void ms_directory_each_person (const MsDirectory *directory, MsPersonFunc func,
                               gpointer user_data);
