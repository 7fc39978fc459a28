/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What sort of message this is, where that forbids a stamp: signed, a bounce, a calendar
 * item, somebody's auto-reply. */
#pragma once

#include "message.h"
#include <mailstamp.h>

/* A set of reasons: bit 1 << MsReason. */
typedef guint32 MsReasonSet;
#define MS_REASON_BIT(reason) ((MsReasonSet)1 << (reason))

/* Beside the reasons of a set: what is signed does not count, what else it is does. */
#define MS_KIND_BUT_SIGNED MS_REASON_BIT (MS_REASON_NONE)

/* The kind that the envelope and the message's own header tell, MS_REASON_NONE for an
 * ordinary message. Only kinds in `skip` count, and those that can never be switched off.
 * `null_sender`: the reverse-path is <>. */
MsReason ms_kind_of_header (const MsMessage *message, gboolean null_sender,
                            MsReasonSet skip);

/* The kind that the tree of parts tells. */
MsReason ms_kind_of_tree (const MsMessage *message, MsReasonSet skip);

/* Inline PGP (RFC 4880 section 6.2): MS_REASON_SIGNED, MS_REASON_ENCRYPTED or
 * MS_REASON_NONE. An armor line counts where it starts a line, quote marks aside; in HTML
 * behind a tag, too. */
MsReason ms_kind_of_text (MsSlice text, gboolean html);
