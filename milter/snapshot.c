/* SPDX-License-Identifier: BSD-2-Clause */
#include "snapshot.h"
#include <pthread.h>
#include <string.h>

struct Snapshot {
    char *path;
    pthread_mutex_t lock; /* guards the next two only */
    MsConfig *config;
    gint64 loaded_at;
    char *reported;        /* the problems that were logged last, NULL when all is well */
    GPtrArray *complaints; /* of char *: files with problems at the last reload */
};

static gint64
now (void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

Snapshot *
snapshot_new (const char *path, MsConfig *config)
{
    Snapshot *snapshot = g_new0 (Snapshot, 1);

    snapshot->path = g_strdup (path);
    snapshot->config = config;
    snapshot->loaded_at = now();
    snapshot->complaints = g_ptr_array_new_with_free_func (g_free);
    pthread_mutex_init (&snapshot->lock, NULL);
    return snapshot;
}

void
snapshot_free (Snapshot *snapshot)
{
    if (!snapshot)
        return;
    pthread_mutex_destroy (&snapshot->lock);
    ms_config_unref (snapshot->config);
    g_ptr_array_unref (snapshot->complaints);
    g_free (snapshot->reported);
    g_free (snapshot->path);
    g_free (snapshot);
}

MsConfig *
snapshot_take (Snapshot *snapshot)
{
    pthread_mutex_lock (&snapshot->lock);
    MsConfig *config = ms_config_ref (snapshot->config);
    pthread_mutex_unlock (&snapshot->lock);
    return config;
}

/* The old one is let go outside the lock: to free it may take a while. */
static void
swap (Snapshot *snapshot, MsConfig *config)
{
    pthread_mutex_lock (&snapshot->lock);
    g_autoptr (MsConfig) old = snapshot->config;
    snapshot->config = config;
    snapshot->loaded_at = now();
    pthread_mutex_unlock (&snapshot->lock);
}

gint64
snapshot_loaded_at (Snapshot *snapshot)
{
    pthread_mutex_lock (&snapshot->lock);
    gint64 loaded_at = snapshot->loaded_at;
    pthread_mutex_unlock (&snapshot->lock);
    return loaded_at;
}

/* Sockets are opened once. */
static void
warn_of_new_sockets (Snapshot *snapshot, const MsConfig *new_config, const Log *log)
{
    g_autoptr (MsConfig) old_config = snapshot_take (snapshot);
    const char *old_listen = ms_config_listen (old_config);
    const char *new_listen = ms_config_listen (new_config);

    if (strcmp (old_listen, new_listen) != 0)
        log_line (log, LOG_WARNING, "listen = \"%s\" takes effect at the next start",
                  new_listen);
    if (g_strcmp0 (ms_config_metrics (old_config), ms_config_metrics (new_config)) != 0)
        log_line (log, LOG_WARNING, "metrics takes effect at the next start");
}

static char *
join_problems (const GPtrArray *problems)
{
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *problem = ms_problem_to_string (problems->pdata[i]);
        g_string_append_printf (text, "%s\n", problem);
    }
    return g_string_free (text, FALSE);
}

/* Each problem once: a file watcher may ask for many reloads of one broken edit. FALSE
 * where they are known. */
static gboolean
report_problems (Snapshot *snapshot, const GPtrArray *problems, const Log *log)
{
    g_autofree char *text = join_problems (problems);

    if (g_strcmp0 (text, snapshot->reported) == 0)
        return FALSE;
    log_problems (log, problems);
    g_free (snapshot->reported);
    snapshot->reported = g_steal_pointer (&text);
    return TRUE;
}

static void
note_complaints (Snapshot *snapshot, const GPtrArray *problems)
{
    g_ptr_array_set_size (snapshot->complaints, 0);
    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = problems->pdata[i];

        g_ptr_array_add (snapshot->complaints,
                         g_canonicalize_filename (problem->file, NULL));
    }
}

Reload
snapshot_reload (Snapshot *snapshot, const Log *log, SettledFunc settled,
                 gpointer user_data, gboolean retry)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) last = snapshot_take (snapshot);
    g_autoptr (MsConfig) config = ms_config_reload (last, MS_LOAD_DEFAULT, problems);

    if (!settled (config, user_data))
        return RELOAD_POSTPONED;
    gboolean news = report_problems (snapshot, problems, log);
    note_complaints (snapshot, problems);
    if (!config) {
        if (news || !retry)
            log_line (log, LOG_ERR, "%s not reloaded, the last good one stays in force",
                      snapshot->path);
        return RELOAD_REFUSED;
    }
    warn_of_new_sockets (snapshot, config, log);
    swap (snapshot, g_steal_pointer (&config));
    log_line (log, LOG_INFO, "%s reloaded", snapshot->path);
    if (problems->len == 0)
        g_clear_pointer (&snapshot->reported, g_free);
    return RELOAD_DONE;
}

static void
add_copies (GPtrArray *files, const GPtrArray *more)
{
    for (guint i = 0; i < more->len; i++)
        g_ptr_array_add (files, g_strdup (g_ptr_array_index (more, i)));
}

GPtrArray *
snapshot_files (Snapshot *snapshot)
{
    g_autoptr (MsConfig) config = snapshot_take (snapshot);
    GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

    add_copies (files, ms_config_files (config));
    add_copies (files, snapshot->complaints);
    return files;
}
