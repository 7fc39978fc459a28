/* SPDX-License-Identifier: BSD-2-Clause */
#include "watch.h"
#include <errno.h>
#include <mailstamp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* So much quiet has to be behind the last change: an edit is often several. */
#define QUIET_USEC ((gint64)200 * 1000)

/* Whoever never stops to change things, or never closes a file, is not waited for. */
#define BUSY_USEC ((gint64)1500 * 1000)
#define WRITING_USEC (30 * (gint64)G_USEC_PER_SEC)

#define EVENTS                                                                           \
    (IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE |  \
     IN_ATTRIB | IN_ONLYDIR)

typedef struct {
    char *path;
    gboolean whole; /* all that is in it counts, not only the paths that were asked for */
} Folder;

struct Watch {
    int fd;
    GHashTable *folders; /* inotify's number -> Folder */
    GHashTable *paths;   /* a set: what was asked for */
    GHashTable *writing; /* a set: files that somebody has written to and not closed */
    gboolean disturbed;  /* something has happened since watch_set */
    gint64 first_change; /* monotonic; 0: none */
    gint64 last_change;
};

static void
folder_free (gpointer data)
{
    Folder *folder = data;

    g_free (folder->path);
    g_free (folder);
}

Watch *
watch_new (void)
{
    Watch *watch = g_new0 (Watch, 1);

    watch->fd = -1;
    watch->folders = g_hash_table_new_full (NULL, NULL, NULL, folder_free);
    watch->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    watch->writing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    return watch;
}

void
watch_free (Watch *watch)
{
    if (!watch)
        return;
    if (watch->fd >= 0)
        close (watch->fd);
    g_hash_table_unref (watch->folders);
    g_hash_table_unref (watch->paths);
    g_hash_table_unref (watch->writing);
    g_free (watch);
}

/* ---- What to look at ------------------------------------------------------------- */

/* One that is not there, or is no folder, is left out: its own folder tells when it
 * comes. */
static gboolean
add_folder (Watch *watch, const char *path, gboolean whole)
{
    int number = inotify_add_watch (watch->fd, path, EVENTS);

    if (number < 0)
        return errno == ENOENT || errno == ENOTDIR || errno == EACCES;

    Folder *folder = g_hash_table_lookup (watch->folders, GINT_TO_POINTER (number));
    if (folder) {
        folder->whole = folder->whole || whole;
        return TRUE;
    }
    folder = g_new0 (Folder, 1);
    folder->path = g_strdup (path);
    folder->whole = whole;
    g_hash_table_insert (watch->folders, GINT_TO_POINTER (number), folder);
    return TRUE;
}

static gboolean
add_folders_of (Watch *watch, const char *path)
{
    g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
    gboolean added = TRUE;

    for (const char *name; added && folder && (name = g_dir_read_name (folder));) {
        g_autofree char *below = g_build_filename (path, name, NULL);
        added = add_folder (watch, below, TRUE);
    }
    return added;
}

static gboolean
add_place (Watch *watch, const char *path)
{
    g_autofree char *folder = g_path_get_dirname (path);

    if (!g_hash_table_add (watch->paths, g_strdup (path)))
        return TRUE;
    if (!add_folder (watch, folder, FALSE))
        return FALSE;
    return !g_file_test (path, G_FILE_TEST_IS_DIR) ||
           (add_folder (watch, path, TRUE) && add_folders_of (watch, path));
}

/* Both where a link stands and where it points to. */
static gboolean
add_path (Watch *watch, const char *path)
{
    char *target = realpath (path, NULL);
    gboolean added = add_place (watch, path) && (!target || add_place (watch, target));

    free (target);
    return added;
}

/* Files that were being written to before are so still, unless what is left to read of
 * the old descriptor says otherwise: there is no moment at which nobody listens. */
static void
take_over_writing (Watch *watch, Watch *old)
{
    GHashTableIter iter;
    gpointer path;

    if (old->fd < 0)
        return;
    watch_read (old);
    g_hash_table_iter_init (&iter, old->writing);
    while (g_hash_table_iter_next (&iter, &path, NULL))
        g_hash_table_add (watch->writing, g_strdup (path));
}

