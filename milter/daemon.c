/* SPDX-License-Identifier: BSD-2-Clause */
#include "daemon.h"
#include "callbacks.h"
#include "endpoint.h"
#include "housekeeper.h"
#include "notify.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Service managers kill after 30 s (Kubernetes) or 90 s (systemd). */
#define DRAIN_SECONDS 20

typedef struct {
    Service service;
    Endpoint *endpoint;
    Housekeeper *housekeeper;

    pthread_t main_thread;
    gint listener_failed; /* atomic */
} Daemon;

static sigset_t
awaited_signals (void)
{
    sigset_t signals;

    sigemptyset (&signals);
    sigaddset (&signals, SIGTERM);
    sigaddset (&signals, SIGINT);
    sigaddset (&signals, SIGHUP);
    sigaddset (&signals, SIGUSR1);
    sigaddset (&signals, SIGUSR2); /* the listener has come to an end */
    return signals;
}

/* All threads inherit it, and the main thread waits for them. Linux hands a signal to the
 * main thread while that waits for it, although libmilter's own thread waits for TERM,
 * HUP and INT too. */
void
daemon_block_signals (void)
{
    sigset_t signals = awaited_signals();

    pthread_sigmask (SIG_BLOCK, &signals, NULL);
    signal (SIGPIPE, SIG_IGN);
}

/* Each connection of the MTA is a descriptor, and libmilter only retries at EMFILE. */
static void
raise_descriptor_limit (void)
{
    struct rlimit limit;

    if (getrlimit (RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit (RLIMIT_NOFILE, &limit);
    }
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
    return mask & S_IWOTH ? 0660 : 0666;
}

static gboolean
open_socket (Daemon *daemon, const char *listen, gint mode)
{
    g_autoptr (GError) error = NULL;

    daemon->endpoint = endpoint_parse (listen, &error);
    if (!daemon->endpoint || !endpoint_prepare (daemon->endpoint, &error)) {
        log_line (daemon->service.log, LOG_ERR, "%s", error->message);
        return FALSE;
    }
    mode_t mask = umask (0777);
    umask (0777 & ~(mode >= 0 ? (mode_t)mode : default_mode (mask)));
    gboolean opened = callbacks_open (&daemon->service, listen);
    umask (mask);
    if (!opened)
        log_line (daemon->service.log, LOG_ERR,
                  "cannot listen on %s: libmilter failed, see syslog", listen);
    else
        endpoint_adopt (daemon->endpoint);
    return opened;
}

/* However it comes to an end, the main thread has to know. */
static void *
listen_for_mta (void *user_data)
{
    Daemon *daemon = user_data;

    if (!callbacks_run())
        g_atomic_int_set (&daemon->listener_failed, TRUE);
    pthread_kill (daemon->main_thread, SIGUSR2);
    return NULL;
}

static void
start_listener (Daemon *daemon)
{
    pthread_t listener;

    daemon->main_thread = pthread_self();
    if (pthread_create (&listener, NULL, listen_for_mta, daemon) != 0)
        g_error ("cannot start a thread");
    pthread_detach (listener);
}

/* ---- Run ------------------------------------------------------------------------- */

static gboolean
is_stop (Daemon *daemon, int number)
{
    if (number == SIGUSR1)
        housekeeper_request_reload (daemon->housekeeper);
    return number != SIGUSR1;
}

/* What came during the start. As soon as libmilter's own thread runs, it would be the
 * first to see it. */
static gboolean
stop_is_pending (Daemon *daemon, const sigset_t *signals)
{
    const struct timespec at_once = { 0, 0 };
    int number;

    while ((number = sigtimedwait (signals, NULL, &at_once)) > 0)
        if (is_stop (daemon, number))
            return TRUE;
    return FALSE;
}

static void
wait_for_stop (Daemon *daemon, const sigset_t *signals)
{
    int number = 0;

    while (sigwait (signals, &number) != 0 || !is_stop (daemon, number))
        continue;
}

/* New messages are deferred at their header, those under way finish. libmilter is not
 * stopped at all, it ends with the process: smfi_stop would take up to 5 s, drop what is
 * between two callbacks, and use a lock that its own listener destroys meanwhile. */
static int
stop (Daemon *daemon)
{
    const Log *log = daemon->service.log;
    gboolean failed = g_atomic_int_get (&daemon->listener_failed);
    guint under_way = traffic_close (daemon->service.traffic);

    notify_stopping ("Finishing the messages under way");
    if (failed)
        log_line (log, LOG_ERR, "libmilter's listener failed, see syslog");
    log_line (log, LOG_INFO, "stopping, %u messages under way", under_way);
    guint left = traffic_drain (daemon->service.traffic, DRAIN_SECONDS);
    endpoint_remove (daemon->endpoint);
    housekeeper_stop (daemon->housekeeper);
    if (left > 0)
        log_line (log, LOG_WARNING,
                  "%u messages did not finish in %d s, the MTA will send them again",
                  left, DRAIN_SECONDS);
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
serve (Daemon *daemon, const char *listen, const sigset_t *signals)
{
    g_autofree char *status = g_strdup_printf ("Listening on %s", listen);

    daemon->housekeeper =
        housekeeper_start (daemon->service.snapshot, daemon->service.log, status);
    log_line (daemon->service.log, LOG_INFO, "mailstampd %s started, listening on %s",
              MAILSTAMP_VERSION, listen);
    notify_ready (status);
    if (!stop_is_pending (daemon, signals)) {
        start_listener (daemon);
        wait_for_stop (daemon, signals);
    }
    leave (stop (daemon));
}

/* What the daemon works with lives as long as the process: so do libmilter's threads. */
int
daemon_run (const DaemonOptions *options, MsConfig *config)
{
    Daemon daemon = { 0 };
    sigset_t signals = awaited_signals();
    g_autofree char *listen = g_strdup (ms_config_listen (config));

    raise_descriptor_limit();
    give_memory_back();
    daemon.service.log = log_new (options->log_target);
    daemon.service.traffic = traffic_new();
    daemon.service.snapshot = snapshot_new (options->config_path, config);
    if (!open_socket (&daemon, listen, options->socket_mode))
        return EXIT_FAILURE;
    serve (&daemon, listen, &signals);
}
