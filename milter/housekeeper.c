/* SPDX-License-Identifier: BSD-2-Clause */
#include "housekeeper.h"
#include "notify.h"
#include "watch.h"
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct Housekeeper {
    Snapshot *snapshot;
    const Log *log;
    const char *status;
    Watch *watch;
    gboolean blind;         /* the files cannot be watched, and the log says so */
    gint64 watchdog_usec;   /* 0: none */
    gint64 watchdog_due_at; /* monotonic */
    pthread_t thread;

    int wake;    /* an eventfd, written to when one of the following is set */
    gint reload; /* atomic */
    gint stop;   /* atomic */
};

/* ---- Its tasks ------------------------------------------------------------------- */

static gboolean
all_among (const GPtrArray *paths, const GPtrArray *others)
{
    g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

    for (guint i = 0; i < others->len; i++)
        g_hash_table_add (known, others->pdata[i]);
    for (guint i = 0; i < paths->len; i++)
        if (!g_hash_table_contains (known, paths->pdata[i]))
            return FALSE;
    return TRUE;
}

static void
watch_files (Housekeeper *keeper, const GPtrArray *files)
{
    g_autoptr (GError) error = NULL;
    gboolean was_blind = keeper->blind;

    keeper->blind = !watch_set (keeper->watch, files, &error);
    if (keeper->blind && !was_blind)
        log_line (keeper->log, LOG_WARNING, "%s; SIGUSR1 reloads", error->message);
}

/* Watched first and read then, so that no change falls between the two; once more where
 * the new configuration names other files, which were not watched when they were read. */
static gboolean
reload_watched (Housekeeper *keeper)
{
    g_autoptr (GPtrArray) before = snapshot_files (keeper->snapshot);

    watch_files (keeper, before);
    gboolean loaded = snapshot_reload (keeper->snapshot, keeper->log);
    g_autoptr (GPtrArray) after = snapshot_files (keeper->snapshot);
    if (all_among (after, before))
        return loaded;
    watch_files (keeper, after);
    return snapshot_reload (keeper->snapshot, keeper->log);
}

static void
reload (Housekeeper *keeper)
{
    notify_reloading();
    if (reload_watched (keeper))
        notify_ready (keeper->status);
    else
        notify_ready ("The configuration on disk is broken, the last good one is in "
                      "force");
}

static void
feed_watchdog (Housekeeper *keeper)
{
    if (keeper->watchdog_usec == 0)
        return;
    notify_watchdog();
    keeper->watchdog_due_at = g_get_monotonic_time() + keeper->watchdog_usec;
}

/* ---- Its thread ------------------------------------------------------------------ */

/* In milliseconds, for poll; -1: for ever. */
static int
patience (const Housekeeper *keeper)
{
    gint64 usec = watch_ripe_in (keeper->watch);

    if (keeper->watchdog_usec > 0) {
        gint64 due = keeper->watchdog_due_at - g_get_monotonic_time();
        usec = usec < 0 ? MAX (due, 0) : MIN (usec, MAX (due, 0));
    }
    return usec < 0 ? -1 : (int)((usec + 999) / 1000);
}

static void
wait_for_task (Housekeeper *keeper)
{
    struct pollfd fds[] = {
        { .fd = keeper->wake, .events = POLLIN },
        { .fd = watch_fd (keeper->watch), .events = POLLIN },
    };
    eventfd_t ignored;

    if (poll (fds, G_N_ELEMENTS (fds), patience (keeper)) <= 0)
        return;
    if (fds[0].revents)
        eventfd_read (keeper->wake, &ignored);
    if (fds[1].revents)
        watch_read (keeper->watch);
}

static void *
work (void *user_data)
{
    Housekeeper *keeper = user_data;

    while (!g_atomic_int_get (&keeper->stop)) {
        feed_watchdog (keeper);
        wait_for_task (keeper);
        if (g_atomic_int_exchange (&keeper->reload, FALSE) ||
            watch_ripe_in (keeper->watch) == 0)
            reload (keeper);
    }
    return NULL;
}

Housekeeper *
housekeeper_start (Snapshot *snapshot, const Log *log, const char *status)
{
    Housekeeper *keeper = g_new0 (Housekeeper, 1);
    g_autoptr (GPtrArray) files = snapshot_files (snapshot);

    keeper->snapshot = snapshot;
    keeper->log = log;
    keeper->status = status;
    keeper->watch = watch_new();
    keeper->watchdog_usec = (gint64)notify_watchdog_interval();
    keeper->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
    watch_files (keeper, files);
    if (keeper->wake < 0 || pthread_create (&keeper->thread, NULL, work, keeper) != 0)
        g_error ("cannot start a thread");
    return keeper;
}

static void
wake (Housekeeper *keeper, gint *task)
{
    g_atomic_int_set (task, TRUE);
    eventfd_write (keeper->wake, 1);
}

void
housekeeper_request_reload (Housekeeper *keeper)
{
    wake (keeper, &keeper->reload);
}

void
housekeeper_stop (Housekeeper *keeper)
{
    wake (keeper, &keeper->stop);
    pthread_join (keeper->thread, NULL);
    close (keeper->wake);
    watch_free (keeper->watch);
    g_free (keeper);
}
