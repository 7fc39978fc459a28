/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A picture that a signature shows, whether a file of the template or the photo of a
 * person: what it is, told from its octets, and the name it has inside a message. */
#pragma once

#include "slice.h"

typedef struct {
    char *name;       /* "logo.png" */
    char *type;       /* by content: "image/png" */
    char *content_id; /* "logo.3f1c…@mailstamp", without <>: the same octets under the
                         same name have the same */
    GBytes *data;
} MsImage;

/* NULL when the octets are no picture that can be known. */
MsImage *ms_image_new (const char *name, GBytes *data);
void ms_image_free (MsImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsImage, ms_image_free)

/* "image/png" from the first octets of a file, or NULL. Static. */
const char *ms_image_type (MsSlice data);
