/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The socket that the MTA connects to. libmilter opens it; this is what libmilter leaves
 * undone: to say why it cannot be opened (libmilter tells syslog only), to remove a stale
 * file but never a live one, to turn off Nagle's delay, to take no more connections, and
 * to remove the file at the end. */
#pragma once

#include <glib.h>

typedef struct Endpoint Endpoint;

/* `listen` in libmilter's syntax: unix:PATH, inet:PORT@HOST, inet6:PORT@HOST. NULL and an
 * error when it names nothing. */
Endpoint *endpoint_parse (const char *listen, GError **error);
void endpoint_free (Endpoint *endpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Endpoint, endpoint_free)

/* Tries whether the socket can be opened, and removes a file that nothing listens on.
 * FALSE with one line that says what is in the way. */
gboolean endpoint_prepare (const Endpoint *endpoint,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To be called when libmilter has opened the socket. */
void endpoint_adopt (Endpoint *endpoint);

/* Takes no more connections over TCP, where whoever is refused may know another machine.
 * A unix socket stays: nobody else is behind it, and libmilter's answer is better than
 * none. */
void endpoint_close (const Endpoint *endpoint);
/* Whether the file of the adopted socket is still at its path: without it nobody finds
 * us. Any thread. */
gboolean endpoint_is_there (const Endpoint *endpoint);

/* Removes the file of the adopted socket, if it is still that one. */
void endpoint_remove (const Endpoint *endpoint);
