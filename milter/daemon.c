/* SPDX-License-Identifier: BSD-2-Clause */
#include "daemon.h"
#include "callbacks.h"
#include "endpoint.h"
#include "housekeeper.h"
#include "http.h"
#include "notify.h"
#include "signals.h"
#include "status.h"
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Service managers kill after 30 s (Kubernetes) or 90 s (systemd). */
#define DRAIN_SECONDS 20
#define DRAIN_STEP_MS 100

typedef struct {
    Service service;
    Endpoint *endpoint;
    Housekeeper *housekeeper;
    Http *http; /* NULL: nobody watches */
    Status watched;

    char *listen; /* as configured */
    char *status; /* for the service manager, while all is well */
    gint failed;  /* atomic: it came to an end that nobody asked for */
} Daemon;

/* For all but the MTA: files that are read, directories, whoever watches. */
#define SPARE_DESCRIPTORS 128

/* Each connection of the MTA is a descriptor: how many there can be. */
static guint
raise_descriptor_limit (void)
{
    struct rlimit limit;

    if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
        return G_MAXINT;
    limit.rlim_cur = limit.rlim_max;
    setrlimit (RLIMIT_NOFILE, &limit);
    getrlimit (RLIMIT_NOFILE, &limit);
    limit.rlim_cur = MIN (limit.rlim_cur, G_MAXINT);
    return (guint)(limit.rlim_cur - MIN (SPARE_DESCRIPTORS, limit.rlim_cur / 2));
}

/* Left to itself, glibc learns from the first large message to keep the memory of all
 * that follow. */
static void
give_memory_back (void)
{
#ifdef __GLIBC__
    mallopt (M_MMAP_THRESHOLD, 1024 * 1024);
    mallopt (M_TRIM_THRESHOLD, 1024 * 1024);
#endif
}

/* ---- The listener ---------------------------------------------------------------- */

/* The usual umask 022 would keep an MTA out that shares our group; it takes the right to
 * write, which connect(2) needs. */
static mode_t
default_mode (mode_t mask)
{
    return (mask & S_IWOTH) != 0 ? 0660 : 0666;
}

static gboolean
open_socket (Daemon *daemon, gint mode)
{
    g_autoptr (GError) error = NULL;

    daemon->endpoint = endpoint_parse (daemon->listen, &error);
    if (!daemon->endpoint || !endpoint_prepare (daemon->endpoint, &error)) {
        log_line (daemon->service.log, LOG_ERR, "%s", error->message);
        return FALSE;
    }
    mode_t mask = umask (0777);
    umask (0777 & ~(mode >= 0 ? (mode_t)mode : default_mode (mask)));
    gboolean opened = callbacks_open (&daemon->service, daemon->listen);
    umask (mask);
    if (!opened)
        log_line (daemon->service.log, LOG_ERR,
                  "cannot listen on %s: libmilter failed, see syslog", daemon->listen);
    else
        endpoint_adopt (daemon->endpoint);
    return opened;
}

/* However it comes to an end, the main thread has to know. */
static void *
listen_for_mta (void *user_data)
{
    Daemon *daemon = user_data;

    if (!callbacks_run()) {
        log_line (daemon->service.log, LOG_ERR,
                  "libmilter's listener failed, see syslog");
        g_atomic_int_set (&daemon->failed, TRUE);
    }
    signals_send_stop();
    return NULL;
}

static void
start_listener (Daemon *daemon)
{
    pthread_t listener;

    if (pthread_create (&listener, NULL, listen_for_mta, daemon) != 0)
        g_error ("cannot start a thread");
    pthread_detach (listener);
}

/* ---- Helpers --------------------------------------------------------------------- */

/* libmilter cannot open its socket a second time: whoever supervises us starts us again.
 * At an ordinary stop the file goes too, but only after the traffic is closed. */
static void
look_at_socket (gpointer user_data)
{
    Daemon *daemon = user_data;

    if (endpoint_is_there (daemon->endpoint) ||
        !traffic_is_open (daemon->service.traffic) ||
        !g_atomic_int_compare_and_exchange (&daemon->failed, FALSE, TRUE))
        return;
    log_line (daemon->service.log, LOG_ERR,
              "somebody has removed or replaced the socket of %s, which no MTA finds any "
              "more: this process ends",
              daemon->listen);
    signals_send_stop();
}

static void
start_housekeeper (Daemon *daemon)
{
    const HousekeeperService service = {
        .snapshot = daemon->service.snapshot,
        .metrics = daemon->service.metrics,
        .log = daemon->service.log,
        .status = daemon->status,
        .look = look_at_socket,
        .user_data = daemon,
    };

    daemon->housekeeper = housekeeper_start (&service);
}

