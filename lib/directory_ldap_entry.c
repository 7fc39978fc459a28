/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_ldap_entry.h"

static gboolean
is_text (const struct berval *value)
{
    return g_utf8_validate_len (value->bv_val, value->bv_len, NULL);
}

/* "photo.jpg": the name that a mail client shows. */
static MsImage *
make_image (const char *field, const struct berval *value)
{
    g_autoptr (GBytes) data = g_bytes_new (value->bv_val, value->bv_len);
    const char *type = ms_image_type (ms_slice_bytes (data));
    const char *kind = type != NULL ? strrchr (type, '/') + 1 : "";
    g_autofree char *name =
        g_strconcat (field, ".", strcmp (kind, "jpeg") == 0 ? "jpg" : kind, NULL);

    return type != NULL ? ms_image_new (name, data) : NULL;
}

/* The first that is one and not too large. */
static MsValue *
read_image (const char *field, struct berval **values, gsize max_size)
{
    for (; *values != NULL; values++) {
        MsImage *image = (*values)->bv_len <= max_size && !is_text (*values)
                             ? make_image (field, *values)
                             : NULL;
        if (image != NULL)
            return ms_value_new_image (image);
    }
    return NULL;
}

static MsValue *
read_texts (struct berval **values)
{
    g_autoptr (MsValue) list = ms_value_new_list();

    for (; *values != NULL; values++) {
        g_autofree char *text = g_strndup ((*values)->bv_val, (*values)->bv_len);
        if (is_text (*values))
            ms_value_append (list, ms_value_new_text (text));
    }
    if (ms_value_length (list) == 0)
        return NULL;
    if (ms_value_length (list) == 1)
        return ms_value_ref ((MsValue *)ms_value_item (list, 0));
    return g_steal_pointer (&list);
}

MsValue *
ms_ldap_entry_read (LDAP *ld, LDAPMessage *entry, const MsLdapSettings *settings)
{
    MsValue *person = ms_value_new_map();

    for (guint i = 0; i < settings->attributes->len; i++) {
        const MsLdapAttribute *map = g_ptr_array_index (settings->attributes, i);
        struct berval **values = NULL;
        MsValue *value = NULL;

        if (ms_value_is_true (ms_value_get (person, map->field)))
            continue;
        values = ldap_get_values_len (ld, entry, map->attribute);
        if (values == NULL)
            continue;
        value = read_texts (values);
        if (value == NULL)
            value = read_image (map->field, values, settings->max_picture_size);
        if (value != NULL)
            ms_value_set (person, map->field, value);
        ldap_value_free_len (values);
    }
    return person;
}
