/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who has put a DKIM-Signature (RFC 6376) on a message. It reads what the field says and
 * verifies nothing: a stamp breaks a signature whether or not it was good. */
#pragma once

#include "address.h"
#include "message.h"

/* Whether there is a DKIM-Signature; where `domains` is not NULL, one whose d= tag names
 * one of them. */
gboolean ms_dkim_is_signed (const MsMessage *message, const MsDomains *domains);
