/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A stamp for a signed message (RFC 8551, RFC 3156) that does not break the signature:
 * all that was signed stays as it is, as one part of a new multipart/mixed, and the stamp
 * is the other one (B47). */
#pragma once

#include "insert.h"

/* Makes the edits of `result`: the stamps in a part of their own behind the message's
 * content, or before it where the first of them goes to the top. */
void ms_wrap (const MsCase *mail, const GArray *stamps, MsResult *result);
