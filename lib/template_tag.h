/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One tag of HTML with its attributes, as the scanner reports it (template_scan). */
#pragma once

#include "problem.h"
#include "slice.h"

/* Moves on by one octet. Columns are characters, as editors count them. */
void ms_where_pass (MsWhere *where, char c);

/* What parts names and attributes (WHATWG: ASCII whitespace). */
static inline gboolean
ms_tag_is_blank (char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

#define MS_NO_FIELD G_MAXSIZE

/* Ranges are in the text of the tag. */
typedef struct {
    MsRange name;   /* in lower case */
    MsRange value;  /* without quotes, not decoded; empty where there is none */
    gsize field_at; /* where in the value the first field stands, MS_NO_FIELD: nowhere */
    char quote;     /* " or ' or 0 */
    MsWhere where;
} MsAttribute;

typedef struct {
    const char *text; /* from < to >, names in lower case, NUL-terminated */
    gsize len;
    MsRange name;
    gboolean is_end;         /* </name> */
    gboolean is_conditional; /* inside a conditional comment */
    gsize offset;            /* of its < in all that was fed */
    MsWhere where;
    const MsAttribute *attributes;
    guint n_attributes;
} MsTag;

static inline MsSlice
ms_tag_slice (const MsTag *tag, MsRange range)
{
    return ms_slice (tag->text + range.start, range.end - range.start);
}

/* Most names differ in their first octet; each tag is compared with a hundred. */
static inline gboolean
ms_name_is (MsSlice slice, const char *name)
{
    return slice.len > 0 && slice.data[0] == name[0] && strlen (name) == slice.len &&
           memcmp (slice.data, name, slice.len) == 0;
}

static inline gboolean
ms_tag_is (const MsTag *tag, const char *name)
{
    return ms_name_is (ms_tag_slice (tag, tag->name), name);
}

/* NULL when the tag has no attribute of that name (lower case); the first of several. */
const MsAttribute *ms_tag_attribute (const MsTag *tag, const char *name);

/* TRUE when the tag's name is in the NULL-terminated list. */
gboolean ms_tag_is_one_of (const MsTag *tag, const char *const *names);

/* Elements whose content is text up to their end tag, NULL-terminated. */
extern const char *const ms_raw_text_elements[];
