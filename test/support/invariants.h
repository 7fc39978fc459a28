/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What must hold for every result of ms_stamp, whatever the message was. The fuzzer and
 * the property test share it. */
#pragma once

#include <mailstamp.h>

/* Looks at the result, at what it sends, and at what becomes of that in a second pass.
 * Says what is wrong on standard error and aborts, so that a fuzzer keeps the input. */
void check_result (const MsConfig *config, const MsEnvelope *envelope,
                   const MsResult *result);

/* The whole new message. Caller unrefs. */
GBytes *message_of_result (const MsResult *result);
