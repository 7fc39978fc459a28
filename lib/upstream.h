/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What other systems did to a message before it came to us, as far as it shows. mailstamp
 * should come first: a relay that rewrites the body hides where the quoted text begins.
 * It is for an administrator who asks; no decision rests on it. */
#pragma once

#include "message.h"

typedef enum {
    MS_UPSTREAM_RELAY,   /* a relay that is known for changing mail had it */
    MS_UPSTREAM_REWRITE, /* the body is not the one that was signed with DKIM */
} MsUpstreamKind;

typedef struct {
    MsUpstreamKind kind;
    char *field; /* the name of the header field that tells */
    char *by;    /* the relay's name, or the domain that signed; may be empty */
} MsUpstreamTrace;

/* An array of MsUpstreamTrace, in the order of the header, a relay once. Linear in the
 * message. Caller unrefs.
 *
 * `mark` is the name of our own mark where the message has one that verifies, else NULL.
 * What stands above it came later. What stands below counts if a Received field of before
 * follows: some relays add fields at the end. The body is our own work then. */
GArray *ms_upstream_traces (const MsMessage *message, const char *mark);
