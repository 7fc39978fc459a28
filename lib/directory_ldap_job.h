/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One question to the servers, from the moment somebody asks it until all who wait for
 * the answer have gone. All of it is guarded by the lock of the directory. */
#pragma once

#include "directory_ldap_session.h"
#include <pthread.h>

typedef struct {
    guint refs;
    char *address;
    char *key;       /* in the table of questions under way */
    gint64 deadline; /* when the first who asked gives up */
    gint64 cut_at;   /* when what is tried now has taken too long; 0: nothing is tried */
    MsLdapSession *session; /* the one that is tried; borrowed from the worker */
    guint server;           /* of that session */
    gboolean
        hurried; /* it waited for so long that a server could hardly answer in time */
    pthread_cond_t over; /* done, or cut_at has changed */

    gboolean done;
    gboolean answered; /* else `why` says why not */
    MsValue *person;   /* NULL: unknown */
    char *why;
} MsLdapJob;

MsLdapJob *ms_ldap_job_new (const char *address, const char *key, gint64 deadline);
MsLdapJob *ms_ldap_job_ref (MsLdapJob *job);
void ms_ldap_job_unref (MsLdapJob *job);

/* Waits under `lock` until the job is done or `deadline` is there, and cuts what takes
 * too long: who waits is the watchdog. */
void ms_ldap_job_wait (MsLdapJob *job, pthread_mutex_t *lock, gint64 deadline);

/* What is tried now, until `cut_at`; session NULL: nothing. */
void ms_ldap_job_try (MsLdapJob *job, MsLdapSession *session, guint server,
                      gint64 cut_at);

/* Takes over `person` and `why`. */
void ms_ldap_job_finish (MsLdapJob *job, gboolean answered, MsValue *person, char *why);

/* A condition that waits by g_get_monotonic_time, and the waiting. FALSE when it was
 * `until`. */
void ms_ldap_condition_init (pthread_cond_t *condition);
gboolean ms_ldap_condition_wait (pthread_cond_t *condition, pthread_mutex_t *lock,
                                 gint64 until);
