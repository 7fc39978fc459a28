/* SPDX-License-Identifier: BSD-2-Clause */
#include "endpoint.h"
#include <errno.h>
#include <fcntl.h>
#include <mailstamp.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* libmilter's listener is among the first few; the daemon opens little before it. */
#define HIGHEST_EARLY_FD 64

struct Endpoint {
    char *listen; /* as configured, for messages */
    struct sockaddr_storage address;
    socklen_t len;
    const char *path; /* in `address`; NULL for inet */
    int fd;           /* the adopted socket, for inet; -1: none */
    dev_t device;     /* of the adopted file */
    ino_t inode;
};

G_GNUC_PRINTF (3, 4)
static gboolean
fail (const Endpoint *endpoint, GError **error, const char *format, ...)
{
    va_list arguments;

    va_start (arguments, format);
    g_autofree char *reason = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    g_set_error (error, MS_ERROR, MS_ERROR_IO, "cannot listen on %s: %s",
                 endpoint->listen, reason);
    return FALSE;
}

static gboolean
parse_unix (Endpoint *endpoint, const char *path, GError **error)
{
    struct sockaddr_un *address = (struct sockaddr_un *)&endpoint->address;

    if (!*path)
        return fail (endpoint, error, "no path, expected unix:/path/of/socket");
    if (strlen (path) >= sizeof address->sun_path)
        return fail (endpoint, error, "the path is longer than %zu octets",
                     sizeof address->sun_path - 1);
    address->sun_family = AF_UNIX;
    memcpy (address->sun_path, path, strlen (path) + 1);
    endpoint->path = address->sun_path;
    endpoint->len = sizeof *address;
    return TRUE;
}

/* "[::1]" is how libmilter wants a numeric address, without brackets it looks it up. */
static char *
strip_square_brackets (const char *host)
{
    gsize len = strlen (host);

    if (len >= 2 && host[0] == '[' && host[len - 1] == ']')
        return g_strndup (host + 1, len - 2);
    return g_strdup (host);
}

static gboolean
parse_inet (Endpoint *endpoint, int family, const char *where, GError **error)
{
    g_auto (GStrv) fields = g_strsplit (where, "@", 2);
    g_autofree char *host =
        fields[0] && fields[1] ? strip_square_brackets (fields[1]) : NULL;
    struct addrinfo hints = { .ai_family = family,
                              .ai_socktype = SOCK_STREAM,
                              .ai_flags = AI_PASSIVE };
    struct addrinfo *found = NULL;

    if (!fields[0] || !*fields[0] || strcmp (fields[0], "0") == 0)
        return fail (endpoint, error, "no port, expected inet:PORT@HOST");
    int rc = getaddrinfo (host, fields[0], &hints, &found);
    if (rc != 0)
        return fail (endpoint, error, "%s", gai_strerror (rc));
    memcpy (&endpoint->address, found->ai_addr, found->ai_addrlen);
    endpoint->len = found->ai_addrlen;
    freeaddrinfo (found);
    return TRUE;
}

static gboolean
parse (Endpoint *endpoint, GError **error)
{
    const char *colon = strchr (endpoint->listen, ':');
    g_autofree char *type =
        colon ? g_ascii_strdown (endpoint->listen, colon - endpoint->listen)
              : g_strdup ("unix");
    const char *where = colon ? colon + 1 : endpoint->listen;

    if (strcmp (type, "unix") == 0 || strcmp (type, "local") == 0)
        return parse_unix (endpoint, where, error);
    if (strcmp (type, "inet") == 0)
        return parse_inet (endpoint, AF_INET, where, error);
    if (strcmp (type, "inet6") == 0)
        return parse_inet (endpoint, AF_INET6, where, error);
    return fail (endpoint, error,
                 "expected unix:PATH, inet:PORT@HOST or inet6:PORT@HOST");
}

Endpoint *
endpoint_parse (const char *listen, GError **error)
{
    Endpoint *endpoint = g_new0 (Endpoint, 1);

    endpoint->listen = g_strdup (listen);
    endpoint->fd = -1;
    if (!parse (endpoint, error))
        g_clear_pointer (&endpoint, endpoint_free);
    return endpoint;
}

void
endpoint_free (Endpoint *endpoint)
{
    if (!endpoint)
        return;
    g_free (endpoint->listen);
    g_free (endpoint);
}

