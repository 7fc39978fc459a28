/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The life of the daemon: open the socket, serve until a signal says stop, let what is
 * under way finish. Always in the foreground: whoever started it supervises it. */
#pragma once

#include "log.h"

typedef struct {
    const char *config_path;
    LogTarget log_target;
    guint socket_mode; /* of a unix: socket, as for chmod */
} DaemonOptions;

/* Takes over the reference to `config`. The exit status: 0 after a clean stop. */
int daemon_run (const DaemonOptions *options, MsConfig *config);
