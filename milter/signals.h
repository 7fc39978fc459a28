/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Signals, for the main thread alone. No handler ever runs: they are blocked in every
 * thread and waited for. */
#pragma once

#include <glib.h>

typedef enum { SIGNAL_NONE, SIGNAL_RELOAD, SIGNAL_STOP } Signal;

/* To be called before the first thread starts and before anything that takes time: from
 * then on a signal is kept until somebody waits for it. */
void signals_block (void);

/* The next one; the main thread only. */
Signal signals_wait (void);

/* The same, but SIGNAL_NONE when there is none within `milliseconds`. */
Signal signals_wait_for (guint milliseconds);

/* What the main thread waits for next is SIGNAL_STOP. Any thread. */
void signals_send_stop (void);
