/* SPDX-License-Identifier: BSD-2-Clause */
#include "dkim.h"
#include "dkim_tag.h"

static gboolean
is_signed_by (const MsField *field, const MsDomains *domains)
{
    g_autofree char *domain = ms_dkim_tag (field, "d");
    g_autofree char *anybody =
        g_strconcat ("@", domain, NULL); /* "@" where there is none */
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
