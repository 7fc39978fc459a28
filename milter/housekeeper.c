/* SPDX-License-Identifier: BSD-2-Clause */
#include "housekeeper.h"
#include "notify.h"
#include <pthread.h>
#include <time.h>

struct Housekeeper {
    Snapshot *snapshot;
    const Log *log;
    const char *status;
    guint64 watchdog_usec; /* 0: none */
    pthread_t thread;

    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t asked;
    gboolean reload;
    gboolean stop;
};

typedef enum { TASK_NONE, TASK_RELOAD, TASK_STOP } Task;

static struct timespec
time_after (guint64 usec)
{
    struct timespec time;

    clock_gettime (CLOCK_MONOTONIC, &time);
    time.tv_sec += (time_t)(usec / G_USEC_PER_SEC);
    time.tv_nsec += (long)(usec % G_USEC_PER_SEC) * 1000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_nsec -= 1000000000;
        time.tv_sec++;
    }
    return time;
}

/* TASK_NONE when it is time for the watchdog. */
static Task
wait_for_task (Housekeeper *keeper)
{
    struct timespec deadline = time_after (keeper->watchdog_usec);
    Task task = TASK_NONE;
    int rc = 0;

    pthread_mutex_lock (&keeper->lock);
    while (!keeper->reload && !keeper->stop && rc == 0)
        rc = keeper->watchdog_usec > 0
                 ? pthread_cond_timedwait (&keeper->asked, &keeper->lock, &deadline)
                 : pthread_cond_wait (&keeper->asked, &keeper->lock);
    if (keeper->stop)
        task = TASK_STOP;
    else if (keeper->reload)
        task = TASK_RELOAD;
    keeper->reload = FALSE;
    pthread_mutex_unlock (&keeper->lock);
    return task;
}

static void
reload (Housekeeper *keeper)
{
    notify_reloading();
    if (snapshot_reload (keeper->snapshot, keeper->log))
        notify_ready (keeper->status);
    else
        notify_ready ("The configuration on disk is broken, the last good one is in "
                      "force");
}

static void *
work (void *user_data)
{
    Housekeeper *keeper = user_data;

    for (;;) {
        Task task = wait_for_task (keeper);

        if (task == TASK_STOP)
            return NULL;
        if (task == TASK_RELOAD)
            reload (keeper);
        notify_watchdog();
    }
}

Housekeeper *
housekeeper_start (Snapshot *snapshot, const Log *log, const char *status)
{
    Housekeeper *keeper = g_new0 (Housekeeper, 1);
    pthread_condattr_t monotonic;

    keeper->snapshot = snapshot;
    keeper->log = log;
    keeper->status = status;
    keeper->watchdog_usec = notify_watchdog_interval();
    pthread_mutex_init (&keeper->lock, NULL);
    pthread_condattr_init (&monotonic);
    pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init (&keeper->asked, &monotonic);
    pthread_condattr_destroy (&monotonic);
    if (pthread_create (&keeper->thread, NULL, work, keeper) != 0)
        g_error ("cannot start a thread");
    return keeper;
}

void
housekeeper_request_reload (Housekeeper *keeper)
{
    pthread_mutex_lock (&keeper->lock);
    keeper->reload = TRUE;
    pthread_cond_signal (&keeper->asked);
    pthread_mutex_unlock (&keeper->lock);
}

void
housekeeper_stop (Housekeeper *keeper)
{
    pthread_mutex_lock (&keeper->lock);
    keeper->stop = TRUE;
    pthread_cond_signal (&keeper->asked);
    pthread_mutex_unlock (&keeper->lock);
    pthread_join (keeper->thread, NULL);
    pthread_cond_destroy (&keeper->asked);
    pthread_mutex_destroy (&keeper->lock);
    g_free (keeper);
}
