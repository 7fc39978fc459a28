/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The pictures of a template: read from its folder, and whether mail clients will
 * show them. */
#pragma once

#include "image.h"
#include "template_tag.h"

typedef struct MsFolder MsFolder;

/* Reads the picture `name` of the folder; `where` is the <img> that wants it. NULL with
 * an error in `problems` when there is none, when it is none, or larger than 2 MB; larger
 * than 200 KB, SVG and WebP are warnings. */
MsImage *ms_image_load (MsFolder *folder, const char *name, const MsWhere *where,
                        GPtrArray *problems);

/* TRUE when the name (lower case) ends as a picture's does. */
gboolean ms_image_has_known_suffix (const char *name);
