/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who the people are: an address in, attributes out. */
#pragma once

#include "value.h"
#include <mailstamp.h>

typedef struct MsDirectory MsDirectory;

/* Loads people.csv: UTF-8 with or without BOM, the first row names the columns, one of
 * them `email`. What is wrong goes to `problems` with row and column; NULL when the file
 * cannot be used. `path` NULL: a directory that knows nobody. */
MsDirectory *ms_directory_load (const char *path, GPtrArray *problems);
void ms_directory_free (MsDirectory *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsDirectory, ms_directory_free)

/* The attributes of `address` (compared without regard to case) as a map; `*person` is
 * NULL for somebody unknown. FALSE with MS_ERROR_LOOKUP when the directory did not answer
 * in time. */
gboolean ms_directory_lookup (MsDirectory *directory, const char *address,
                              MsValue **person, GError **error) G_GNUC_WARN_UNUSED_RESULT;
