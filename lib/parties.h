/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who writes to whom: the sender that counts, the recipients, the direction. */
#pragma once

#include "message.h"
#include "rule.h"

typedef struct {
    char *sender; /* From if it is local, else the envelope sender if that is local, else
                     whichever there is; NULL when there is none */
    char *reverse_path; /* the envelope sender where it is ours too and another one */
    const char *name;   /* From's display name where From is the sender, or NULL */
    gboolean local;     /* the sender is ours */
    gboolean null_sender;
    char **recipients;     /* NULL-terminated, never NULL */
    MsDirection direction; /* 0: neither from us nor to us */
} MsParties;

/* Never fails; what the envelope does not say is taken from the header. */
MsParties *ms_parties_new (const MsEnvelope *envelope, const MsMessage *message,
                           const MsDomains *domains);
void ms_parties_free (MsParties *parties);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsParties, ms_parties_free)
