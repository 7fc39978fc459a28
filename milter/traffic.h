/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The messages that are under way: between their first header and our answer to their
 * end. libmilter's own stop waits for none of them, so the daemon counts and waits.
 *
 * Before its header a message does not count: an SMTP client may sit between MAIL and
 * DATA for minutes, and Postfix and Sendmail hand over a message only when they have it
 * whole. pthread and not GLib's locks, so that ThreadSanitizer sees them. */
#pragma once

#include <glib.h>

typedef struct Traffic Traffic;

Traffic *traffic_new (void);
void traffic_free (Traffic *traffic);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Traffic, traffic_free)

/* A message begins; FALSE when none are taken any more. */
gboolean traffic_begin (Traffic *traffic) G_GNUC_WARN_UNUSED_RESULT;
void traffic_end (Traffic *traffic);

/* From now on traffic_begin says no. How many are still under way. */
guint traffic_close (Traffic *traffic);

/* Whether messages are taken, and how many are under way. */
gboolean traffic_is_open (Traffic *traffic);
guint traffic_count (Traffic *traffic);

/* Waits until none is under way, at most `milliseconds`; how many are left. */
guint traffic_drain (Traffic *traffic, guint milliseconds);
