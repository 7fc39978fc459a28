/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The file of the loop key: what mark.c signs with. ms_loop_key_create is in mailstamp.h.
 */
#pragma once

#include <mailstamp.h>

/* The content of `path` without its last newline, 32 octets or more. NULL with a message
 * for people in `*what` (caller frees) when there is none. A key that can be used and
 * others can read gives a message in `*warning` (caller frees), else that is left as it
 * is. */
GBytes *ms_loop_key_load (const char *path, char **what, char **warning);
