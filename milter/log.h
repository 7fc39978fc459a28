/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the daemon says: one entry per message and per event, to stderr (a container's
 * runtime, a terminal), to syslog or to the journal. */
#pragma once

#include <mailstamp.h>
#include <syslog.h>

typedef enum { LOG_TARGET_STDERR, LOG_TARGET_SYSLOG, LOG_TARGET_JOURNAL } LogTarget;
typedef enum { LOG_FORMAT_LOGFMT, LOG_FORMAT_JSON } LogFormat;

typedef struct {
    LogTarget target;
    LogFormat format; /* of lines; the journal has fields */
    int level;        /* LOG_ERR, LOG_WARNING, LOG_INFO or LOG_DEBUG: that and worse */
} LogOptions;

typedef struct Log Log;

/* Where there is no journal to write to, stderr stands in. */
Log *log_new (const LogOptions *options);
void log_free (Log *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Log, log_free)

/* One entry; `level` is one of syslog's, as above. Any thread. */
void log_line (const Log *log, int level, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* The same of what may happen over and over: see log_repeats.h. */
void log_trouble (const Log *log, int level, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* An entry for each, of MsProblem: an error or a warning. */
void log_problems (const Log *log, const GPtrArray *problems);

/* What became of a message. `queue_id` may be NULL; `usec` is the time we spent on it. */
void log_outcome (const Log *log, const char *queue_id, const MsResult *result,
                  gint64 usec);

/* mailstamp itself failed; `action` says what the MTA was told: "defer" or "pass". Not
 * every one of many alike that are deferred is written. */
void log_failure (const Log *log, const char *queue_id, const GError *error,
                  const char *action);

/* Writes how often what was not written happened, where a minute has passed since, or at
 * the end. To be called every now and then. */
void log_repeated (const Log *log, gboolean at_end);
