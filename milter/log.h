/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the daemon says: one line per message and per event, in logfmt, to stderr (the
 * journal, a container's runtime) or to syslog. Text that came from mail or from an MTA
 * is made harmless here, so that no message can write a line of its own. */
#pragma once

#include <mailstamp.h>
#include <syslog.h>

typedef enum { LOG_TARGET_STDERR, LOG_TARGET_SYSLOG } LogTarget;

typedef struct Log Log;

Log *log_new (LogTarget target);
void log_free (Log *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Log, log_free)

/* One line; `level` is one of syslog's: LOG_ERR, LOG_WARNING, LOG_INFO. Any thread. */
void log_line (const Log *log, int level, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* What became of a message. `queue_id` may be NULL; `usec` is the time we spent on it. */
void log_outcome (const Log *log, const char *queue_id, const MsResult *result,
                  gint64 usec);

/* mailstamp itself failed; `action` says what the MTA was told: "defer" or "pass". */
void log_failure (const Log *log, const char *queue_id, const GError *error,
                  const char *action);

/* `text` on one line: what cannot be printed becomes "?", what is too long is cut. Caller
 * frees. */
char *log_clean (const char *text);
