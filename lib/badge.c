/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A relay may write Date in another zone, as Exchange does with what it kept in its own
 * form, or From another way; Message-ID stays, so it is enough where there is one. */
#include "badge.h"

#define PREFIX "ms"
#define DIGITS 16
#define LEN (sizeof (PREFIX) - 1 + DIGITS)

/* What tells a message from all others; the first that it has. */
typedef enum {
    BY_MESSAGE_ID,
    BY_DATE,
    BY_SENDER,
    WAYS,
} Way;

static const char *
value_of (const MsMessage *message, Way way)
{
    static const char *const names[] = { "Message-ID", "Date", NULL };
    const char *value = way != BY_SENDER ? ms_message_header (message, names[way]) : "";

    return value != NULL && (way == BY_SENDER || *value != '\0') ? value : NULL;
}

/* NULL where the message has no such field. */
static char *
make (const MsMarkKeys *keys, guint key, const MsMessage *message, Way way)
{
    static const char *const purposes[] = { "badge-by-id", "badge-by-date",
                                            "badge-by-sender" };
    MsSlice secret = ms_slice_bytes (g_ptr_array_index (keys->keys, key));
    const char *value = value_of (message, way);
    const char *from = ms_message_from_address (message);
    g_autoptr (GHmac) hmac = NULL;

    if (value == NULL)
        return NULL;
    hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)secret.data, secret.len);
    ms_mark_update (hmac, purposes[way]);
    ms_mark_update (hmac, keys->organization);
    ms_mark_update (hmac, value);
    if (way != BY_MESSAGE_ID) {
        g_autofree char *lower = g_ascii_strdown (from != NULL ? from : "", -1);
        ms_mark_update (hmac, lower);
    }
    return g_strdup_printf (PREFIX "%.*s", DIGITS, g_hmac_get_string (hmac));
}

char *
ms_badge_make (const MsMarkKeys *keys, const MsMessage *message)
{
    char *badge = NULL;

    for (guint way = 0; badge == NULL && way < WAYS; way++)
        badge = make (keys, 0, message, way);
    return badge;
}

gboolean
ms_badge_is_in (MsSlice html, const MsMarkKeys *keys, const MsMessage *message)
{
    for (guint key = 0; key < keys->keys->len; key++)
        for (guint way = 0; way < WAYS; way++) {
            g_autofree char *badge = make (keys, key, message, way);
            if (badge != NULL && memmem (html.data, html.len, badge, LEN) != NULL)
                return TRUE;
        }
    return FALSE;
}
