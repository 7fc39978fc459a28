/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The life of the daemon: open the socket, serve until a signal says stop, let what is
 * under way finish. Always in the foreground: whoever started it supervises it. */
#pragma once

#include "log.h"

typedef struct {
    const char *config_path;
    gint socket_mode; /* of a unix: socket, as for chmod; -1: owner and group, and
                         everybody where the umask does not say otherwise */
} DaemonOptions;

/* Takes over the reference to `config`; the signals are blocked. Does not return when it
 * served: 0 is then the exit status of a clean stop. */
int daemon_run (const DaemonOptions *options, const Log *log, MsConfig *config);
