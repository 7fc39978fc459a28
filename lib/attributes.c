/* SPDX-License-Identifier: BSD-2-Clause */
#include "attributes.h"
#include <time.h>

static MsValue *
sender_fields (const char *address, const char *name)
{
    MsValue *map = ms_value_new_map();

    ms_value_set_text (map, "address", address != NULL ? address : "");
    ms_value_set_text (map, "name", name != NULL ? name : "");
    return map;
}

static MsValue *
message_fields (const MsMessage *message)
{
    MsValue *map = ms_value_new_map();
    const char *subject = message != NULL ? ms_message_header (message, "Subject") : NULL;

    ms_value_set_text (map, "subject", subject != NULL ? subject : "");
    return map;
}

/* Local time by localtime_r, which does not ask the file system for the zone each time.
 */
static MsValue *
date_fields (gint64 now)
{
    MsValue *map = ms_value_new_map();
    time_t seconds = (time_t)now;
    struct tm date;
    char text[32];

    if (localtime_r (&seconds, &date) == NULL)
        return map;
    if (strftime (text, sizeof text, "%Y", &date) > 0)
        ms_value_set_text (map, "year", text);
    if (strftime (text, sizeof text, "%Y-%m-%d", &date) > 0)
        ms_value_set_text (map, "iso", text);
    return map;
}

MsValue *
ms_attributes_new (const MsValue *person, const char *address, const char *name,
                   const MsMessage *message, gint64 now)
{
    MsValue *fields = ms_value_copy_map (person);

    ms_value_set (fields, "sender", sender_fields (address, name));
    ms_value_set (fields, "message", message_fields (message));
    ms_value_set (fields, "date", date_fields (now));
    return fields;
}

/* "sender.name" is a member of a member, as in a template. */
static const MsValue *
find (const MsValue *fields, const char *path)
{
    g_auto (GStrv) names = g_strsplit (path, ".", -1);

    for (char **name = names; *name != NULL; name++)
        fields = ms_value_get (fields, *name);
    return fields;
}

const char *
ms_attributes_missing (const MsValue *fields, const char *const *required)
{
    for (; *required != NULL; required++)
        if (!ms_value_is_true (find (fields, *required)))
            return *required;
    return NULL;
}
