/* SPDX-License-Identifier: BSD-2-Clause
 *
 * X-MailstampProcessed: the mark that keeps a message from being stamped twice, keyed so
 * that nobody else can make one, bound to one message and one organization. */
#pragma once

#include "message.h"
#include <mailstamp.h>

#define MS_MARK_HEADER "X-MailstampProcessed"

typedef struct {
    const char *organization;
    GPtrArray *keys; /* of GBytes; the first signs, all verify */
} MsMarkKeys;

typedef enum {
    MS_MARK_NONE,  /* no mark that verifies */
    MS_MARK_VALID, /* one of ours, for this very message */
    MS_MARK_LOOP,  /* three or more of ours in name that do not verify */
} MsMarkState;

/* The value for a message: "true; org=…; result=…; rule=…; t=…; h=…", one line of less
 * than 600 octets; caller frees. `result` is "stamped" or the reason to pass; `rule` may
 * be NULL. The hash covers the
 * fields before it and the message's Message-ID, Date and From address. */
char *ms_mark_make (const MsMarkKeys *keys, const MsMessage *message, const char *result,
                    const char *rule, gint64 now);

/* Looks at every mark of the message. White space that a relay put into the value when it
 * folded the line does not matter, nor encoded words that it made of it. A Message-ID or
 * Date that was missing when the mark was made, and added by an MTA since, does not
 * either. */
MsMarkState ms_mark_check (const MsMarkKeys *keys, const MsMessage *message);

/* Adds what is hashed of a field: relays fold, unfold and re-space, so `text` counts
 * without white space, and ends like a line. */
void ms_mark_update (GHmac *hmac, const char *text);
