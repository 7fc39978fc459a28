/* SPDX-License-Identifier: BSD-2-Clause */
#include "dkim.h"

/* The value without white space, which may stand anywhere in it (RFC 6376 section 2.8).
 */
static char *
without_space (MsSlice value)
{
    GString *out = g_string_sized_new (value.len);

    for (gsize i = 0; i < value.len; i++)
        if (!g_ascii_isspace (value.data[i]))
            g_string_append_c (out, value.data[i]);
    return g_string_free (out, FALSE);
}

/* The value of tag d=, "" where there is none (RFC 6376 section 3.5). */
static char *
signing_domain (const MsField *field)
{
    g_autofree char *value = without_space (field->value);

    for (const char *tag = value; *tag != '\0'; tag += *tag == ';') {
        gsize len = strcspn (tag, ";");
        if (g_str_has_prefix (tag, "d="))
            return g_strndup (tag + 2, len - 2);
        tag += len;
    }
    return g_strdup ("");
}

static gboolean
is_signed_by (const MsField *field, const MsDomains *domains)
{
    g_autofree char *domain = signing_domain (field);
    g_autofree char *anybody = g_strconcat ("@", domain, NULL);
    g_autofree char *address = ms_address_normalize (anybody);

    return ms_domains_contain (domains, address);
}

gboolean
ms_dkim_is_signed (const MsMessage *message, const MsDomains *domains)
{
    g_autoptr (GArray) fields = ms_message_fields (message, ms_message_root (message));

    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        if (ms_field_is (field, "DKIM-Signature") &&
            (domains == NULL || is_signed_by (field, domains)))
            return TRUE;
    }
    return FALSE;
}
