/* SPDX-License-Identifier: BSD-2-Clause */
#include "html_text.h"

#include <libxml/HTMLparser.h>

#define MAX_DEPTH 256

/* Text being laid out. Blanks and line ends are written only when something follows. */
typedef struct {
    GString *out;
    gboolean blank; /* a blank is due */
    guint breaks;   /* line ends are due: 1 ends the line, 2 leaves one empty */
} Layout;

static void lay_out (Layout *layout, const xmlNode *node, guint depth);

static void
layout_init (Layout *layout)
{
    *layout = (Layout){ .out = g_string_new (NULL) };
}

static void
flush (Layout *layout)
{
    gboolean at_start = layout->out->len == 0;

    for (guint i = 0; !at_start && i < layout->breaks; i++)
        g_string_append_c (layout->out, '\n');
    if (!at_start && layout->breaks == 0 && layout->blank)
        g_string_append_c (layout->out, ' ');
    layout->blank = FALSE;
    layout->breaks = 0;
}

static void
end_line (Layout *layout, guint breaks)
{
    layout->breaks = MAX (layout->breaks, breaks);
    layout->blank = FALSE;
}

static gboolean
is_blank (gunichar c)
{
    return c == 0xa0 || g_unichar_isspace (c);
}

/* What has no width is there to steer the layout of HTML. */
static gboolean
is_invisible (gunichar c)
{
    return c == 0xad || c == 0x200b || c == 0x2060 || c == 0xfeff || c == 0x34f ||
           (g_unichar_iscntrl (c) && !g_unichar_isspace (c));
}

static void
add_text (Layout *layout, const char *text, gboolean keep_blanks)
{
    for (; *text != '\0'; text = g_utf8_next_char (text)) {
        gunichar c = g_utf8_get_char (text);
        if (is_invisible (c))
            continue;
        if (keep_blanks && c == '\n') {
            layout->breaks = MIN (layout->breaks + 1, 2);
        } else if (!keep_blanks && is_blank (c)) {
            layout->blank = TRUE;
        } else {
            flush (layout);
            g_string_append_unichar (layout->out, is_blank (c) ? ' ' : c);
        }
    }
}

/* Text that is laid out already, on lines of its own. */
static void
add_lines (Layout *layout, const char *text)
{
    if (*text == '\0')
        return;
    flush (layout);
    g_string_append (layout->out, text);
}

