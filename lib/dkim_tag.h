/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The tags of a DKIM-Signature (RFC 6376 section 3.5). */
#pragma once

#include "header.h"

/* The value of a tag (RFC 6376 section 3.2) without the white space in it, NULL where
 * there is none. Caller frees. */
char *ms_dkim_tag (const MsField *field, const char *name);
