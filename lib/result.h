/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Building an MsResult; reading one is public (mailstamp.h). */
#pragma once

#include "header.h"
#include "splice.h"
#include <mailstamp.h>

/* A result without edits for a message whose header block ends at `header_end` and whose
 * body starts at `body_start`. */
MsResult *ms_result_new (GBytes *message, gsize header_end, gsize body_start,
                         const char *eol);

/* Whether there is a place of a stamp to tell. */
gboolean ms_result_is_placed (const MsResult *result);

/* Takes all edits out: what was to be stamped passes as a dry run. */
void ms_result_withhold (MsResult *result);

/* Adds "name: value" at the end of the header. Both are copied. */
void ms_result_add_header (MsResult *result, const char *name, const char *value);

/* The same at the top of the header, as the first of the edits: a mark without a stamp
 * does less harm than the other way round. */
void ms_result_add_mark (MsResult *result, const char *name, const char *value);

/* Gives `field` of the message, the `index`th of its name, another value, which it takes;
 * an empty one takes the field away. */
void ms_result_change_header (MsResult *result, const MsField *field, guint index,
                              char *value);
