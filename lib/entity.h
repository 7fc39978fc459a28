/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Named characters of HTML, as far as mail has them: ASCII, Latin-1, and the signs of
 * typewriters and bookkeepers. */
#pragma once

#include <glib.h>

/* The character called `name` ("auml", which is not "Auml"), 0 for one that is not known.
 */
gunichar ms_entity_code (const char *name);
