/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The values a template is filled with: a tree of texts, lists, maps
 * and pictures. A person is a
 * map of attributes; an attribute with several values is a list, so that a section
 * repeats.
 *
 * Built by one thread, then immutable and shared by any number. */
#pragma once

#include "image.h"

typedef struct MsValue MsValue;

MsValue *ms_value_new_text (const char *text); /* UTF-8, copied */
MsValue *ms_value_new_list (void);
MsValue *ms_value_new_map (void);
MsValue *ms_value_new_image (MsImage *image); /* taken over */
MsValue *ms_value_ref (MsValue *value);
void ms_value_unref (MsValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsValue, ms_value_unref)

/* Both take over `item`. A second ms_value_set of the same name replaces the first. */
void ms_value_append (MsValue *list, MsValue *item);
void ms_value_set (MsValue *map, const char *name, MsValue *item);
void ms_value_set_text (MsValue *map, const char *name, const char *text);

/* A new map with the same members; an empty one for NULL and for what is no map. */
MsValue *ms_value_copy_map (const MsValue *map);

/* The text of a text; of a picture its Content-ID, which is what a template puts into
 * src; NULL for others. */
const char *ms_value_text (const MsValue *value);

/* The picture of a picture, NULL for others. */
const MsImage *ms_value_image (const MsValue *value);

/* The picture with that Content-ID among the members of a map, NULL when there is none.
 */
const MsImage *ms_value_find_image (const MsValue *map, const char *content_id);

/* The member of a map by its name, NULL when there is none or `value` is no map. */
const MsValue *ms_value_get (const MsValue *value, const char *name);

/* The names of a map's members, sorted, NULL-terminated; none for what is no map. The
 * names are the map's, caller frees the list with g_free. */
const char **ms_value_names (const MsValue *map);

/* Number of items of a list, 0 for others; item by index. */
gsize ms_value_length (const MsValue *value);
const MsValue *ms_value_item (const MsValue *value, gsize index);

/* The octets that it takes, about. */
gsize ms_value_size (const MsValue *value);

/* FALSE for NULL, for a text that is empty or only white space (DESIGN section 3), for an
 * empty list. */
gboolean ms_value_is_true (const MsValue *value);