static int
new_socket (const Endpoint *endpoint)
{
    return socket (endpoint->address.ss_family,
                   SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* 0, or the errno of the connection. */
static int
try_connect (const Endpoint *endpoint)
{
    int fd = new_socket (endpoint);
    int rc = connect (fd, (const struct sockaddr *)&endpoint->address, endpoint->len);
    int connect_errno = rc == 0 ? 0 : errno;

    if (fd >= 0)
        close (fd);
    return connect_errno;
}

/* Only a socket that refuses connections is one that nothing listens on. */
static gboolean
remove_stale (const Endpoint *endpoint, GError **error)
{
    struct stat file;

    if (lstat (endpoint->path, &file) != 0)
        return errno == ENOENT || fail (endpoint, error, "%s", g_strerror (errno));
    if (!S_ISSOCK (file.st_mode))
        return fail (endpoint, error, "the file exists and is not a socket");

    int connect_errno = try_connect (endpoint);
    if (connect_errno == 0 || connect_errno == EAGAIN)
        return fail (endpoint, error, "another process listens there");
    if (connect_errno != ECONNREFUSED)
        return fail (endpoint, error, "%s", g_strerror (connect_errno));
    if (unlink (endpoint->path) != 0)
        return fail (endpoint, error, "a stale socket cannot be removed: %s",
                     g_strerror (errno));
    return TRUE;
}

/* As libmilter will do it in a moment, but with the errno in hand. */
static int
try_listen (const Endpoint *endpoint)
{
    int fd = new_socket (endpoint);
    int one = 1;

    if (!endpoint->path)
        setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    int rc = bind (fd, (const struct sockaddr *)&endpoint->address, endpoint->len);
    int bind_errno = rc == 0 ? 0 : errno;
    if (rc == 0 && !endpoint->path && listen (fd, 1) != 0)
        bind_errno = errno;
    if (rc == 0 && endpoint->path)
        unlink (endpoint->path);
    if (fd >= 0)
        close (fd);
    return bind_errno;
}

gboolean
endpoint_prepare (const Endpoint *endpoint, GError **error)
{
    if (endpoint->path && !remove_stale (endpoint, error))
        return FALSE;

    int listen_errno = try_listen (endpoint);
    if (listen_errno == EADDRINUSE)
        return fail (endpoint, error, "another process listens there");
    if (listen_errno != 0)
        return fail (endpoint, error, "%s", g_strerror (listen_errno));
    return TRUE;
}

static gboolean
is_listening (int fd)
{
    int listening = 0;
    socklen_t len = sizeof listening;

    return getsockopt (fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) == 0 && listening;
}

/* libmilter does not tell which one it is. */
static int
find_listener (void)
{
    for (int fd = 3; fd < HIGHEST_EARLY_FD; fd++)
        if (is_listening (fd))
            return fd;
    return -1;
}

/* Each answer of ours is a small packet that Nagle's algorithm would hold back until the
 * MTA's delayed ACK, 40 ms later. Accepted sockets inherit the option. */
static void
turn_off_delay (int fd)
{
    int one = 1;

    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

void
endpoint_adopt (Endpoint *endpoint)
{
    struct stat file;

    if (!endpoint->path) {
        endpoint->fd = find_listener();
        turn_off_delay (endpoint->fd);
    } else if (stat (endpoint->path, &file) == 0) {
        endpoint->device = file.st_dev;
        endpoint->inode = file.st_ino;
    }
}

/* A socket that nobody can find. */
static int
new_deaf_listener (void)
{
    const struct sockaddr any_name = { .sa_family = AF_UNIX };
    int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && bind (fd, &any_name, sizeof any_name.sa_family) == 0 &&
        listen (fd, 1) == 0)
        return fd;
    if (fd >= 0)
        close (fd);
    return -1;
}

/* libmilter goes on to wait at the same descriptor, and finds another socket there: at
 * one that is closed it would fail, and fill syslog. */
void
endpoint_close (const Endpoint *endpoint)
{
    int deaf = endpoint->fd >= 0 ? new_deaf_listener() : -1;
    int old = deaf >= 0 ? fcntl (endpoint->fd, F_DUPFD_CLOEXEC, 0) : -1;

    if (old >= 0 && dup3 (deaf, endpoint->fd, O_CLOEXEC) >= 0)
        shutdown (old, SHUT_RD);
    if (old >= 0)
        close (old);
    if (deaf >= 0)
        close (deaf);
}

static gboolean
is_ours (const Endpoint *endpoint, const struct stat *file)
{
    return file->st_dev == endpoint->device && file->st_ino == endpoint->inode;
}

/* Any other errno says nothing about the file. */
gboolean
endpoint_is_there (const Endpoint *endpoint)
{
    struct stat file;

    if (!endpoint->path)
        return TRUE;
    if (stat (endpoint->path, &file) == 0)
        return is_ours (endpoint, &file);
    return errno != ENOENT && errno != ENOTDIR;
}

void
endpoint_remove (const Endpoint *endpoint)
{
    struct stat file;

    if (endpoint->path && stat (endpoint->path, &file) == 0 && is_ours (endpoint, &file))
        unlink (endpoint->path);
}
