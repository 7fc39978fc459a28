/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The template language: Mustache as https://mustache.github.io/mustache.5.html and the
 * public specification's core modules (interpolation, sections, inverted, comments,
 * partials, delimiters) say, compiled once and rendered often. No lambdas.
 *
 * Beyond the specification: what is wrong is said with file, line and column; a text that
 * is only white space is false; a list where a text is wanted gives its first item; every
 * loop has a bound. It knows nothing of HTML: where escaping depends on the place of a
 * tag, template_html.c says which context each tag has. */
#pragma once

#include "slice.h"
#include "value.h"
#include <mailstamp.h>

typedef struct MsMustache MsMustache;

/* A text to compile: `file` names it in problems, where its first octet is at `line` and
 * `column`. Borrowed for the call. */
typedef struct {
    MsSlice text;
    const char *file;
    guint line;
    guint column;
} MsSource;

/* Gives the source of a partial, or NULL when there is none of that name; caller frees.
 * `*file` gets the name for problems; caller frees. */
typedef char *(*MsPartialFunc) (const char *name, char **file, gpointer user_data);

/* Writes `value` to `out` as the place it stands in needs; `context` is what the compiled
 * tag carries: 0, or what a later pass has put there. */
typedef void (*MsEscapeFunc) (GString *out, const char *value, guint context);

/* Compiles `source`. Partials are compiled with it, to a depth of 16; `partial` may be
 * NULL, then there are none. A partial may include itself inside a section, as the
 * specification wants (see MS_OP_REPEAT); outside one it could never end and is an error.
 * NULL when something is wrong. */
MsMustache *ms_mustache_compile (const MsSource *source, MsPartialFunc partial,
                                 gpointer user_data, GPtrArray *problems);
void ms_mustache_free (MsMustache *mustache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsMustache, ms_mustache_free)

typedef enum {
    MS_RENDER_DEFAULT = 0,
    /* For plain text: a line that has tags and comes out blank disappears, and so does
     * the second of two blank lines that came together by that. */
    MS_RENDER_DROP_LINES = 1 << 0,
} MsRenderFlags;

/* NULL with MS_ERROR_TEMPLATE when the result outgrows `max_size`, or when sections
 * repeat each other without end. `escape` NULL: values as they are. */
char *ms_mustache_render (const MsMustache *mustache, const MsValue *fields,
                          MsEscapeFunc escape, MsRenderFlags flags, gsize max_size,
                          GError **error);

/* Where a tag stands; borrowed from the template. */
typedef struct {
    const char *name; /* "name", "sender.address" */
    const char *file;
    guint line;
    guint column;
} MsMustacheName;

/* Adds what tags ask for to `names`, of char * -> MsMustacheName *, freed with g_free:
 * each name with the first place that asks for it. */
void ms_mustache_names (const MsMustache *mustache, GHashTable *names);
