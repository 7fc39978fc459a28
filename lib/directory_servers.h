/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which of several servers to ask: the first in the list that is not known to be away.
 * One that failed is left alone for a while, twice as long each time; then a single
 * caller tries it, and all others go on as if it were away. It has no clock and no lock
 * of its own; times are in microseconds. */
#pragma once

#include <glib.h>

typedef struct MsServers MsServers;

/* How a server failed. */
typedef enum {
    MS_SERVER_AWAY,    /* it may be back in a second */
    MS_SERVER_REFUSED, /* it knows us and does not let us in: asking again can lock the
                          account */
} MsServerFault;

/* `names` is NULL-terminated and copied. At most 16. */
MsServers *ms_servers_new (char **names);
void ms_servers_free (MsServers *servers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsServers, ms_servers_free)

#define MS_NO_SERVER G_MAXUINT

/* The server to ask, which has to be followed by one of the next three; MS_NO_SERVER when
 * all are away or in `tried`, a set of 1 << index. */
guint ms_servers_choose (MsServers *servers, guint tried, gint64 now);
void ms_servers_succeeded (MsServers *servers, guint index);
void ms_servers_failed (MsServers *servers, guint index, MsServerFault fault,
                        const char *why, gint64 now);
void ms_servers_let_go (MsServers *servers, guint index); /* nothing was learnt of it */

/* How many could be chosen, those in `tried` left out. */
guint ms_servers_left (const MsServers *servers, guint tried, gint64 now);

const char *ms_servers_name (const MsServers *servers, guint index);

/* "ldap://one: no answer in time; ldap://two: Connection refused". Caller frees. */
char *ms_servers_describe (const MsServers *servers);
