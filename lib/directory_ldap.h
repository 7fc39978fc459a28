/* SPDX-License-Identifier: BSD-2-Clause
 *
 * People in LDAP: a pool of connections to the first of several servers that answers,
 * and a cache before it.
 *
 * Questions go to threads of its own, one for each connection, which are started when
 * they are needed and end when they have been idle for a while. So a lookup never takes
 * longer than its timeout, whatever the resolver or TLS is stuck in; and many who ask for
 * the same address at once wait for one question. Several configurations may share it
 * (ms_directory_ldap_ref): connections and answers outlive a reload that leaves the
 * settings as they are. */
#pragma once

#include "directory_ldap_settings.h"
#include "value.h"
#include <mailstamp.h>

typedef struct MsDirectoryLdap MsDirectoryLdap;

/* Takes over `settings`, which ms_ldap_tls_check found nothing wrong with. Connects
 * to nothing yet. */
MsDirectoryLdap *ms_directory_ldap_new (MsLdapSettings *settings);
MsDirectoryLdap *ms_directory_ldap_ref (MsDirectoryLdap *directory);
void ms_directory_ldap_unref (MsDirectoryLdap *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsDirectoryLdap, ms_directory_ldap_unref)

/* ms_ldap_settings_fingerprint of its settings at the time it was made. */
const char *ms_directory_ldap_fingerprint (const MsDirectoryLdap *directory);

/* As ms_directory_lookup. While no server answers, what the cache still knows is the
 * answer. */
gboolean ms_directory_ldap_lookup (MsDirectoryLdap *directory, const char *address,
                                   MsValue **person, GError **error);

/* Adds the fields of the attribute map to `fields`, of MsPersonField. */
void ms_directory_ldap_list_fields (const MsDirectoryLdap *directory, GArray *fields);

/* As ms_directory_check: asks each server once, one after the other. */
void ms_directory_ldap_check (MsDirectoryLdap *directory, GPtrArray *warnings);

/* All but the name. */
void ms_directory_ldap_stats (MsDirectoryLdap *directory, MsDirectoryStats *stats);
