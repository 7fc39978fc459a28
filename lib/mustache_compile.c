/* SPDX-License-Identifier: BSD-2-Clause */
#include "mustache_program.h"

#include "problem.h"

void
ms_mustache_error (MsCompiler *compiler, const MsOp *where, const char *format, ...)
{
    const MsWhere place = { where->file, where->line, where->column };
    g_autofree char *text = NULL;
    va_list args;

    va_start (args, format);
    text = g_strdup_vprintf (format, args);
    va_end (args);
    compiler->errors++;
    if (!ms_problem_is_known (compiler->problems, &place, text))
        ms_problem_error (compiler->problems, where->file, where->line, where->column,
                          "%s", text);
}

static int
open_partial_index (const MsCompiler *compiler, const char *name)
{
    for (guint i = 0; i < compiler->partials->len; i++)
        if (strcmp (g_array_index (compiler->partials, MsOpenPartial, i).name, name) == 0)
            return (int)i;
    return -1;
}

static char *
describe_loop (const MsCompiler *compiler, guint from, const char *name)
{
    GString *out = g_string_new (NULL);

    for (guint i = from; i < compiler->partials->len; i++)
        g_string_append_printf (
            out, "%s -> ", g_array_index (compiler->partials, MsOpenPartial, i).name);
    g_string_append (out, name);
    return g_string_free (out, FALSE);
}

static void
add_repeat (MsCompiler *compiler, const MsOp *tag, guint index)
{
    const MsOpenPartial *open = &g_array_index (compiler->partials, MsOpenPartial, index);
    MsOp op = *tag;

    if (compiler->sections <= open->sections) {
        g_autofree char *loop = describe_loop (compiler, index, tag->text.data);
        ms_mustache_error (compiler, tag, "partial loop: %s", loop);
        return;
    }
    op.type = MS_OP_REPEAT;
    op.jump = open->start;
    g_array_append_val (compiler->mustache->ops, op);
}

/* The end of a partial is known only behind it. */
static void
close_repeats (MsCompiler *compiler, guint start)
{
    GArray *ops = compiler->mustache->ops;

    for (guint i = start; i < ops->len; i++) {
        MsOp *op = &g_array_index (ops, MsOp, i);
        if (op->type == MS_OP_REPEAT && op->jump == start && op->until == 0)
            op->until = ops->len;
    }
}

static void
compile_partial (MsCompiler *compiler, const MsOp *tag, const char *text,
                 const char *file, MsSlice indent)
{
    MsOpenPartial open = { tag->text.data, compiler->mustache->ops->len,
                           compiler->sections };
    MsSource source = { ms_slice_str (text), file, 1, 1 };

    g_array_append_val (compiler->partials, open);
    ms_mustache_parse (compiler, &source, indent);
    g_array_set_size (compiler->partials, compiler->partials->len - 1);
    close_repeats (compiler, open.start);
}

void
ms_mustache_include (MsCompiler *compiler, const MsOp *tag, MsSlice indent)
{
    g_autofree char *text = NULL;
    g_autofree char *file = NULL;
    int index = open_partial_index (compiler, tag->text.data);

    if (index >= 0) {
        add_repeat (compiler, tag, (guint)index);
        return;
    }
    if (compiler->partials->len >= MS_MUSTACHE_MAX_PARTIALS) {
        ms_mustache_error (compiler, tag, "partials are nested more than %d deep",
                           MS_MUSTACHE_MAX_PARTIALS);
        return;
    }
    if (compiler->partial != NULL)
        text = compiler->partial (tag->text.data, &file, compiler->user_data);
    if (text == NULL)
        ms_mustache_error (compiler, tag, "unknown partial \"%s\"", tag->text.data);
    else
        compile_partial (compiler, tag, text, file != NULL ? file : tag->text.data,
                         indent);
}

MsMustache *
ms_mustache_compile (const MsSource *source, MsPartialFunc partial, gpointer user_data,
                     GPtrArray *problems)
{
    g_autoptr (MsMustache) mustache = g_new0 (MsMustache, 1);
    g_autoptr (GArray) partials = g_array_new (FALSE, FALSE, sizeof (MsOpenPartial));
    MsCompiler compiler = { .mustache = mustache,
                            .partial = partial,
                            .user_data = user_data,
                            .problems = problems,
                            .partials = partials };

    mustache->ops = g_array_new (FALSE, TRUE, sizeof (MsOp));
    mustache->strings = g_string_chunk_new (4096);
    ms_mustache_parse (&compiler, source, ms_slice (NULL, 0));
    return compiler.errors > 0 ? NULL : g_steal_pointer (&mustache);
}

void
ms_mustache_free (MsMustache *mustache)
{
    if (mustache == NULL)
        return;
    g_clear_pointer (&mustache->ops, g_array_unref);
    g_clear_pointer (&mustache->strings, g_string_chunk_free);
    g_free (mustache);
}

static void
add_name (GHashTable *names, const MsOp *op)
{
    MsMustacheName *name = g_new (MsMustacheName, 1);

    *name = (MsMustacheName){ op->text.data, op->file, op->line, op->column };
    g_hash_table_insert (names, (gpointer)name->name, name);
}

void
ms_mustache_names (const MsMustache *mustache, GHashTable *names)
{
    for (guint i = 0; i < mustache->ops->len; i++) {
        const MsOp *op = ms_mustache_op (mustache, i);
        gboolean asks = op->type == MS_OP_FIELD || op->type == MS_OP_RAW ||
                        op->type == MS_OP_SECTION || op->type == MS_OP_INVERTED;
        if (asks && strcmp (op->text.data, ".") != 0 &&
            !g_hash_table_contains (names, op->text.data))
            add_name (names, op);
    }
}
