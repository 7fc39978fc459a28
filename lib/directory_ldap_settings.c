/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_ldap_settings.h"
#include "directory_name.h"
#include <ldap.h>
#include <string.h>

#define MAX_URIS 16
#define MAX_ATTRIBUTES 200

static void
free_attribute (gpointer data)
{
    MsLdapAttribute *attribute = data;

    g_free (attribute->field);
    g_free (attribute->attribute);
    g_free (attribute);
}

MsLdapSettings *
ms_ldap_settings_new (void)
{
    MsLdapSettings *settings = g_new0 (MsLdapSettings, 1);

    settings->uris = g_new0 (char *, 1);
    settings->attributes = g_ptr_array_new_with_free_func (free_attribute);
    return settings;
}

void
ms_ldap_settings_free (MsLdapSettings *settings)
{
    if (settings == NULL)
        return;
    g_strfreev (settings->uris);
    g_free (settings->tls_ca_file);
    g_free (settings->bind_dn);
    g_free (settings->bind_password_file);
    g_free (settings->bind_password);
    g_free (settings->base);
    g_free (settings->filter);
    g_ptr_array_unref (settings->attributes);
    g_free (settings);
}

static void
add_attribute (MsLdapSettings *settings, const char *field, const char *attribute)
{
    MsLdapAttribute *entry = g_new0 (MsLdapAttribute, 1);

    entry->field = g_strdup (field);
    entry->attribute = g_strdup (attribute);
    g_ptr_array_add (settings->attributes, entry);
}

MsLdapSettings *
ms_ldap_settings_copy (const MsLdapSettings *settings, const char *uri)
{
    MsLdapSettings *copy = g_new0 (MsLdapSettings, 1);
    const char *const uris[] = { uri, NULL };

    *copy = *settings;
    copy->uris = g_strdupv ((char **)uris);
    copy->tls_ca_file = g_strdup (settings->tls_ca_file);
    copy->bind_dn = g_strdup (settings->bind_dn);
    copy->bind_password_file = g_strdup (settings->bind_password_file);
    copy->bind_password = g_strdup (settings->bind_password);
    copy->base = g_strdup (settings->base);
    copy->filter = g_strdup (settings->filter);
    copy->attributes = g_ptr_array_new_with_free_func (free_attribute);
    for (guint i = 0; i < settings->attributes->len; i++) {
        const MsLdapAttribute *entry = g_ptr_array_index (settings->attributes, i);
        add_attribute (copy, entry->field, entry->attribute);
    }
    return copy;
}

/* ---- URIs ------------------------------------------------------------------------ */

/* A server, nothing of what to look for there. */
static gboolean
is_server (const LDAPURLDesc *url)
{
    gboolean named = url->lud_host != NULL && *url->lud_host != '\0';

    return (named || strcmp (url->lud_scheme, "ldapi") == 0) &&
           strcmp (url->lud_scheme, "cldap") != 0 &&
           (url->lud_dn == NULL || *url->lud_dn == '\0') && url->lud_attrs == NULL &&
           url->lud_filter == NULL && url->lud_exts == NULL;
}

char *
ms_ldap_settings_add_uri (MsLdapSettings *settings, const char *text)
{
    guint count = g_strv_length (settings->uris);
    LDAPURLDesc *url = NULL;
    gboolean good = ldap_url_parse (text, &url) == LDAP_URL_SUCCESS && is_server (url);

    if (url != NULL)
        ldap_free_urldesc (url);
    if (!good)
        return g_strdup_printf ("\"%s\" is no server, expected a URI like "
                                "ldaps://ldap.example.com",
                                text);
    if (count == MAX_URIS)
        return g_strdup_printf ("are more than %d", MAX_URIS);
    settings->uris = g_renew (char *, settings->uris, count + 2);
    settings->uris[count] = g_strdup (text);
    settings->uris[count + 1] = NULL;
    return NULL;
}

