/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_conf.h"

#include "conf_file.h"
#include "problem.h"

static const char *const keys[] = { "required", "images", "image-url", NULL };

typedef struct {
    MsTemplateConf *conf;
    const char *file;
    GPtrArray *problems;
    const MsConfEntry *found[G_N_ELEMENTS (keys) - 1]; /* by its place in keys */
} Reading;

static void
complain (const Reading *reading, guint line, const char *key, const char *what)
{
    ms_problem_error (reading->problems, reading->file, line, 0, "%s: %s", key, what);
}

static gboolean
find_key (const char *key, guint *index)
{
    for (*index = 0; keys[*index] != NULL; ++*index)
        if (strcmp (keys[*index], key) == 0)
            return TRUE;
    return FALSE;
}

static void
sort_entry (Reading *reading, const MsConfEntry *entry)
{
    g_autofree char *what = NULL;
    guint index = 0;

    if (!find_key (entry->key, &index))
        what = g_strdup ("no such key here, expected one of required, images, image-url");
    else if (reading->found[index] != NULL)
        what = g_strdup_printf ("is set twice, the first is in line %u",
                                reading->found[index]->line);
    else
        reading->found[index] = entry;
    if (what != NULL)
        complain (reading, entry->line, entry->key, what);
}

static const MsConfValue *
value_of (const MsConfEntry *entry, guint index)
{
    return &g_array_index (entry->values, MsConfValue, index);
}

static void
take_required (const Reading *reading, const MsConfEntry *entry)
{
    g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

    for (guint i = 0; i < entry->values->len; i++) {
        const MsConfValue *value = value_of (entry, i);
        if (*value->text != '\0')
            g_ptr_array_add (names, g_strdup (value->text));
        else if (entry->values->len > 1)
            complain (reading, value->line, entry->key, "expected the name of a field");
    }
    g_ptr_array_add (names, NULL);
    g_strfreev (reading->conf->required);
    reading->conf->required_line = entry->line;
    reading->conf->required = (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* The one value of an entry, NULL with a problem when it has several. */
static const char *
single (const Reading *reading, const MsConfEntry *entry)
{
    if (entry->values->len == 1)
        return value_of (entry, 0)->text;
    complain (reading, entry->line, entry->key, "expected one value");
    return NULL;
}

/* TRUE for `images = link`. */
static gboolean
take_images (const Reading *reading, const MsConfEntry *entry)
{
    const char *text = single (reading, entry);

    if (text != NULL && strcmp (text, "embed") != 0 && strcmp (text, "link") != 0)
        complain (reading, entry->line, entry->key, "expected embed or link");
    return text != NULL && strcmp (text, "link") == 0;
}

static void
take_url (const Reading *reading, const MsConfEntry *entry)
{
    const char *url = single (reading, entry);

    if (url == NULL)
        return;
    if (g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://"))
        reading->conf->image_url =
            g_strconcat (url, g_str_has_suffix (url, "/") ? "" : "/", NULL);
    else
        complain (reading, entry->line, entry->key,
                  "expected a URL that begins with https://");
}

static void
take (const Reading *reading)
{
    const MsConfEntry *images = reading->found[1];
    const MsConfEntry *url = reading->found[2];
    gboolean link = images != NULL && take_images (reading, images);

    if (reading->found[0] != NULL)
        take_required (reading, reading->found[0]);
    if (url != NULL)
        take_url (reading, url);
    if (link && url == NULL)
        complain (reading, images->line, images->key,
                  "link needs image-url, the folder of the pictures on a web server");
    if (!link && url != NULL)
        complain (reading, url->line, url->key, "is used only with images = link");
}

MsTemplateConf *
ms_template_conf_parse (const char *text, const char *file, GPtrArray *problems)
{
    static const MsConfShape no_sections[] = { { NULL } };
    MsTemplateConf *conf = g_new0 (MsTemplateConf, 1);
    Reading reading = { conf, file, problems, { NULL } };
    g_autoptr (MsConfSection) top = NULL;

    conf->file = g_strdup (file);
    conf->required = g_new0 (char *, 1);
    if (text != NULL)
        top = ms_conf_parse (file, ms_slice_str (text), keys, no_sections, problems);
    if (top == NULL)
        return conf;
    for (guint i = 0; i < top->entries->len; i++)
        sort_entry (&reading, g_ptr_array_index (top->entries, i));
    take (&reading);
    return conf;
}

void
ms_template_conf_free (MsTemplateConf *conf)
{
    if (conf == NULL)
        return;
    g_free (conf->file);
    g_strfreev (conf->required);
    g_free (conf->image_url);
    g_free (conf);
}
