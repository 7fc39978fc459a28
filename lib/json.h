/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the library writes of JSON (RFC 8259). */
#pragma once

#include <glib.h>

/* `text` as a string with its quotes: what cannot be printed is escaped, octets that are
 * no UTF-8 become U+FFFD. */
void ms_json_append_string (GString *out, const char *text);
