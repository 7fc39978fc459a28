/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The template language: Mustache as https://mustache.github.io/mustache.5.html and the
 * public specification's core modules (interpolation, sections, inverted, comments,
 * partials, delimiters) say, compiled once and rendered often. No lambdas. */
#pragma once

#include "value.h"
#include <mailstamp.h>

typedef struct MsMustache MsMustache;

/* Gives the source of a partial, or NULL when there is none of that name; caller frees.
 * `*file` gets the name for problems; caller frees. */
typedef char *(*MsPartialFunc) (const char *name, char **file, gpointer user_data);

/* Writes `value` to `out` as the place it stands in needs; `before` is what has been
 * written so far. */
typedef void (*MsEscapeFunc) (GString *out, const char *value);

/* Compiles `source`, whose file is called `file` in problems. Partials are compiled with
 * it, to a depth of 16; a partial that includes itself is an error. NULL when something
 * is wrong. */
MsMustache *ms_mustache_compile (const char *source, const char *file,
                                 MsPartialFunc partial, gpointer user_data,
                                 GPtrArray *problems);
void ms_mustache_free (MsMustache *mustache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsMustache, ms_mustache_free)

/* NULL with MS_ERROR_TEMPLATE when the result outgrows `max_size`. */
char *ms_mustache_render (const MsMustache *mustache, const MsValue *fields,
                          MsEscapeFunc escape, gsize max_size, GError **error);
