/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Notices that files on disk have changed, when whoever changes them is done: an editor
 * that writes in place, one that renames, a package, a link that is pointed at another
 * release, and the way Kubernetes swaps a ConfigMap (..data). It reads none of them.
 *
 * Known gap: network file systems tell nothing of what another machine does. */
#pragma once

#include <glib.h>

typedef struct Watch Watch;

Watch *watch_new (void);
void watch_free (Watch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_free)

/* Looks at these from now on, and at nothing else: absolute paths (char *) of files and
 * folders that need not exist. Of a folder, all that is in it and in its folders counts.
 * FALSE when the kernel does not let us. */
gboolean watch_set (Watch *watch, const GPtrArray *paths, GError **error);

/* For poll: readable when watch_read has something to read. -1 before watch_set. */
int watch_fd (const Watch *watch);
void watch_read (Watch *watch);

/* TRUE when all of them have been asked for. */
gboolean watch_covers (const Watch *watch, const GPtrArray *paths);

/* Whether anything has happened since watch_set, be it that somebody has begun to write:
 * what was read meanwhile may be half old and half new. */
gboolean watch_is_disturbed (Watch *watch);

/* What has been read is not used: as if a change had come just now. */
void watch_postpone (Watch *watch);

/* Microseconds to the moment when the changes so far are ripe, that is when nobody has
 * written for a while; 0 when they are, -1 when there are none. */
gint64 watch_ripe_in (const Watch *watch);
