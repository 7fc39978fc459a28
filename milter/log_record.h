/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One entry of the log, and how it looks as a line of logfmt, as a line of JSON and as
 * fields of the journal: the same entry everywhere. Text that came from mail or from an
 * MTA is made harmless here, so that no message can write a line of its own. */
#pragma once

#include <glib.h>

typedef struct LogRecord LogRecord;

/* `level` is one of syslog's; `text` is the line without the queue id. */
LogRecord *log_record_new (int level, const char *text);

/* The same, but about no message. */
LogRecord *log_record_copy (const LogRecord *record);
void log_record_free (LogRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LogRecord, log_record_free)

/* The message that it is about; NULL or "" where the MTA did not say: NOQUEUE. Where it
 * is never set, the entry is about no message. */
void log_record_set_queue_id (LogRecord *record, const char *queue_id);

/* What the text says, for those who read fields; without any, the text is the one field
 * "message". `is_number`: the value is a number as JSON has them. */
void log_record_add (LogRecord *record, const char *name, const char *value,
                     gboolean is_number);

/* What is at the end of the text as well. */
void log_record_append (LogRecord *record, const char *name, const char *number);

int log_record_level (const LogRecord *record);
const char *log_record_text (const LogRecord *record);

/* "4XyZ12: stamped rule=corporate …" */
char *log_record_line (const LogRecord *record);

/* {"time":"…","level":"info","queue-id":"4XyZ12","result":"stamped",…}; `now` is in
 * microseconds since 1970. */
char *log_record_json (const LogRecord *record, gint64 now);

/* "MESSAGE=…", "PRIORITY=6", "MAILSTAMP_QUEUE_ID=4XyZ12", …, of char *. */
GPtrArray *log_record_journal (const LogRecord *record);

/* `text` on one line: what cannot be printed becomes "?", what is longer than `max`
 * octets is cut. Caller frees. */
char *log_clean (const char *text, gsize max);
