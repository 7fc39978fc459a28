/* SPDX-License-Identifier: BSD-2-Clause */
#include "notify.h"
#include <systemd/sd-daemon.h>

void
notify_ready (const char *status)
{
    sd_notifyf (0, "READY=1\nSTATUS=%s", status);
}

/* The time is what Type=notify-reload asks for (systemd 253). */
void
notify_reloading (void)
{
    sd_notifyf (0, "RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT,
                g_get_monotonic_time());
}

void
notify_stopping (const char *status)
{
    sd_notifyf (0, "STOPPING=1\nSTATUS=%s", status);
}

void
notify_watchdog (void)
{
    sd_notify (0, "WATCHDOG=1");
}

guint64
notify_watchdog_interval (void)
{
    guint64 usec = 0;

    return sd_watchdog_enabled (0, &usec) > 0 ? usec / 2 : 0;
}