static gboolean
has_scheme (const char *uri, const char *scheme)
{
    gsize len = strlen (scheme);

    return g_ascii_strncasecmp (uri, scheme, len) == 0 && uri[len] == ':';
}

gboolean
ms_ldap_settings_is_open (const MsLdapSettings *settings, const char *uri)
{
    return has_scheme (uri, "ldap") && !settings->start_tls;
}

/* ---- Attributes ------------------------------------------------------------------ */

/* RFC 4512 section 2.5: a name or an OID, and options. */
static gboolean
is_attribute (const char *text)
{
    gboolean good = g_ascii_isalnum (*text);

    for (const char *at = text; good && *at != '\0'; at++)
        good = g_ascii_isalnum (*at) || strchr ("-.;", *at) != NULL;
    return good;
}

/* "title" alone is short for "title=title". */
char *
ms_ldap_settings_add_attribute (MsLdapSettings *settings, const char *text)
{
    const char *equals = strchr (text, '=');
    g_autofree char *left =
        equals != NULL ? g_strndup (text, (gsize)(equals - text)) : g_strdup (text);
    g_autofree char *field = g_strstrip (g_steal_pointer (&left));
    g_autofree char *attribute =
        g_strstrip (g_strdup (equals != NULL ? equals + 1 : text));

    if (ms_directory_name_is_reserved (field))
        return g_strdup_printf (
            "%s is a field of mailstamp itself, expected another name for it", field);
    if (!ms_directory_name_is_field (field) || !is_attribute (attribute))
        return g_strdup_printf ("\"%s\" maps no attribute, expected a field and an LDAP "
                                "attribute, like \"name=displayName\"",
                                text);
    if (settings->attributes->len == MAX_ATTRIBUTES)
        return g_strdup_printf ("are more than %d", MAX_ATTRIBUTES);
    add_attribute (settings, field, attribute);
    return NULL;
}

/* ---- All of it ------------------------------------------------------------------- */

/* With its length before it, so that no two lists of texts read alike. */
static void
append_text (GString *out, const char *text)
{
    if (text == NULL)
        g_string_append (out, "-;");
    else
        g_string_append_printf (out, "%" G_GSIZE_FORMAT ":%s;", strlen (text), text);
}

static void
append_number (GString *out, guint64 number)
{
    g_string_append_printf (out, "%" G_GUINT64_FORMAT ";", number);
}

/* What cannot be read now would be read by no connection either. */
static void
append_content (GString *out, const char *path)
{
    g_autofree char *text = NULL;
    gsize len = 0;

    if (path != NULL && g_file_get_contents (path, &text, &len, NULL)) {
        g_autofree char *sum =
            g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *)text, len);
        append_text (out, sum);
    }
}

char *
ms_ldap_settings_fingerprint (const MsLdapSettings *settings)
{
    g_autoptr (GString) out = g_string_new (NULL);
    const char *const texts[] = { settings->tls_ca_file, settings->bind_dn,
                                  settings->bind_password, settings->base,
                                  settings->filter };
    const guint64 numbers[] = { settings->start_tls,    settings->tls_verify,
                                settings->scope,        settings->max_picture_size,
                                settings->timeout,      settings->cache_ttl,
                                settings->negative_ttl, settings->stale,
                                settings->cache_size,   settings->connections };

    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        append_text (out, texts[i]);
    for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
        append_number (out, numbers[i]);
    for (char **uri = settings->uris; *uri != NULL; uri++)
        append_text (out, *uri);
    for (guint i = 0; i < settings->attributes->len; i++) {
        const MsLdapAttribute *entry = g_ptr_array_index (settings->attributes, i);
        append_text (out, entry->field);
        append_text (out, entry->attribute);
    }
    append_content (out, settings->tls_ca_file);
    return g_compute_checksum_for_string (G_CHECKSUM_SHA256, out->str, (gssize)out->len);
}
