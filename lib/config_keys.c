/* SPDX-License-Identifier: BSD-2-Clause */
#include "config_keys.h"
#include "problem.h"

void
ms_config_report (const MsConfigReport *report, guint line, const char *key,
                  const char *what)
{
    ms_problem_error (report->problems, report->file, line, 0, "%s: %s", key, what);
}

guint
ms_config_keys_count (const MsConfigKey *keys)
{
    guint count = 0;

    while (keys[count].name != NULL)
        count++;
    return count;
}

/* The index of `name`; the number of keys when there is none of that name. */
static guint
find_key (const MsConfigKey *keys, const char *name)
{
    guint index = 0;

    while (keys[index].name != NULL && strcmp (keys[index].name, name) != 0)
        index++;
    return index;
}

guint
ms_config_keys_line (const MsConfigKey *keys, const guint *lines, const char *name)
{
    return lines[find_key (keys, name)];
}

static void
report_unknown (const MsConfigReport *report, const MsConfigKey *keys,
                const MsConfEntry *entry)
{
    g_autoptr (GString) what = g_string_new ("no such key here, expected one of ");

    for (guint i = 0; keys[i].name != NULL; i++)
        g_string_append_printf (what, "%s%s", i > 0 ? ", " : "", keys[i].name);
    ms_config_report (report, entry->line, entry->key, what->str);
}

static void
report_second (const MsConfigReport *report, const MsConfEntry *entry, guint first)
{
    g_autofree char *what =
        g_strdup_printf ("is set twice, the first is in line %u", first);

    ms_config_report (report, entry->line, entry->key, what);
}

static const MsConfValue *
value_at (const MsConfEntry *entry, guint index)
{
    return &g_array_index (entry->values, MsConfValue, index);
}

/* "{ }": what the parser makes of an empty list is one empty text. */
static gboolean
is_empty_list (const MsConfigKey *key, const MsConfEntry *entry)
{
    return key->list && entry->values->len == 1 && *value_at (entry, 0)->text == '\0';
}

static void
apply_entry (const MsConfigKey *key, const MsConfEntry *entry, gpointer object,
             const MsConfigReport *report)
{
    if (is_empty_list (key, entry) && key->missing == NULL)
        return;
    if (key->optional && entry->values->len == 1 && *value_at (entry, 0)->text == '\0')
        return;
    if (!key->list && entry->values->len > 1) {
        ms_config_report (report, value_at (entry, 1)->line, key->name,
                          "has several values, expected one");
        return;
    }
    for (guint i = 0; i < entry->values->len; i++) {
        const MsConfValue *value = value_at (entry, i);
        g_autofree char *what = *value->text != '\0'
                                    ? key->set (key, object, value->text)
                                    : g_strdup ("is empty, expected a value");
        if (what != NULL)
            ms_config_report (report, value->line, key->name, what);
    }
}

static void
apply_fallback (const MsConfigKey *key, gpointer object)
{
    g_auto (GStrv) values = g_strsplit (key->fallback, key->list ? " " : "\n", -1);

    for (char **value = values; *value != NULL; value++) {
        g_autofree char *what = key->set (key, object, *value);
        g_assert (what == NULL);
    }
}

void
ms_config_keys_apply (const MsConfigKey *keys, const MsConfSection *section,
                      gpointer object, guint *lines, const MsConfigReport *report)
{
    for (guint i = 0; i < section->entries->len; i++) {
        const MsConfEntry *entry = g_ptr_array_index (section->entries, i);
        guint index = find_key (keys, entry->key);

        if (keys[index].name == NULL) {
            report_unknown (report, keys, entry);
        } else if (lines[index] != 0) {
            report_second (report, entry, lines[index]);
        } else {
            lines[index] = entry->line;
            apply_entry (&keys[index], entry, object, report);
        }
    }
    for (guint i = 0; keys[i].name != NULL; i++) {
        if (lines[i] == 0 && keys[i].fallback != NULL)
            apply_fallback (&keys[i], object);
        if (lines[i] == 0 && keys[i].missing != NULL)
            ms_config_report (report, section->line, keys[i].name, keys[i].missing);
    }
}
