/* SPDX-License-Identifier: BSD-2-Clause */
#include "loop_key.h"
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIN_KEY 32
#define MAX_KEY 4096
#define RANDOM_OCTETS 33 /* 44 characters of base64 without padding */

GBytes *
ms_loop_key_load (const char *path, char **what, char **warning)
{
    gsize len = 0;
    g_autofree char *fault = NULL;
    g_autofree char *text = ms_file_read (path, MAX_KEY, &len, &fault);

    if (text == NULL) {
        *what = g_strdup_printf ("%s %s", path, fault);
        return NULL;
    }
    if (len > 0 && text[len - 1] == '\n')
        len--;
    if (len < MIN_KEY) {
        *what = g_strdup_printf ("the key in %s has %" G_GSIZE_FORMAT
                                 " octets, expected %d or more",
                                 path, len, MIN_KEY);
        return NULL;
    }
    if (ms_file_is_for_others (path))
        *warning = g_strdup_printf ("others can use the key in %s, expected mode 0600 or "
                                    "0640",
                                    path);
    return g_bytes_new (text, len);
}

/* ---- Making one ------------------------------------------------------------------ */

static gboolean
fail (const char *path, int code, GError **error)
{
    g_set_error (error, MS_ERROR, MS_ERROR_IO, "%s cannot be made: %s", path,
                 g_strerror (code));
    return FALSE;
}

/* What the kernel holds fit for keys. GLib's random numbers are not. */
static gboolean
fill_random (guchar *octets, gsize len)
{
    while (len > 0) {
        ssize_t got = getrandom (octets, len, 0);
        if (got < 0 && errno != EINTR)
            return FALSE;
        if (got > 0) {
            octets += got;
            len -= (gsize)got;
        }
    }
    return TRUE;
}

static gboolean
write_all (int fd, const char *text)
{
    for (gsize len = strlen (text); len > 0;) {
        ssize_t done = write (fd, text, len);
        if (done < 0 && errno != EINTR)
            return FALSE;
        if (done > 0) {
            text += done;
            len -= (gsize)done;
        }
    }
    return fsync (fd) == 0;
}

/* 0, or the errno of what failed. */
static int
write_new_file (const char *path, const char *text)
{
    int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    int code = 0;

    if (fd < 0)
        return errno;
    if (!write_all (fd, text))
        code = errno;
    if (close (fd) != 0 && code == 0)
        code = errno;
    return code;
}

/* The whole key or none: readers see the name only once the content is on the disk. A
 * link, unlike a rename, does not replace a key that another process has just made. */
gboolean
ms_loop_key_create (const char *path, GError **error)
{
    guchar octets[RANDOM_OCTETS + 6]; /* key, and the temporary file's name */
    g_autofree char *key = NULL;
    g_autofree char *text = NULL;
    g_autofree char *temporary = NULL;
    int code = 0;

    if (!fill_random (octets, sizeof octets))
        return fail (path, errno, error);
    key = g_base64_encode (octets, RANDOM_OCTETS);
    text = g_strconcat (key, "\n", NULL);
    temporary = g_strdup_printf ("%s.%02x%02x%02x%02x%02x%02x", path,
                                 octets[RANDOM_OCTETS], octets[RANDOM_OCTETS + 1],
                                 octets[RANDOM_OCTETS + 2], octets[RANDOM_OCTETS + 3],
                                 octets[RANDOM_OCTETS + 4], octets[RANDOM_OCTETS + 5]);
    code = write_new_file (temporary, text);
    if (code == 0 && link (temporary, path) != 0)
        code = errno;
    (void)unlink (temporary);
    return code == 0 || fail (path, code, error);
}
