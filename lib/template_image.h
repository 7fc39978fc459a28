/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The pictures of a template: what they are, told from their octets, and whether mail
 * clients will show them. */
#pragma once

#include "template_tag.h"

typedef struct MsFolder MsFolder;

/* A picture of the folder that a rendered signature shows. */
typedef struct {
    char *name;       /* relative to the folder: "logo.png" */
    char *type;       /* by content: "image/png" */
    char *content_id; /* "logo.3f1c…@mailstamp", without <>: the same octets under the
                         same name have the same */
    GBytes *data;
} MsImage;

/* Reads the picture `name` of the folder; `where` is the <img> that wants it. NULL with
 * an error in `problems` when there is none, when it is none, or larger than 2 MB; larger
 * than 200 KB, SVG and WebP are warnings. */
MsImage *ms_image_load (MsFolder *folder, const char *name, const MsWhere *where,
                        GPtrArray *problems);
void ms_image_free (MsImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsImage, ms_image_free)

/* "image/png" from the first octets of a file, or NULL. Static. */
const char *ms_image_type (MsSlice data);

/* TRUE when the name (lower case) ends as a picture's does. */
gboolean ms_image_has_known_suffix (const char *name);
