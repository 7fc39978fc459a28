/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_ldap.h"
#include "address.h"
#include "directory_cache.h"
#include "directory_field.h"
#include "directory_ldap_job.h"
#include "directory_servers.h"
#include <signal.h>

#define MSEC ((gint64)1000)

/* A connection that nobody needs for so long is closed, and its thread ends. */
#define IDLE_USEC (60 * (gint64)G_USEC_PER_SEC)

/* How long somebody who needs us no more waits for the threads. */
#define PARTING_USEC (500 * MSEC)

/* With less time than this there is no use in asking a server. */
#define LEAST_USEC (20 * MSEC)

/* libldap keeps to the time it is given, but for TLS; who waits gives it a little more.
 */
#define GRACE_USEC (20 * MSEC)

struct MsDirectoryLdap {
    const MsLdapSettings *settings;
    char *fingerprint;
    gint64 timeout;
    pthread_mutex_t lock;  /* guards the following, and all jobs */
    guint users;           /* configurations */
    guint workers;         /* threads */
    gboolean left_behind;  /* nobody waits for the threads: the last one frees all */
    guint idle;            /* of them, those that wait for work */
    pthread_cond_t work;   /* there is some, nobody uses us any more, a thread ends */
    GQueue queue;          /* of MsLdapJob, to be begun */
    GHashTable *under_way; /* key -> MsLdapJob, those not done; borrowed */
    MsServers *servers;
    MsCache *cache;
    MsDirectoryStats stats;
};

/* A thread and its connection. */
typedef struct {
    MsDirectoryLdap *directory;
    MsLdapSession *session; /* NULL: none */
    guint server;           /* that it is connected to */
} Worker;

/* ---- Life ------------------------------------------------------------------------ */

MsDirectoryLdap *
ms_directory_ldap_new (MsLdapSettings *settings)
{
    MsDirectoryLdap *directory = g_new0 (MsDirectoryLdap, 1);
    const MsCacheLimits limits = { (gint64)settings->cache_ttl * MSEC,
                                   (gint64)settings->negative_ttl * MSEC,
                                   (gint64)settings->stale * MSEC, settings->cache_size };

    directory->settings = settings;
    directory->fingerprint = ms_ldap_settings_fingerprint (settings);
    directory->timeout = (gint64)settings->timeout * MSEC;
    directory->users = 1;
    directory->under_way = g_hash_table_new (g_str_hash, g_str_equal);
    directory->servers = ms_servers_new (settings->uris);
    directory->cache = ms_cache_new (&limits);
    pthread_mutex_init (&directory->lock, NULL);
    ms_ldap_condition_init (&directory->work);
    return directory;
}

static void
directory_free (MsDirectoryLdap *directory)
{
    pthread_mutex_destroy (&directory->lock);
    pthread_cond_destroy (&directory->work);
    g_hash_table_unref (directory->under_way);
    ms_servers_free (directory->servers);
    ms_cache_free (directory->cache);
    ms_ldap_settings_free ((MsLdapSettings *)directory->settings);
    g_free (directory->fingerprint);
    g_free (directory);
}

MsDirectoryLdap *
ms_directory_ldap_ref (MsDirectoryLdap *directory)
{
    pthread_mutex_lock (&directory->lock);
    directory->users++;
    pthread_mutex_unlock (&directory->lock);
    return directory;
}

static void
cut_all (MsDirectoryLdap *directory)
{
    GHashTableIter iter;
    gpointer job;

    g_hash_table_iter_init (&iter, directory->under_way);
    while (g_hash_table_iter_next (&iter, NULL, &job))
        if (((MsLdapJob *)job)->session != NULL)
            ms_ldap_session_cut (((MsLdapJob *)job)->session);
}

/* Threads end at once, so that a process can, too; one that is stuck in the resolver is
 * left behind. TRUE when there are none. */
static gboolean
dismiss (MsDirectoryLdap *directory)
{
    gint64 until = g_get_monotonic_time() + PARTING_USEC;
    gboolean in_time = TRUE;

    cut_all (directory);
    pthread_cond_broadcast (&directory->work);
    while (in_time && directory->workers > 0)
        in_time = ms_ldap_condition_wait (&directory->work, &directory->lock, until);
    directory->left_behind = directory->workers > 0;
    return !directory->left_behind;
}

void
ms_directory_ldap_unref (MsDirectoryLdap *directory)
{
    gboolean last = FALSE;

    if (directory == NULL)
        return;
    pthread_mutex_lock (&directory->lock);
    last = --directory->users == 0 && dismiss (directory);
    pthread_mutex_unlock (&directory->lock);
    if (last)
        directory_free (directory);
}

const char *
ms_directory_ldap_fingerprint (const MsDirectoryLdap *directory)
{
    return directory->fingerprint;
}

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
    directory->stats.server_failures++;
    ms_servers_failed (servers, worker->server,
                       status == MS_LDAP_REFUSED ? MS_SERVER_REFUSED : MS_SERVER_AWAY,
                       why != NULL ? why : "no answer", g_get_monotonic_time());
    drop_session (worker);
    g_free (why);
    return FALSE;
}

/* The server to ask, the one it is connected to before all others. */
static guint
choose_server (Worker *worker, guint tried, gint64 now)
{
    if (worker->session != NULL && !ms_ldap_session_is_alive (worker->session))
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
        directory_free (directory);
    return NULL;
}

