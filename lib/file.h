/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Files that an administrator wrote, read whole. */
#pragma once

#include <glib.h>

typedef enum {
    MS_FILE_FOLLOW, /* links are as good as what they point to */
    MS_FILE_REAL,   /* `path` is one that realpath(3) gave: no link may be in it by now */
} MsFileLinks;

/* The octets of a regular file, NUL-terminated besides, their number in `*len`; caller
 * frees. NULL with an error of G_FILE_ERROR: G_FILE_ERROR_INVAL for what is no file,
 * G_FILE_ERROR_FAILED for one larger than `max_size`, otherwise what the system says. */
char *ms_file_load (const char *path, MsFileLinks links, gsize max_size, gsize *len,
                    GError **error);

/* The same, links followed; NULL with a message for people in `*what` ("cannot be read:
 * No such file or directory"; caller frees). */
char *ms_file_read (const char *path, gsize max_size, gsize *len, char **what);

/* Whether somebody may read or write it who is neither its owner nor of its group. */
gboolean ms_file_is_for_others (const char *path);

/* NULL when `text` is UTF-8 without NULs, else a message for people (caller frees) and
 * the line. */
char *ms_file_check_utf8 (const char *text, gsize len, guint *line);
