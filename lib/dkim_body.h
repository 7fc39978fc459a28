/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whether the body of a message is the one that a DKIM-Signature was made for, by the
 * hash of the body in it (RFC 6376 section 3.7). It asks no name server and says nothing
 * of the signature itself. */
#pragma once

#include "header.h"

typedef enum {
    MS_DKIM_BODY_SAME,
    MS_DKIM_BODY_CHANGED,
    MS_DKIM_BODY_UNKNOWN, /* the field cannot be understood */
} MsDkimBody;

/* `field` is a DKIM-Signature, `body` the raw body, with lines that end in CRLF or LF.
 * Linear in the body. */
MsDkimBody ms_dkim_body_check (const MsField *field, MsSlice body);
