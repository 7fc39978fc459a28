/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A small HTTP server for those who watch the daemon: GET and HEAD, plain text, one
 * thread, few connections, none for long. What its pages say is not known here. */
#pragma once

#include <glib.h>

typedef struct Http Http;

/* Fills `body` with the page at `path` and returns its status, 404 where there is none.
 * On the server's thread. */
typedef guint (*HttpAnswer) (const char *path, GString *body, gpointer user_data);

/* `address` is ADDRESS:PORT, as ms_config_metrics has it. NULL with one line that says
 * what is in the way. */
Http *http_start (const char *address, HttpAnswer answer, gpointer user_data,
                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for an answer that is under way. Takes NULL. */
void http_stop (Http *http);
