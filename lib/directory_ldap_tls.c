/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_ldap_tls.h"
#include <unistd.h>

/* Where distributions keep the authorities that everybody trusts. */
static const char *
system_ca_file (void)
{
    static const char *const paths[] = { "/etc/ssl/certs/ca-certificates.crt",
                                         "/etc/pki/tls/certs/ca-bundle.crt",
                                         "/etc/ssl/cert.pem" };

    for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
        if (access (paths[i], R_OK) == 0)
            return paths[i];
    return NULL;
}

int
ms_ldap_tls_set (LDAP *ld, const MsLdapSettings *settings)
{
    const char *ca_file = !settings->tls_verify           ? NULL
                          : settings->tls_ca_file != NULL ? settings->tls_ca_file
                                                          : system_ca_file();
    const int demand =
        settings->tls_verify ? LDAP_OPT_X_TLS_DEMAND : LDAP_OPT_X_TLS_NEVER;
    const int protocol = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2, client = 0;

    ldap_set_option (ld, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
    ldap_set_option (ld, LDAP_OPT_X_TLS_PROTOCOL_MIN, &protocol);
    ldap_set_option (ld, LDAP_OPT_X_TLS_CACERTDIR, NULL);
    ldap_set_option (ld, LDAP_OPT_X_TLS_CACERTFILE, ca_file);
    return ldap_set_option (ld, LDAP_OPT_X_TLS_NEWCTX, &client);
}

gboolean
ms_ldap_tls_is_from_the_start (const char *uri)
{
    return g_ascii_strncasecmp (uri, "ldaps:", strlen ("ldaps:")) == 0;
}

gboolean
ms_ldap_tls_is_used (const MsLdapSettings *settings, const char *uri)
{
    return settings->start_tls || ms_ldap_tls_is_from_the_start (uri);
}

char *
ms_ldap_tls_check (const MsLdapSettings *settings)
{
    LDAP *ld = NULL;
    int code = ldap_initialize (&ld, NULL);
    gboolean tls = FALSE;

    if (code != LDAP_SUCCESS)
        return g_strdup_printf ("libldap: %s", ldap_err2string (code));
    for (char **uri = settings->uris; *uri != NULL; uri++)
        tls = tls || ms_ldap_tls_is_used (settings, *uri);
    if (tls)
        code = ms_ldap_tls_set (ld, settings);
    ldap_unbind_ext (ld, NULL, NULL);
    if (code == LDAP_SUCCESS)
        return NULL;
    return g_strdup_printf ("%s cannot be used, expected certificates in PEM",
                            settings->tls_ca_file != NULL ? settings->tls_ca_file
                                                          : "the system's CA file");
}
