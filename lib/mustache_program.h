/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a template is compiled to: a flat list of operations with the partials written out
 * in place. Shared by those who make it (mustache_parse), run it (mustache_render) and
 * look through it (template_html); nobody else. */
#pragma once

#include "mustache.h"

#define MS_MUSTACHE_MAX_SECTIONS 64    /* sections open at once, partials included */
#define MS_MUSTACHE_MAX_PARTIALS 16    /* partials open at once */
#define MS_MUSTACHE_MAX_OPS 20000      /* operations in all */
#define MS_MUSTACHE_MAX_SOURCE 1048576 /* octets of source, each partial each time */

typedef enum {
    MS_OP_TEXT,     /* literal text */
    MS_OP_FIELD,    /* {{name}} */
    MS_OP_RAW,      /* {{{name}}}, {{&name}} */
    MS_OP_SECTION,  /* {{#name}}: what is up to `jump`, its MS_OP_END, for each item */
    MS_OP_INVERTED, /* {{^name}} */
    MS_OP_END,      /* {{/name}}: `jump` is where it was opened */
    MS_OP_REPEAT,   /* a partial inside itself: once more [jump, until) */
} MsOpType;

typedef struct {
    MsOpType type;
    gboolean alone; /* a section tag that had a line to itself */
    guint context;  /* how a value is escaped; 0 unless template_html.c says otherwise */
    guint jump;
    guint until;
    MsSlice text; /* MS_OP_TEXT: the literal; others: the name as written. Owned by the
                     program and NUL-terminated behind its length */
    const char *file;
    guint line; /* of the first octet in its file */
    guint column;
} MsOp;

struct MsMustache {
    GArray *ops; /* of MsOp */
    GStringChunk *strings;
};

static inline MsOp *
ms_mustache_op (const MsMustache *mustache, guint index)
{
    return &g_array_index (mustache->ops, MsOp, index);
}

/* Compiling, shared by all sources of one template. */
typedef struct {
    MsMustache *mustache;
    MsPartialFunc partial;
    gpointer user_data;
    GPtrArray *problems;
    GArray *partials; /* of MsOpenPartial: those being compiled, outermost first */
    guint sections;   /* open sections, of all sources being compiled */
    gsize source;     /* octets compiled so far */
    guint errors;
} MsCompiler;

/* A partial being compiled. */
typedef struct {
    const char *name;
    guint start;    /* its first operation */
    guint sections; /* open where it was included */
} MsOpenPartial;

/* Adds the operations of `source`, each line of it indented by `indent`. */
void ms_mustache_parse (MsCompiler *compiler, const MsSource *source, MsSlice indent);

/* Adds the operations of the partial that `tag` (type, name and place filled in)
 * includes. */
void ms_mustache_include (MsCompiler *compiler, const MsOp *tag, MsSlice indent);

/* An error at `where`, once, however often the file is included. */
void ms_mustache_error (MsCompiler *compiler, const MsOp *where, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
