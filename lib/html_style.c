/* SPDX-License-Identifier: BSD-2-Clause */
#include "html_style.h"

typedef struct {
    gboolean top_style, top_none, top_zero;
    gboolean left_style;
    gboolean all_style, all_none;
} Borders;

/* Whether one of the words of `value` is `word`. */
static gboolean
has_word (MsSlice value, const char *word)
{
    gsize len = strlen (word);

    for (gsize at = 0; at + len <= value.len; at++)
        if ((at == 0 || g_ascii_isspace (value.data[at - 1])) &&
            g_ascii_strncasecmp (value.data + at, word, len) == 0 &&
            (at + len == value.len || g_ascii_isspace (value.data[at + len]) ||
             value.data[at + len] == '!'))
            return TRUE;
    return FALSE;
}

static gboolean
draws_line (MsSlice value)
{
    static const char *const styles[] = { "solid",  "dashed", "dotted", "double",
                                          "groove", "ridge",  "inset",  "outset" };

    for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
        if (has_word (value, styles[i]))
            return TRUE;
    return FALSE;
}

static gboolean
is_zero (MsSlice value)
{
    return value.len > 0 && value.data[0] == '0' &&
           (value.len == 1 || (value.data[1] != '.' && !g_ascii_isdigit (value.data[1])));
}

static void
read_border (Borders *borders, MsSlice name, MsSlice value)
{
    if (ms_slice_is_nocase (name, "border") ||
        ms_slice_is_nocase (name, "border-style")) {
        borders->all_style = draws_line (value);
        borders->all_none = has_word (value, "none") || is_zero (value);
        borders->top_style = borders->left_style = FALSE;
    } else if (ms_slice_is_nocase (name, "border-top") ||
               ms_slice_is_nocase (name, "border-top-style") ||
               ms_slice_is_nocase (name, "border-block-start")) {
        borders->top_style = draws_line (value);
        borders->top_zero = is_zero (value);
    } else if (ms_slice_is_nocase (name, "border-top-width")) {
        borders->top_zero = is_zero (value);
    } else if (ms_slice_starts_with_nocase (name, "border-left") ||
               ms_slice_starts_with_nocase (name, "border-bottom") ||
               ms_slice_starts_with_nocase (name, "border-inline-start")) {
        borders->left_style |= draws_line (value);
    }
}

static void
read_declaration (MsStyle *style, Borders *borders, MsSlice name, MsSlice value)
{
    if (ms_slice_starts_with_nocase (name, "border"))
        read_border (borders, name, value);
    else if (ms_slice_is_nocase (name, "display"))
        style->hidden |= has_word (value, "none");
    else if (ms_slice_is_nocase (name, "mso-hide"))
        style->hidden |= has_word (value, "all");
    else if (ms_slice_is_nocase (name, "font-weight"))
        style->bold = has_word (value, "bold") || has_word (value, "bolder") ||
                      (value.len == 3 && value.data[0] >= '6' && value.data[0] <= '9');
}

MsStyle
ms_style_read (MsSlice style)
{
    MsStyle result = { 0 };
    Borders borders = { 0 };
    gsize at = 0;

    while (at < style.len) {
        const char *semicolon = memchr (style.data + at, ';', style.len - at);
        gsize end = semicolon != NULL ? (gsize)(semicolon - style.data) : style.len;
        const char *colon = memchr (style.data + at, ':', end - at);

        if (colon != NULL) {
            gsize middle = (gsize)(colon - style.data);
            read_declaration (&result, &borders,
                              ms_slice_trim (ms_slice (style.data + at, middle - at)),
                              ms_slice_trim (ms_slice (colon + 1, end - middle - 1)));
        }
        at = end + 1;
    }
    result.line_above = borders.top_style && !borders.top_zero && !borders.left_style;
    result.no_border = borders.all_none && !borders.left_style && !borders.top_style;
    return result;
}
