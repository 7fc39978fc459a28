/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Counts what the daemon does. A message costs one lock and a handful of look-ups. Labels
 * come from the configuration and from the catalogue of separators, never from mail; and
 * there is a limit to how many of them years of reloads can bring. */
#pragma once

#include "snapshot.h"

typedef struct Metrics Metrics;

Metrics *metrics_new (void);
void metrics_free (Metrics *metrics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Metrics, metrics_free)

/* All of these: any thread. */

/* What became of a message; `usec` is the time we spent on it. */
void metrics_count_result (Metrics *metrics, const MsResult *result, gint64 usec);

/* mailstamp itself failed. */
void metrics_count_failure (Metrics *metrics, const GError *error);

/* A message that the MTA is to send again; `reason` is "failure" or "stopping". */
void metrics_count_deferral (Metrics *metrics, const char *reason);

/* How many are open with this one. */
guint64 metrics_open_connection (Metrics *metrics);
void metrics_close_connection (Metrics *metrics);
void metrics_count_reload (Metrics *metrics, Reload outcome);

/* Adds all of it to `out`, as Prometheus reads it. */
void metrics_render (Metrics *metrics, GString *out);
