/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The content of a message as the first or last part of a new multipart: its octets stay,
 * and the header fields that describe it move down to it. What stands beside it is the
 * caller's business. */
#pragma once

#include "message.h"
#include "result.h"

typedef struct {
    const MsMessage *message;
    const char *boundary;
    const char *type;      /* the value of the new Content-Type */
    gboolean disposition;  /* Content-Disposition moves down, too */
    const GString *before; /* parts before the content, each with its delimiter and ending
                              in a line end, or NULL */
    const GString *after;  /* what follows the content, from the line end on that belongs
                              to the next delimiter */
} MsEnclosure;

/* Adds the edits that make it. Call it when all other edits of the header are made: they
 * move down. */
void ms_enclose (const MsEnclosure *enclosure, MsResult *result);

/* A boundary that no line of `content` can be taken for; the same for the same message
 * and `purpose`, another one for each purpose. Caller frees. */
char *ms_enclose_boundary (const MsMessage *message, MsRange content,
                           const char *purpose);
