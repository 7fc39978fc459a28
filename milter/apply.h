/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A result becomes packets for the MTA, in an order in which being cut off half-way does
 * the least harm. Only at end of message (smfi_addheader(3)). */
#pragma once

#include <libmilter/mfapi.h>
#include <mailstamp.h>

/* `leading_space`: SMFIP_HDR_LEADSPC was agreed on, so that the blank behind a colon is
 * ours to send. FALSE when the MTA did not take something: then the message must be
 * deferred, whatever on-failure says, because parts of the change may have arrived. */
gboolean apply_result (SMFICTX *ctx, const MsResult *result, gboolean leading_space,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
