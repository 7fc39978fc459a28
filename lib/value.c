/* SPDX-License-Identifier: BSD-2-Clause */
#include "value.h"
#include <string.h>

typedef enum { VALUE_TEXT, VALUE_LIST, VALUE_MAP, VALUE_IMAGE } ValueType;

struct MsValue {
    gint refs; /* atomic; not gatomicrefcount, which ThreadSanitizer cannot see into */
    ValueType type;
    char *text;
    GPtrArray *items;
    GHashTable *members;
    MsImage *image;
};

static MsValue *
value_new (ValueType type)
{
    MsValue *value = g_new0 (MsValue, 1);

    value->refs = 1;
    value->type = type;
    return value;
}

static void
unref_item (gpointer item)
{
    ms_value_unref (item);
}

MsValue *
ms_value_new_text (const char *text)
{
    MsValue *value = value_new (VALUE_TEXT);

    value->text = g_strdup (text);
    return value;
}

MsValue *
ms_value_new_list (void)
{
    MsValue *value = value_new (VALUE_LIST);

    value->items = g_ptr_array_new_with_free_func (unref_item);
    return value;
}

MsValue *
ms_value_new_map (void)
{
    MsValue *value = value_new (VALUE_MAP);

    value->members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_item);
    return value;
}

MsValue *
ms_value_new_image (MsImage *image)
{
    MsValue *value = value_new (VALUE_IMAGE);

    value->image = image;
    return value;
}

MsValue *
ms_value_ref (MsValue *value)
{
    g_atomic_int_inc (&value->refs);
    return value;
}

void
ms_value_unref (MsValue *value)
{
    if (value == NULL || !g_atomic_int_dec_and_test (&value->refs))
        return;
    g_free (value->text);
    g_clear_pointer (&value->items, g_ptr_array_unref);
    g_clear_pointer (&value->members, g_hash_table_unref);
    ms_image_free (value->image);
    g_free (value);
}

void
ms_value_append (MsValue *list, MsValue *item)
{
    g_assert (list->type == VALUE_LIST);
    g_ptr_array_add (list->items, item);
}

void
ms_value_set (MsValue *map, const char *name, MsValue *item)
{
    g_assert (map->type == VALUE_MAP);
    g_hash_table_replace (map->members, g_strdup (name), item);
}

void
ms_value_set_text (MsValue *map, const char *name, const char *text)
{
    ms_value_set (map, name, ms_value_new_text (text));
}

MsValue *
ms_value_copy_map (const MsValue *map)
{
    MsValue *copy = ms_value_new_map();
    GHashTableIter iter;
    gpointer name, item;

    if (map == NULL || map->type != VALUE_MAP)
        return copy;
    g_hash_table_iter_init (&iter, map->members);
    while (g_hash_table_iter_next (&iter, &name, &item))
        ms_value_set (copy, name, ms_value_ref (item));
    return copy;
}

const char *
ms_value_text (const MsValue *value)
{
    if (value == NULL)
        return NULL;
    return value->type == VALUE_IMAGE ? value->image->content_id : value->text;
}

const MsImage *
ms_value_image (const MsValue *value)
{
    return value != NULL ? value->image : NULL;
}

const MsImage *
ms_value_find_image (const MsValue *map, const char *content_id)
{
    GHashTableIter iter;
    gpointer member;

    if (map == NULL || map->type != VALUE_MAP)
        return NULL;
    g_hash_table_iter_init (&iter, map->members);
    while (g_hash_table_iter_next (&iter, NULL, &member)) {
        const MsImage *image = ms_value_image (member);
        if (image != NULL && strcmp (image->content_id, content_id) == 0)
            return image;
    }
    return NULL;
}

const MsValue *
ms_value_get (const MsValue *value, const char *name)
{
    if (value == NULL || value->type != VALUE_MAP)
        return NULL;
    return g_hash_table_lookup (value->members, name);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *)a, *(const char *const *)b);
}

const char **
ms_value_names (const MsValue *map)
{
    GPtrArray *names = g_ptr_array_new();
    GHashTableIter iter;
    gpointer name;

    if (map != NULL && map->type == VALUE_MAP) {
        g_hash_table_iter_init (&iter, map->members);
        while (g_hash_table_iter_next (&iter, &name, NULL))
            g_ptr_array_add (names, name);
    }
    g_ptr_array_sort (names, compare_names);
    g_ptr_array_add (names, NULL);
    return (const char **)g_ptr_array_free (names, FALSE);
}

gsize
ms_value_length (const MsValue *value)
{
    return value != NULL && value->type == VALUE_LIST ? value->items->len : 0;
}

const MsValue *
ms_value_item (const MsValue *value, gsize index)
{
    g_assert (index < ms_value_length (value));
    return g_ptr_array_index (value->items, index);
}

/* What a node of GLib's tables and lists takes besides. */
#define OVERHEAD 64

gsize
ms_value_size (const MsValue *value)
{
    gsize size = sizeof (MsValue) + OVERHEAD;
    GHashTableIter iter;
    gpointer name, member;

    if (value->text != NULL)
        size += strlen (value->text);
    if (value->image != NULL)
        size += g_bytes_get_size (value->image->data) + sizeof (MsImage) + OVERHEAD;
    for (gsize i = 0; i < ms_value_length (value); i++)
        size += ms_value_size (ms_value_item (value, i));
    if (value->members == NULL)
        return size;
    g_hash_table_iter_init (&iter, value->members);
    while (g_hash_table_iter_next (&iter, &name, &member))
        size += strlen (name) + OVERHEAD + ms_value_size (member);
    return size;
}

static gboolean
is_blank (const char *text)
{
    for (; *text != '\0'; text = g_utf8_next_char (text))
        if (!g_unichar_isspace (g_utf8_get_char (text)))
            return FALSE;
    return TRUE;
}

gboolean
ms_value_is_true (const MsValue *value)
{
    if (value == NULL)
        return FALSE;
    switch (value->type) {
    case VALUE_TEXT:
        return !is_blank (value->text);
    case VALUE_LIST:
        return value->items->len > 0;
    case VALUE_MAP:
    case VALUE_IMAGE:
        return TRUE;
    }
    return FALSE;
}
