/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the service manager is told (sd_notify(3)). Without one, nothing happens. */
#pragma once

#include <glib.h>

/* `status` is one line for `systemctl status`. */
void notify_ready (const char *status);
void notify_reloading (void);
void notify_stopping (const char *status);
void notify_watchdog (void);

/* How often notify_watchdog is to be called, in microseconds; 0: never. */
guint64 notify_watchdog_interval (void);
