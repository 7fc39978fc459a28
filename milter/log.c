/* SPDX-License-Identifier: BSD-2-Clause */
#include "log.h"
#include "log_record.h"
#include "log_repeats.h"
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

/* sd_journal_sendv takes its absence for success. */
#define JOURNAL_SOCKET "/run/systemd/journal/socket"

typedef enum {
    STYLE_PLAIN,  /* whoever reads it has a clock of its own */
    STYLE_DATED,  /* a terminal or a file */
    STYLE_JOURNAL /* "<6>" in front: sd-daemon(3) */
} Style;

struct Log {
    LogOptions options;
    Style style;
    LogRepeats *repeats;
};

/* JOURNAL_STREAM names the device and inode of the stream that the journal gave us
 * (systemd.exec(5)); it is inherited by children whose stderr goes elsewhere. */
static gboolean
is_journal (const struct stat *stream)
{
    const char *journal = g_getenv ("JOURNAL_STREAM");
    g_autofree char *own =
        g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                         (guint64)stream->st_dev, (guint64)stream->st_ino);

    return journal && strcmp (journal, own) == 0;
}

static Style
stderr_style (void)
{
    struct stat stream;

    if (fstat (STDERR_FILENO, &stream) != 0)
        return STYLE_PLAIN;
    if (is_journal (&stream))
        return STYLE_JOURNAL;
    return S_ISFIFO (stream.st_mode) || S_ISSOCK (stream.st_mode) ? STYLE_PLAIN
                                                                  : STYLE_DATED;
}

/* Mail is not to wait for a journal. */
static void
fall_back_to_stderr (Log *log)
{
    log->options.target = LOG_TARGET_STDERR;
    log_line (log, LOG_WARNING,
              "--log journal: there is none at " JOURNAL_SOCKET
              ", so the log goes to stderr");
}

Log *
log_new (const LogOptions *options)
{
    Log *log = g_new0 (Log, 1);
    log->options = *options;
    log->style = stderr_style();
    log->repeats = log_repeats_new();
    /* libmilter speaks to syslog too, whatever we do: under our name. */
    openlog ("mailstampd", LOG_PID, LOG_MAIL);
    if (options->target == LOG_TARGET_JOURNAL && access (JOURNAL_SOCKET, W_OK) != 0)
        fall_back_to_stderr (log);
    return log;
}

void
log_free (Log *log)
{
    if (!log)
        return;
    closelog();
    log_repeats_free (log->repeats);
    g_free (log);
}

/* ---- Writing --------------------------------------------------------------------- */

static void
append_prefix (GString *line, const Log *log, int level)
{
    if (log->style == STYLE_JOURNAL)
        g_string_append_printf (line, "<%d>", level);
    if (log->style == STYLE_DATED && log->options.format != LOG_FORMAT_JSON) {
        time_t now = time (NULL);
        struct tm local;
        char stamp[64];

        strftime (stamp, sizeof stamp, "%FT%T%z ", localtime_r (&now, &local));
        g_string_append (line, stamp);
    }
}

/* One write for the whole line: stdio would mix those of several threads. */
static void
write_stderr (const Log *log, int level, const char *text)
{
    g_autoptr (GString) line = g_string_new (NULL);

    append_prefix (line, log, level);
    g_string_append (line, text);
    g_string_append_c (line, '\n');
    if (write (STDERR_FILENO, line->str, line->len) < 0)
        return; /* nobody is left to tell */
}

static void
send_to_journal (const LogRecord *record)
{
    g_autoptr (GPtrArray) fields = log_record_journal (record);
    g_autofree struct iovec *vector = g_new0 (struct iovec, fields->len);

    for (guint i = 0; i < fields->len; i++) {
        vector[i].iov_base = fields->pdata[i];
        vector[i].iov_len = strlen (fields->pdata[i]);
    }
    sd_journal_sendv (vector, (int)fields->len);
}

