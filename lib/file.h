/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Files that an administrator wrote, read whole. */
#pragma once

#include <glib.h>

/* The octets of a regular file, NUL-terminated besides, their number in `*len`. NULL with
 * a message for people in `*what` ("cannot be read: No such file or directory"; caller
 * frees) when there is none, it is no file, or larger than `max_size`. */
char *ms_file_read (const char *path, gsize max_size, gsize *len, char **what);

/* The line that `offset` of `text` is in, counted from 1. */
guint ms_file_line (const char *text, gsize offset);

/* NULL when `text` is UTF-8 without NULs, else a message for people (caller frees) and
 * the line. */
char *ms_file_check_utf8 (const char *text, gsize len, guint *line);
