/* SPDX-License-Identifier: BSD-2-Clause */
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void
set_system_error (GError **error, int code)
{
    g_set_error_literal (error, G_FILE_ERROR, (gint)g_file_error_from_errno (code),
                         g_strerror (code));
}

/* Without waiting: a pipe would be read for ever. */
#define READING (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* One folder after the other, so that none can be replaced by a link on the way. */
static int
open_real (const char *path)
{
    g_auto (GStrv) names = g_strsplit (path + 1, "/", -1);
    int at = open ("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

    for (char **name = names; at >= 0 && *name != NULL; name++) {
        int flags = name[1] != NULL ? O_PATH | O_DIRECTORY | O_CLOEXEC : READING;
        int next = openat (at, *name, flags | O_NOFOLLOW);
        int code = errno;

        (void)close (at);
        errno = code;
        at = next;
    }
    return at;
}

/* All there is, whatever the size of the file was a moment ago. */
static char *
read_octets (int fd, gsize max_size, gsize *len, GError **error)
{
    g_autoptr (GString) text = g_string_new (NULL);
    char octets[16384];
    gssize got = 1;

    while (got != 0 && text->len <= max_size) {
        got = read (fd, octets, sizeof octets);
        if (got < 0 && errno != EINTR) {
            set_system_error (error, errno);
            return NULL;
        }
        g_string_append_len (text, octets, MAX (got, 0));
    }
    if (text->len > max_size) {
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                     "is too large, expected at most %" G_GSIZE_FORMAT " octets",
                     max_size);
        return NULL;
    }
    *len = text->len;
    return g_realloc (g_string_free (g_steal_pointer (&text), FALSE), *len + 1);
}

static char *
read_file (int fd, gsize max_size, gsize *len, GError **error)
{
    struct stat info;

    if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
        return read_octets (fd, max_size, len, error);
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "is not a file");
    return NULL;
}

char *
ms_file_load (const char *path, MsFileLinks links, gsize max_size, gsize *len,
              GError **error)
{
    int fd = links == MS_FILE_REAL ? open_real (path) : open (path, READING);
    char *text = NULL;

    if (fd < 0 && errno == ENXIO) /* a socket */
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "is not a file");
    else if (fd < 0)
        set_system_error (error, errno);
    if (fd < 0)
        return NULL;
    text = read_file (fd, max_size, len, error);
    (void)close (fd);
    return text;
}

char *
ms_file_read (const char *path, gsize max_size, gsize *len, char **what)
{
    g_autoptr (GError) error = NULL;
    char *text = ms_file_load (path, MS_FILE_FOLLOW, max_size, len, &error);

    if (text != NULL)
        return text;
    g_assert (error != NULL);
    if (error->code == G_FILE_ERROR_INVAL || error->code == G_FILE_ERROR_FAILED)
        *what = g_strdup (error->message);
    else
        *what = g_strdup_printf ("cannot be read: %s", error->message);
    return NULL;
}

gboolean
ms_file_is_for_others (const char *path)
{
    struct stat info;

    return stat (path, &info) == 0 && (info.st_mode & (S_IROTH | S_IWOTH)) != 0;
}

static guint
line_of (const char *text, gsize offset)
{
    guint line = 1;

    for (gsize i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

char *
ms_file_check_utf8 (const char *text, gsize len, guint *line)
{
    const char *end = NULL;

    if (g_utf8_validate_len (text, len, &end))
        return NULL;
    *line = line_of (text, (gsize)(end - text));
    if (g_str_has_prefix (text, "\xff\xfe") || g_str_has_prefix (text, "\xfe\xff"))
        return g_strdup ("the file is UTF-16, expected UTF-8");
    return g_strdup_printf ("the octet 0x%02X is not UTF-8, expected a file saved as "
                            "UTF-8",
                            (guint)(guchar)*end);
}
