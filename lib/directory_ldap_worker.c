/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_ldap_pool.h"
#include <signal.h>

#define MSEC ((gint64)1000)
#define SECOND ((gint64)G_USEC_PER_SEC)

/* A connection that nobody needs for so long is closed, and its thread ends. */
#define IDLE_USEC (60 * SECOND)

/* No connection gets older than this. */
#define LONGEST_USEC (300 * SECOND)

/* With less time than this there is no use in asking a server. */
#define LEAST_USEC (20 * MSEC)

/* libldap keeps to the time it is given, but for TLS; who waits gives it a little more.
 */
#define GRACE_USEC (20 * MSEC)

/* A thread and its connection. */
typedef struct {
    MsDirectoryLdap *directory;
    MsLdapSession *session; /* NULL: none */
    guint server;           /* that it is connected to */
    gint64 since;           /* and when it was */
} Worker;

/* ---- A worker's job -------------------------------------------------------------- */

/* All of these are called with the lock held; the last three let go of it while they are
 * on the wire. */

static void
drop_session (Worker *worker)
{
    MsLdapSession *session = g_steal_pointer (&worker->session);

    if (session == NULL)
        return;
    worker->directory->stats.connections--;
    pthread_mutex_unlock (&worker->directory->lock);
    ms_ldap_session_free (session);
    pthread_mutex_lock (&worker->directory->lock);
}

static void
finish (MsDirectoryLdap *directory, MsLdapJob *job, gboolean answered, MsValue *person,
        char *why)
{
    if (answered)
        ms_cache_put (directory->cache, job->key, person, g_get_monotonic_time());
    g_hash_table_remove (directory->under_way, job->key);
    ms_ldap_job_finish (job, answered, person, why);
}

static void
count_query (MsDirectoryStats *stats, gint64 usec)
{
    guint bucket = 0;

    while (bucket + 1 < MS_LATENCY_BUCKETS && usec > ms_latency_bound (bucket) * MSEC)
        bucket++;
    stats->latency[bucket]++;
    stats->queries++;
    stats->query_usec += (guint64)usec;
}

/* Asks the server that the worker is connected to, or connects first. */
static MsLdapStatus
ask (Worker *worker, MsLdapJob *job, gint64 deadline, MsValue **person, char **why)
{
    MsDirectoryLdap *directory = worker->directory;
    gboolean open = worker->session == NULL;
    gint64 start = g_get_monotonic_time();
    MsLdapStatus status = MS_LDAP_ANSWERED;

    if (open) {
        worker->session = ms_ldap_session_new (
            directory->settings, ms_servers_name (directory->servers, worker->server));
        worker->since = start;
        directory->stats.connections++;
    }
    ms_ldap_job_try (job, worker->session, worker->server, deadline + GRACE_USEC);
    pthread_mutex_unlock (&directory->lock);
    if (open)
        status = ms_ldap_session_open (worker->session, deadline, why);
    if (status == MS_LDAP_ANSWERED)
        status =
            ms_ldap_session_search (worker->session, job->address, deadline, person, why);
    pthread_mutex_lock (&directory->lock);
    ms_ldap_job_try (job, NULL, 0, 0);
    if (status == MS_LDAP_ANSWERED)
        count_query (&directory->stats, g_get_monotonic_time() - start);
    return status;
}

/* A server may close a connection that was idle; that says nothing of the server. */
static MsLdapStatus
ask_again_if_closed (Worker *worker, MsLdapJob *job, gint64 deadline, MsValue **person,
                     char **why)
{
    gboolean reused = worker->session != NULL;
    MsLdapStatus status = ask (worker, job, deadline, person, why);

    if (status != MS_LDAP_AWAY || !reused ||
        g_get_monotonic_time() + LEAST_USEC > deadline)
        return status;
    drop_session (worker);
    g_clear_pointer (why, g_free);
    return ask (worker, job, deadline, person, why);
}

