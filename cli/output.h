/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the tool writes. In what it says on standard error are names of files, arguments
 * and texts of a configuration: none of them can add a line or reach the terminal. */
#pragma once

#include <mailstamp.h>

/* One line; what cannot be printed becomes a question mark. */
void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* All of them, however often it takes; FALSE with errno. */
gboolean write_octets (int fd, const void *octets, gsize len);

/* All of `text` on standard output; FALSE after saying why not. */
gboolean print (const char *text);

/* The outcome line of a message on which mailstamp failed, as logfmt. */
void say_failed (const GError *error);
