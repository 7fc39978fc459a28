/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The same failure of every message, over and over, would bury all else in the log: it is
 * told when it begins, and from then on once a minute how often it was. */
#pragma once

#include "log_record.h"

typedef struct LogRepeats LogRepeats;

LogRepeats *log_repeats_new (void);
void log_repeats_free (LogRepeats *repeats);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LogRepeats, log_repeats_free)

/* Whether `record`, whose text tells one failure from another, is to be written; FALSE
 * when it was counted instead. `now` is monotonic, in microseconds. Any thread. */
gboolean log_repeats_admit (LogRepeats *repeats, const LogRecord *record, gint64 now);

/* What is to be written in place of those that were counted and whose minute is over, of
 * LogRecord *; `all` includes those whose minute is not. Caller unrefs. Any thread. */
GPtrArray *log_repeats_take (LogRepeats *repeats, gint64 now, gboolean all);