static void
write_record (const Log *log, const LogRecord *record)
{
    int level = log_record_level (record);

    if (log->options.target == LOG_TARGET_JOURNAL) {
        send_to_journal (record);
        return;
    }
    g_autofree char *line = log->options.format == LOG_FORMAT_JSON
                                ? log_record_json (record, g_get_real_time())
                                : log_record_line (record);
    if (log->options.target == LOG_TARGET_SYSLOG)
        syslog (level, "%s", line);
    else
        write_stderr (log, level, line);
}

static gboolean
is_wanted (const Log *log, int level)
{
    return level <= log->options.level;
}

/* ---- Events ---------------------------------------------------------------------- */

void
log_line (const Log *log, int level, const char *format, ...)
{
    va_list arguments;

    if (!is_wanted (log, level))
        return;
    va_start (arguments, format);
    g_autofree char *text = g_strdup_vprintf (format, arguments);
    va_end (arguments);

    g_autoptr (LogRecord) record = log_record_new (level, text);
    write_record (log, record);
}

void
log_trouble (const Log *log, int level, const char *format, ...)
{
    va_list arguments;

    if (!is_wanted (log, level))
        return;
    va_start (arguments, format);
    g_autofree char *text = g_strdup_vprintf (format, arguments);
    va_end (arguments);

    g_autoptr (LogRecord) record = log_record_new (level, text);
    log_record_add (record, "message", text, FALSE);
    if (log_repeats_admit (log->repeats, record, g_get_monotonic_time()))
        write_record (log, record);
}

void
log_problems (const Log *log, const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = problems->pdata[i];
        g_autofree char *line = ms_problem_to_string (problem);

        log_line (log, problem->severity == MS_PROBLEM_ERROR ? LOG_ERR : LOG_WARNING,
                  "%s", line);
    }
}

void
log_repeated (const Log *log, gboolean at_end)
{
    g_autoptr (GPtrArray) records =
        log_repeats_take (log->repeats, g_get_monotonic_time(), at_end);

    for (guint i = 0; i < records->len; i++)
        write_record (log, records->pdata[i]);
}

/* ---- Messages -------------------------------------------------------------------- */

static void
add_field (const char *name, const char *value, gboolean is_number, gpointer user_data)
{
    log_record_add (user_data, name, value, is_number);
}

void
log_outcome (const Log *log, const char *queue_id, const MsResult *result, gint64 usec)
{
    if (!is_wanted (log, LOG_INFO))
        return;

    g_autofree char *text = ms_result_to_string (result);
    g_autoptr (LogRecord) record = log_record_new (LOG_INFO, text);
    g_autofree char *ms = g_strdup_printf ("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
                                           usec / 1000, usec / 100 % 10);

    log_record_set_queue_id (record, queue_id);
    ms_result_each_field (result, add_field, record);
    log_record_append (record, "ms", ms);
    write_record (log, record);
}

/* A logfmt value in quotes. */
static char *
quote (const char *text)
{
    GString *quoted = g_string_new ("\"");

    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            g_string_append_c (quoted, '\\');
        g_string_append_c (quoted, *text);
    }
    g_string_append_c (quoted, '"');
    return g_string_free (quoted, FALSE);
}

void
log_failure (const Log *log, const char *queue_id, const GError *error,
             const char *action)
{
    g_autofree char *message = quote (error->message);
    g_autofree char *text =
        g_strdup_printf ("failed error=%s action=%s", message, action);
    g_autoptr (LogRecord) record = log_record_new (LOG_ERR, text);

    log_record_set_queue_id (record, queue_id);
    log_record_add (record, "result", "failed", FALSE);
    log_record_add (record, "error", error->message, FALSE);
    log_record_add (record, "action", action, FALSE);
    /* What is deferred comes again, and says it again; what went out does not. */
    if (!g_str_equal (action, "defer") ||
        log_repeats_admit (log->repeats, record, g_get_monotonic_time()))
        write_record (log, record);
}
