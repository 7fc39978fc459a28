/* SPDX-License-Identifier: BSD-2-Clause */
#include "problem.h"
#include <string.h>

G_DEFINE_QUARK (ms_error, ms_error)

static void
problem_free (gpointer data)
{
    MsProblem *problem = data;

    g_free (problem->file);
    g_free (problem->text);
    g_free (problem);
}

GPtrArray *
ms_problems_new (void)
{
    return g_ptr_array_new_with_free_func (problem_free);
}

void
ms_problem_add (GPtrArray *problems, MsSeverity severity, const MsWhere *where,
                const char *format, va_list args)
{
    g_autofree char *text = g_strdup_vprintf (format, args);
    MsProblem *problem = g_new0 (MsProblem, 1);

    problem->severity = severity;
    problem->file = g_strdup (where->file);
    problem->line = where->line;
    problem->column = where->column;
    problem->text = ms_printable (text, ' '); /* one line, whatever it quotes */
    g_ptr_array_add (problems, problem);
}

void
ms_problem_error (GPtrArray *problems, const char *file, guint line, guint column,
                  const char *format, ...)
{
    const MsWhere where = { file, line, column };
    va_list args;

    va_start (args, format);
    ms_problem_add (problems, MS_PROBLEM_ERROR, &where, format, args);
    va_end (args);
}

void
ms_problem_warning (GPtrArray *problems, const char *file, guint line, guint column,
                    const char *format, ...)
{
    const MsWhere where = { file, line, column };
    va_list args;

    va_start (args, format);
    ms_problem_add (problems, MS_PROBLEM_WARNING, &where, format, args);
    va_end (args);
}

gboolean
ms_problem_is_known (const GPtrArray *problems, const MsWhere *where, const char *text)
{
    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = g_ptr_array_index (problems, i);
        if (problem->line == where->line && problem->column == where->column &&
            strcmp (problem->file, where->file) == 0 && strcmp (problem->text, text) == 0)
            return TRUE;
    }
    return FALSE;
}

char *
ms_problem_to_string (const MsProblem *problem)
{
    g_autoptr (GString) out = g_string_new (problem->file);

    if (problem->line > 0)
        g_string_append_printf (out, ":%u", problem->line);
    if (problem->line > 0 && problem->column > 0)
        g_string_append_printf (out, ":%u", problem->column);
    g_string_append (out, problem->severity == MS_PROBLEM_WARNING ? ": warning: " : ": ");
    g_string_append (out, problem->text);
    return ms_printable (out->str, '?');
}

gboolean
ms_problems_have_error (const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = g_ptr_array_index (problems, i);
        if (problem->severity == MS_PROBLEM_ERROR)
            return TRUE;
    }
    return FALSE;
}
