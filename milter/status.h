/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the daemon says of itself to those who watch it: /metrics for Prometheus,
 * /healthz (it is alive) and /readyz (it takes mail). */
#pragma once

#include "housekeeper.h"
#include "metrics.h"
#include "snapshot.h"
#include "traffic.h"

/* Where it knows it from; all borrowed. */
typedef struct {
    Metrics *metrics;
    Snapshot *snapshot;
    Traffic *traffic;
    Housekeeper *housekeeper;
    gint64 started_at; /* seconds since 1970 */
} Status;

/* The page at `path` and its HTTP status, for http_start: `user_data` is the Status. */
guint status_answer (const char *path, GString *body, gpointer user_data);
