/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The configuration in force. A message takes it when it begins and keeps it to its end;
 * a reload swaps it for a whole new one or leaves it alone. */
#pragma once

#include "log.h"

typedef struct Snapshot Snapshot;

/* Takes over the reference to `config`, which was loaded from `path`. */
Snapshot *snapshot_new (const char *path, MsConfig *config);
void snapshot_free (Snapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Snapshot, snapshot_free)

/* The configuration in force; caller unrefs. Any thread. */
MsConfig *snapshot_take (Snapshot *snapshot);

/* When it was loaded, in seconds since 1970. Any thread. */
gint64 snapshot_loaded_at (Snapshot *snapshot);

typedef enum {
    RELOAD_DONE,
    RELOAD_REFUSED,   /* the files cannot be used: the last good configuration stays */
    RELOAD_POSTPONED, /* they changed while they were read: nothing is known of them */
} Reload;

/* Whether `config` (NULL: the files cannot be used) is what is on disk: FALSE when the
 * files changed while they were read. */
typedef gboolean (*SettledFunc) (const MsConfig *config, gpointer user_data);

/* Loads the files again. Their problems are logged, though not again while they are the
 * same; to `retry` is to say nothing at all of those. One thread at a time. */
Reload snapshot_reload (Snapshot *snapshot, const Log *log, SettledFunc settled,
                        gpointer user_data, gboolean retry);

/* Where a change on disk calls for a reload, of char *: the files in force, and those
 * that the last reload complained about. Caller unrefs. The thread that reloads. */
GPtrArray *snapshot_files (Snapshot *snapshot);
