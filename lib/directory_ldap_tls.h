/* SPDX-License-Identifier: BSD-2-Clause
 *
 * TLS to an LDAP server. All that matters is set here, whatever /etc/ldap/ldap.conf,
 * ~/.ldaprc and the environment say. */
#pragma once

#include "directory_ldap_settings.h"
#include <ldap.h>

/* Whether a connection to `uri` has TLS, and whether it begins with it (ldaps:). */
gboolean ms_ldap_tls_is_used (const MsLdapSettings *settings, const char *uri);
gboolean ms_ldap_tls_is_from_the_start (const char *uri);

/* What libldap says: LDAP_SUCCESS, or the certificates cannot be used. */
int ms_ldap_tls_set (LDAP *ld, const MsLdapSettings *settings);

/* NULL when nothing is wrong with what the settings say of TLS; caller frees. Also the
 * first use of libldap and of its TLS, which several threads at once would be too many
 * for: so it has to come before there are any. */
char *ms_ldap_tls_check (const MsLdapSettings *settings);
