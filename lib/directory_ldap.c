/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_ldap.h"
#include "address.h"
#include "directory_field.h"
#include "directory_ldap_pool.h"

#define MSEC ((gint64)1000)

/* How long somebody who needs us no more waits for the threads. */
#define PARTING_USEC (2000 * MSEC)

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

void
ms_ldap_pool_free (MsDirectoryLdap *directory)
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
        ms_ldap_pool_free (directory);
}

const char *
ms_directory_ldap_fingerprint (const MsDirectoryLdap *directory)
{
    return directory->fingerprint;
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
        !ms_ldap_worker_start (directory) && directory->workers == 0)
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
    if (job->session != NULL && !job->hurried)
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
