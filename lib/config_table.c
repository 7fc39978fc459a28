/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"
#include "config_keys.h"
#include "directory_ldap_filter.h"
#include "directory_ldap_settings.h"
#include "setting.h"
#include <arpa/inet.h>
#include <string.h>
#include <sys/un.h>

#define KIB ((guint64)1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

#define SECOND ((guint64)1000)
#define DAY (86400 * SECOND)

#define MAX_NAME 64

static gpointer
member (const MsConfigKey *key, gpointer object)
{
    return (char *)object + key->offset;
}

static void
replace_text (const MsConfigKey *key, gpointer object, const char *text)
{
    char **place = member (key, object);

    g_free (*place);
    *place = g_strdup (text);
}

/* ---- Values of one kind ---------------------------------------------------------- */

static char *
set_bool (const MsConfigKey *key, gpointer object, const char *value)
{
    return ms_setting_bool (value, member (key, object));
}

/* Enumerations count from 0, as names do. */
static char *
set_choice (const MsConfigKey *key, gpointer object, const char *value)
{
    guint index = 0;
    char *what = ms_setting_choice (value, key->names, &index);

    if (what == NULL)
        *(guint *)member (key, object) = index;
    return what;
}

static char *
set_size (const MsConfigKey *key, gpointer object, const char *value)
{
    guint64 size = 0;
    char *what = ms_setting_size (value, key->min, key->max, &size);

    if (what == NULL)
        *(gsize *)member (key, object) = size;
    return what;
}

static char *
set_number (const MsConfigKey *key, gpointer object, const char *value)
{
    guint64 number = 0;
    char *what = ms_setting_number (value, key->min, key->max, &number);

    if (what == NULL)
        *(guint *)member (key, object) = (guint)number;
    return what;
}

/* What a path names is looked at when all is read. */
static char *
set_text (const MsConfigKey *key, gpointer object, const char *value)
{
    replace_text (key, object, value);
    return NULL;
}

static char *
add_path (const MsConfigKey *key, gpointer object, const char *value)
{
    GPtrArray *paths = *(GPtrArray **)member (key, object);

    if (g_ptr_array_find_with_equal_func (paths, value, g_str_equal, NULL))
        return g_strdup_printf ("\"%s\" stands twice", value);
    g_ptr_array_add (paths, g_strdup (value));
    return NULL;
}

/* The header of the stamped message is ours to add to, not to forge. */
static gboolean
is_structural (const char *field)
{
    return g_ascii_strncasecmp (field, "Content-", strlen ("Content-")) == 0 ||
           g_ascii_strncasecmp (field, "MIME-Version:", strlen ("MIME-Version:")) == 0 ||
           g_ascii_strncasecmp (field, MS_MARK_HEADER ":", strlen (MS_MARK_HEADER ":")) ==
               0;
}

static char *
add_field (const MsConfigKey *key, gpointer object, const char *value)
{
    char *what = ms_setting_field (value);

    if (what == NULL && is_structural (value))
        what = g_strdup_printf ("\"%s\" is not for a configuration to set or to look at",
                                value);
    if (what == NULL)
        g_ptr_array_add (*(GPtrArray **)member (key, object), g_strdup (value));
    return what;
}

static char *
set_duration (const MsConfigKey *key, gpointer object, const char *value)
{
    return ms_setting_duration (value, key->min, key->max, member (key, object));
}

/* ---- Values of one key ----------------------------------------------------------- */

static char *
set_organization (const MsConfigKey *key, gpointer object, const char *value)
{
    gsize len = strlen (value);
    gboolean good = len <= MAX_NAME;

    for (gsize i = 0; good && i < len; i++)
        good = g_ascii_isalnum (value[i]) || strchr (".-_", value[i]) != NULL;
    if (!good)
        return g_strdup_printf (
            "\"%s\" is no name for the mark, expected letters, digits "
            "and dots, like example.com",
            value);
    replace_text (key, object, value);
    return NULL;
}

static gboolean
is_inet_socket (const char *value)
{
    g_auto (GStrv) halves = g_strsplit (strchr (value, ':') + 1, "@", 2);
    gboolean has_host = halves[0] != NULL && halves[1] != NULL;
    guint64 port = 0;

    return halves[0] != NULL && (!has_host || *halves[1] != '\0') &&
           g_ascii_string_to_unsigned (halves[0], 10, 1, 65535, &port, NULL);
}

static char *
set_listen (const MsConfigKey *key, gpointer object, const char *value)
{
    const gsize max_path = sizeof ((struct sockaddr_un *)NULL)->sun_path - 1;
    gboolean is_unix =
        g_str_has_prefix (value, "unix:/") || g_str_has_prefix (value, "local:/");
    gboolean is_inet =
        g_str_has_prefix (value, "inet:") || g_str_has_prefix (value, "inet6:");

    if (is_unix && strlen (strchr (value, '/')) > max_path)
        return g_strdup_printf ("the path of the socket is too long, expected at most "
                                "%" G_GSIZE_FORMAT " octets",
                                max_path);
    if (!is_unix && !(is_inet && is_inet_socket (value)))
        return g_strdup_printf ("\"%s\" is no socket, expected unix:/path/to/socket or "
                                "inet:PORT@ADDRESS",
                                value);
    replace_text (key, object, value);
    return NULL;
}