/* What the answer says of the server. TRUE when the job is done. */
static gboolean
judge (Worker *worker, MsLdapJob *job, MsLdapStatus status, MsValue *person, char *why)
{
    MsDirectoryLdap *directory = worker->directory;
    MsServers *servers = directory->servers;

    if (status == MS_LDAP_ANSWERED || status == MS_LDAP_UNUSABLE) {
        ms_servers_succeeded (servers, worker->server);
        finish (directory, job, status == MS_LDAP_ANSWERED, person, why);
        return TRUE;
    }
    if (job->hurried && status == MS_LDAP_AWAY) {
        ms_servers_let_go (servers, worker->server);
    } else {
        directory->stats.server_failures++;
        ms_servers_failed (servers, worker->server,
                           status == MS_LDAP_REFUSED ? MS_SERVER_REFUSED : MS_SERVER_AWAY,
                           why != NULL ? why : "no answer", g_get_monotonic_time());
    }
    drop_session (worker);
    g_free (why);
    return FALSE;
}

/* The server to ask, the one it is connected to before all others, but not for ever: one
 * that it prefers may be back. */
static guint
choose_server (Worker *worker, guint tried, gint64 now)
{
    if (worker->session != NULL && (now - worker->since > LONGEST_USEC ||
                                    !ms_ldap_session_is_alive (worker->session)))
        drop_session (worker);
    return worker->session != NULL
               ? worker->server
               : ms_servers_choose (worker->directory->servers, tried, now);
}

/* One server after the other, each with its share of the time that is left. */
static void
work_on (Worker *worker, MsLdapJob *job)
{
    MsServers *servers = worker->directory->servers;
    guint tried = 0;
    gboolean done = FALSE;

    while (!done) {
        gint64 now = g_get_monotonic_time(), left = job->deadline - now;
        guint others = 0;
        MsValue *person = NULL;
        char *why = NULL;
        MsLdapStatus status;

        worker->server =
            left >= LEAST_USEC ? choose_server (worker, tried, now) : MS_NO_SERVER;
        if (worker->server == MS_NO_SERVER) {
            finish (worker->directory, job, FALSE, NULL, ms_servers_describe (servers));
            return;
        }
        job->hurried = left < worker->directory->timeout / 4;
        tried |= 1U << worker->server;
        others = ms_servers_left (servers, tried, now);
        status =
            ask_again_if_closed (worker, job, now + left / (others + 1), &person, &why);
        done = judge (worker, job, status, person, why);
    }
}

/* ---- Workers --------------------------------------------------------------------- */

/* The next job; NULL when there has been none for a while, or when nobody uses us. */
static MsLdapJob *
wait_for_work (MsDirectoryLdap *directory)
{
    gint64 until = g_get_monotonic_time() + IDLE_USEC;
    gboolean in_time = TRUE;

    directory->idle++;
    while (in_time && directory->users > 0 && g_queue_is_empty (&directory->queue))
        in_time = ms_ldap_condition_wait (&directory->work, &directory->lock, until);
    directory->idle--;
    return g_queue_pop_head (&directory->queue);
}

static void *
work (void *data)
{
    MsDirectoryLdap *directory = data;
    Worker worker = { .directory = directory };
    MsLdapJob *job = NULL;
    gboolean last = FALSE;

    pthread_mutex_lock (&directory->lock);
    while ((job = wait_for_work (directory)) != NULL) {
        work_on (&worker, job);
        ms_ldap_job_unref (job);
    }
    drop_session (&worker);
    directory->workers--;
    last = directory->workers == 0 && directory->left_behind;
    if (directory->users == 0)
        pthread_cond_broadcast (&directory->work);
    pthread_mutex_unlock (&directory->lock);
    if (last)
        ms_ldap_pool_free (directory);
    return NULL;
}

/* Signals are for the threads of the program. */
gboolean
ms_ldap_worker_start (MsDirectoryLdap *directory)
{
    sigset_t all, before;
    pthread_attr_t attributes;
    pthread_t thread;
    gboolean started = FALSE;

    sigfillset (&all);
    pthread_sigmask (SIG_SETMASK, &all, &before);
    pthread_attr_init (&attributes);
    pthread_attr_setdetachstate (&attributes, PTHREAD_CREATE_DETACHED);
    started = pthread_create (&thread, &attributes, work, directory) == 0;
    pthread_attr_destroy (&attributes);
    pthread_sigmask (SIG_SETMASK, &before, NULL);
    directory->workers += started;
    return started;
}
