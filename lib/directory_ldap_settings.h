/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How to ask an LDAP server, as the configuration says it. Immutable once it is read. */
#pragma once

#include <glib.h>

typedef enum { MS_LDAP_SCOPE_SUBTREE, MS_LDAP_SCOPE_ONE, MS_LDAP_SCOPE_BASE } MsLdapScope;

/* One entry of the attribute map: "name=displayName". */
typedef struct {
    char *field;
    char *attribute;
} MsLdapAttribute;

/* Times are in milliseconds. */
typedef struct {
    guint type;  /* what the configuration has for it */
    char **uris; /* NULL-terminated, in order of preference */
    gboolean start_tls;
    gboolean tls_verify;
    char *tls_ca_file; /* absolute; NULL: the authorities of the system */
    char *bind_dn;     /* NULL: anonymous */
    char *bind_password_file;
    char *bind_password; /* its content; NULL with bind_dn NULL */
    char *base;
    guint scope; /* MsLdapScope */
    char *filter;
    GPtrArray *attributes; /* of MsLdapAttribute, in order: of two with the same field
                              the first that has a value counts */
    gsize max_picture_size;
    guint64 timeout;      /* for a lookup as a whole */
    guint64 cache_ttl;    /* how long an answer is believed */
    guint64 negative_ttl; /* how long somebody stays unknown */
    guint64 stale;        /* how much longer while no server answers */
    gsize cache_size;     /* octets */
    guint connections;    /* at the most, to all servers together */
} MsLdapSettings;

MsLdapSettings *ms_ldap_settings_new (void);
void ms_ldap_settings_free (MsLdapSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsLdapSettings, ms_ldap_settings_free)

/* The same for one server alone. */
MsLdapSettings *ms_ldap_settings_copy (const MsLdapSettings *settings, const char *uri);

/* These take one value. NULL, or what is wrong and what was expected (caller frees). */
char *ms_ldap_settings_add_uri (MsLdapSettings *settings, const char *text);
char *ms_ldap_settings_add_attribute (MsLdapSettings *settings, const char *text);

/* The same for both as long as they mean the same, what stands in the files that they
 * name included. Tells nothing of the password. Caller frees. */
char *ms_ldap_settings_fingerprint (const MsLdapSettings *settings);

/* Whether a password would travel in clear: TLS neither in the URI nor by start-tls. */
gboolean ms_ldap_settings_is_open (const MsLdapSettings *settings, const char *uri);