/* Digits only: no name has to be looked up before the daemon can start. */
static gboolean
is_ip_address (const char *host)
{
    gsize len = strlen (host);
    gboolean in_brackets = len > 2 && host[0] == '[' && host[len - 1] == ']';
    g_autofree char *inside = in_brackets ? g_strndup (host + 1, len - 2) : NULL;
    struct in6_addr address;

    return in_brackets ? inet_pton (AF_INET6, inside, &address) == 1
                       : inet_pton (AF_INET, host, &address) == 1;
}

static char *
set_metrics (const MsConfigKey *key, gpointer object, const char *value)
{
    const char *colon = strrchr (value, ':');
    g_autofree char *host = colon != NULL ? g_strndup (value, colon - value) : NULL;
    guint64 port = 0;

    if (host == NULL || !is_ip_address (host) ||
        !g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &port, NULL))
        return g_strdup_printf ("\"%s\" is no address to listen on, expected "
                                "ADDRESS:PORT, like 127.0.0.1:9894 or [::1]:9894",
                                value);
    replace_text (key, object, value);
    return NULL;
}

static char *
add_domain (const MsConfigKey *key, gpointer object, const char *value)
{
    char ***names = member (key, object);
    guint count = *names != NULL ? g_strv_length (*names) : 0;
    char *what = NULL;
    char *name = ms_domain_parse (value, &what);

    if (name == NULL)
        return what;
    *names = g_renew (char *, *names, count + 2);
    (*names)[count] = name;
    (*names)[count + 1] = NULL;
    return NULL;
}

static char *
add_skip (const MsConfigKey *key, gpointer object, const char *value)
{
    static const MsReason reasons[] = { MS_REASON_BOUNCE,   MS_REASON_REPORT,
                                        MS_REASON_CALENDAR, MS_REASON_AUTO_REPLY,
                                        MS_REASON_LIST,     MS_REASON_TNEF };
    MsReasonSet *set = member (key, object);
    guint index = 0;
    char *what = ms_setting_choice (value, key->names, &index);

    if (what == NULL)
        *set |= MS_REASON_BIT (reasons[index]);
    return what;
}

/* A folder of `templates`, never outside. */
static gboolean
is_template_name (const char *value)
{
    return value[0] != '.' && strchr (value, '/') == NULL;
}

static char *
set_template (const MsConfigKey *key, gpointer object, const char *value)
{
    if (strcmp (value, "none") == 0)
        return NULL;
    if (!is_template_name (value))
        return g_strdup_printf ("\"%s\" is no name of a template, expected a folder in "
                                "templates, or none",
                                value);
    replace_text (key, object, value);
    return NULL;
}

static char *
set_word (const MsConfigKey *key, gpointer object, const char *value)
{
    MsTypedWord **word = member (key, object);
    char *what = NULL;

    ms_typed_word_free (*word);
    *word = ms_typed_word_parse (value, &what);
    return what;
}

static char *
add_uri (const MsConfigKey *key, gpointer object, const char *value)
{
    (void)key;
    return ms_ldap_settings_add_uri (object, value);
}

static char *
set_filter (const MsConfigKey *key, gpointer object, const char *value)
{
    char *what = ms_ldap_filter_check (value);

    if (what == NULL)
        replace_text (key, object, value);
    return what;
}

static char *
add_attribute (const MsConfigKey *key, gpointer object, const char *value)
{
    (void)key;
    return ms_ldap_settings_add_attribute (object, value);
}

static char *
add_template (const MsConfigKey *key, gpointer object, const char *value)
{
    if (!is_template_name (value) || strcmp (value, "none") == 0)
        return g_strdup_printf ("\"%s\" is no name of a template, expected folders in "
                                "templates",
                                value);
    g_ptr_array_add (*(GPtrArray **)member (key, object), g_strdup (value));
    return NULL;
}

/* ---- The tables ------------------------------------------------------------------ */

static const char *const failures[] = { "defer", "pass", NULL };
static const char *const skips[] = { "bounce", "report", "calendar", "auto-reply",
                                     "list",   "tnef",   NULL };
static const char *const dkim_policies[] = { "stamp", "skip", "skip-own", NULL };
static const char *const places[] = { "above-quote", "bottom", "top", NULL };
static const char *const fallbacks[] = { "bottom", "skip", NULL };
static const char *const merges[] = { "first", "merge", NULL };
static const char *const types[] = { "csv", "ldap", NULL };
static const char *const scopes[] = { "subtree", "one", "base", NULL };

#define AT(member) .offset = offsetof (MsConfig, member)

