/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is known of a message when the rules are asked, and what they may answer. */
#pragma once

#include "address.h"
#include "message.h"
#include "place.h"
#include "value.h"
#include <mailstamp.h>

typedef enum {
    MS_DIRECTION_OUTBOUND = 1 << 0, /* ours to at least one that is not ours */
    MS_DIRECTION_INTERNAL = 1 << 1, /* ours to ours only */
    MS_DIRECTION_INBOUND = 1 << 2,  /* not ours, to at least one of ours */
} MsDirection;

/* What conditions look at. Borrowed throughout. What the body tells is not known until
 * `body_known`: until then a condition on it neither holds nor fails. */
typedef struct {
    const MsEnvelope *envelope;
    const MsMessage *message;
    const MsDomains *domains;
    const char *sender;            /* the one that counts for people and templates */
    const char *const *recipients; /* NULL-terminated, never NULL */
    MsDirection direction;
    const MsValue *person;   /* NULL: unknown to the directory */
    gboolean person_pending; /* nobody has been asked yet: as with the body */
    gboolean body_known;
    MsThread thread;
    const char *body;   /* decoded text of the body, UTF-8 */
    gboolean has_stamp; /* the quoted history carries one; looked for only where a rule
                           asks */
} MsFacts;

typedef enum { MS_NO, MS_MAYBE, MS_YES } MsVerdict;
