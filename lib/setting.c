/* SPDX-License-Identifier: BSD-2-Clause */
#include "setting.h"
#include <string.h>

/* "a, b or c". */
static char *
list_names (const char *const *names)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; names[i] != NULL; i++) {
        const char *between = names[i + 1] != NULL ? ", " : " or ";
        g_string_append_printf (out, "%s%s", i > 0 ? between : "", names[i]);
    }
    return g_string_free (out, FALSE);
}

char *
ms_setting_choice (const char *text, const char *const *names, guint *index)
{
    g_autofree char *list = NULL;

    for (*index = 0; names[*index] != NULL; ++*index)
        if (strcmp (text, names[*index]) == 0)
            return NULL;
    list = list_names (names);
    return g_strdup_printf ("\"%s\" is not known, expected %s", text, list);
}

char *
ms_setting_bool (const char *text, gboolean *value)
{
    static const char *const yes[] = { "true", "yes", "on", NULL };
    static const char *const no[] = { "false", "no", "off", NULL };

    *value = g_strv_contains (yes, text);
    if (*value || g_strv_contains (no, text))
        return NULL;
    return g_strdup_printf ("\"%s\" is neither true nor false", text);
}

char *
ms_setting_number (const char *text, guint64 min, guint64 max, guint64 *value)
{
    if (g_ascii_string_to_unsigned (text, 10, min, max, value, NULL))
        return NULL;
    return g_strdup_printf ("\"%s\" is no number from %" G_GUINT64_FORMAT
                            " to %" G_GUINT64_FORMAT,
                            text, min, max);
}

/* "64M", in the largest unit that leaves no rest. */
static char *
format_size (guint64 size)
{
    static const char *const units[] = { "", "K", "M", "G" };
    guint unit = 0;

    for (; unit < 3 && size > 0 && size % 1024 == 0; unit++)
        size /= 1024;
    return g_strdup_printf ("%" G_GUINT64_FORMAT "%s", size, units[unit]);
}

char *
ms_setting_size (const char *text, guint64 min, guint64 max, guint64 *value)
{
    static const char units[] = "KMG";
    gsize len = strlen (text);
    const char *unit = len > 0 ? strchr (units, text[len - 1]) : NULL;
    guint shift = unit != NULL ? 10 * ((guint)(unit - units) + 1) : 0;
    g_autofree char *digits = g_strndup (text, unit != NULL ? len - 1 : len);
    g_autofree char *least = format_size (min);
    g_autofree char *most = format_size (max);

    if (g_ascii_string_to_unsigned (digits, 10, 0, max >> shift, value, NULL) &&
        *value << shift >= min) {
        *value <<= shift;
        return NULL;
    }
    return g_strdup_printf (
        "\"%s\" is no size from %s to %s, expected one like 512K, 50M "
        "or 1G",
        text, least, most);
}

typedef struct {
    const char *name;
    guint64 milliseconds;
} Unit;

static const Unit units_of_time[] = {
    { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 }, { "d", 86400000 },
};

/* In the largest unit that leaves no rest. */
static char *
format_duration (guint64 duration)
{
    gsize unit = G_N_ELEMENTS (units_of_time) - 1;

    while (unit > 0 && (duration == 0 || duration % units_of_time[unit].milliseconds > 0))
        unit--;
    return g_strdup_printf ("%" G_GUINT64_FORMAT "%s",
                            duration / units_of_time[unit].milliseconds,
                            units_of_time[unit].name);
}

char *
ms_setting_duration (const char *text, guint64 min, guint64 max, guint64 *value)
{
    gsize digits = strspn (text, "0123456789");
    g_autofree char *number = g_strndup (text, digits);
    g_autofree char *least = format_duration (min);
    g_autofree char *most = format_duration (max);

    for (gsize i = 0; i < G_N_ELEMENTS (units_of_time); i++) {
        const Unit *unit = &units_of_time[i];

        if (strcmp (text + digits, unit->name) == 0 &&
            g_ascii_string_to_unsigned (number, 10, 0, max / unit->milliseconds, value,
                                        NULL) &&
            *value * unit->milliseconds >= min) {
            *value *= unit->milliseconds;
            return NULL;
        }
    }
    return g_strdup_printf ("\"%s\" is no time from %s to %s, expected one like 500ms, "
                            "2s, 10m, 1h or 7d",
                            text, least, most);
}

/* Digits where `shape` has 0, the same character elsewhere. */
static gboolean
has_shape (const char *text, const char *shape)
{
    for (; *shape != '\0'; text++, shape++)
        if (*shape == '0' ? !g_ascii_isdigit (*text) : *text != *shape)
            return FALSE;
    return TRUE;
}

/* GLib wants seconds, a T between date and time, and would take more than people write.
 */
static GDateTime *
parse_time (const char *text)
{
    g_autoptr (GTimeZone) local = g_time_zone_new_local();
    g_autofree char *full = NULL;
    const char *rest = text + strlen ("0000-00-00T00:00");

    if (strlen (text) == strlen ("0000-00-00"))
        full = g_strconcat (text, "T00:00:00", NULL);
    else if (!has_shape (text + strlen ("0000-00-00"), "T00:00"))
        return NULL;
    else if (has_shape (rest, ":00"))
        full = g_strdup (text);
    else
        full = g_strdup_printf ("%.16s:00%s", text, rest);
    return g_date_time_new_from_iso8601 (full, local);
}

char *
ms_setting_time (const char *text, gint64 *first, gint64 *last)
{
    g_autoptr (GDateTime) time =
        has_shape (text, "0000-00-00") ? parse_time (text) : NULL;

    if (time == NULL)
        return g_strdup_printf ("\"%s\" is no date, expected one like 2025-12-24 or "
                                "2025-12-24T18:00",
                                text);
    *first = *last = g_date_time_to_unix (time);
    if (strlen (text) == strlen ("0000-00-00")) {
        g_autoptr (GDateTime) next = g_date_time_add_days (time, 1);
        *last = g_date_time_to_unix (next) - 1;
    }
    return NULL;
}

gboolean
ms_setting_is_field_name (const char *name, gsize len)
{
    for (gsize i = 0; i < len; i++)
        if (!g_ascii_isgraph (name[i]) || name[i] == ':')
            return FALSE;
    return len > 0;
}

/* RFC 5322 section 2.1.1, and room for what an MTA does to it. */
#define MAX_FIELD 900

char *
ms_setting_field (const char *text)
{
    const char *colon = strchr (text, ':');
    gboolean good = colon != NULL && strlen (text) <= MAX_FIELD &&
                    ms_setting_is_field_name (text, (gsize)(colon - text)) &&
                    colon[1 + strspn (colon + 1, " ")] != '\0';

    for (const char *c = colon; good && *c != '\0'; c++)
        good = g_ascii_isprint (*c);
    if (good)
        return NULL;
    return g_strdup_printf ("\"%s\" is no header field, expected one like "
                            "\"X-Name: value\" in ASCII",
                            text);
}