const MsConfigKey ms_config_keys[] = {
    { "organization", set_organization, AT (organization),
      .missing = "is missing, expected a name for the mark, like example.com" },
    { "listen", set_listen, AT (listen), .fallback = "unix:/run/mailstamp/milter.sock" },
    { "metrics", set_metrics, AT (metrics) },
    { "templates", set_text, AT (templates_folder), .fallback = "templates" },
    { "people", set_text, AT (people_file) },
    { "directory-merge", set_choice, AT (merge), .names = merges, .fallback = "first" },
    { "separators", set_text, AT (separators_path) },
    { "local-domains", add_domain, AT (domains.names), .list = TRUE,
      .missing = "is missing, expected the domains that are ours, like { example.com }" },
    { "loop-key-file", add_path, AT (key_files), .list = TRUE,
      .fallback = "/var/lib/mailstamp/loop.key" },
    { "dry-run", set_bool, AT (dry_run), .fallback = "false" },
    { "on-failure", set_choice, AT (on_failure), .names = failures, .fallback = "defer" },
    { "skip", add_skip, AT (skip), .list = TRUE, .names = skips,
      .fallback = "bounce report calendar auto-reply list tnef" },
    { "also-processed", add_field, AT (also_processed), .list = TRUE },
    { "existing-dkim", set_choice, AT (existing_dkim), .names = dkim_policies,
      .fallback = "stamp" },
    { "place-token", set_word, AT (place_token), .optional = TRUE,
      .fallback = "[[signature]]" },
    { "opt-out", set_word, AT (opt_out), .optional = TRUE },
    { "max-message-size", set_size, AT (max_message_size), .fallback = "50M", .min = KIB,
      .max = 2 * GIB },
    { "max-header-size", set_size, AT (limits.header_size), .fallback = "1M", .min = KIB,
      .max = 64 * MIB },
    { "max-html-size", set_size, AT (max_html_size), .fallback = "10M", .min = KIB,
      .max = GIB },
    { "max-parts", set_number, AT (limits.parts), .fallback = "1000", .min = 1,
      .max = 100000 },
    { "max-depth", set_number, AT (limits.depth), .fallback = "50", .min = 1,
      .max = 1000 },
    { NULL },
};

#undef AT
#define AT(member) .offset = offsetof (MsRule, member)

const MsConfigKey ms_config_rule_keys[] = {
    { "enabled", set_bool, AT (enabled), .fallback = "true" },
    { "dry-run", set_bool, AT (dry_run), .fallback = "false" },
    { "template", set_template, AT (template_name) },
    { "rotate", add_template, AT (rotate), .list = TRUE },
    { "place", set_choice, AT (place), .names = places, .fallback = "above-quote" },
    { "no-separator", set_choice, AT (no_separator), .names = fallbacks,
      .fallback = "bottom" },
    { "continue", set_bool, AT (continues), .fallback = "false" },
    { "wrap", set_bool, AT (wrap), .fallback = "false" },
    { "add-headers", add_field, AT (add_headers), .list = TRUE },
    { NULL },
};

#undef AT
#define AT(member) .offset = offsetof (MsCsvSettings, member)

const MsConfigKey ms_config_csv_keys[] = {
    { "type", set_choice, AT (type), .names = types },
    { "file", set_text, AT (file), .missing = "is missing, expected a CSV file" },
    { NULL },
};

#undef AT
#define AT(member) .offset = offsetof (MsLdapSettings, member)

const MsConfigKey ms_config_ldap_keys[] = {
    { "type", set_choice, AT (type), .names = types },
    { "uri", add_uri, .list = TRUE,
      .missing = "is missing, expected servers, like { \"ldaps://ldap.example.com\" }" },
    { "start-tls", set_bool, AT (start_tls), .fallback = "false" },
    { "tls-ca-file", set_text, AT (tls_ca_file) },
    { "tls-verify", set_bool, AT (tls_verify), .fallback = "true" },
    { "bind-dn", set_text, AT (bind_dn) },
    { "bind-password-file", set_text, AT (bind_password_file) },
    { "base", set_text, AT (base),
      .missing = "is missing, expected where people are, like "
                 "\"ou=people,dc=example,dc=com\"" },
    { "scope", set_choice, AT (scope), .names = scopes, .fallback = "subtree" },
    { "filter", set_filter, AT (filter), .fallback = "(mail=%s)" },
    { "attributes", add_attribute, .list = TRUE,
      .missing = "is missing, expected fields and their attributes, like "
                 "{ \"name=displayName\", \"title=title\" }" },
    { "max-picture-size", set_size, AT (max_picture_size), .fallback = "200K", .min = KIB,
      .max = 2 * MIB },
    { "timeout", set_duration, AT (timeout), .fallback = "2s", .min = 100,
      .max = 20 * SECOND },
    { "cache-ttl", set_duration, AT (cache_ttl), .fallback = "10m", .max = 7 * DAY },
    { "negative-ttl", set_duration, AT (negative_ttl), .fallback = "1m", .max = 7 * DAY },
    { "stale", set_duration, AT (stale), .fallback = "1d", .max = 30 * DAY },
    { "cache-size", set_size, AT (cache_size), .fallback = "32M", .min = KIB,
      .max = MIN (4 * GIB, G_MAXSIZE) },
    { "connections", set_number, AT (connections), .fallback = "4", .min = 1, .max = 64 },
    { NULL },
};
