/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_servers.h"

#define SECOND ((gint64)G_USEC_PER_SEC)
#define FIRST_PAUSE SECOND
#define LONGEST_PAUSE (30 * SECOND)
#define REFUSED_PAUSE (60 * SECOND)

typedef struct {
    char *name;
    gint64 pause;      /* 0: it answered when it was asked last */
    gint64 away_until; /* nobody asks it before */
    gboolean on_trial; /* somebody finds out whether it is back */
    char *why;         /* how it failed last */
} Server;

struct MsServers {
    Server *servers;
    guint count;
};

MsServers *
ms_servers_new (char **names)
{
    MsServers *servers = g_new0 (MsServers, 1);

    servers->count = g_strv_length (names);
    servers->servers = g_new0 (Server, servers->count);
    for (guint i = 0; i < servers->count; i++)
        servers->servers[i].name = g_strdup (names[i]);
    return servers;
}

void
ms_servers_free (MsServers *servers)
{
    if (servers == NULL)
        return;
    for (guint i = 0; i < servers->count; i++) {
        g_free (servers->servers[i].name);
        g_free (servers->servers[i].why);
    }
    g_free (servers->servers);
    g_free (servers);
}

static gboolean
can_be_asked (const MsServers *servers, guint index, guint tried, gint64 now)
{
    const Server *server = &servers->servers[index];

    return (tried & 1U << index) == 0 && now >= server->away_until && !server->on_trial;
}

guint
ms_servers_choose (MsServers *servers, guint tried, gint64 now)
{
    for (guint i = 0; i < servers->count; i++) {
        if (!can_be_asked (servers, i, tried, now))
            continue;
        servers->servers[i].on_trial = servers->servers[i].pause > 0;
        return i;
    }
    return MS_NO_SERVER;
}

void
ms_servers_succeeded (MsServers *servers, guint index)
{
    Server *server = &servers->servers[index];

    server->on_trial = FALSE;
    server->pause = server->away_until = 0;
    g_clear_pointer (&server->why, g_free);
}

/* Several callers may find out the same: that is one failure. */
void
ms_servers_failed (MsServers *servers, guint index, MsServerFault fault, const char *why,
                   gint64 now)
{
    Server *server = &servers->servers[index];

    server->on_trial = FALSE;
    g_free (server->why);
    server->why = g_strdup (why);
    if (now < server->away_until)
        return;
    server->pause = fault == MS_SERVER_REFUSED ? REFUSED_PAUSE
                    : server->pause == 0       ? FIRST_PAUSE
                                               : MIN (2 * server->pause, LONGEST_PAUSE);
    server->away_until = now + server->pause;
}

void
ms_servers_let_go (MsServers *servers, guint index)
{
    servers->servers[index].on_trial = FALSE;
}

guint
ms_servers_left (const MsServers *servers, guint tried, gint64 now)
{
    guint left = 0;

    for (guint i = 0; i < servers->count; i++)
        left += can_be_asked (servers, i, tried, now);
    return left;
}

const char *
ms_servers_name (const MsServers *servers, guint index)
{
    g_assert (index < servers->count);
    return servers->servers[index].name;
}

char *
ms_servers_describe (const MsServers *servers)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < servers->count; i++) {
        const Server *server = &servers->servers[i];
        if (server->why != NULL)
            g_string_append_printf (out, "%s%s: %s", out->len > 0 ? "; " : "",
                                    server->name, server->why);
    }
    if (out->len == 0)
        g_string_append (out, "no server answered in time");
    return g_string_free (out, FALSE);
}
