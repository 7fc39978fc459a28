/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The thread that reloads the configuration, on request and when its files change, and
 * keeps the service manager's watchdog quiet, so that the main thread does nothing but
 * wait for signals. */
#pragma once

#include "log.h"
#include "snapshot.h"

typedef struct Housekeeper Housekeeper;

/* Borrows all of it. `status` is what the service manager is told while all is well. */
Housekeeper *housekeeper_start (Snapshot *snapshot, const Log *log, const char *status);

/* Soon, on its own thread; several requests at once are one. Any thread. */
void housekeeper_request_reload (Housekeeper *housekeeper);

/* Waits for a reload that is under way. */
void housekeeper_stop (Housekeeper *housekeeper);
