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
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Service managers kill after 30 s (Kubernetes) or 90 s (systemd). */
#define DRAIN_SECONDS 20
#define POKE_INTERVAL_MS 20

/* libmilter's own check comes every 5 s; past this it hangs. */
#define LISTENER_PATIENCE_MS 8000

typedef struct {
    Service service;
    Endpoint *endpoint;
    Housekeeper *housekeeper;

    pthread_t main_thread;
    pthread_t listener_thread;
    gboolean listener_ok; /* valid once the thread is joined */
} Daemon;

/* Blocked before the first thread starts, so that all inherit it; the main thread waits
 * for them. Linux hands a signal to the main thread while that waits for it, although
 * libmilter's own thread waits for TERM, HUP and INT too. */
static sigset_t
block_signals (void)
{
    sigset_t signals;

    sigemptyset (&signals);
    sigaddset (&signals, SIGTERM);
    sigaddset (&signals, SIGINT);
    sigaddset (&signals, SIGHUP);
    sigaddset (&signals, SIGUSR1);
    pthread_sigmask (SIG_BLOCK, &signals, NULL);
    signal (SIGPIPE, SIG_IGN);
    return signals;
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

static gboolean
open_socket (Daemon *daemon, const char *listen, guint mode)
{
    g_autoptr (GError) error = NULL;

    daemon->endpoint = endpoint_parse (listen, &error);
    if (!daemon->endpoint || !endpoint_prepare (daemon->endpoint, &error)) {
        log_line (daemon->service.log, LOG_ERR, "%s", error->message);
        return FALSE;
    }
    mode_t old_mask = umask (0777 & ~mode);
    gboolean opened = callbacks_open (&daemon->service, listen);
    umask (old_mask);
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

    daemon->listener_ok = callbacks_run();
    pthread_kill (daemon->main_thread, SIGTERM);
    return NULL;
}

static void *
stop_libmilter (G_GNUC_UNUSED void *user_data)
{
    callbacks_stop();
    return NULL;
}

static gboolean
join_within (pthread_t thread, guint milliseconds)
{
    struct timespec deadline;

    clock_gettime (CLOCK_REALTIME, &deadline);
    deadline.tv_nsec += (long)milliseconds * 1000000;
    deadline.tv_sec += deadline.tv_nsec / 1000000000;
    deadline.tv_nsec %= 1000000000;
    return pthread_timedjoin_np (thread, NULL, &deadline) == 0;
}

/* The listener sleeps in poll for up to 5 s, with a lock that smfi_stop needs: so that
 * waits on a thread of its own, and a connection of ours ends the sleep. */
static gboolean
stop_listener (Daemon *daemon)
{
    pthread_t stopper;

    if (pthread_create (&stopper, NULL, stop_libmilter, NULL) == 0)
        pthread_detach (stopper);
    for (guint waited = 0; waited < LISTENER_PATIENCE_MS; waited += POKE_INTERVAL_MS) {
        if (join_within (daemon->listener_thread, POKE_INTERVAL_MS))
            return daemon->listener_ok;
        endpoint_poke (daemon->endpoint);
    }
    return FALSE;
}

/* ---- Run ------------------------------------------------------------------------- */

static void
wait_for_stop (Daemon *daemon, const sigset_t *signals)
{
    for (;;) {
        int number = 0;

        if (sigwait (signals, &number) != 0)
            continue;
        if (number != SIGUSR1)
            return;
        housekeeper_request_reload (daemon->housekeeper);
    }
}

/* New messages are deferred at their header, those under way finish, and only then does
 * libmilter stop: it would drop them. */
static int
stop (Daemon *daemon)
{
    const Log *log = daemon->service.log;
    guint under_way = traffic_close (daemon->service.traffic);

    notify_stopping ("Finishing the messages under way");
    log_line (log, LOG_INFO, "stopping, %u messages under way", under_way);
    guint left = traffic_drain (daemon->service.traffic, DRAIN_SECONDS);
    gboolean stopped = stop_listener (daemon);
    endpoint_remove (daemon->endpoint);
    housekeeper_stop (daemon->housekeeper);
    if (left > 0)
        log_line (log, LOG_WARNING,
                  "%u messages did not finish in %d s, the MTA will "
                  "send them again",
                  left, DRAIN_SECONDS);
    if (!stopped)
        log_line (log, LOG_ERR, "libmilter's listener failed, see syslog");
    log_line (log, LOG_INFO, "stopped");
    return stopped ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
serve (Daemon *daemon, const char *listen, const sigset_t *signals)
{
    g_autofree char *status = g_strdup_printf ("Listening on %s", listen);

    daemon->main_thread = pthread_self();
    daemon->housekeeper =
        housekeeper_start (daemon->service.snapshot, daemon->service.log, status);
    if (pthread_create (&daemon->listener_thread, NULL, listen_for_mta, daemon) != 0)
        g_error ("cannot start a thread");
    log_line (daemon->service.log, LOG_INFO, "mailstampd %s started, listening on %s",
              MAILSTAMP_VERSION, listen);
    notify_ready (status);
    wait_for_stop (daemon, signals);
    return stop (daemon);
}

/* What libmilter's threads may still use when the process ends is never freed. */
int
daemon_run (const DaemonOptions *options, MsConfig *config)
{
    static Daemon daemon;
    sigset_t signals = block_signals();
    g_autofree char *listen = g_strdup (ms_config_listen (config));

    raise_descriptor_limit();
    give_memory_back();
    daemon.service.log = log_new (options->log_target);
    daemon.service.traffic = traffic_new();
    daemon.service.snapshot = snapshot_new (options->config_path, config);
    if (!open_socket (&daemon, listen, options->socket_mode))
        return EXIT_FAILURE;
    return serve (&daemon, listen, &signals);
}
