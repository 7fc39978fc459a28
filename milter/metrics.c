/* SPDX-License-Identifier: BSD-2-Clause */
#include "metrics.h"
#include "exposition.h"
#include <pthread.h>

/* In each family; what comes later is "other". */
#define MAX_SERIES 1000

#define KIB 1024.0
#define MIB (1024 * KIB)

static const double second_bounds[] = { 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                        0.1,    0.25,  0.5,    1,     2.5,  5,     10 };
static const double byte_bounds[] = { KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB,
                                      MIB, 4 * MIB, 16 * MIB, 64 * MIB, 256 * MIB };

#define N_SECONDS G_N_ELEMENTS (second_bounds)
#define N_BYTES G_N_ELEMENTS (byte_bounds)

typedef enum {
    FAMILY_MESSAGES,
    FAMILY_RULES,
    FAMILY_TEMPLATES,
    FAMILY_SEPARATORS,
    FAMILY_DEFERRALS,
    FAMILY_RELOADS,
    N_FAMILIES,
} FamilyName;

static const struct {
    const char *name;
    const char *help;
} families[N_FAMILIES] = {
    [FAMILY_MESSAGES] = { "mailstamp_messages_total",
                          "Messages by result (stamped, passed, failed) and reason." },
    [FAMILY_RULES] = { "mailstamp_rule_messages_total",
                       "Messages that a rule decided on, by rule and result." },
    [FAMILY_TEMPLATES] = { "mailstamp_template_messages_total",
                           "Stamped messages by template." },
    [FAMILY_SEPARATORS] = { "mailstamp_separator_messages_total",
                            "Stamped messages by what began their quoted history." },
    [FAMILY_DEFERRALS] = { "mailstamp_deferrals_total",
                           "Messages that the mail server was told to send again." },
    [FAMILY_RELOADS] = { "mailstamp_config_reloads_total",
                         "Reloads of the configuration by outcome." },
};

static const char *const reload_names[] = {
    [RELOAD_DONE] = "done",
    [RELOAD_REFUSED] = "refused",
    [RELOAD_POSTPONED] = "postponed",
};

static const char *const failure_names[] = {
    [MS_ERROR_FAILED] = "internal",
    [MS_ERROR_TEMPLATE] = "template",
    [MS_ERROR_LOOKUP] = "directory",
    [MS_ERROR_IO] = "io",
};

struct Metrics {
    pthread_mutex_t lock;           /* guards all that follows */
    GHashTable *counts[N_FAMILIES]; /* labels -> guint64 */
    guint64 seconds[N_SECONDS + 1];
    double seconds_sum;
    guint64 bytes[N_BYTES + 1];
    double bytes_sum;
    guint64 connections_opened;
    guint64 connections_closed;
    gboolean refused; /* the last reload was */
};

/* ---- Counting -------------------------------------------------------------------- */

static void
count_by (Metrics *metrics, FamilyName family, char *labels, guint64 by)
{
    GHashTable *counts = metrics->counts[family];
    guint64 *count = g_hash_table_lookup (counts, labels);

    if (!count && g_hash_table_size (counts) >= MAX_SERIES) {
        g_free (labels);
        labels = g_strdup ("other=\"true\"");
        count = g_hash_table_lookup (counts, labels);
    }
    if (count) {
        *count += by;
        g_free (labels);
        return;
    }
    count = g_new (guint64, 1);
    *count = by;
    g_hash_table_insert (counts, labels, count);
}

static char *
two_labels (const char *name, const char *value, const char *name_2, const char *value_2)
{
    g_autofree char *first = exposition_label (name, value);
    g_autofree char *second = exposition_label (name_2, value_2);

    return g_strconcat (first, ",", second, NULL);
}

static void
count_message (Metrics *metrics, const char *result, const char *reason, guint64 by)
{
    count_by (metrics, FAMILY_MESSAGES, two_labels ("result", result, "reason", reason),
              by);
}

static void
count_in_bucket (guint64 *counts, const double *bounds, guint n_bounds, double value)
{
    guint bucket = 0;

    while (bucket < n_bounds && value > bounds[bucket])
        bucket++;
    counts[bucket]++;
}

/* What can happen is there with 0 from the start: a rate needs a value before. */
static void
prepare (Metrics *metrics)
{
    count_message (metrics, "stamped", ms_reason_name (MS_REASON_NONE), 0);
    for (guint i = MS_REASON_NONE + 1; i < ms_reason_count(); i++)
        count_message (metrics, "passed", ms_reason_name ((MsReason)i), 0);
    for (guint i = 0; i < G_N_ELEMENTS (failure_names); i++)
        count_message (metrics, "failed", failure_names[i], 0);
    for (guint i = 0; i < G_N_ELEMENTS (reload_names); i++)
        count_by (metrics, FAMILY_RELOADS, exposition_label ("result", reload_names[i]),
                  0);
    count_by (metrics, FAMILY_DEFERRALS, exposition_label ("reason", "failure"), 0);
    count_by (metrics, FAMILY_DEFERRALS, exposition_label ("reason", "stopping"), 0);
}

Metrics *
metrics_new (void)
{
    Metrics *metrics = g_new0 (Metrics, 1);

    pthread_mutex_init (&metrics->lock, NULL);
    for (guint i = 0; i < N_FAMILIES; i++)
        metrics->counts[i] =
            g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    prepare (metrics);
    return metrics;
}

void
metrics_free (Metrics *metrics)
{
    if (!metrics)
        return;
    for (guint i = 0; i < N_FAMILIES; i++)
        g_hash_table_unref (metrics->counts[i]);
    pthread_mutex_destroy (&metrics->lock);
    g_free (metrics);
}

