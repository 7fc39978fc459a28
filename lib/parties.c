/* SPDX-License-Identifier: BSD-2-Clause */
#include "parties.h"

static char **
normalized (const char *const *addresses)
{
    GPtrArray *out = g_ptr_array_new();

    for (; *addresses != NULL; addresses++)
        g_ptr_array_add (out, ms_address_normalize (*addresses));
    g_ptr_array_add (out, NULL);
    return (char **)g_ptr_array_free (out, FALSE);
}

static void
choose_sender (MsParties *parties, const MsEnvelope *envelope, const MsMessage *message,
               const MsDomains *domains)
{
    const char *header = ms_message_from_address (message);
    g_autofree char *from = header != NULL ? ms_address_normalize (header) : NULL;
    g_autofree char *reverse_path =
        envelope->sender != NULL ? ms_address_normalize (envelope->sender) : NULL;
    gboolean from_is_ours = from != NULL && ms_domains_contain (domains, from);
    gboolean envelope_is_ours =
        reverse_path != NULL && ms_domains_contain (domains, reverse_path);

    parties->null_sender = reverse_path != NULL && *reverse_path == '\0';
    parties->local = from_is_ours || envelope_is_ours;
    if (from_is_ours || (!envelope_is_ours && from != NULL)) {
        parties->sender = g_steal_pointer (&from);
        parties->name = ms_message_from_name (message);
        if (envelope_is_ours && !ms_address_equal (parties->sender, reverse_path))
            parties->reverse_path = g_steal_pointer (&reverse_path);
    } else {
        parties->sender = g_steal_pointer (&reverse_path);
    }
}

static MsDirection
find_direction (const MsParties *parties, const MsDomains *domains)
{
    guint ours = 0, others = 0;

    for (char **recipient = parties->recipients; *recipient != NULL; recipient++)
        *(ms_domains_contain (domains, *recipient) ? &ours : &others) += 1;
    if (parties->local)
        return ours > 0 && others == 0 ? MS_DIRECTION_INTERNAL : MS_DIRECTION_OUTBOUND;
    return ours > 0 ? MS_DIRECTION_INBOUND : 0;
}

MsParties *
ms_parties_new (const MsEnvelope *envelope, const MsMessage *message,
                const MsDomains *domains)
{
    MsParties *parties = g_new0 (MsParties, 1);

    choose_sender (parties, envelope, message, domains);
    parties->recipients =
        normalized (envelope->recipients != NULL ? envelope->recipients
                                                 : ms_message_recipients (message));
    parties->direction = find_direction (parties, domains);
    return parties;
}

void
ms_parties_free (MsParties *parties)
{
    if (parties == NULL)
        return;
    g_free (parties->sender);
    g_free (parties->reverse_path);
    g_strfreev (parties->recipients);
    g_free (parties);
}
