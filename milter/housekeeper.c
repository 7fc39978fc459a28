/* SPDX-License-Identifier: BSD-2-Clause */
#include "housekeeper.h"
#include "notify.h"
#include "watch.h"
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct Housekeeper {
    HousekeeperService service;
    Watch *watch;
    gboolean broken;        /* what is on disk is not what is in force */
    gboolean found_more;    /* what was read names files that were not watched */
    guint postponed;        /* reloads in a row that came to nothing */
    gboolean blind;         /* the files cannot be watched, and the log says so */
    gint64 retry_at;        /* monotonic; 0: nothing has to be tried again */
    gint64 watchdog_usec;   /* 0: none */
    gint64 watchdog_due_at; /* monotonic */
    pthread_t thread;

    int wake;    /* an eventfd, written to when one of the following is set */
    gint reload; /* atomic */
    gint stop;   /* atomic */

    gint seen_at; /* atomic: monotonic, seconds */
};

/* Whoever never stops to change files is not waited for. */
#define MAX_POSTPONED 5

/* Nothing tells that there are descriptors again, or that a folder further up may be
 * entered again. */
#define RETRY_USEC ((gint64)10 * G_USEC_PER_SEC)

/* How often it looks at what has no descriptor to wait for. */
#define TICK_USEC ((gint64)5 * G_USEC_PER_SEC)

/* ---- Its tasks ------------------------------------------------------------------- */

static void
watch_files (Housekeeper *keeper, const GPtrArray *files)
{
    g_autoptr (GError) error = NULL;
    gboolean was_blind = keeper->blind;

    keeper->blind = !watch_set (keeper->watch, files, &error);
    if (keeper->blind && !was_blind)
        log_line (keeper->service.log, LOG_WARNING, "%s; SIGUSR1 reloads",
                  error->message);
}

/* What was read before it was watched may have changed unseen. */
static gboolean
is_settled (const MsConfig *config, gpointer user_data)
{
    Housekeeper *keeper = user_data;

    if (keeper->blind || keeper->postponed >= MAX_POSTPONED)
        return TRUE;
    keeper->found_more =
        config && !watch_covers (keeper->watch, ms_config_files (config));
    if (keeper->found_more)
        watch_files (keeper, ms_config_files (config));
    return !keeper->found_more && !watch_is_disturbed (keeper->watch);
}

static Reload
read_files (Housekeeper *keeper)
{
    return snapshot_reload (keeper->service.snapshot, keeper->service.log, is_settled,
                            keeper, keeper->retry_at > 0);
}

/* Watched first and read then, so that no change falls between the two; once more where
 * there turn out to be other files. */
static Reload
reload_watched (Housekeeper *keeper)
{
    g_autoptr (GPtrArray) before = snapshot_files (keeper->service.snapshot);

    watch_files (keeper, before);
    Reload loaded = read_files (keeper);
    if (loaded == RELOAD_POSTPONED)
        return keeper->found_more ? read_files (keeper) : loaded;
    g_autoptr (GPtrArray) after = snapshot_files (keeper->service.snapshot);
    if (watch_covers (keeper->watch, after))
        return loaded;
    watch_files (keeper, after);
    return read_files (keeper);
}

static void
plan_retry (Housekeeper *keeper)
{
    gboolean wanted = keeper->broken || keeper->blind;

    keeper->retry_at = wanted ? g_get_monotonic_time() + RETRY_USEC : 0;
}

static void
load (Housekeeper *keeper)
{
    Reload loaded = reload_watched (keeper);

    if (keeper->retry_at == 0 || loaded != RELOAD_REFUSED)
        metrics_count_reload (keeper->service.metrics, loaded);
    if (loaded == RELOAD_POSTPONED) {
        keeper->postponed++;
        watch_postpone (keeper->watch);
    } else {
        keeper->postponed = 0;
        keeper->broken = loaded == RELOAD_REFUSED;
    }
    notify_ready (keeper->broken ? "The configuration on disk is broken, the last good "
                                   "one is in force"
                                 : keeper->service.status);
    plan_retry (keeper);
}

static void
reload (Housekeeper *keeper)
{
    keeper->retry_at = 0;
    notify_reloading();
    load (keeper);
}

/* Nobody asked for it: what the log has already is not said again. Who was blind has
 * missed what changed. */
static void
try_again (Housekeeper *keeper)
{
    g_autoptr (GPtrArray) files = snapshot_files (keeper->service.snapshot);

    if (keeper->blind)
        watch_files (keeper, files);
    if (keeper->blind)
        plan_retry (keeper);
    else
        load (keeper);
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

static gint64
left_until (gint64 moment)
{
    return MAX (moment - g_get_monotonic_time(), 0);
}

/* In milliseconds, for poll. */
static int
patience (const Housekeeper *keeper)
{
    gint64 ripe = watch_ripe_in (keeper->watch);
    gint64 usec = ripe < 0 ? TICK_USEC : MIN (ripe, TICK_USEC);

    if (keeper->watchdog_usec > 0)
        usec = MIN (usec, left_until (keeper->watchdog_due_at));
    if (keeper->retry_at > 0)
        usec = MIN (usec, left_until (keeper->retry_at));
    return (int)((usec + 999) / 1000);
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

static gint
monotonic_seconds (void)
{
    return (gint)(g_get_monotonic_time() / G_USEC_PER_SEC);
}

static void *
work (void *user_data)
{
    Housekeeper *keeper = user_data;

    while (!g_atomic_int_get (&keeper->stop)) {
        g_atomic_int_set (&keeper->seen_at, monotonic_seconds());
        feed_watchdog (keeper);
        log_repeated (keeper->service.log, FALSE);
        keeper->service.look (keeper->service.user_data);
        wait_for_task (keeper);
        if (g_atomic_int_exchange (&keeper->reload, FALSE) ||
            watch_ripe_in (keeper->watch) == 0)
            reload (keeper);
        else if (keeper->retry_at > 0 && left_until (keeper->retry_at) == 0)
            try_again (keeper);
    }
    return NULL;
}

Housekeeper *
housekeeper_start (const HousekeeperService *service)
{
    Housekeeper *keeper = g_new0 (Housekeeper, 1);
    g_autoptr (GPtrArray) files = snapshot_files (service->snapshot);

    keeper->service = *service;
    keeper->seen_at = monotonic_seconds();
    keeper->watch = watch_new();
    keeper->watchdog_usec = (gint64)notify_watchdog_interval();
    keeper->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
    watch_files (keeper, files);
    plan_retry (keeper);
    if (keeper->wake < 0 || pthread_create (&keeper->thread, NULL, work, keeper) != 0)
        g_error ("cannot start a thread");
    return keeper;
}

guint
housekeeper_silence (Housekeeper *keeper)
{
    return (guint)(monotonic_seconds() - g_atomic_int_get (&keeper->seen_at));
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
