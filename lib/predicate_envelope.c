/* SPDX-License-Identifier: BSD-2-Clause */
#include "predicate.h"
#include "setting.h"

/* ---- direction ------------------------------------------------------------------- */

char *
ms_predicate_add_direction (MsConditions *conditions, const char *value)
{
    static const char *const names[] = { "outbound", "internal", "inbound", NULL };
    guint index = 0;
    char *what = ms_setting_choice (value, names, &index);

    if (what == NULL)
        conditions->directions |= MS_DIRECTION_OUTBOUND << index;
    return what;
}

MsVerdict
ms_predicate_match_direction (const MsConditions *conditions, const MsFacts *facts)
{
    return ms_predicate_verdict ((conditions->directions & facts->direction) != 0);
}

/* ---- sender, recipient, recipients ----------------------------------------------- */

static char *
add_address (GPtrArray *patterns, const char *value)
{
    char *what = NULL;
    MsAddressPattern *pattern = ms_address_pattern_parse (value, &what);

    if (pattern != NULL)
        g_ptr_array_add (patterns, pattern);
    return what;
}

char *
ms_predicate_add_sender (MsConditions *conditions, const char *value)
{
    return add_address (conditions->sender, value);
}

char *
ms_predicate_add_recipient (MsConditions *conditions, const char *value)
{
    return add_address (conditions->recipient, value);
}

char *
ms_predicate_add_recipients (MsConditions *conditions, const char *value)
{
    static const char *const names[] = { "any", "all", NULL };
    guint index = 0;
    char *what = ms_setting_choice (value, names, &index);

    conditions->all_recipients = index == 1;
    return what;
}

static gboolean
matches_address (const GPtrArray *patterns, const char *address, const MsDomains *domains)
{
    g_autofree char *normal = address != NULL ? ms_address_normalize (address) : NULL;

    for (guint i = 0; normal != NULL && i < patterns->len; i++)
        if (ms_address_pattern_match (g_ptr_array_index (patterns, i), normal, domains))
            return TRUE;
    return FALSE;
}

MsVerdict
ms_predicate_match_sender (const MsConditions *conditions, const MsFacts *facts)
{
    const char *from = ms_message_from_address (facts->message);

    return ms_predicate_verdict (
        matches_address (conditions->sender, facts->envelope->sender, facts->domains) ||
        matches_address (conditions->sender, from, facts->domains));
}

MsVerdict
ms_predicate_match_recipient (const MsConditions *conditions, const MsFacts *facts)
{
    const char *const *recipients = facts->recipients;

    for (; *recipients != NULL; recipients++) {
        gboolean matches =
            matches_address (conditions->recipient, *recipients, facts->domains);
        if (matches != conditions->all_recipients)
            return ms_predicate_verdict (matches);
    }
    return ms_predicate_verdict (conditions->all_recipients &&
                                 recipients != facts->recipients);
}

/* ---- authenticated, client ------------------------------------------------------- */

char *
ms_predicate_add_authenticated (MsConditions *conditions, const char *value)
{
    return ms_setting_bool (value, &conditions->authenticated);
}

MsVerdict
ms_predicate_match_authenticated (const MsConditions *conditions, const MsFacts *facts)
{
    const char *name = facts->envelope->authenticated;
    gboolean known = name != NULL && *name != '\0';

    return ms_predicate_verdict (known == conditions->authenticated);
}

/* GLib logs a warning about a prefix that is longer than any address. */
static GInetAddressMask *
parse_network (const char *text)
{
    const char *slash = strchr (text, '/');
    guint64 prefix = 0;

    if (slash != NULL &&
        !g_ascii_string_to_unsigned (slash + 1, 10, 0, 128, &prefix, NULL))
        return NULL;
    return g_inet_address_mask_new_from_string (text, NULL);
}

char *
ms_predicate_add_client (MsConditions *conditions, const char *value)
{
    GInetAddressMask *network = parse_network (value);

    if (network == NULL)
        return g_strdup_printf ("\"%s\" is no network, expected one like 192.0.2.1, "
                                "192.0.2.0/24 or 2001:db8::/32",
                                value);
    g_ptr_array_add (conditions->client, network);
    return NULL;
}

/* An IPv4 client of a socket for both families comes as ::ffff:192.0.2.1 (RFC 4291
 * section 2.5.5.2). */
static GInetAddress *
parse_client (const char *text)
{
    static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
    const guint8 *octets = address != NULL ? g_inet_address_to_bytes (address) : NULL;

    if (octets != NULL && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 &&
        memcmp (octets, mapped, sizeof mapped) == 0)
        return g_inet_address_new_from_bytes (octets + 12, G_SOCKET_FAMILY_IPV4);
    return g_steal_pointer (&address);
}

MsVerdict
ms_predicate_match_client (const MsConditions *conditions, const MsFacts *facts)
{
    const char *text = facts->envelope->client;
    g_autoptr (GInetAddress) client = text != NULL ? parse_client (text) : NULL;

    for (guint i = 0; client != NULL && i < conditions->client->len; i++)
        if (g_inet_address_mask_matches (g_ptr_array_index (conditions->client, i),
                                         client))
            return MS_YES;
    return MS_NO;
}

/* ---- not-before, not-after ------------------------------------------------------- */

char *
ms_predicate_add_not_before (MsConditions *conditions, const char *value)
{
    gint64 last = 0;

    return ms_setting_time (value, &conditions->not_before, &last);
}

char *
ms_predicate_add_not_after (MsConditions *conditions, const char *value)
{
    gint64 first = 0;

    return ms_setting_time (value, &first, &conditions->not_after);
}

MsVerdict
ms_predicate_match_not_before (const MsConditions *conditions, const MsFacts *facts)
{
    return ms_predicate_verdict (facts->envelope->now >= conditions->not_before);
}

MsVerdict
ms_predicate_match_not_after (const MsConditions *conditions, const MsFacts *facts)
{
    return ms_predicate_verdict (facts->envelope->now <= conditions->not_after);
}
