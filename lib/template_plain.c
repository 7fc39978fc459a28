/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_plain.h"

#include "problem.h"

#define MAX_LINE 998

void
ms_template_plain_check (const MsMustache *mustache, GPtrArray *problems)
{
    for (guint i = 0; i < mustache->ops->len; i++) {
        const MsOp *op = ms_mustache_op (mustache, i);
        if (op->type == MS_OP_REPEAT)
            ms_problem_error (problems, op->file, op->line, op->column,
                              "partial loop: \"%s\" includes itself", op->text.data);
    }
}

/* How much of a line that is too long goes first. */
static gsize
break_of (const char *line)
{
    const char *blank = memrchr (line, ' ', MAX_LINE);
    gsize len = MAX_LINE;

    if (blank != NULL && blank > line)
        return (gsize)(blank - line);
    while (((guchar)line[len] & 0xc0) == 0x80)
        len--;
    return len;
}

static void
add_line (GString *out, const char *line, gsize len)
{
    while (len > MAX_LINE) {
        gsize first = break_of (line);
        g_string_append_len (out, line, (gssize)first);
        g_string_append_c (out, '\n');
        if (line[first] == ' ')
            first++;
        line += first;
        len -= first;
    }
    g_string_append_len (out, line, (gssize)len);
    g_string_append_c (out, '\n');
}

static gboolean
is_empty (const char *line, gsize len)
{
    return strspn (line, " \t\r") >= len;
}

char *
ms_template_plain_finish (const char *text)
{
    GString *out = g_string_sized_new (strlen (text) + 1);

    while (*text != '\0') {
        gsize len = strcspn (text, "\n");
        gsize kept = len > 0 && text[len - 1] == '\r' ? len - 1 : len;
        if (out->len > 0 || !is_empty (text, kept))
            add_line (out, text, kept);
        text += text[len] == '\n' ? len + 1 : len;
    }
    while (out->len > 0) {
        const char *newline = memrchr (out->str, '\n', out->len - 1);
        gsize last = newline != NULL ? (gsize)(newline + 1 - out->str) : 0;
        if (!is_empty (out->str + last, out->len - 1 - last))
            break;
        g_string_truncate (out, last);
    }
    if (out->len > 0)
        g_string_truncate (out, out->len - 1);
    return g_string_free (out, FALSE);
}
