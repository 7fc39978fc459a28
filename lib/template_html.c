/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_html.h"

#include "lint.h"
#include "problem.h"
#include "template_balance.h"
#include "template_escape.h"
#include "template_url.h"

/* ---- The body of a page ---- */

typedef struct {
    gsize start; /* behind <body>, </head> or <html>, whichever came last */
    gsize end;
    MsWhere where; /* of start */
    gboolean in_body;
    gboolean is_page;
    GPtrArray *head; /* problems of what stands before the body */
} Page;

static void
on_page_tag (const MsTag *tag, gpointer user_data)
{
    Page *page = user_data;
    gboolean is_body = ms_tag_is (tag, "body");
    gboolean is_html = ms_tag_is (tag, "html");
    gboolean is_head = ms_tag_is (tag, "head");

    page->is_page = page->is_page || is_body || is_html || is_head;
    if (tag->is_end && (is_body || is_html) && page->end == G_MAXSIZE)
        page->end = tag->offset;
    if (page->in_body)
        return;
    ms_lint_page_tag (tag, page->head);
    if (tag->is_end ? is_head : is_body || is_html) {
        page->start = tag->offset + tag->len;
        page->in_body = is_body;
    }
}

static void
move_problems (GPtrArray *from, GPtrArray *to)
{
    while (from->len > 0)
        g_ptr_array_add (to, g_ptr_array_steal_index (from, 0));
}

MsSource
ms_template_html_body (MsSlice text, const char *file, GPtrArray *problems)
{
    g_autoptr (GPtrArray) head = ms_problems_new();
    MsWhere where = { file, 1, 1 };
    Page page = { .end = G_MAXSIZE, .where = where, .head = head };
    g_autoptr (MsScan) scan = ms_scan_new (on_page_tag, &page);

    ms_scan_feed (scan, text, &where);
    if (!page.is_page)
        return (MsSource){ text, file, 1, 1 };
    move_problems (head, problems);
    for (gsize i = 0; i < page.start; i++)
        ms_where_pass (&page.where, text.data[i]);
    page.end = CLAMP (page.end, page.start, text.len);
    return (MsSource){ ms_slice (text.data + page.start, page.end - page.start), file,
                       page.where.line, page.where.column };
}

/* ---- Contexts ---- */

typedef struct {
    MsScanPlace place;
    gboolean conditional;
    char quote;
    char attribute[32];
} Spot;

typedef struct {
    MsMustache *mustache;
    MsScan *scan;
    MsTagFunc on_tag;
    gpointer user_data;
    GPtrArray *problems;
    GArray *spots; /* of Spot: where the open sections began */
    gboolean broken;
} Check;

static Spot
spot_of (const MsScan *scan)
{
    Spot spot = { ms_scan_place (scan), ms_scan_in_conditional (scan), '\0', "" };

    if (spot.place == MS_IN_VALUE) {
        MsSlice name = ms_scan_attribute_name (scan);
        spot.quote = ms_scan_quote (scan);
        memcpy (spot.attribute, name.data, MIN (name.len, sizeof spot.attribute - 1));
    }
    return spot;
}

static gboolean
same_spot (const Spot *a, const Spot *b)
{
    return a->place == b->place && a->conditional == b->conditional &&
           a->quote == b->quote && strcmp (a->attribute, b->attribute) == 0;
}

static void G_GNUC_PRINTF (3, 4)
    complain (Check *check, const MsOp *op, const char *format, ...)
{
    const MsWhere where = { op->file, op->line, op->column };
    va_list args;

    va_start (args, format);
    ms_problem_add (check->problems, MS_PROBLEM_ERROR, &where, format, args);
    va_end (args);
    check->broken = TRUE;
}

static guint
url_context (const MsScan *scan)
{
    g_autofree char *url = ms_url_decode (ms_scan_attribute_value (scan));

    if (g_ascii_strncasecmp (url, "tel:", 4) == 0 ||
        g_ascii_strncasecmp (url, "sms:", 4) == 0)
        return MS_CONTEXT_NUMBER;
    return strpbrk (url, "?#") != NULL ? MS_CONTEXT_URL_PART : MS_CONTEXT_URL;
}

static guint
value_context (Check *check, const MsOp *op)
{
    MsSlice name = ms_scan_attribute_name (check->scan);
    guint unquoted = ms_scan_quote (check->scan) == '\0' ? MS_CONTEXT_UNQUOTED : 0;

    if (ms_name_is (name, "style"))
        return MS_CONTEXT_STYLE | unquoted;
    if (ms_url_is_attribute (name))
        return url_context (check->scan) | unquoted;
    if ((name.len > 2 && memcmp (name.data, "on", 2) == 0) ||
        ms_name_is (name, "srcdoc")) {
        if (op->type == MS_OP_FIELD)
            complain (check, op, "field \"%s\" cannot stand in a script", op->text.data);
        return MS_CONTEXT_NOWHERE;
    }
    return MS_CONTEXT_TEXT | unquoted;
}

