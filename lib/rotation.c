/* SPDX-License-Identifier: BSD-2-Clause */
#include "rotation.h"

/* Relays fold and re-space what they pass on. */
static void
update_without_space (GChecksum *hash, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        if (!g_ascii_isspace (*text))
            g_checksum_update (hash, (const guchar *)text, 1);
    g_checksum_update (hash, (const guchar *)"\n", 1);
}

guint
ms_rotation_pick (const MsMessage *message, guint count)
{
    g_autoptr (GChecksum) hash = g_checksum_new (G_CHECKSUM_SHA256);
    const char *id = ms_message_header (message, "Message-ID");
    guint8 digest[32];
    gsize len = sizeof digest;
    guint64 number = 0;

    update_without_space (hash, id);
    if (id == NULL || *id == '\0') {
        update_without_space (hash, ms_message_header (message, "Date"));
        update_without_space (hash, ms_message_from_address (message));
        update_without_space (hash, ms_message_header (message, "Subject"));
    }
    g_checksum_get_digest (hash, digest, &len);
    for (gsize i = 0; i < sizeof number; i++)
        number = number << 8 | digest[i];
    return (guint)(number % count);
}
