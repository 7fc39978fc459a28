/* SPDX-License-Identifier: BSD-2-Clause */
#include "http.h"
#include <errno.h>
#include <mailstamp.h>
#include <microhttpd.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CONNECTIONS 32
/* Half of them: nobody who holds his open, or sends an octet now and then, keeps a health
 * check from elsewhere out. */
#define MAX_CONNECTIONS_OF_ONE 16
#define TIMEOUT_SECONDS 10
#define CONNECTION_MEMORY ((size_t)16 * 1024)

/* What Prometheus wants, and nobody else minds. */
#define CONTENT_TYPE "text/plain; version=0.0.4; charset=utf-8"

struct Http {
    HttpAnswer answer;
    gpointer user_data;
    struct MHD_Daemon *server;
};

/* ---- Answers --------------------------------------------------------------------- */

static enum MHD_Result
send_page (struct MHD_Connection *connection, guint status, const GString *body)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer (body->len, body->str, MHD_RESPMEM_MUST_COPY);

    if (!response)
        return MHD_NO;
    MHD_add_response_header (response, MHD_HTTP_HEADER_CONTENT_TYPE, CONTENT_TYPE);
    MHD_add_response_header (response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header (response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result queued = MHD_queue_response (connection, status, response);
    MHD_destroy_response (response);
    return queued;
}

static gboolean
is_read (const char *method)
{
    return strcmp (method, MHD_HTTP_METHOD_GET) == 0 ||
           strcmp (method, MHD_HTTP_METHOD_HEAD) == 0;
}

static guint
make_page (const Http *http, const char *path, const char *method, GString *body)
{
    if (!is_read (method)) {
        g_string_assign (body, "GET and HEAD only\n");
        return MHD_HTTP_METHOD_NOT_ALLOWED;
    }
    guint status = http->answer (path, body, http->user_data);
    if (status == MHD_HTTP_NOT_FOUND)
        g_string_assign (body, "not found\n");
    return status;
}

/* Answered before anything that follows the header is read: what a client sends then, the
 * server throws away. */
static enum MHD_Result /* NOLINTNEXTLINE(readability-function-size): its parameters */
on_request (void *user_data, struct MHD_Connection *connection, const char *path,
            const char *method, G_GNUC_UNUSED const char *version,
            G_GNUC_UNUSED const char *upload, G_GNUC_UNUSED size_t *upload_size,
            G_GNUC_UNUSED void **request)
{
    g_autoptr (GString) body = g_string_new (NULL);
    guint status = make_page (user_data, path, method, body);

    return send_page (connection, status, body);
}

/* A client that speaks no HTTP is no event of ours. */
static void
ignore (G_GNUC_UNUSED void *user_data, G_GNUC_UNUSED const char *format,
        G_GNUC_UNUSED va_list arguments)
{
}

/* ---- The socket ------------------------------------------------------------------ */

static struct addrinfo *
resolve (const char *address)
{
    const char *colon = strrchr (address, ':');
    gboolean in_brackets = *address == '[';
    g_autofree char *host =
        g_strndup (address + in_brackets, colon - address - (in_brackets ? 2 : 0));
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                                    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
    struct addrinfo *found = NULL;

    return getaddrinfo (host, colon + 1, &hints, &found) == 0 ? found : NULL;
}

static gboolean
bind_and_listen (int fd, const struct addrinfo *where)
{
    int one = 1;

    return setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
           bind (fd, where->ai_addr, where->ai_addrlen) == 0 &&
           listen (fd, MAX_CONNECTIONS) == 0;
}

/* Opened here, for the server does not tell why it cannot. */
static int
open_socket (const char *address, GError **error)
{
    struct addrinfo *where = resolve (address);
    int fd = -1;

    errno = EADDRNOTAVAIL;
    if (where)
        fd = socket (where->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || !bind_and_listen (fd, where)) {
        g_set_error (error, MS_ERROR, MS_ERROR_IO, "cannot listen on %s for metrics: %s",
                     address, g_strerror (errno));
        if (fd >= 0)
            close (fd);
        fd = -1;
    }
    if (where)
        freeaddrinfo (where);
    return fd;
}

/* ---- The server ------------------------------------------------------------------ */

static struct MHD_Daemon *
start_server (Http *http, int fd)
{
    return MHD_start_daemon (
        MHD_USE_AUTO_INTERNAL_THREAD | MHD_USE_ERROR_LOG, 0, NULL, NULL, on_request, http,
        MHD_OPTION_EXTERNAL_LOGGER, ignore, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS_OF_ONE,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)TIMEOUT_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, MHD_OPTION_END);
}

Http *
http_start (const char *address, HttpAnswer answer, gpointer user_data, GError **error)
{
    int fd = open_socket (address, error);
    if (fd < 0)
        return NULL;

    Http *http = g_new0 (Http, 1);
    http->answer = answer;
    http->user_data = user_data;
    http->server = start_server (http, fd);
    if (!http->server) {
        g_set_error (error, MS_ERROR, MS_ERROR_IO,
                     "cannot listen on %s for metrics: libmicrohttpd failed", address);
        g_clear_pointer (&http, g_free);
    }
    return http;
}

void
http_stop (Http *http)
{
    if (!http)
        return;
    MHD_stop_daemon (http->server);
    g_free (http);
}
