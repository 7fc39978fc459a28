/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_tag.h"

const char *const ms_raw_text_elements[] = {
    "script", "style",   "title",    "textarea",  "xmp",
    "iframe", "noembed", "noframes", "plaintext", NULL,
};

gboolean
ms_tag_is_one_of (const MsTag *tag, const char *const *names)
{
    MsSlice name = ms_tag_slice (tag, tag->name);

    for (; *names != NULL; names++)
        if (ms_name_is (name, *names))
            return TRUE;
    return FALSE;
}

const MsAttribute *
ms_tag_attribute (const MsTag *tag, const char *name)
{
    for (guint i = 0; i < tag->n_attributes; i++)
        if (ms_name_is (ms_tag_slice (tag, tag->attributes[i].name), name))
            return &tag->attributes[i];
    return NULL;
}

void
ms_where_pass (MsWhere *where, char c)
{
    if (c == '\n') {
        where->line++;
        where->column = 1;
    } else if (((guchar)c & 0xc0) != 0x80) {
        where->column++;
    }
}
