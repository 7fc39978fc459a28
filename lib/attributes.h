/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The fields of a template for one message: the sender's attributes, and what the message
 * and the clock tell (DESIGN section 3). */
#pragma once

#include "message.h"
#include "parties.h"

/* Values are the ones of `person` (NULL: unknown to the directory), then sender.address,
 * sender.name, message.subject, date.year, date.iso. `message` may be NULL. */
MsValue *ms_attributes_new (const MsValue *person, const char *address, const char *name,
                            const MsMessage *message, gint64 now);

/* The first of `required` that has no value, NULL when all have. */
const char *ms_attributes_missing (const MsValue *fields, const char *const *required);
