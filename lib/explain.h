/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include "decide.h"

/* What was found out about a message and what came of it, as text for people or as JSON.
 * `mail` has no message where the header alone was past a limit. Caller frees. */
char *ms_explain_write (const MsCase *mail, const MsResult *result, gboolean json);
