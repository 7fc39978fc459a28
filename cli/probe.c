/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp probe: does a milter answer on the socket? What an MTA says first, and no
 * more: for the health checks of containers, load balancers and monitoring. */
#include "options.h"
#include "output.h"
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>

#define PROBE_TIMEOUT_SECONDS 5

/* SMFIC_OPTNEG of libmilter's mfdef.h: the length of what follows, the command, version
 * 6, all actions and all steps, as Postfix offers them. */
static const guint8 negotiate[] = { 0, 0, 0,    13,   'O',  0,    0,    0,   6,
                                    0, 0, 0x01, 0xff, 0x00, 0x1f, 0xff, 0xff };
static const guint8 quit[] = { 0, 0, 0, 1, 'Q' };

/* inet: and inet6: PORT@HOST, as libmilter writes it; without a host, this machine. */
static GSocketConnectable *
parse_inet (const char *where)
{
    const char *at = strchr (where, '@');
    g_autofree char *port = at ? g_strndup (where, at - where) : g_strdup (where);
    g_autofree char *host = g_strdup (at ? at + 1 : "localhost");
    guint64 number = 0;

    if (!g_ascii_string_to_unsigned (port, 10, 1, G_MAXUINT16, &number, NULL))
        return NULL;
    g_strdelimit (host, "[]", ' ');
    return g_network_address_new (g_strstrip (host), (guint16)number);
}

static GSocketConnectable *
parse_listen (const char *listen)
{
    const char *colon = strchr (listen, ':');
    const char *where = colon ? colon + 1 : listen;

    if (g_str_has_prefix (listen, "inet:") || g_str_has_prefix (listen, "inet6:"))
        return parse_inet (where);
    if (colon && !g_str_has_prefix (listen, "unix:") &&
        !g_str_has_prefix (listen, "local:"))
        return NULL;
    return *where ? G_SOCKET_CONNECTABLE (g_unix_socket_address_new (where)) : NULL;
}

static gboolean
converse (GIOStream *connection, GError **error)
{
    GOutputStream *out = g_io_stream_get_output_stream (connection);
    GInputStream *in = g_io_stream_get_input_stream (connection);
    guint8 answer[5];
    gsize len = 0;

    if (!g_output_stream_write_all (out, negotiate, sizeof negotiate, NULL, NULL,
                                    error) ||
        !g_input_stream_read_all (in, answer, sizeof answer, &len, NULL, error))
        return FALSE;
    if (len < sizeof answer || memcmp (answer, negotiate, sizeof answer) != 0) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "what answers is no milter");
        return FALSE;
    }
    return g_output_stream_write_all (out, quit, sizeof quit, NULL, NULL, error);
}

static gboolean
probe (const char *listen, GError **error)
{
    g_autoptr (GSocketConnectable) address = parse_listen (listen);
    g_autoptr (GSocketClient) client = g_socket_client_new();
    g_autoptr (GSocketConnection) connection = NULL;

    if (address == NULL) {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "expected unix:PATH, inet:PORT@HOST or inet6:PORT@HOST");
        return FALSE;
    }
    g_socket_client_set_enable_proxy (client, FALSE);
    g_socket_client_set_timeout (client, PROBE_TIMEOUT_SECONDS);
    connection = g_socket_client_connect (client, address, NULL, error);
    return connection != NULL && converse (G_IO_STREAM (connection), error);
}

/* Without a SOCKET, the one of the configuration; NULL after saying what is wrong. */
static char *
where_to (const Options *options, const char *socket)
{
    if (socket != NULL)
        return g_strdup (socket);

    g_autoptr (MsConfig) config = options_load_config (options, SHOW_ERRORS);
    return config != NULL ? g_strdup (ms_config_listen (config)) : NULL;
}

int
command_probe (int argc, char **argv)
{
    g_auto (Options) options = { 0 };
    g_autofree char *socket = NULL;
    g_autoptr (GError) error = NULL;
    const GOptionEntry entries[] = {
        { "socket", 's', 0, G_OPTION_ARG_STRING, &socket, NULL, "SOCKET" },
        { NULL },
    };

    if (!options_parse (&options, argc, argv, entries, FALSE))
        return EXIT_WRONG;
    g_autofree char *listen = where_to (&options, socket);
    if (listen == NULL)
        return EXIT_WRONG;
    if (!probe (listen, &error)) {
        say ("mailstamp probe: %s: %s", listen, error->message);
        return EXIT_FAILED;
    }
    g_autofree char *line = g_strdup_printf ("%s: ok\n", listen);
    return print (line) ? EXIT_OK : EXIT_FAILED;
}