static gboolean
watches_folder_of (const Watch *watch, const char *path)
{
    g_autofree char *folder = g_path_get_dirname (path);
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init (&iter, watch->folders);
    while (g_hash_table_iter_next (&iter, NULL, &value))
        if (strcmp (((const Folder *)value)->path, folder) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_young (const char *path)
{
    struct stat file;

    if (stat (path, &file) != 0 || !S_ISREG (file.st_mode))
        return FALSE;
    gint64 written =
        (gint64)file.st_mtim.tv_sec * G_USEC_PER_SEC + file.st_mtim.tv_nsec / 1000;
    gint64 age = g_get_real_time() - written;
    return age >= 0 && age < QUIET_USEC;
}

/* Whoever began to write where nobody listened yet may not be done: of such a file its
 * age is all that is known. */
static void
distrust_young_files (Watch *watch, const Watch *old)
{
    GHashTableIter iter;
    gpointer path;

    g_hash_table_iter_init (&iter, watch->paths);
    while (old->fd >= 0 && g_hash_table_iter_next (&iter, &path, NULL))
        if (is_young (path) && !watches_folder_of (old, path))
            watch->disturbed = TRUE;
}

/* Always with a new descriptor: a folder that was replaced keeps its old number, and a
 * link that was pointed elsewhere keeps its old target. */
gboolean
watch_set (Watch *watch, const GPtrArray *paths, GError **error)
{
    g_autoptr (Watch) fresh = watch_new();
    gboolean added = TRUE;
    Watch old;

    fresh->fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
    for (guint i = 0; added && fresh->fd >= 0 && i < paths->len; i++)
        added = add_path (fresh, g_ptr_array_index (paths, i));
    added = added && fresh->fd >= 0;
    if (!added)
        g_set_error (error, MS_ERROR, MS_ERROR_IO, "cannot watch files for changes: %s",
                     g_strerror (errno));
    take_over_writing (fresh, watch);
    distrust_young_files (fresh, watch);
    old = *watch;
    *watch = *fresh;
    *fresh = old;
    return added;
}

int
watch_fd (const Watch *watch)
{
    return watch->fd;
}

/* ---- What has changed ------------------------------------------------------------ */

static gboolean
is_above (const char *folder, const char *path)
{
    gsize len = strlen (folder);

    return strncmp (folder, path, len) == 0 && path[len] == '/';
}

/* A path that was asked for, or a folder or link on the way to one. */
static gboolean
was_asked_for (const Watch *watch, const char *path)
{
    GHashTableIter iter;
    gpointer asked;

    if (g_hash_table_contains (watch->paths, path))
        return TRUE;
    g_hash_table_iter_init (&iter, watch->paths);
    while (g_hash_table_iter_next (&iter, &asked, NULL))
        if (is_above (path, asked))
            return TRUE;
    return FALSE;
}

/* Editors' own files begin with a dot or end in a tilde; "..data" is the link by which
 * Kubernetes swaps a ConfigMap. */
static gboolean
counts (const Watch *watch, const Folder *folder, const char *name, const char *path)
{
    if (strcmp (name, "..data") == 0)
        return TRUE;
    if (was_asked_for (watch, path))
        return TRUE;
    return folder->whole && name[0] != '.' && !g_str_has_suffix (name, "~");
}

/* A file is made empty and then written to: that it is done we hear when it is closed. A
 * link has all that it will ever have. */
static gboolean
is_unwritten_file (const char *path)
{
    struct stat file;

    return lstat (path, &file) == 0 && S_ISREG (file.st_mode) && file.st_nlink == 1;
}

static void
note_change (Watch *watch)
{
    watch->last_change = g_get_monotonic_time();
    if (watch->first_change == 0)
        watch->first_change = watch->last_change;
}

static void
note_event (Watch *watch, const struct inotify_event *event)
{
    const Folder *folder =
        g_hash_table_lookup (watch->folders, GINT_TO_POINTER (event->wd));

    if (event->mask & IN_Q_OVERFLOW) {
        watch->disturbed = TRUE;
        note_change (watch);
    }
    if (!folder || event->len == 0)
        return;

    g_autofree char *path = g_build_filename (folder->path, event->name, NULL);
    if (!counts (watch, folder, event->name, path))
        return;
    watch->disturbed = TRUE;
    if (event->mask & IN_MODIFY) {
        g_hash_table_add (watch->writing, g_strdup (path));
        return;
    }
    g_hash_table_remove (watch->writing, path);
    if (!(event->mask & IN_CREATE) || !is_unwritten_file (path))
        note_change (watch);
}

static gsize
queued_octets (const Watch *watch)
{
    int queued = 0;

    return ioctl (watch->fd, FIONREAD, &queued) == 0 ? (gsize)MAX (queued, 0) : 0;
}

/* What has happened by now: whoever writes without a pause would keep us here for ever. */
void
watch_read (Watch *watch)
{
    char buffer[16384] __attribute__ ((aligned (__alignof__(struct inotify_event))));
    gsize left = queued_octets (watch);
    ssize_t len = 0;

    while (left > 0 && (len = read (watch->fd, buffer, sizeof buffer)) > 0) {
        for (char *at = buffer; at < buffer + len;) {
            const struct inotify_event *event = (const struct inotify_event *)at;

            note_event (watch, event);
            at += sizeof *event + event->len;
        }
        left -= MIN (left, (gsize)len);
    }
}

gboolean
watch_covers (const Watch *watch, const GPtrArray *paths)
{
    for (guint i = 0; i < paths->len; i++)
        if (!g_hash_table_contains (watch->paths, g_ptr_array_index (paths, i)))
            return FALSE;
    return TRUE;
}

gboolean
watch_is_disturbed (Watch *watch)
{
    watch_read (watch);
    return watch->disturbed;
}

void
watch_postpone (Watch *watch)
{
    if (watch->first_change == 0)
        note_change (watch);
}

gint64
watch_ripe_in (const Watch *watch)
{
    gint64 now = g_get_monotonic_time();

    if (watch->first_change == 0)
        return -1;

    gint64 quiet = watch->last_change + QUIET_USEC;
    gint64 patience = watch->first_change + BUSY_USEC;
    gint64 ripe = MIN (quiet, patience);
    if (g_hash_table_size (watch->writing) > 0)
        ripe = watch->first_change + WRITING_USEC;
    return MAX (ripe - now, 0);
}
