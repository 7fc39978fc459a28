/* SPDX-License-Identifier: BSD-2-Clause */
#include "config_directory_ldap.h"
#include "directory_ldap.h"
#include "directory_ldap_tls.h"
#include "file.h"
#include "problem.h"

#define MAX_PASSWORD 1024
#define MAX_CA_FILE ((gsize)4 * 1024 * 1024)

/* What is being read. */
typedef struct {
    MsConfig *config;
    MsLdapSettings *settings;
    const MsConfSection *section;
    const guint *lines;
    const MsConfigReport *report;
} Loading;

static guint
line_of (const Loading *loading, const char *key)
{
    guint line = ms_config_keys_line (ms_config_ldap_keys, loading->lines, key);

    return line != 0 ? line : loading->section->line;
}

static void
complain (const Loading *loading, const char *key, const char *what)
{
    ms_config_report (loading->report, line_of (loading, key), key, what);
}

static void
warn (const Loading *loading, const char *key, const char *what)
{
    ms_problem_warning (loading->report->problems, loading->report->file,
                        line_of (loading, key), 0, "%s: %s", key, what);
}

/* ---- Files ----------------------------------------------------------------------- */

static void
make_absolute (const Loading *loading, char **path)
{
    g_autofree char *folder = g_path_get_dirname (loading->config->path);
    g_autofree char *old = *path;

    *path = old != NULL ? g_canonicalize_filename (old, folder) : NULL;
    if (*path != NULL)
        g_ptr_array_add (loading->config->files, g_strdup (*path));
}

/* An empty password would bind nobody, and most servers call that a success (RFC 4513
 * section 5.1.2). */
static void
read_password (const Loading *loading)
{
    MsLdapSettings *settings = loading->settings;
    const char *path = settings->bind_password_file;
    g_autofree char *what = NULL, *whole = NULL;
    gsize len = 0;

    settings->bind_password = ms_file_read (path, MAX_PASSWORD, &len, &what);
    if (settings->bind_password != NULL &&
        g_str_has_suffix (settings->bind_password, "\n"))
        settings->bind_password[--len] = '\0';
    if (settings->bind_password != NULL && len == 0)
        what = g_strdup ("is empty, expected the password of bind-dn");
    if (what != NULL) {
        whole = g_strdup_printf ("%s %s", path, what);
        complain (loading, "bind-password-file", whole);
    } else if (ms_file_is_for_others (path)) {
        whole = g_strdup_printf (
            "others can use the password in %s, expected mode 0600 or 0640", path);
        warn (loading, "bind-password-file", whole);
    }
}

/* ---- Checks ---------------------------------------------------------------------- */

static void
check_bind (const Loading *loading)
{
    const MsLdapSettings *settings = loading->settings;

    if (settings->bind_dn != NULL && settings->bind_password_file == NULL)
        complain (loading, "bind-password-file",
                  "is missing, expected the file with the password of bind-dn");
    else if (settings->bind_dn == NULL && settings->bind_password_file != NULL)
        complain (loading, "bind-dn", "is missing, expected whose password that is");
    else if (settings->bind_dn != NULL)
        read_password (loading);
}

static gboolean
is_near (const char *uri)
{
    return g_str_has_prefix (uri, "ldap://localhost") ||
           g_str_has_prefix (uri, "ldap://127.") ||
           g_str_has_prefix (uri, "ldap://[::1]");
}

static void
check_uri (const Loading *loading, const char *uri)
{
    const MsLdapSettings *settings = loading->settings;
    gboolean plain = g_ascii_strncasecmp (uri, "ldap:", strlen ("ldap:")) == 0;
    g_autofree char *what = NULL;

    if (settings->start_tls && !plain) {
        what = g_strdup_printf ("is for ldap://, not for %s", uri);
        complain (loading, "start-tls", what);
    } else if (settings->bind_dn != NULL && ms_ldap_settings_is_open (settings, uri) &&
               !is_near (uri)) {
        what = g_strdup_printf ("the password goes to %s in clear, expected ldaps:// or "
                                "start-tls = yes",
                                uri);
        warn (loading, "uri", what);
    }
}

/* What is wrong with it; caller frees. libldap would take an empty one for none. */
static char *
check_ca_file (const char *path)
{
    gsize len = 0;
    g_autofree char *what = NULL;
    g_autofree char *text = ms_file_read (path, MAX_CA_FILE, &len, &what);

    if (text == NULL)
        return g_strdup_printf ("%s %s", path, what);
    if (strstr (text, "-----BEGIN ") == NULL || strstr (text, "CERTIFICATE-----") == NULL)
        return g_strdup_printf ("%s has no certificate, expected some in PEM", path);
    return NULL;
}

static void
check_tls (const Loading *loading)
{
    const MsLdapSettings *settings = loading->settings;
    g_autofree char *what = NULL;

    if (!settings->tls_verify)
        warn (loading, "tls-verify",
              "is off, so anybody on the way can answer in place of the server");
    if (settings->tls_ca_file != NULL)
        what = check_ca_file (settings->tls_ca_file);
    if (what == NULL)
        what = ms_ldap_tls_check (settings);
    if (what != NULL)
        complain (loading, "tls-ca-file", what);
}

/* ---- All of it ------------------------------------------------------------------- */

static gboolean
have_errors_since (const GPtrArray *problems, guint first)
{
    for (guint i = first; i < problems->len; i++)
        if (((const MsProblem *)g_ptr_array_index (problems, i))->severity ==
            MS_PROBLEM_ERROR)
            return TRUE;
    return FALSE;
}

static MsDirectoryLdap *
reuse (const MsConfig *previous, const char *name, const MsLdapSettings *settings)
{
    MsDirectoryLdap *old =
        previous != NULL ? ms_directory_find_ldap (previous->directory, name) : NULL;
    g_autofree char *fingerprint = ms_ldap_settings_fingerprint (settings);

    if (old == NULL || strcmp (ms_directory_ldap_fingerprint (old), fingerprint) != 0)
        return NULL;
    return ms_directory_ldap_ref (old);
}

MsDirectoryLdap *
ms_config_directory_ldap_load (MsConfig *config, const MsConfSection *section,
                               const MsConfig *previous, const MsConfigReport *report)
{
    g_autoptr (MsLdapSettings) settings = ms_ldap_settings_new();
    g_autofree guint *lines = g_new0 (guint, ms_config_keys_count (ms_config_ldap_keys));
    Loading loading = { config, settings, section, lines, report };
    MsDirectoryLdap *people = NULL;
    guint problems = report->problems->len;

    ms_config_keys_apply (ms_config_ldap_keys, section, settings, lines, report);
    make_absolute (&loading, &settings->tls_ca_file);
    make_absolute (&loading, &settings->bind_password_file);
    check_bind (&loading);
    for (char **uri = settings->uris; *uri != NULL; uri++)
        check_uri (&loading, *uri);
    check_tls (&loading);
    if (have_errors_since (report->problems, problems))
        return NULL;
    people = reuse (previous, section->title, settings);
    return people != NULL ? people : ms_directory_ldap_new (g_steal_pointer (&settings));
}
