/* SPDX-License-Identifier: BSD-2-Clause */
#include "log_repeats.h"
#include <pthread.h>
#include <string.h>

#define PERIOD_USEC ((gint64)60 * G_USEC_PER_SEC)

/* That many different failures at once have to be enough; more are all written. */
#define MAX_FAILURES 64

typedef struct {
    LogRecord *record; /* without a queue id */
    gint64 since;      /* when it was written last */
    guint count;       /* of those that were not, since then */
} Failure;

struct LogRepeats {
    pthread_mutex_t lock;
    GArray *failures; /* of Failure */
};

static void
failure_clear (gpointer data)
{
    Failure *failure = data;

    log_record_free (failure->record);
}

static void
free_record (gpointer data)
{
    log_record_free (data);
}

LogRepeats *
log_repeats_new (void)
{
    LogRepeats *repeats = g_new0 (LogRepeats, 1);

    pthread_mutex_init (&repeats->lock, NULL);
    repeats->failures = g_array_new (FALSE, FALSE, sizeof (Failure));
    g_array_set_clear_func (repeats->failures, failure_clear);
    return repeats;
}

void
log_repeats_free (LogRepeats *repeats)
{
    if (!repeats)
        return;
    g_array_unref (repeats->failures);
    pthread_mutex_destroy (&repeats->lock);
    g_free (repeats);
}

static Failure *
find (const LogRepeats *repeats, const char *text)
{
    for (guint i = 0; i < repeats->failures->len; i++) {
        Failure *failure = &g_array_index (repeats->failures, Failure, i);

        if (strcmp (log_record_text (failure->record), text) == 0)
            return failure;
    }
    return NULL;
}

gboolean
log_repeats_admit (LogRepeats *repeats, const LogRecord *record, gint64 now)
{
    pthread_mutex_lock (&repeats->lock);
    Failure *known = find (repeats, log_record_text (record));
    if (known) {
        known->count++;
    } else if (repeats->failures->len < MAX_FAILURES) {
        Failure failure = { log_record_copy (record), now, 0 };

        g_array_append_val (repeats->failures, failure);
    }
    pthread_mutex_unlock (&repeats->lock);
    return known == NULL;
}

static LogRecord *
summary (const Failure *failure)
{
    LogRecord *record = log_record_copy (failure->record);
    g_autofree char *count = g_strdup_printf ("%u", failure->count);

    log_record_append (record, "repeated", count);
    return record;
}

/* One that did not come back for a whole minute is forgotten: the next is the first. */
GPtrArray *
log_repeats_take (LogRepeats *repeats, gint64 now, gboolean all)
{
    GPtrArray *records = g_ptr_array_new_with_free_func (free_record);

    pthread_mutex_lock (&repeats->lock);
    for (guint i = repeats->failures->len; i-- > 0;) {
        Failure *failure = &g_array_index (repeats->failures, Failure, i);

        if (!all && now - failure->since < PERIOD_USEC)
            continue;
        if (failure->count == 0) {
            g_array_remove_index_fast (repeats->failures, i);
            continue;
        }
        g_ptr_array_add (records, summary (failure));
        failure->since = now;
        failure->count = 0;
    }
    pthread_mutex_unlock (&repeats->lock);
    return records;
}