/* Signals are for the threads of the program. */
static gboolean
start_worker (MsDirectoryLdap *directory)
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

/* ---- Asking ---------------------------------------------------------------------- */

/* The question for `address` that is under way, or a new one; a reference. NULL when
 * nobody can be asked now. */
static MsLdapJob *
question (MsDirectoryLdap *directory, const char *address, const char *key, gint64 now)
{
    MsLdapJob *job = g_hash_table_lookup (directory->under_way, key);

    if (job != NULL)
        return ms_ldap_job_ref (job);
    if (ms_servers_left (directory->servers, 0, now) == 0)
        return NULL;
    if (g_queue_get_length (&directory->queue) >= directory->idle &&
        directory->workers < directory->settings->connections &&
        !start_worker (directory) && directory->workers == 0)
        return NULL;
    job = ms_ldap_job_new (address, key, now + directory->timeout);
    g_hash_table_insert (directory->under_way, job->key, job);
    g_queue_push_tail (&directory->queue, ms_ldap_job_ref (job));
    pthread_cond_signal (&directory->work);
    return job;
}

static char *
why_not (const MsDirectoryLdap *directory, const MsLdapJob *job)
{
    if (job != NULL && job->done)
        return g_strdup (job->why);
    return ms_servers_describe (directory->servers);
}

/* The worker may be stuck for longer, where nothing but the resolver can free it: until
 * then no others need to run into the same. */
static void
note_silence (MsDirectoryLdap *directory, const MsLdapJob *job)
{
    if (job->session != NULL)
        ms_servers_failed (directory->servers, job->server, MS_SERVER_AWAY,
                           "no answer in time", g_get_monotonic_time());
}

/* The cache has no answer, or an old one. */
static gboolean
ask_servers (MsDirectoryLdap *directory, const char *address, const char *key, gint64 now,
             MsValue **person, char **why)
{
    MsLdapJob *job = question (directory, address, key, now);
    gboolean answered = FALSE;

    if (job != NULL)
        ms_ldap_job_wait (job, &directory->lock, now + directory->timeout);
    if (job != NULL && !job->done)
        note_silence (directory, job);
    answered = job != NULL && job->done && job->answered;
    if (answered && job->person != NULL)
        *person = ms_value_ref (job->person);
    if (!answered)
        *why = why_not (directory, job);
    ms_ldap_job_unref (job);
    return answered;
}

/* With the lock held. NULL, or why there is no answer. */
static char *
look_up (MsDirectoryLdap *directory, const char *address, const char *key,
         MsValue **person)
{
    gint64 now = g_get_monotonic_time();
    g_autoptr (MsValue) old = NULL;
    MsCacheState state = ms_cache_get (directory->cache, key, now, &old);
    char *why = NULL;

    directory->stats.lookups++;
    directory->stats.hits += state == MS_CACHE_FRESH;
    if (state != MS_CACHE_FRESH &&
        ask_servers (directory, address, key, now, person, &why))
        return NULL;
    if (state == MS_CACHE_MISS) {
        directory->stats.failures++;
        return why;
    }
    directory->stats.stale += state == MS_CACHE_STALE;
    *person = g_steal_pointer (&old);
    g_free (why);
    return NULL;
}

gboolean
ms_directory_ldap_lookup (MsDirectoryLdap *directory, const char *address,
                          MsValue **person, GError **error)
{
    g_autofree char *key = ms_address_key (address);
    g_autofree char *why = NULL;

    *person = NULL;
    pthread_mutex_lock (&directory->lock);
    why = look_up (directory, address, key, person);
    pthread_mutex_unlock (&directory->lock);
    if (why != NULL)
        g_set_error_literal (error, MS_ERROR, MS_ERROR_LOOKUP, why);
    return why == NULL;
}

void
ms_directory_ldap_stats (MsDirectoryLdap *directory, MsDirectoryStats *stats)
{
    const char *name = stats->name;

    pthread_mutex_lock (&directory->lock);
    *stats = directory->stats;
    stats->cached = ms_cache_count (directory->cache);
    pthread_mutex_unlock (&directory->lock);
    stats->name = name;
}

/* Whether somebody has a value, only the server knows. */
void
ms_directory_ldap_list_fields (const MsDirectoryLdap *directory, GArray *fields)
{
    const GPtrArray *attributes = directory->settings->attributes;

    for (guint i = 0; i < attributes->len; i++) {
        const MsLdapAttribute *entry = g_ptr_array_index (attributes, i);
        const MsPersonField field = { .name = entry->field, .has_value = TRUE };
        g_array_append_val (fields, field);
    }
}

/* ---- Checking -------------------------------------------------------------------- */

/* Somebody whom no directory can have: RFC 2606 section 2. */
#define NOBODY "nobody@mailstamp.invalid"

void
ms_directory_ldap_check (MsDirectoryLdap *directory, GPtrArray *warnings)
{
    for (char **uri = directory->settings->uris; *uri != NULL; uri++) {
        g_autoptr (MsDirectoryLdap) one =
            ms_directory_ldap_new (ms_ldap_settings_copy (directory->settings, *uri));
        g_autoptr (MsValue) person = NULL;
        g_autoptr (GError) error = NULL;

        if (!ms_directory_ldap_lookup (one, NOBODY, &person, &error))
            g_ptr_array_add (warnings, g_strdup_printf ("%s: %s", *uri, error->message));
    }
}
