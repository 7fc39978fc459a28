/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What those who ask and the threads that are asked have in common. */
#pragma once

#include "directory_cache.h"
#include "directory_ldap_job.h"
#include "directory_servers.h"
#include <mailstamp.h>

typedef struct MsDirectoryLdap MsDirectoryLdap;

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

/* Frees it, whoever used it; nobody does any more. */
void ms_ldap_pool_free (MsDirectoryLdap *directory);

/* One thread more, which takes what is in the queue and ends after a minute without work,
 * or when nobody uses the directory. With the lock held; FALSE when there cannot be one.
 */
gboolean ms_ldap_worker_start (MsDirectoryLdap *directory);
