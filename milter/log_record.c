/* SPDX-License-Identifier: BSD-2-Clause */
#include "log_record.h"
#include <mailstamp.h>
#include <string.h>
#include <syslog.h>

/* A line up to PIPE_BUF octets is written to a pipe as a whole (POSIX write). */
#define LINE_MAX_OCTETS 3800
#define QUEUE_ID_MAX 64

typedef struct {
    char *name;
    char *value;
    gboolean is_number;
} Field;

struct LogRecord {
    int level;
    char *queue_id; /* NULL: about no message */
    GString *text;
    GArray *fields; /* of Field */
};

static void
field_clear (gpointer data)
{
    Field *field = data;

    g_free (field->name);
    g_free (field->value);
}

LogRecord *
log_record_new (int level, const char *text)
{
    LogRecord *record = g_new0 (LogRecord, 1);

    record->level = level;
    record->text = g_string_new (text);
    record->fields = g_array_new (FALSE, FALSE, sizeof (Field));
    g_array_set_clear_func (record->fields, field_clear);
    return record;
}

void
log_record_free (LogRecord *record)
{
    if (!record)
        return;
    g_free (record->queue_id);
    g_string_free (record->text, TRUE);
    g_array_unref (record->fields);
    g_free (record);
}

/* Postfix and Sendmail use letters and digits; anything else is not a queue id that a
 * reader of the log could look for. */
void
log_record_set_queue_id (LogRecord *record, const char *queue_id)
{
    g_free (record->queue_id);
    record->queue_id =
        g_strndup (queue_id && *queue_id ? queue_id : "NOQUEUE", QUEUE_ID_MAX);
    for (char *at = record->queue_id; *at; at++)
        if (!g_ascii_isalnum (*at) && !strchr ("-_.", *at))
            *at = '?';
}

void
log_record_add (LogRecord *record, const char *name, const char *value,
                gboolean is_number)
{
    Field field = { g_strdup (name), g_strdup (value), is_number };

    g_array_append_val (record->fields, field);
}

void
log_record_append (LogRecord *record, const char *name, const char *number)
{
    g_string_append_printf (record->text, " %s=%s", name, number);
    log_record_add (record, name, number, TRUE);
}

LogRecord *
log_record_copy (const LogRecord *record)
{
    LogRecord *copy = log_record_new (record->level, record->text->str);

    for (guint i = 0; i < record->fields->len; i++) {
        const Field *field = &g_array_index (record->fields, Field, i);

        log_record_add (copy, field->name, field->value, field->is_number);
    }
    return copy;
}

int
log_record_level (const LogRecord *record)
{
    return record->level;
}

const char *
log_record_text (const LogRecord *record)
{
    return record->text->str;
}

/* ---- Text ------------------------------------------------------------------------ */

char *
log_clean (const char *text, gsize max)
{
    g_autofree char *line = ms_printable (text, '?');

    if (strlen (line) <= max)
        return g_steal_pointer (&line);
    *g_utf8_find_prev_char (line, line + max + 1) = '\0';
    return g_strconcat (line, "...", NULL);
}

char *
log_record_line (const LogRecord *record)
{
    g_autofree char *line =
        record->queue_id ? g_strconcat (record->queue_id, ": ", record->text->str, NULL)
                         : g_strdup (record->text->str);

    return log_clean (line, LINE_MAX_OCTETS);
}

/* ---- JSON ------------------------------------------------------------------------ */

static const char *
level_name (int level)
{
    switch (level) {
    case LOG_ERR:
        return "error";
    case LOG_WARNING:
        return "warning";
    case LOG_INFO:
        return "info";
    default:
        return "debug";
    }
}

/* RFC 8259 section 7, for text that is clean already. */
static char *
json_string (const char *clean)
{
    GString *string = g_string_new ("\"");

    for (; *clean; clean++) {
        if (*clean == '"' || *clean == '\\')
            g_string_append_c (string, '\\');
        g_string_append_c (string, *clean);
    }
    g_string_append_c (string, '"');
    return g_string_free (string, FALSE);
}

/* A line that is cut is no JSON: what would make it too long is told as too long. */
static void
append_text (GString *line, const char *name, const char *text)
{
    g_autofree char *clean = log_clean (text, LINE_MAX_OCTETS / 2);
    g_autofree char *string = json_string (clean);
    gboolean fits = line->len + strlen (name) + strlen (string) < LINE_MAX_OCTETS;

    g_string_append_printf (line, ",\"%s\":%s", name, fits ? string : "\"...\"");
}

static char *
time_stamp (gint64 now)
{
    g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
    g_autofree char *text = g_date_time_format (seconds, "%FT%T");

    return g_strdup_printf ("%s.%03dZ", text, (int)(now / 1000 % 1000));
}

char *
log_record_json (const LogRecord *record, gint64 now)
{
    g_autofree char *time = time_stamp (now);
    GString *line = g_string_new (NULL);

    g_string_append_printf (line, "{\"time\":\"%s\",\"level\":\"%s\"", time,
                            level_name (record->level));
    if (record->queue_id)
        append_text (line, "queue-id", record->queue_id);
    if (record->fields->len == 0)
        append_text (line, "message", record->text->str);
    for (guint i = 0; i < record->fields->len; i++) {
        const Field *field = &g_array_index (record->fields, Field, i);

        if (field->is_number)
            g_string_append_printf (line, ",\"%s\":%s", field->name, field->value);
        else
            append_text (line, field->name, field->value);
    }
    g_string_append_c (line, '}');
    return g_string_free (line, FALSE);
}

/* ---- The journal ----------------------------------------------------------------- */

/* The journal's names are of capitals, digits and underscores. */
static void
add_own_field (GPtrArray *fields, const char *name, const char *text)
{
    g_autofree char *capitals = g_ascii_strup (name, -1);
    g_autofree char *clean = log_clean (text, LINE_MAX_OCTETS);

    g_strdelimit (capitals, "-", '_');
    g_ptr_array_add (fields, g_strdup_printf ("MAILSTAMP_%s=%s", capitals, clean));
}

GPtrArray *
log_record_journal (const LogRecord *record)
{
    GPtrArray *fields = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *line = log_record_line (record);

    g_ptr_array_add (fields, g_strconcat ("MESSAGE=", line, NULL));
    g_ptr_array_add (fields, g_strdup_printf ("PRIORITY=%d", record->level));
    g_ptr_array_add (fields, g_strdup ("SYSLOG_IDENTIFIER=mailstampd"));
    g_ptr_array_add (fields, g_strdup_printf ("SYSLOG_FACILITY=%d", LOG_MAIL >> 3));
    if (record->queue_id)
        add_own_field (fields, "queue-id", record->queue_id);
    for (guint i = 0; i < record->fields->len; i++) {
        const Field *field = &g_array_index (record->fields, Field, i);

        add_own_field (fields, field->name, field->value);
    }
    return fields;
}
