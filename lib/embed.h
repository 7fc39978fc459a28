/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Pictures of a signature, put into the message beside the HTML that shows them (RFC
 * 2387): each once, the author's parts untouched. */
#pragma once

#include "message.h"
#include "result.h"
#include "template.h"

/* What has been put into a multipart/related that is there; an array of these, empty at
 * first, for all texts of one message. */
typedef struct {
    const MsPart *related;
    const MsImage *image;
} MsEmbedded;

/* Adds the edits of `result` that put `images` (of const MsImage) beside the text/html
 * leaf `html`. A picture that the message carries already, by its Content-ID, is not
 * added again, nor one that is in `embedded` beside the same leaf; what is new there
 * joins it. Call it after the edits of the HTML itself. */
void ms_embed_images (const MsMessage *message, const MsPart *html,
                      const GPtrArray *images, GArray *embedded, MsResult *result);

/* Adds one picture as a part: its header, an empty line, its octets, a line end. */
void ms_embed_append (GString *out, const MsImage *image, const char *eol);
