/* SPDX-License-Identifier: BSD-2-Clause */
#include "log.h"
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A line up to PIPE_BUF octets is written to a pipe as a whole (POSIX write). */
#define LINE_MAX_OCTETS 3800
#define QUEUE_ID_MAX 64

typedef enum {
    STYLE_PLAIN,  /* whoever reads it has a clock of its own */
    STYLE_DATED,  /* a terminal or a file */
    STYLE_JOURNAL /* "<6>" in front: sd-daemon(3) */
} Style;

struct Log {
    LogTarget target;
    Style style;
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

Log *
log_new (LogTarget target)
{
    Log *log = g_new0 (Log, 1);

    log->target = target;
    log->style = stderr_style();
    /* libmilter speaks to syslog too, whatever we do: under our name. */
    openlog ("mailstampd", LOG_PID, LOG_MAIL);
    return log;
}

void
log_free (Log *log)
{
    if (!log)
        return;
    closelog();
    g_free (log);
}

/* Format characters, which can turn a line around, are not printable to GLib; the line
 * separators of Unicode are. */
static gboolean
is_harmless (gunichar character)
{
    GUnicodeType type = g_unichar_type (character);

    return g_unichar_isprint (character) && type != G_UNICODE_LINE_SEPARATOR &&
           type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

char *
log_clean (const char *text)
{
    g_autofree char *valid = g_utf8_make_valid (text, -1);
    GString *line = g_string_new (NULL);

    for (const char *at = valid; *at; at = g_utf8_next_char (at)) {
        gunichar character = g_utf8_get_char (at);

        if (line->len > LINE_MAX_OCTETS) {
            g_string_append (line, "...");
            break;
        }
        g_string_append_unichar (line, is_harmless (character) ? character : '?');
    }
    return g_string_free (line, FALSE);
}

static void
append_prefix (GString *line, Style style, int level)
{
    if (style == STYLE_JOURNAL)
        g_string_append_printf (line, "<%d>", level);
    if (style == STYLE_DATED) {
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

    append_prefix (line, log->style, level);
    g_string_append (line, text);
    g_string_append_c (line, '\n');
    if (write (STDERR_FILENO, line->str, line->len) < 0)
        return; /* nobody is left to tell */
}

void
log_line (const Log *log, int level, const char *format, ...)
{
    va_list arguments;

    va_start (arguments, format);
    g_autofree char *raw = g_strdup_vprintf (format, arguments);
    va_end (arguments);

    g_autofree char *text = log_clean (raw);
    if (log->target == LOG_TARGET_SYSLOG)
        syslog (level, "%s", text);
    else
        write_stderr (log, level, text);
}

/* Postfix and Sendmail use letters and digits; anything else is not a queue id that a
 * reader of the log could look for. */
static char *
clean_queue_id (const char *queue_id)
{
    if (!queue_id || !*queue_id)
        return g_strdup ("NOQUEUE");

    char *id = g_strndup (queue_id, QUEUE_ID_MAX);
    for (char *at = id; *at; at++)
        if (!g_ascii_isalnum (*at) && !strchr ("-_.", *at))
            *at = '?';
    return id;
}

void
log_outcome (const Log *log, const char *queue_id, const MsResult *result, gint64 usec)
{
    g_autofree char *id = clean_queue_id (queue_id);
    g_autofree char *outcome = ms_result_to_string (result);

    log_line (log, LOG_INFO, "%s: %s ms=%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, id,
              outcome, usec / 1000, usec / 100 % 10);
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
    g_autofree char *id = clean_queue_id (queue_id);
    g_autofree char *message = quote (error->message);

    log_line (log, LOG_ERR, "%s: failed error=%s action=%s", id, message, action);
}
