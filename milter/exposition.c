/* SPDX-License-Identifier: BSD-2-Clause */
#include "exposition.h"

void
exposition_head (GString *out, const char *name, const char *type, const char *help)
{
    g_string_append_printf (out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

char *
exposition_label (const char *name, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid (value, -1);
    GString *label = g_string_new (name);

    g_string_append (label, "=\"");
    for (const char *at = valid; *at; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c (label, '\\');
        if (*at == '\n')
            g_string_append (label, "\\n");
        else
            g_string_append_c (label, *at);
    }
    g_string_append_c (label, '"');
    return g_string_free (label, FALSE);
}

static void
append_name (GString *out, const char *name, const char *labels)
{
    g_string_append (out, name);
    if (labels)
        g_string_append_printf (out, "{%s}", labels);
    g_string_append_c (out, ' ');
}

void
exposition_count (GString *out, const char *name, const char *labels, guint64 count)
{
    append_name (out, name, labels);
    g_string_append_printf (out, "%" G_GUINT64_FORMAT "\n", count);
}

void
exposition_value (GString *out, const char *name, const char *labels, double value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    append_name (out, name, labels);
    g_string_append (out, g_ascii_formatd (number, sizeof number, "%.15g", value));
    g_string_append_c (out, '\n');
}

void
exposition_gauge (GString *out, const char *name, const char *help, double value)
{
    exposition_head (out, name, "gauge", help);
    exposition_value (out, name, NULL, value);
}

static void
append_bucket (GString *out, const char *name, const char *labels, const char *bound,
               guint64 count)
{
    g_string_append_printf (out, "%s_bucket{%s%sle=\"%s\"} %" G_GUINT64_FORMAT "\n", name,
                            labels ? labels : "", labels ? "," : "", bound, count);
}

void
exposition_histogram (GString *out, const char *name, const char *labels,
                      const ExpositionHistogram *histogram)
{
    g_autofree char *sum = g_strconcat (name, "_sum", NULL);
    g_autofree char *count = g_strconcat (name, "_count", NULL);
    char bound[G_ASCII_DTOSTR_BUF_SIZE];
    guint64 up_to = 0;

    for (guint i = 0; i < histogram->n_bounds; i++) {
        up_to += histogram->counts[i];
        g_ascii_formatd (bound, sizeof bound, "%.15g", histogram->bounds[i]);
        append_bucket (out, name, labels, bound, up_to);
    }
    up_to += histogram->counts[histogram->n_bounds];
    append_bucket (out, name, labels, "+Inf", up_to);
    exposition_value (out, sum, labels, histogram->sum);
    exposition_count (out, count, labels, up_to);
}
