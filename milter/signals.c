/* SPDX-License-Identifier: BSD-2-Clause */
#include "signals.h"
#include <signal.h>
#include <time.h>
#include <unistd.h>

/* libmilter starts a thread that waits for TERM, INT and HUP, and on the first of them
 * closes the socket and drops every message that is between two callbacks. There is no
 * way to ask it not to. It waits by sigwait(3): so that function, in this process, waits
 * for ever, and the signals are left to those who wait by sigwaitinfo(2). */
__attribute__ ((visibility ("default"))) int
sigwait (G_GNUC_UNUSED const sigset_t *set, G_GNUC_UNUSED int *number)
{
    for (;;)
        pause();
}

static sigset_t
ours (void)
{
    sigset_t set;

    sigemptyset (&set);
    sigaddset (&set, SIGTERM);
    sigaddset (&set, SIGINT);
    sigaddset (&set, SIGHUP);
    sigaddset (&set, SIGUSR1);
    sigaddset (&set, SIGUSR2);
    return set;
}

void
signals_block (void)
{
    const sigset_t set = ours();

    pthread_sigmask (SIG_BLOCK, &set, NULL);
    signal (SIGPIPE, SIG_IGN);
}

static Signal
meaning (int number)
{
    if (number < 0)
        return SIGNAL_NONE; /* EAGAIN, EINTR */
    return number == SIGUSR1 ? SIGNAL_RELOAD : SIGNAL_STOP;
}

Signal
signals_wait (void)
{
    const sigset_t set = ours();
    Signal signal;

    while ((signal = meaning (sigwaitinfo (&set, NULL))) == SIGNAL_NONE)
        continue;
    return signal;
}

Signal
signals_wait_for (guint milliseconds)
{
    const sigset_t set = ours();
    const struct timespec time = { milliseconds / 1000,
                                   (long)(milliseconds % 1000) * 1000000 };

    return meaning (sigtimedwait (&set, NULL, &time));
}

void
signals_send_stop (void)
{
    kill (getpid(), SIGUSR2);
}
