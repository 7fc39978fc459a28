/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic.h"
#include <pthread.h>
#include <time.h>

/* libmilter sends our answer after the callback has returned, and tells nobody when it is
 * done: the process lives this much longer than the last message. */
#define SETTLE_USEC ((gint64)300 * 1000)

struct Traffic {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    guint under_way;
    gboolean closed;
    gint64 last_end; /* monotonic, microseconds; 0: none yet */
};

Traffic *
traffic_new (void)
{
    Traffic *traffic = g_new0 (Traffic, 1);
    pthread_condattr_t monotonic;

    pthread_mutex_init (&traffic->lock, NULL);
    pthread_condattr_init (&monotonic);
    pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init (&traffic->ended, &monotonic);
    pthread_condattr_destroy (&monotonic);
    return traffic;
}

void
traffic_free (Traffic *traffic)
{
    if (!traffic)
        return;
    pthread_cond_destroy (&traffic->ended);
    pthread_mutex_destroy (&traffic->lock);
    g_free (traffic);
}

gboolean
traffic_begin (Traffic *traffic)
{
    pthread_mutex_lock (&traffic->lock);
    gboolean open = !traffic->closed;
    if (open)
        traffic->under_way++;
    pthread_mutex_unlock (&traffic->lock);
    return open;
}

void
traffic_end (Traffic *traffic)
{
    pthread_mutex_lock (&traffic->lock);
    g_assert (traffic->under_way > 0);
    traffic->under_way--;
    traffic->last_end = g_get_monotonic_time();
    pthread_cond_signal (&traffic->ended);
    pthread_mutex_unlock (&traffic->lock);
}

guint
traffic_close (Traffic *traffic)
{
    pthread_mutex_lock (&traffic->lock);
    traffic->closed = TRUE;
    guint under_way = traffic->under_way;
    pthread_mutex_unlock (&traffic->lock);
    return under_way;
}

gboolean
traffic_is_open (Traffic *traffic)
{
    pthread_mutex_lock (&traffic->lock);
    gboolean open = !traffic->closed;
    pthread_mutex_unlock (&traffic->lock);
    return open;
}

guint
traffic_count (Traffic *traffic)
{
    pthread_mutex_lock (&traffic->lock);
    guint under_way = traffic->under_way;
    pthread_mutex_unlock (&traffic->lock);
    return under_way;
}

/* The answer to the last message may still be on its way out of libmilter. */
static void
settle (gint64 last_end)
{
    gint64 wait = last_end + SETTLE_USEC - g_get_monotonic_time();

    if (last_end > 0 && wait > 0)
        g_usleep ((gulong)wait);
}

static struct timespec
time_after (guint milliseconds)
{
    struct timespec time;

    clock_gettime (CLOCK_MONOTONIC, &time);
    time.tv_sec += milliseconds / 1000;
    time.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_nsec -= 1000000000;
        time.tv_sec++;
    }
    return time;
}

guint
traffic_drain (Traffic *traffic, guint milliseconds)
{
    const struct timespec deadline = time_after (milliseconds);
    int rc = 0;

    pthread_mutex_lock (&traffic->lock);
    while (traffic->under_way > 0 && rc == 0)
        rc = pthread_cond_timedwait (&traffic->ended, &traffic->lock, &deadline);
    guint left = traffic->under_way;
    gint64 last_end = traffic->last_end;
    pthread_mutex_unlock (&traffic->lock);

    if (left == 0)
        settle (last_end);
    return left;
}
