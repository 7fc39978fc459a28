/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The word with which an author says that a message gets no stamp. */
#pragma once

#include "decide.h"
#include "result.h"

/* Takes it out of the body and the subject. FALSE when a part of the body cannot be
 * changed, and then `result` is not to be used. */
gboolean ms_opt_out_remove (const MsCase *mail,
                            MsResult *result) G_GNUC_WARN_UNUSED_RESULT;
