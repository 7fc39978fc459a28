/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A template and its values, separated by octets of zero: HTML, text, the partial "p",
 * then the values of a, b, c, d. Whatever they are, the result is bounded, is whole, and
 * has the tags that it has with harmless values. */
#include "html_text.h"
#include "problem.h"
#include "template_balance.h"
#include "template_escape.h"
#include "template_finish.h"
#include "template_html.h"
#include "template_nest.h"
#include "template_plain.h"
#include "template_scan.h"

#include <stdint.h>

#define MAX_RENDERED (64 * 1024)

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

static char *
find_partial (const char *name, char **file, gpointer user_data)
{
    *file = g_strdup ("p.html");
    return strcmp (name, "p") == 0 ? g_strdup (user_data) : NULL;
}

static char *
picture (const char *name, G_GNUC_UNUSED gpointer user_data)
{
    return g_str_has_suffix (name, "png") ? g_strdup ("cid:1@x") : NULL;
}

static MsMustache *
compile (const MsSource *source, char *partial, GPtrArray *problems)
{
    MsMustache *mustache = ms_mustache_compile (source, find_partial, partial, problems);

    g_assert (mustache != NULL || ms_problems_have_error (problems));
    return mustache;
}

/* Values a to d; harmless ones are as true or false as the others. */
static MsValue *
fields_of (char **pieces, guint count, gboolean harmless)
{
    static const char *const names[] = { "a", "b", "c", "d" };
    MsValue *fields = ms_value_new_map();

    for (guint i = 0; i < 4 && i + 3 < count; i++) {
        MsValue *value = ms_value_new_text (pieces[i + 3]);
        gboolean is_true = ms_value_is_true (value);
        ms_value_unref (value);
        ms_value_set_text (fields, names[i],
                           !harmless ? pieces[i + 3]
                           : is_true ? "x"
                                     : "");
    }
    return fields;
}

static void
keep_structure (const MsTag *tag, gpointer user_data)
{
    MsSlice name = ms_tag_slice (tag, tag->name);

    g_string_append_printf (user_data, "<%s%.*s", tag->is_end ? "/" : "", (int)name.len,
                            name.data);
    for (guint i = 0; i < tag->n_attributes; i++) {
        MsSlice attribute = ms_tag_slice (tag, tag->attributes[i].name);
        g_string_append_printf (user_data, " %.*s", (int)attribute.len, attribute.data);
    }
    g_string_append_c (user_data, '>');
}

static char *
structure_of (const char *html)
{
    GString *structure = g_string_new (NULL);
    g_autoptr (MsScan) scan = ms_scan_new (keep_structure, structure);

    ms_scan_feed (scan, ms_slice_str (html), NULL);
    return g_string_free (structure, FALSE);
}

static gboolean
has_raw (const MsMustache *mustache)
{
    for (guint i = 0; i < mustache->ops->len; i++)
        if (ms_mustache_op (mustache, i)->type == MS_OP_RAW)
            return TRUE;
    return FALSE;
}

static void
check_structure (const MsMustache *mustache, const char *html, const MsValue *harmless)
{
    g_autofree char *other = ms_mustache_render (mustache, harmless, ms_escape_html,
                                                 MS_RENDER_DEFAULT, MAX_RENDERED, NULL);
    g_autofree char *got = structure_of (html);
    g_autofree char *want = other != NULL ? structure_of (other) : NULL;

    g_assert (want == NULL || strcmp (got, want) == 0);
}

static void
check_nesting (const MsTag *tag, gpointer user_data)
{
    if (!tag->is_conditional)
        g_assert (ms_nest_tag (user_data, tag) == MS_NEST_TAKEN);
}

static void
check_whole (const char *html)
{
    g_autofree MsNest *nest = g_new0 (MsNest, 1);
    g_autoptr (MsScan) scan = ms_scan_new (check_nesting, nest);

    ms_scan_feed (scan, ms_slice_str (html), NULL);
    g_assert (ms_scan_place (scan) == MS_IN_TEXT);
    g_assert (!ms_scan_in_conditional (scan));
    g_assert (nest->depth == 0);
}

static void
check_html (char **pieces, guint count, const MsValue *fields, const MsValue *harmless)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsSource source = ms_template_html_body (ms_slice_str (pieces[0]), "t", problems);
    g_autoptr (MsMustache) mustache =
        compile (&source, count > 2 ? pieces[2] : NULL, problems);
    g_autofree char *html = NULL;
    g_autofree char *finished = NULL;
    g_autofree char *text = NULL;

    if (mustache == NULL)
        return;
    ms_template_html_check (mustache, "t", NULL, NULL, problems);
    if (ms_problems_have_error (problems))
        return;
    html = ms_mustache_render (mustache, fields, ms_escape_html, MS_RENDER_DEFAULT,
                               MAX_RENDERED, NULL);
    if (html == NULL)
        return;
    g_assert (strlen (html) <= MAX_RENDERED);
    if (!has_raw (mustache))
        check_structure (mustache, html, harmless);
    finished = ms_template_finish (html, picture, NULL);
    check_whole (finished);
    text = ms_html_text (ms_slice_str (finished));
    g_assert (g_utf8_validate (text, -1, NULL));
}

static void
check_text (char **pieces, guint count, const MsValue *fields)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsSource source = { ms_slice_str (pieces[1]), "t", 1, 1 };
    g_autoptr (MsMustache) mustache =
        compile (&source, count > 2 ? pieces[2] : NULL, problems);
    g_autofree char *text = NULL;
    g_autofree char *finished = NULL;

    if (mustache == NULL)
        return;
    text = ms_mustache_render (mustache, fields, ms_escape_plain, MS_RENDER_DROP_LINES,
                               MAX_RENDERED, NULL);
    if (text == NULL)
        return;
    finished = ms_template_plain_finish (text);
    for (const char *line = finished; *line != '\0'; line += strspn (line, "\n")) {
        gsize line_len = strcspn (line, "\n");
        g_assert (line_len <= 998);
        line += line_len;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
    g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (MsValue) fields = NULL;
    g_autoptr (MsValue) harmless = NULL;

    for (size_t at = 0; at <= len && pieces->len < 7;) {
        const uint8_t *end = at < len ? memchr (data + at, 0, len - at) : NULL;
        size_t piece = end != NULL ? (size_t)(end - (data + at)) : len - at;
        char *text = g_strndup ((const char *)data + at, piece);
        g_ptr_array_add (pieces, g_utf8_make_valid (text, -1));
        g_free (text);
        at += piece + 1;
    }
    fields = fields_of ((char **)pieces->pdata, pieces->len, FALSE);
    harmless = fields_of ((char **)pieces->pdata, pieces->len, TRUE);
    check_html ((char **)pieces->pdata, pieces->len, fields, harmless);
    if (pieces->len > 1)
        check_text ((char **)pieces->pdata, pieces->len, fields);
    return 0;
}
