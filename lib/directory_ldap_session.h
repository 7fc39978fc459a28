/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One connection to one LDAP server: opened, asked again and again, closed. Used by one
 * thread; another may only cut it.
 *
 * Each call ends at its deadline (g_get_monotonic_time) as far as libldap lets it. It
 * does not in two places: names are resolved by getaddrinfo, and a TLS handshake waits
 * for ever for a server that says nothing. So whoever waits for the thread that calls
 * does not wait longer than it wants to, and cuts the connection under it. */
#pragma once

#include "directory_ldap_settings.h"
#include "value.h"

typedef struct MsLdapSession MsLdapSession;

typedef enum {
    MS_LDAP_ANSWERED,
    MS_LDAP_AWAY,    /* this server does not answer, another one may */
    MS_LDAP_REFUSED, /* it does not accept who we are */
    MS_LDAP_UNUSABLE /* it answered, and another one would say the same */
} MsLdapStatus;

/* Not connected yet. `settings` is borrowed for its life. */
MsLdapSession *ms_ldap_session_new (const MsLdapSettings *settings, const char *uri);
void ms_ldap_session_free (MsLdapSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsLdapSession, ms_ldap_session_free)

/* Connects, StartTLS, bind. `*why` (caller frees) says what is wrong. */
MsLdapStatus ms_ldap_session_open (MsLdapSession *session, gint64 deadline, char **why);

/* Who has `address`: `*person` is a new map, or NULL for nobody. */
MsLdapStatus ms_ldap_session_search (MsLdapSession *session, const char *address,
                                     gint64 deadline, MsValue **person, char **why);

/* FALSE when the server has closed the connection, or somebody cut it. */
gboolean ms_ldap_session_is_alive (MsLdapSession *session);

/* Ends whatever the session is doing on its connection, and each further call, with
 * MS_LDAP_AWAY. Any thread. */
void ms_ldap_session_cut (MsLdapSession *session);
