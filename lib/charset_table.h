/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Charsets whose every octet is one character, or none, by itself. */
#pragma once

#include <glib.h>

/* The 256 characters of a charset by the name that iconv has for it, 0 for none (and for
 * NUL). NULL when it is unknown, or no charset of this kind. Caller frees. */
gunichar *ms_charset_table (const char *name);