static void
count_stamp (Metrics *metrics, const MsResult *result)
{
    const char *template_name = result->template_name ? result->template_name : "none";
    const char *separator = result->separator ? result->separator : "none";

    count_by (metrics, FAMILY_TEMPLATES, exposition_label ("template", template_name), 1);
    count_by (metrics, FAMILY_SEPARATORS, exposition_label ("separator", separator), 1);
}

void
metrics_count_result (Metrics *metrics, const MsResult *result, gint64 usec)
{
    const char *name = result->action == MS_STAMPED ? "stamped" : "passed";
    double seconds = (double)usec / G_USEC_PER_SEC;

    pthread_mutex_lock (&metrics->lock);
    count_message (metrics, name, ms_reason_name (result->reason), 1);
    if (result->rule)
        count_by (metrics, FAMILY_RULES,
                  two_labels ("rule", result->rule, "result", name), 1);
    if (result->action == MS_STAMPED)
        count_stamp (metrics, result);
    count_in_bucket (metrics->seconds, second_bounds, N_SECONDS, seconds);
    metrics->seconds_sum += seconds;
    count_in_bucket (metrics->bytes, byte_bounds, N_BYTES, (double)result->size);
    metrics->bytes_sum += (double)result->size;
    pthread_mutex_unlock (&metrics->lock);
}

void
metrics_count_failure (Metrics *metrics, const GError *error)
{
    guint code = error->domain == MS_ERROR ? (guint)error->code : MS_ERROR_FAILED;
    const char *name = code < G_N_ELEMENTS (failure_names)
                           ? failure_names[code]
                           : failure_names[MS_ERROR_FAILED];

    pthread_mutex_lock (&metrics->lock);
    count_message (metrics, "failed", name, 1);
    pthread_mutex_unlock (&metrics->lock);
}

void
metrics_count_deferral (Metrics *metrics, const char *reason)
{
    pthread_mutex_lock (&metrics->lock);
    count_by (metrics, FAMILY_DEFERRALS, exposition_label ("reason", reason), 1);
    pthread_mutex_unlock (&metrics->lock);
}

guint64
metrics_open_connection (Metrics *metrics)
{
    pthread_mutex_lock (&metrics->lock);
    metrics->connections_opened++;
    guint64 open = metrics->connections_opened - metrics->connections_closed;
    pthread_mutex_unlock (&metrics->lock);
    return open;
}

void
metrics_close_connection (Metrics *metrics)
{
    pthread_mutex_lock (&metrics->lock);
    metrics->connections_closed++;
    pthread_mutex_unlock (&metrics->lock);
}

void
metrics_count_reload (Metrics *metrics, Reload outcome)
{
    pthread_mutex_lock (&metrics->lock);
    count_by (metrics, FAMILY_RELOADS, exposition_label ("result", reload_names[outcome]),
              1);
    if (outcome != RELOAD_POSTPONED)
        metrics->refused = outcome == RELOAD_REFUSED;
    pthread_mutex_unlock (&metrics->lock);
}

/* ---- Telling --------------------------------------------------------------------- */

static int
compare_labels (gconstpointer a, gconstpointer b)
{
    return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

/* In order, so that two scrapes can be compared by eye. */
static void
append_family (const Metrics *metrics, FamilyName family, GString *out)
{
    GHashTable *counts = metrics->counts[family];
    guint n_series = 0;
    g_autofree gpointer *labels = g_hash_table_get_keys_as_array (counts, &n_series);

    qsort (labels, n_series, sizeof *labels, compare_labels);
    exposition_head (out, families[family].name, "counter", families[family].help);
    for (guint i = 0; i < n_series; i++) {
        const guint64 *count = g_hash_table_lookup (counts, labels[i]);
        exposition_count (out, families[family].name, labels[i], *count);
    }
}

static void
append_histograms (const Metrics *metrics, GString *out)
{
    const ExpositionHistogram seconds = { second_bounds, metrics->seconds, N_SECONDS,
                                          metrics->seconds_sum };
    const ExpositionHistogram bytes = { byte_bounds, metrics->bytes, N_BYTES,
                                        metrics->bytes_sum };

    exposition_head (out, "mailstamp_message_duration_seconds", "histogram",
                     "Time that mailstamp worked on a message.");
    exposition_histogram (out, "mailstamp_message_duration_seconds", NULL, &seconds);
    exposition_head (out, "mailstamp_message_size_bytes", "histogram",
                     "Size of messages as far as mailstamp had to see them.");
    exposition_histogram (out, "mailstamp_message_size_bytes", NULL, &bytes);
}

static void
append_connections (const Metrics *metrics, GString *out)
{
    exposition_head (out, "mailstamp_connections_total", "counter",
                     "Connections of mail servers that were opened.");
    exposition_count (out, "mailstamp_connections_total", NULL,
                      metrics->connections_opened);
    exposition_gauge (
        out, "mailstamp_connections", "Connections of mail servers that are open.",
        (double)(metrics->connections_opened - metrics->connections_closed));
}

void
metrics_render (Metrics *metrics, GString *out)
{
    pthread_mutex_lock (&metrics->lock);
    for (guint i = 0; i < N_FAMILIES; i++)
        append_family (metrics, (FamilyName)i, out);
    append_histograms (metrics, out);
    append_connections (metrics, out);
    exposition_gauge (out, "mailstamp_config_last_reload_successful",
                      "1 when what is on disk is in force, 0 when it is broken and the "
                      "last good configuration is.",
                      metrics->refused ? 0 : 1);
    pthread_mutex_unlock (&metrics->lock);
}