static guint
place_context (Check *check, const MsOp *op)
{
    switch (ms_scan_place (check->scan)) {
    case MS_IN_TEXT:
        return MS_CONTEXT_TEXT;
    case MS_IN_VALUE:
        return value_context (check, op);
    case MS_IN_TAG:
        if (op->type == MS_OP_FIELD)
            complain (check, op,
                      "field \"%s\" stands inside a tag, expected it in the text or in "
                      "the value of an attribute",
                      op->text.data);
        return MS_CONTEXT_NOWHERE;
    default:
        return MS_CONTEXT_NOWHERE;
    }
}

static guint
context_of (Check *check, const MsOp *op)
{
    guint context = place_context (check, op);

    if (ms_scan_in_conditional (check->scan))
        context |= MS_CONTEXT_CONDITIONAL;
    return context;
}

static void
open_section (Check *check)
{
    Spot spot = spot_of (check->scan);
    g_array_append_val (check->spots, spot);
}

static void
close_section (Check *check, const MsOp *op)
{
    Spot now = spot_of (check->scan);
    guint last = check->spots->len - 1;

    if (!same_spot (&now, &g_array_index (check->spots, Spot, last)))
        complain (check, ms_mustache_op (check->mustache, op->jump),
                  "section \"%s\" begins and ends in different places of the HTML: whole "
                  "tags, whole attributes or a part of one value may stand in it",
                  op->text.data);
    g_array_set_size (check->spots, last);
}

static void
feed_text (MsScan *scan, const MsOp *op)
{
    MsWhere where = { op->file, op->line, op->column };
    ms_scan_feed (scan, op->text, &where);
}

static void
check_op (Check *check, MsOp *op)
{
    switch (op->type) {
    case MS_OP_TEXT:
        feed_text (check->scan, op);
        break;
    case MS_OP_FIELD:
    case MS_OP_RAW:
        op->context = context_of (check, op);
        ms_scan_feed_field (check->scan);
        break;
    case MS_OP_SECTION:
    case MS_OP_INVERTED:
        open_section (check);
        break;
    case MS_OP_END:
        close_section (check, op);
        break;
    case MS_OP_REPEAT:
        complain (check, op, "partial loop: \"%s\" includes itself", op->text.data);
        break;
    }
}

static const char *
what_is_open (const MsScan *scan)
{
    switch (ms_scan_place (scan)) {
    case MS_IN_TAG:
        return "the tag is never closed, expected >";
    case MS_IN_VALUE:
        return "the tag is never closed, expected the end of an attribute's value and >";
    case MS_IN_COMMENT:
        return "the comment is never closed, expected -->";
    case MS_IN_RAW_TEXT:
        return "the element is never closed, expected its end tag";
    case MS_IN_TEXT:
        break;
    }
    return ms_scan_in_conditional (scan)
               ? "the conditional comment is never closed, expected <![endif]-->"
               : NULL;
}

static void
check_end (Check *check)
{
    const char *open = what_is_open (check->scan);
    MsWhere where = ms_scan_open_where (check->scan);

    if (open == NULL)
        return;
    check->broken = TRUE;
    ms_problem_error (check->problems, where.file, where.line, where.column, "%s", open);
}

static void
on_checked_tag (const MsTag *tag, gpointer user_data)
{
    Check *check = user_data;

    ms_lint_tag (tag, check->problems);
    if (check->on_tag != NULL)
        check->on_tag (tag, check->user_data);
}

void
ms_template_html_check (MsMustache *mustache, const char *file, MsTagFunc on_tag,
                        gpointer user_data, GPtrArray *problems)
{
    g_autoptr (GArray) spots = g_array_new (FALSE, TRUE, sizeof (Spot));
    Check check = { .mustache = mustache,
                    .on_tag = on_tag,
                    .user_data = user_data,
                    .problems = problems,
                    .spots = spots };
    g_autoptr (MsScan) scan = ms_scan_new (on_checked_tag, &check);
    MsWhere start = { file, 1, 1 };

    check.scan = scan;
    ms_scan_feed (scan, ms_slice (NULL, 0), &start);
    for (guint i = 0; i < mustache->ops->len; i++)
        check_op (&check, ms_mustache_op (mustache, i));
    check_end (&check);
    if (!check.broken)
        ms_template_balance_check (mustache, problems);
}
