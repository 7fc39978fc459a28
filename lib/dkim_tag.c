/* SPDX-License-Identifier: BSD-2-Clause */
#include "dkim_tag.h"

/* It may stand anywhere in the value, within a word too (RFC 6376 section 3.2). */
static char *
without_space (MsSlice text)
{
    GString *out = g_string_sized_new (text.len);

    for (gsize i = 0; i < text.len; i++)
        if (!g_ascii_isspace (text.data[i]))
            g_string_append_c (out, text.data[i]);
    return g_string_free (out, FALSE);
}

char *
ms_dkim_tag (const MsField *field, const char *name)
{
    g_autofree char *list = without_space (field->value);
    gsize name_len = strlen (name);

    for (const char *tag = list; *tag != '\0';) {
        gsize len = strcspn (tag, ";");
        if (len > name_len && tag[name_len] == '=' && strncmp (tag, name, name_len) == 0)
            return g_strndup (tag + name_len + 1, len - name_len - 1);
        tag += len + (tag[len] == ';');
    }
    return NULL;
}
