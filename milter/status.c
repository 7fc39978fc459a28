/* SPDX-License-Identifier: BSD-2-Clause */
#include "status.h"
#include "exposition.h"
#include <string.h>

/* The housekeeper looks up every few seconds; to read a hundred thousand people on a
 * machine that is busy takes it a while. */
#define SILENCE_SECONDS 60

typedef enum { HTTP_OK = 200, HTTP_NOT_FOUND = 404, HTTP_UNAVAILABLE = 503 } HttpStatus;

/* ---- Directories ----------------------------------------------------------------- */

/* A figure of those that each directory has one of. */
typedef struct {
    const char *name;
    const char *type;
    const char *help;
    gsize offset; /* in MsDirectoryStats, of a guint64 or a guint */
    gboolean is_guint;
    gboolean remote; /* of those that are asked over a network; else of files */
} Figure;

#define LONG(member) .offset = offsetof (MsDirectoryStats, member), .remote = TRUE
#define SHORT(member) .offset = offsetof (MsDirectoryStats, member), .is_guint = TRUE

static const Figure figures[] = {
    { "mailstamp_people", "gauge", "People in a file of people.", SHORT (people) },
    { "mailstamp_directory_lookups_total", "counter",
      "People whom a directory was asked for, answered by its cache or by a server.",
      LONG (lookups) },
    { "mailstamp_directory_cache_hits_total", "counter", "Answers by the cache.",
      LONG (hits) },
    { "mailstamp_directory_stale_answers_total", "counter",
      "Answers by the cache past their time, as no server answered.", LONG (stale) },
    { "mailstamp_directory_failures_total", "counter",
      "Look-ups without an answer: on-failure decided on the message.", LONG (failures) },
    { "mailstamp_directory_server_failures_total", "counter",
      "Servers of a directory that failed, one by one.", LONG (server_failures) },
    { "mailstamp_directory_cache_entries", "gauge", "Answers in the cache.",
      SHORT (cached), .remote = TRUE },
    { "mailstamp_directory_connections", "gauge", "Open connections to servers.",
      SHORT (connections), .remote = TRUE },
};

static double
value_of (const Figure *figure, const MsDirectoryStats *stats)
{
    const char *member = (const char *)stats + figure->offset;

    return figure->is_guint ? *(const guint *)(gconstpointer)member
                            : (double)*(const guint64 *)(gconstpointer)member;
}

static void
append_figure (GString *out, const MsConfig *config, const Figure *figure)
{
    MsDirectoryStats stats;

    exposition_head (out, figure->name, figure->type, figure->help);
    for (guint i = 0; ms_config_directory_stats (config, i, &stats); i++) {
        if (stats.remote != figure->remote)
            continue;
        g_autofree char *label = exposition_label ("directory", stats.name);
        exposition_value (out, figure->name, label, value_of (figure, &stats));
    }
}

static void
append_latency (GString *out, const MsConfig *config)
{
    static const char name[] = "mailstamp_directory_query_duration_seconds";
    double bounds[MS_LATENCY_BUCKETS - 1];
    MsDirectoryStats stats;

    for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
        bounds[i] = ms_latency_bound (i) / 1000.0;
    exposition_head (out, name, "histogram", "Time that a server took to answer.");
    for (guint i = 0; ms_config_directory_stats (config, i, &stats); i++) {
        const ExpositionHistogram latency = { bounds, stats.latency,
                                              G_N_ELEMENTS (bounds),
                                              (double)stats.query_usec / G_USEC_PER_SEC };
        if (!stats.remote)
            continue;
        g_autofree char *label = exposition_label ("directory", stats.name);
        exposition_histogram (out, name, label, &latency);
    }
}

/* ---- Pages ----------------------------------------------------------------------- */

static void
append_own_state (GString *out, const Status *status)
{
    g_autofree char *version = exposition_label ("version", MAILSTAMP_VERSION);

    exposition_gauge (out, "mailstamp_messages_in_flight",
                      "Messages between their header and our answer to their end.",
                      traffic_count (status->traffic));
    exposition_gauge (out, "mailstamp_config_loaded_timestamp_seconds",
                      "When the configuration that is in force was loaded.",
                      (double)snapshot_loaded_at (status->snapshot));
    exposition_gauge (out, "mailstamp_ready",
                      "1 while new messages are taken, 0 after the stop.",
                      traffic_is_open (status->traffic) ? 1 : 0);
    exposition_gauge (out, "mailstamp_start_time_seconds", "When mailstampd started.",
                      (double)status->started_at);
    exposition_head (out, "mailstamp_build_info", "gauge", "The version that runs.");
    exposition_count (out, "mailstamp_build_info", version, 1);
}

static HttpStatus
tell_metrics (const Status *status, GString *body)
{
    g_autoptr (MsConfig) config = snapshot_take (status->snapshot);

    metrics_render (status->metrics, body);
    append_own_state (body, status);
    for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
        append_figure (body, config, &figures[i]);
    append_latency (body, config);
    return HTTP_OK;
}

static HttpStatus
tell_health (const Status *status, GString *body)
{
    guint silence = housekeeper_silence (status->housekeeper);
    gboolean alive = silence < SILENCE_SECONDS;

    if (alive)
        g_string_assign (body, "ok\n");
    else
        g_string_printf (body, "no sign of life for %u s\n", silence);
    return alive ? HTTP_OK : HTTP_UNAVAILABLE;
}

/* The server starts when a configuration is loaded and the socket open. */
static HttpStatus
tell_readiness (const Status *status, GString *body)
{
    gboolean ready = traffic_is_open (status->traffic);

    g_string_assign (body, ready ? "ready\n" : "stopping\n");
    return ready ? HTTP_OK : HTTP_UNAVAILABLE;
}

guint
status_answer (const char *path, GString *body, gpointer user_data)
{
    static const struct {
        const char *path;
        HttpStatus (*tell) (const Status *status, GString *body);
    } pages[] = {
        { "/metrics", tell_metrics },
        { "/healthz", tell_health },
        { "/readyz", tell_readiness },
    };

    for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
        if (strcmp (path, pages[i].path) == 0)
            return pages[i].tell (user_data, body);
    return HTTP_NOT_FOUND;
}
