/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where libmilter meets mailstamp: what is negotiated, and one callback per stage, each
 * of which translates and delegates. */
#pragma once

#include "log.h"
#include "metrics.h"
#include "snapshot.h"
#include "traffic.h"

/* What the callbacks work with. Borrowed; it must outlive the process's last thread,
 * since libmilter ends without waiting for its own. */
typedef struct {
    Snapshot *snapshot;
    Traffic *traffic;
    Metrics *metrics;
    const Log *log;
    guint max_connections; /* at a time; further ones are hung up on */
    gint connections;      /* atomic: open now, with those of health checks */
} Service;

/* Opens the socket; callbacks_run then serves it, to the end of the process or to a
 * signal that libmilter takes for itself (TERM, HUP, INT). FALSE when libmilter failed,
 * which it explains to syslog. */
gboolean callbacks_open (const Service *service,
                         const char *listen) G_GNUC_WARN_UNUSED_RESULT;
gboolean callbacks_run (void) G_GNUC_WARN_UNUSED_RESULT;
