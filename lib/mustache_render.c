/* SPDX-License-Identifier: BSD-2-Clause */
#include "mustache_program.h"

/* Sections of lists inside each other multiply; no signature needs more than this. */
#define MAX_STEPS 200000
#define MAX_DEPTH (MS_MUSTACHE_MAX_SECTIONS * 4)

typedef struct {
    const MsMustache *mustache;
    MsEscapeFunc escape;
    gsize max_size;
    GString *out;
    const MsValue *stack[MAX_DEPTH + 1]; /* the context stack, outermost first */
    guint depth;
    guint steps;
    const char *failure; /* why it cannot go on; static */

    gboolean drop_lines;
    gsize line_start;   /* in out */
    gboolean has_tag;   /* this line of the template has a tag in it */
    gboolean vanished;  /* something disappeared since the last line with text */
    gboolean after_gap; /* the last line kept was blank, or there was none */
} Render;

static gboolean
may_go_on (Render *render)
{
    if (render->out->len > render->max_size)
        render->failure = "the signature is too large";
    else if (++render->steps > MAX_STEPS)
        render->failure = "sections repeat each other too often";
    return render->failure == NULL;
}

static gboolean
line_is_blank (const Render *render)
{
    for (gsize i = render->line_start; i < render->out->len; i++)
        if (!g_ascii_isspace (render->out->str[i]))
            return FALSE;
    return TRUE;
}

static void
end_line (Render *render)
{
    gboolean blank = line_is_blank (render);

    if (blank && (render->has_tag || (render->vanished && render->after_gap))) {
        g_string_truncate (render->out, render->line_start);
        render->vanished = TRUE;
    } else {
        g_string_append_c (render->out, '\n');
        render->after_gap = blank;
        render->vanished = render->vanished && blank;
    }
    render->line_start = render->out->len;
    render->has_tag = FALSE;
}

static void
write_text (Render *render, MsSlice text)
{
    const char *newline;

    while (render->drop_lines && (newline = memchr (text.data, '\n', text.len)) != NULL) {
        gsize len = (gsize)(newline - text.data);
        g_string_append_len (render->out, text.data, (gssize)len);
        end_line (render);
        text = ms_slice (newline + 1, text.len - len - 1);
    }
    g_string_append_len (render->out, text.data, (gssize)text.len);
}

static const MsValue *
lookup_first (const Render *render, const char *name)
{
    const MsValue *value = NULL;

    for (guint i = render->depth + 1; i > 0 && value == NULL; i--)
        value = ms_value_get (render->stack[i - 1], name);
    return value;
}

/* The first part of a dotted name is looked for from the innermost context outwards, the
 * others only in what the one before gave. */
static const MsValue *
lookup (const Render *render, const char *name)
{
    g_auto (GStrv) parts = NULL;
    const MsValue *value = NULL;

    if (strcmp (name, ".") == 0)
        return render->stack[render->depth];
    if (strchr (name, '.') == NULL)
        return lookup_first (render, name);
    parts = g_strsplit (name, ".", -1);
    value = lookup_first (render, parts[0]);
    for (guint i = 1; value != NULL && parts[i] != NULL; i++)
        value = ms_value_get (value, parts[i]);
    return value;
}

/* A list where one text is wanted: its first. Several values joined would be no number to
 * dial and no address to write to. */
static const char *
text_of (const MsValue *value)
{
    if (ms_value_length (value) > 0)
        value = ms_value_item (value, 0);
    return ms_value_text (value);
}

static void
write_field (Render *render, const MsOp *op)
{
    const char *text = text_of (lookup (render, op->text.data));

    render->has_tag = TRUE;
    if (text == NULL)
        text = "";
    if (op->type == MS_OP_FIELD && render->escape != NULL)
        render->escape (render->out, text, op->context);
    else
        g_string_append (render->out, text);
}

static void run (Render *render, guint from, guint to);

static void
run_with (Render *render, const MsValue *context, guint from, guint to)
{
    if (render->depth >= MAX_DEPTH) {
        render->failure = "sections and partials repeat each other without end";
        return;
    }
    render->stack[++render->depth] = context;
    run (render, from, to);
    render->depth--;
}

static void
run_section (Render *render, const MsOp *op, guint index)
{
    const MsValue *value = lookup (render, op->text.data);
    gsize length = ms_value_length (value);
    gboolean holds = ms_value_is_true (value) == (op->type == MS_OP_SECTION);

    render->has_tag = render->has_tag || !op->alone;
    render->vanished = render->vanished || !holds;
    if (!holds)
        return;
    if (op->type == MS_OP_INVERTED)
        run (render, index + 1, op->jump);
    else if (length == 0)
        run_with (render, value, index + 1, op->jump);
    for (gsize i = 0; op->type == MS_OP_SECTION && i < length && may_go_on (render); i++)
        run_with (render, ms_value_item (value, i), index + 1, op->jump);
}

/* Recursion is bounded by MAX_DEPTH and, for inverted sections, by how deep they may be
 * nested. */
static void
run (Render *render, guint from, guint to)
{
    for (guint i = from; i < to && may_go_on (render); i++) {
        const MsOp *op = ms_mustache_op (render->mustache, i);
        switch (op->type) {
        case MS_OP_TEXT:
            write_text (render, op->text);
            break;
        case MS_OP_FIELD:
        case MS_OP_RAW:
            write_field (render, op);
            break;
        case MS_OP_SECTION:
        case MS_OP_INVERTED:
            run_section (render, op, i);
            i = op->jump;
            break;
        case MS_OP_END:
            break;
        case MS_OP_REPEAT:
            run_with (render, render->stack[render->depth], op->jump, op->until);
            break;
        }
    }
}

char *
ms_mustache_render (const MsMustache *mustache, const MsValue *fields,
                    MsEscapeFunc escape, MsRenderFlags flags, gsize max_size,
                    GError **error)
{
    g_autoptr (GString) out = g_string_sized_new (1024);
    Render render = { .mustache = mustache,
                      .escape = escape,
                      .max_size = max_size,
                      .out = out,
                      .stack = { fields },
                      .drop_lines = (flags & MS_RENDER_DROP_LINES) != 0,
                      .after_gap = TRUE };

    run (&render, 0, mustache->ops->len);
    if (render.failure == NULL && render.drop_lines && render.has_tag &&
        line_is_blank (&render))
        g_string_truncate (out, render.line_start);
    if (render.failure == NULL && out->len <= max_size)
        return g_string_free (g_steal_pointer (&out), FALSE);
    g_set_error_literal (error, MS_ERROR, MS_ERROR_TEMPLATE,
                         render.failure != NULL ? render.failure
                                                : "the signature is too large");
    return NULL;
}
