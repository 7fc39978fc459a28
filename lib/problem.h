/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Collecting what is wrong in configuration, templates and people: loaders go on after a
 * problem, so that an administrator sees all of them at once. */
#pragma once

#include <mailstamp.h>

/* Adds an error to `problems`; `file` is copied, `line` and `column` count from 1 or are
 * 0. The text says what is wrong and what was expected, starts in lower case, has no full
 * stop. */
void ms_problem_error (GPtrArray *problems, const char *file, guint line, guint column,
                       const char *format, ...) G_GNUC_PRINTF (5, 6);
void ms_problem_warning (GPtrArray *problems, const char *file, guint line, guint column,
                         const char *format, ...) G_GNUC_PRINTF (5, 6);

/* A place in a file that an administrator wrote. */
typedef struct {
    const char *file; /* borrowed; NULL: places are not counted */
    guint line;
    guint column;
} MsWhere;

/* Either, with the arguments of a function like these. */
void ms_problem_add (GPtrArray *problems, MsSeverity severity, const MsWhere *where,
                     const char *format, va_list args) G_GNUC_PRINTF (4, 0);

/* Whether it has been told already: the same text of the same place. */
gboolean ms_problem_is_known (const GPtrArray *problems, const MsWhere *where,
                              const char *text);
