/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_balance.h"

#include "lint.h"
#include "problem.h"
#include "template_nest.h"
#include "template_scan.h"

/* With more section names than this, only all and none of them are tried. */
#define MAX_TRIED_NAMES 24

/* Which sections are taken: all or none, but for one name. */
typedef struct {
    gboolean others;
    const char *name; /* NULL: no exception */
} Assignment;

typedef struct {
    MsNest document;
    MsNest outlook; /* tags inside conditional comments balance among themselves */
    GPtrArray *problems;
} Balance;

static void G_GNUC_PRINTF (3, 4)
    warn_once (GPtrArray *problems, const MsWhere *where, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start (args, format);
    text = g_strdup_vprintf (format, args);
    va_end (args);
    if (!ms_problem_is_known (problems, where, text))
        ms_problem_warning (problems, where->file, where->line, where->column, "%s",
                            text);
}

static void
warn_unclosed (Balance *balance, const MsOpenElement *element)
{
    if (!ms_nest_may_end_itself (element))
        warn_once (balance->problems, &element->where, "<%s> is never closed",
                   element->name);
}

static void
on_balanced_tag (const MsTag *tag, gpointer user_data)
{
    Balance *balance = user_data;
    MsNest *nest = tag->is_conditional ? &balance->outlook : &balance->document;
    MsSlice slice = ms_tag_slice (tag, tag->name);
    g_autofree char *name = g_strndup (slice.data, slice.len);
    MsNestResult result;

    if (ms_tag_is_one_of (tag, ms_lint_dropped))
        return;
    result = ms_nest_tag (nest, tag);
    if (result == MS_NEST_STRAY)
        warn_once (balance->problems, &tag->where, "</%s> closes nothing and is left out",
                   name);
    if (result == MS_NEST_TOO_DEEP)
        warn_once (balance->problems, &tag->where, "<%s> is nested too deep", name);
    for (guint i = 0; i < nest->n_closed; i++)
        if (!tag->is_end || i + 1 < nest->n_closed)
            warn_unclosed (balance, &nest->closed[i]);
}

static gboolean
is_taken (const MsOp *op, const Assignment *assignment)
{
    gboolean is_it =
        assignment->name != NULL && strcmp (assignment->name, op->text.data) == 0;
    gboolean holds = is_it ? !assignment->others : assignment->others;
    return op->type == MS_OP_SECTION ? holds : !holds;
}

static void
check_balance_of (const MsMustache *mustache, const Assignment *assignment,
                  GPtrArray *problems)
{
    g_autofree Balance *balance = g_new0 (Balance, 1);
    g_autoptr (MsScan) scan = ms_scan_new (on_balanced_tag, balance);

    balance->problems = problems;
    for (guint i = 0; i < mustache->ops->len; i++) {
        const MsOp *op = ms_mustache_op (mustache, i);
        if (op->type == MS_OP_TEXT)
            ms_scan_feed (scan, op->text, &(MsWhere){ op->file, op->line, op->column });
        else if (op->type == MS_OP_FIELD || op->type == MS_OP_RAW)
            ms_scan_feed_field (scan);
        else if ((op->type == MS_OP_SECTION || op->type == MS_OP_INVERTED) &&
                 !is_taken (op, assignment))
            i = op->jump;
    }
    for (guint i = balance->document.depth; i > 0; i--)
        warn_unclosed (balance, &balance->document.open[i - 1]);
    for (guint i = balance->outlook.depth; i > 0; i--)
        warn_unclosed (balance, &balance->outlook.open[i - 1]);
}

static gboolean
is_known (const GPtrArray *names, const char *name)
{
    for (guint i = 0; i < names->len; i++)
        if (strcmp (g_ptr_array_index (names, i), name) == 0)
            return TRUE;
    return FALSE;
}

/* In the order of the template, so that problems come in the same order each time. */
static GPtrArray *
section_names (const MsMustache *mustache)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < mustache->ops->len && names->len <= MAX_TRIED_NAMES; i++) {
        const MsOp *op = ms_mustache_op (mustache, i);
        if ((op->type == MS_OP_SECTION || op->type == MS_OP_INVERTED) &&
            !is_known (names, op->text.data))
            g_ptr_array_add (names, (gpointer)op->text.data);
    }
    return names;
}

void
ms_template_balance_check (const MsMustache *mustache, GPtrArray *problems)
{
    g_autoptr (GPtrArray) names = section_names (mustache);

    check_balance_of (mustache, &(Assignment){ TRUE, NULL }, problems);
    check_balance_of (mustache, &(Assignment){ FALSE, NULL }, problems);
    for (guint i = 0; names->len <= MAX_TRIED_NAMES && i < names->len; i++) {
        const char *name = g_ptr_array_index (names, i);
        check_balance_of (mustache, &(Assignment){ TRUE, name }, problems);
        check_balance_of (mustache, &(Assignment){ FALSE, name }, problems);
    }
}
