/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_ldap_job.h"
#include <errno.h>
#include <time.h>

/* ---- Waiting --------------------------------------------------------------------- */

/* pthread's own: ThreadSanitizer does not see the locks of GLib. */
void
ms_ldap_condition_init (pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    pthread_condattr_init (&attributes);
    pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
    pthread_cond_init (condition, &attributes);
    pthread_condattr_destroy (&attributes);
}

gboolean
ms_ldap_condition_wait (pthread_cond_t *condition, pthread_mutex_t *lock, gint64 until)
{
    const struct timespec time = { until / G_USEC_PER_SEC,
                                   (long)(until % G_USEC_PER_SEC) * 1000 };

    return pthread_cond_timedwait (condition, lock, &time) != ETIMEDOUT;
}

/* ---- Jobs ------------------------------------------------------------------------ */

MsLdapJob *
ms_ldap_job_new (const char *address, const char *key, gint64 deadline)
{
    MsLdapJob *job = g_new0 (MsLdapJob, 1);

    job->refs = 1;
    job->address = g_strdup (address);
    job->key = g_strdup (key);
    job->deadline = deadline;
    ms_ldap_condition_init (&job->over);
    return job;
}

MsLdapJob *
ms_ldap_job_ref (MsLdapJob *job)
{
    job->refs++;
    return job;
}

void
ms_ldap_job_unref (MsLdapJob *job)
{
    if (job == NULL || --job->refs > 0)
        return;
    pthread_cond_destroy (&job->over);
    ms_value_unref (job->person);
    g_free (job->address);
    g_free (job->key);
    g_free (job->why);
    g_free (job);
}

static void
cut_when_due (MsLdapJob *job, gint64 now)
{
    gint64 due = MIN (job->cut_at, job->deadline); /* nobody may be left to wait then */

    if (job->session == NULL || job->cut_at == 0 || now < due)
        return;
    ms_ldap_session_cut (job->session);
    job->cut_at = 0;
}

void
ms_ldap_job_wait (MsLdapJob *job, pthread_mutex_t *lock, gint64 deadline)
{
    for (gint64 now = g_get_monotonic_time(); !job->done && now < deadline;
         now = g_get_monotonic_time()) {
        gint64 until = job->cut_at != 0 ? MIN (job->cut_at, deadline) : deadline;

        ms_ldap_condition_wait (&job->over, lock, until);
        cut_when_due (job, g_get_monotonic_time());
    }
}

void
ms_ldap_job_try (MsLdapJob *job, MsLdapSession *session, guint server, gint64 cut_at)
{
    job->session = session;
    job->server = server;
    job->cut_at = cut_at;
    pthread_cond_broadcast (&job->over);
}

void
ms_ldap_job_finish (MsLdapJob *job, gboolean answered, MsValue *person, char *why)
{
    job->done = TRUE;
    job->answered = answered;
    job->person = person;
    job->why = why;
    pthread_cond_broadcast (&job->over);
}