static gboolean
start_http (Daemon *daemon)
{
    g_autoptr (MsConfig) config = snapshot_take (daemon->service.snapshot);
    const char *address = ms_config_metrics (config);
    g_autoptr (GError) error = NULL;

    if (!address)
        return TRUE;
    daemon->watched = (Status){
        .metrics = daemon->service.metrics,
        .snapshot = daemon->service.snapshot,
        .traffic = daemon->service.traffic,
        .housekeeper = daemon->housekeeper,
        .started_at = g_get_real_time() / G_USEC_PER_SEC,
    };
    daemon->http = http_start (address, status_answer, &daemon->watched, &error);
    if (!daemon->http)
        log_line (daemon->service.log, LOG_ERR, "%s", error->message);
    else
        log_line (daemon->service.log, LOG_INFO, "metrics at http://%s/metrics", address);
    return daemon->http != NULL;
}

/* ---- Run ------------------------------------------------------------------------- */

static void
wait_for_stop (Daemon *daemon)
{
    while (signals_wait() == SIGNAL_RELOAD)
        housekeeper_request_reload (daemon->housekeeper);
}

/* How many are left after DRAIN_SECONDS, or when somebody has no more patience and asks a
 * second time. */
static guint
drain (Traffic *traffic)
{
    gint64 deadline = g_get_monotonic_time() + DRAIN_SECONDS * (gint64)G_USEC_PER_SEC;
    guint left;

    while ((left = traffic_drain (traffic, DRAIN_STEP_MS)) > 0 &&
           g_get_monotonic_time() < deadline && signals_wait_for (0) != SIGNAL_STOP)
        continue;
    return left;
}

/* New messages are deferred at the start of their body, those under way finish. libmilter
 * is not stopped at all, it ends with the process: smfi_stop would take up to 5 s, drop
 * what is between two callbacks, and use a lock that its own listener destroys meanwhile.
 */
static int
stop (Daemon *daemon)
{
    const Log *log = daemon->service.log;
    gboolean failed = g_atomic_int_get (&daemon->failed);
    guint under_way = traffic_close (daemon->service.traffic);

    endpoint_close (daemon->endpoint);
    notify_stopping ("Finishing the messages under way");
    log_line (log, LOG_INFO, "stopping, %u messages under way", under_way);
    guint left = drain (daemon->service.traffic);
    endpoint_remove (daemon->endpoint);
    http_stop (daemon->http);
    housekeeper_stop (daemon->housekeeper);
    if (left > 0)
        log_line (log, LOG_WARNING,
                  "%u messages did not finish, the MTA will send them again", left);
    log_repeated (log, TRUE);
    log_line (log, LOG_INFO, "stopped");
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Without exit's handlers: libmilter's threads still run, and its own handler takes a
 * lock away from them. What a leak checker would do there is done here. */
G_NORETURN static void
leave (int status)
{
    /* As in sanitizer/lsan_interface.h. NOLINTNEXTLINE(bugprone-reserved-identifier) */
    extern void __lsan_do_leak_check (void) __attribute__ ((weak));

    if (__lsan_do_leak_check)
        __lsan_do_leak_check();
    _exit (status);
}

G_NORETURN static void
serve (Daemon *daemon)
{
    start_listener (daemon);
    log_line (daemon->service.log, LOG_INFO, "mailstampd %s started, listening on %s",
              MAILSTAMP_VERSION, daemon->listen);
    notify_ready (daemon->status);
    wait_for_stop (daemon);
    leave (stop (daemon));
}

static void
daemon_clear (Daemon *daemon)
{
    snapshot_free (daemon->service.snapshot);
    traffic_free (daemon->service.traffic);
    metrics_free (daemon->service.metrics);
    endpoint_free (daemon->endpoint);
    g_free (daemon->listen);
    g_free (daemon->status);
}

/* What the daemon works with lives as long as the process: so do libmilter's threads. */
int
daemon_run (const DaemonOptions *options, const Log *log, MsConfig *config)
{
    Daemon daemon = { 0 };

    give_memory_back();
    daemon.listen = g_strdup (ms_config_listen (config));
    daemon.status = g_strdup_printf ("Listening on %s", daemon.listen);
    daemon.service.log = log;
    daemon.service.max_connections = raise_descriptor_limit();
    daemon.service.traffic = traffic_new();
    daemon.service.metrics = metrics_new();
    daemon.service.snapshot = snapshot_new (options->config_path, config);
    if (open_socket (&daemon, options->socket_mode)) {
        start_housekeeper (&daemon);
        if (start_http (&daemon))
            serve (&daemon);
        endpoint_remove (daemon.endpoint);
        housekeeper_stop (daemon.housekeeper);
    }
    daemon_clear (&daemon);
    return EXIT_FAILURE;
}
