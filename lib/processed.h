/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whether somebody has dealt with a message before: our own mark, a mark of another
 * product, a DKIM-Signature that a stamp would break. */
#pragma once

#include "config.h"
#include "parties.h"

/* The reason to pass that marks give, MS_REASON_NONE for none. `*own_mark` tells whether
 * one of ours verifies.
 *
 * For a sender that is not ours there is never a reason: anybody can write the mark of
 * another product or three marks that look like a loop, and a mark of ours that came back
 * to its sender in a bounce can be sent again with another text. There the stamp itself
 * has to be seen, too (ms_stamps_present). */
MsReason ms_processed_before (const MsConfig *config, const MsMessage *message,
                              const MsParties *parties, gboolean *own_mark);

/* Whether `existing-dkim` lets the message alone. */
gboolean ms_processed_keeps_dkim (const MsConfig *config, const MsMessage *message,
                                  const MsParties *parties);
