/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The thread that reloads the configuration, on request and when its files change, and
 * keeps the service manager's watchdog quiet, so that the main thread does nothing but
 * wait for signals. */
#pragma once

#include "log.h"
#include "metrics.h"
#include "snapshot.h"

typedef struct Housekeeper Housekeeper;

/* What it works with; borrowed. */
typedef struct {
    Snapshot *snapshot;
    Metrics *metrics;
    const Log *log;
    const char *status; /* what the service manager is told while all is well */

    void (*look) (gpointer user_data); /* called every few seconds, on its thread */
    gpointer user_data;
} HousekeeperService;

Housekeeper *housekeeper_start (const HousekeeperService *service);

/* Soon, on its own thread; several requests at once are one. Any thread. */
void housekeeper_request_reload (Housekeeper *keeper);

/* For how many seconds it has given no sign of life. Any thread. */
guint housekeeper_silence (Housekeeper *keeper);

/* Waits for a reload that is under way. */
void housekeeper_stop (Housekeeper *keeper);