static gboolean
is_element (const xmlNode *node, const char *const *names)
{
    for (; *names != NULL; names++)
        if (g_ascii_strcasecmp ((const char *)node->name, *names) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
is_named (const xmlNode *node, const char *name)
{
    return g_ascii_strcasecmp ((const char *)node->name, name) == 0;
}

static char *
attribute (const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetProp (node, (const xmlChar *)name);
    char *copy = g_strdup ((const char *)value);

    xmlFree (value);
    return copy;
}

/* TRUE when the style attribute has the declaration, written without blanks. */
static gboolean
has_style (const xmlNode *node, const char *declaration)
{
    g_autofree char *style = attribute (node, "style");
    gsize kept = 0;

    for (gsize i = 0; style != NULL && style[i] != '\0'; i++)
        if (!g_ascii_isspace (style[i]))
            style[kept++] = g_ascii_tolower (style[i]);
    if (style == NULL)
        return FALSE;
    style[kept] = '\0';
    return strstr (style, declaration) != NULL;
}

static gboolean
is_hidden (const xmlNode *node)
{
    static const char *const names[] = { "head",   "style",    "script",
                                         "title",  "template", "iframe",
                                         "object", "select",   NULL };
    return is_element (node, names) || xmlHasProp (node, (const xmlChar *)"hidden") ||
           has_style (node, "display:none") || has_style (node, "mso-hide:all");
}

static void
lay_out_children (Layout *layout, const xmlNode *node, guint depth)
{
    for (const xmlNode *child = node->children; child != NULL; child = child->next)
        lay_out (layout, child, depth);
}

/* ---- Links ---- */

/* What is the same of "https://www.example.com/" and "example.com". */
static char *
bare (const char *url)
{
    static const char *const prefixes[] = { "mailto:", "http://", "https://", "www." };
    char *copy;

    for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
        if (g_ascii_strncasecmp (url, prefixes[i], strlen (prefixes[i])) == 0)
            url += strlen (prefixes[i]);
    copy = g_strstrip (g_strdup (url));
    while (g_str_has_suffix (copy, "/"))
        copy[strlen (copy) - 1] = '\0';
    return copy;
}

static gboolean
says_itself (const char *label, const char *url)
{
    g_autofree char *bare_label = bare (label);
    g_autofree char *bare_url = bare (url);
    return g_ascii_strcasecmp (bare_label, bare_url) == 0;
}

/* The URL to be shown behind the text of a link, or NULL. */
static char *
shown_url (const xmlNode *node)
{
    g_autofree char *url = attribute (node, "href");

    if (url == NULL)
        return NULL;
    g_strstrip (url);
    if (g_ascii_strncasecmp (url, "mailto:", 7) == 0)
        return g_strndup (url + 7, strcspn (url + 7, "?"));
    if (g_ascii_strncasecmp (url, "http://", 7) == 0 ||
        g_ascii_strncasecmp (url, "https://", 8) == 0)
        return g_steal_pointer (&url);
    return NULL;
}

static void
lay_out_link (Layout *layout, const xmlNode *node, guint depth)
{
    gsize start = layout->out->len;
    g_autofree char *url = shown_url (node);
    g_autofree char *label = NULL;

    lay_out_children (layout, node, depth);
    label = g_strstrip (g_strdup (layout->out->str + start));
    if (url == NULL || *label == '\0' || says_itself (label, url))
        return;
    layout->blank = FALSE;
    g_string_append_printf (layout->out, " <%s>", url);
}

/* ---- Tables ---- */

static char *
text_of_cell (const xmlNode *cell, guint depth)
{
    Layout layout;

    layout_init (&layout);
    lay_out_children (&layout, cell, depth);
    return g_string_free (layout.out, FALSE);
}

static void
lay_out_row (Layout *layout, const xmlNode *row, guint depth)
{
    g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
    const char *between = "  ";
    g_autofree char *text = NULL;

    for (const xmlNode *cell = row->children; cell != NULL; cell = cell->next) {
        g_autofree char *content = NULL;
        if (cell->type != XML_ELEMENT_NODE || is_hidden (cell))
            continue;
        content = text_of_cell (cell, depth + 1);
        if (strchr (content, '\n') != NULL)
            between = "\n";
        if (*content != '\0')
            g_ptr_array_add (cells, g_steal_pointer (&content));
    }
    g_ptr_array_add (cells, NULL);
    text = g_strjoinv (between, (char **)cells->pdata);
    end_line (layout, 1);
    add_lines (layout, text);
    end_line (layout, 1);
}

/* ---- Elements ---- */

static void
lay_out_picture (Layout *layout, const xmlNode *node)
{
    g_autofree char *alt = attribute (node, "alt");

    if (alt != NULL)
        add_text (layout, alt, FALSE);
}

static void
lay_out_item (Layout *layout, const xmlNode *node, guint depth)
{
    end_line (layout, 1);
    flush (layout);
    g_string_append (layout->out, "- ");
    lay_out_children (layout, node, depth);
    end_line (layout, 1);
}

/* How many line ends stand around the element: 0 for one inside a line. */
static guint
breaks_around (const xmlNode *node)
{
    static const char *const spaced[] = { "p",  "h1",         "h2",  "h3", "h4",
                                          "h5", "h6",         "ul",  "ol", "dl",
                                          "hr", "blockquote", "pre", NULL };
    static const char *const blocks[] = { "div",        "table",    "address", "center",
                                          "dt",         "dd",       "caption", "section",
                                          "article",    "header",   "footer",  "figure",
                                          "figcaption", "fieldset", "form",    "td",
                                          "th",         NULL };

    if (is_element (node, spaced))
        return has_style (node, "margin:0") ? 1 : 2;
    return is_element (node, blocks) ? 1 : 0;
}

static void
lay_out_element (Layout *layout, const xmlNode *node, guint depth)
{
    guint breaks = breaks_around (node);

    if (is_named (node, "br")) {
        layout->breaks = MIN (layout->breaks + 1, 2);
        layout->blank = FALSE;
        return;
    }
    if (breaks > 0)
        end_line (layout, breaks);
    if (is_named (node, "img"))
        lay_out_picture (layout, node);
    else if (is_named (node, "a"))
        lay_out_link (layout, node, depth);
    else if (is_named (node, "tr"))
        lay_out_row (layout, node, depth);
    else if (is_named (node, "li"))
        lay_out_item (layout, node, depth);
    else
        lay_out_children (layout, node, depth);
    if (breaks > 0)
        end_line (layout, breaks);
}

static gboolean
is_preformatted (const xmlNode *node)
{
    return node->parent != NULL && is_named (node->parent, "pre");
}

static void
lay_out (Layout *layout, const xmlNode *node, guint depth)
{
    if (depth >= MAX_DEPTH)
        return;
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        add_text (layout, (const char *)node->content, is_preformatted (node));
    else if (node->type == XML_ELEMENT_NODE && !is_hidden (node))
        lay_out_element (layout, node, depth + 1);
}

/* RFC 3676 section 4.3: the blank of "-- " is what makes it a signature's start. */
static char *
tidy (const char *text)
{
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    GString *out = g_string_new (NULL);

    for (guint i = 0; lines[i] != NULL; i++) {
        g_strchomp (lines[i]);
        if (*lines[i] == '\0' && (out->len == 0 || g_str_has_suffix (out->str, "\n\n")))
            continue;
        g_string_append (out, strcmp (lines[i], "--") == 0 ? "-- " : lines[i]);
        g_string_append_c (out, '\n');
    }
    while (g_str_has_suffix (out->str, "\n"))
        g_string_truncate (out, out->len - 1);
    return g_string_free (out, FALSE);
}

/* libxml2 puts a paragraph around text that stands in no block: hence the <div>. */
static htmlDocPtr
parse (MsSlice html)
{
    g_autoptr (GString) document = g_string_new ("<div>");

    g_string_append_len (document, html.data, (gssize)html.len);
    g_string_append (document, "</div>");
    if (document->len > G_MAXINT)
        return NULL;
    return htmlReadMemory (document->str, (int)document->len, NULL, "UTF-8",
                           HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                               HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                               HTML_PARSE_COMPACT);
}

char *
ms_html_text (MsSlice html)
{
    Layout layout;
    g_autofree char *text = NULL;
    htmlDocPtr doc = parse (html);

    layout_init (&layout);
    if (doc != NULL && xmlDocGetRootElement (doc) != NULL)
        lay_out (&layout, xmlDocGetRootElement (doc), 0);
    xmlFreeDoc (doc);
    text = g_string_free (layout.out, FALSE);
    return tidy (text);
}
