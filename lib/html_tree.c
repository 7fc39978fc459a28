/* SPDX-License-Identifier: BSD-2-Clause */
#include "html_tree.h"
#include "html_style.h"

#define FORBIDDEN 1000000
/* An end tag closes nothing further out than this: a bound on hostile nesting. */
#define MAX_REACH 128

#define BLOCK (MS_TAG_BLOCK | MS_TAG_CLOSES_P)
#define ITEM (MS_TAG_BLOCK | MS_TAG_CLOSES_P | MS_TAG_ENDS_SAME)
#define CELL (MS_TAG_CELL | MS_TAG_SCOPE | MS_TAG_ENDS_SAME)
#define STRUCTURE (MS_TAG_BLOCK | MS_TAG_STRUCTURE)
#define ROWS (STRUCTURE | MS_TAG_ENDS_SAME)
#define LIST (MS_TAG_BLOCK | MS_TAG_CLOSES_P | MS_TAG_STRUCTURE)
#define OBJECT (MS_TAG_HIDDEN | MS_TAG_PICTURE)

/* In the order of strcmp. The costs only need an order: what would restyle, indent or
 * link a signature costs more than a plain <div>, what would make it unreadable or break
 * the document most. */
static const MsTag tags[] = {
    { "a", 60, 0 },
    { "address", 4, BLOCK },
    { "area", 0, MS_TAG_VOID },
    { "article", 2, BLOCK },
    { "aside", 2, BLOCK },
    { "b", 12, MS_TAG_BOLD },
    { "base", 0, MS_TAG_VOID },
    { "blockquote", 200, BLOCK | MS_TAG_QUOTE | MS_TAG_PARAGRAPH },
    { "body", 0, MS_TAG_DOCUMENT },
    { "br", 0, MS_TAG_VOID | MS_TAG_BREAK },
    { "button", 90, OBJECT },
    { "caption", 40, STRUCTURE | MS_TAG_SCOPE },
    { "center", 6, BLOCK },
    { "col", 0, MS_TAG_VOID },
    { "colgroup", 40, MS_TAG_STRUCTURE },
    { "dd", 40, ITEM },
    { "details", 90, BLOCK },
    { "div", 1, BLOCK },
    { "dl", 40, LIST },
    { "dt", 40, ITEM },
    { "embed", 0, MS_TAG_VOID | MS_TAG_PICTURE },
    { "fieldset", 6, BLOCK },
    { "footer", 2, BLOCK },
    { "form", 4, BLOCK },
    { "frameset", 90, OBJECT },
    { "h1", 30, BLOCK | MS_TAG_PARAGRAPH },
    { "h2", 30, BLOCK | MS_TAG_PARAGRAPH },
    { "h3", 30, BLOCK | MS_TAG_PARAGRAPH },
    { "h4", 30, BLOCK | MS_TAG_PARAGRAPH },
    { "h5", 30, BLOCK | MS_TAG_PARAGRAPH },
    { "h6", 30, BLOCK | MS_TAG_PARAGRAPH },
    { "head", 0, MS_TAG_DOCUMENT | MS_TAG_HIDDEN },
    { "header", 2, BLOCK },
    { "hr", 0, MS_TAG_VOID | BLOCK | MS_TAG_RULE },
    { "html", 0, MS_TAG_DOCUMENT },
    { "img", 0, MS_TAG_VOID | MS_TAG_PICTURE },
    { "input", 0, MS_TAG_VOID | MS_TAG_PICTURE },
    { "legend", 40, BLOCK },
    { "li", 40, ITEM },
    { "link", 0, MS_TAG_VOID },
    { "main", 2, BLOCK },
    { "map", 90, MS_TAG_HIDDEN },
    { "math", 90, OBJECT },
    { "meta", 0, MS_TAG_VOID },
    { "nav", 6, BLOCK },
    { "object", 90, OBJECT },
    { "ol", 40, LIST },
    { "option", 90, MS_TAG_HIDDEN },
    { "p", 8, BLOCK | MS_TAG_PARAGRAPH },
    { "param", 0, MS_TAG_VOID },
    { "pre", 10, BLOCK | MS_TAG_PRE | MS_TAG_PARAGRAPH },
    { "script", 0, MS_TAG_HIDDEN },
    { "section", 2, BLOCK },
    { "select", 90, OBJECT },
    { "source", 0, MS_TAG_VOID },
    { "strong", 12, MS_TAG_BOLD },
    { "style", 0, MS_TAG_HIDDEN },
    { "svg", 90, OBJECT },
    { "table", 5, STRUCTURE | MS_TAG_SCOPE },
    { "tbody", 0, ROWS },
    { "td", 3, CELL },
    { "template", 90, MS_TAG_HIDDEN | MS_TAG_SCOPE },
    { "textarea", 90, MS_TAG_HIDDEN },
    { "tfoot", 0, ROWS },
    { "th", 6, CELL },
    { "thead", 0, ROWS },
    { "title", 0, MS_TAG_HIDDEN },
    { "tr", 0, ROWS },
    { "track", 0, MS_TAG_VOID },
    { "ul", 40, LIST },
    { "video", 90, OBJECT },
    { "wbr", 0, MS_TAG_VOID },
};

/* font, span, i, u, o:p, and whatever mail has besides */
static const MsTag inline_tag = { "", 10, 0 };
static const MsTag document_tag = { "#document", 0, MS_TAG_DOCUMENT };

const MsTag *
ms_tag_lookup (MsSlice name)
{
    guint low = 0, high = G_N_ELEMENTS (tags);
    char lower[12];

    if (name.len >= sizeof lower)
        return &inline_tag;
    for (gsize i = 0; i < name.len; i++)
        lower[i] =
            g_ascii_isupper (name.data[i]) ? (char)(name.data[i] | 0x20) : name.data[i];
    lower[name.len] = '\0';
    while (low < high) {
        guint middle = (low + high) / 2;
        int order = lower[0] - tags[middle].name[0];
        if (order == 0)
            order = strcmp (lower, tags[middle].name);
        if (order == 0)
            return &tags[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return &inline_tag;
}

void
ms_tree_init (MsTree *tree)
{
    tree->depth = 1;
    tree->overflow = 0;
    tree->paragraphs = 0;
    tree->cost = 0;
    tree->open[0] = (MsOpenElement){ .tag = &document_tag };
}

const MsOpenElement *
ms_tree_top (const MsTree *tree)
{
    return &tree->open[tree->depth - 1];
}

guint64
ms_tree_cost (const MsTree *tree)
{
    const MsOpenElement *top = ms_tree_top (tree);
    guint64 cost = tree->cost + tree->overflow * (guint64)FORBIDDEN;

    return top->structure || top->hidden ? cost + FORBIDDEN : cost;
}

static gboolean
is_paragraph (const MsTag *tag)
{
    return tag->name[0] == 'p' && tag->name[1] == '\0';
}

static void
pop_to (MsTree *tree, guint depth)
{
    while (tree->depth > depth) {
        tree->depth--;
        tree->cost -= tree->open[tree->depth].cost;
        tree->paragraphs -= is_paragraph (tree->open[tree->depth].tag);
    }
}

/* The index of the innermost open `name`, looking no further than an element of `scope`;
 * 0 when there is none. */
static guint
find_open (const MsTree *tree, MsSlice name, guint scope)
{
    guint lowest = tree->depth > MAX_REACH ? tree->depth - MAX_REACH : 1;

    for (guint i = tree->depth; i > lowest; i--) {
        const MsOpenElement *element = &tree->open[i - 1];
        if (element->name.len == name.len &&
            g_ascii_strncasecmp (element->name.data, name.data, name.len) == 0)
            return i - 1;
        if ((element->tag->traits & scope) != 0)
            return 0;
    }
    return 0;
}

/* A new item ends the one before it, a new row the cell and the row, and so on. */
static void
close_implied (MsTree *tree, const MsTag *tag)
{
    static const struct {
        const char *starts;
        const char *ends[6];
    } implied[] = {
        { "li", { "li" } },
        { "dd", { "dd", "dt" } },
        { "dt", { "dd", "dt" } },
        { "td", { "td", "th" } },
        { "th", { "td", "th" } },
        { "tr", { "td", "th", "tr" } },
        { "tbody", { "td", "th", "tr", "tbody", "thead", "tfoot" } },
        { "thead", { "td", "th", "tr", "tbody", "thead", "tfoot" } },
        { "tfoot", { "td", "th", "tr", "tbody", "thead", "tfoot" } },
    };

    for (guint i = 0; i < G_N_ELEMENTS (implied); i++) {
        if (strcmp (tag->name, implied[i].starts) != 0)
            continue;
        for (guint k = 0; k < 6 && implied[i].ends[k] != NULL; k++) {
            guint open =
                find_open (tree, ms_slice_str (implied[i].ends[k]), MS_TAG_STRUCTURE);
            if (open != 0)
                pop_to (tree, open);
        }
    }
}

static void
close_paragraph (MsTree *tree)
{
    guint open = find_open (tree, ms_slice_str ("p"), MS_TAG_SCOPE);

    if (open != 0)
        pop_to (tree, open);
}

void
ms_tree_start (MsTree *tree, const MsTag *tag, MsSlice name, MsElementStyle style)
{
    const MsOpenElement *above = NULL;
    MsOpenElement *element = NULL;

    if ((tag->traits & MS_TAG_CLOSES_P) != 0 && tree->paragraphs > 0)
        close_paragraph (tree);
    if ((tag->traits & MS_TAG_ENDS_SAME) != 0)
        close_implied (tree, tag);
    if ((tag->traits & MS_TAG_VOID) != 0)
        return;
    if (tree->depth == MS_TREE_MAX_DEPTH) {
        tree->overflow++;
        return;
    }
    above = ms_tree_top (tree);
    element = &tree->open[tree->depth++];
    *element = (MsOpenElement){ .tag = tag, .name = name };
    element->cost = tag->cost + (style.styled ? 1 : 0);
    element->quotes = above->quotes;
    if ((tag->traits & MS_TAG_QUOTE) != 0 && !style.indents)
        element->quotes++;
    element->structure =
        (tag->traits & MS_TAG_STRUCTURE) != 0 ||
        ((tag->traits & (MS_TAG_BLOCK | MS_TAG_CELL)) == 0 && above->structure);
    element->hidden = above->hidden || style.hidden || (tag->traits & MS_TAG_HIDDEN) != 0;
    element->pre = above->pre || (tag->traits & MS_TAG_PRE) != 0;
    element->bold = above->bold || style.bold || (tag->traits & MS_TAG_BOLD) != 0;
    tree->cost += element->cost;
    tree->paragraphs += is_paragraph (tag);
}

static gboolean
is_formatting (const MsTag *tag)
{
    return tag == &inline_tag || (tag->traits & MS_TAG_BOLD) != 0 ||
           strcmp (tag->name, "a") == 0;
}

void
ms_tree_end (MsTree *tree, const MsTag *tag, MsSlice name)
{
    guint scope =
        (tag->traits & (MS_TAG_STRUCTURE | MS_TAG_CELL)) != 0 ? 0 : MS_TAG_SCOPE;
    guint open = 0;

    if (tree->overflow > 0 && (tag->traits & MS_TAG_VOID) == 0) {
        tree->overflow--;
        return;
    }
    open = find_open (tree, name, scope);
    if (open == 0)
        return;
    /* "<b><div></b>": the block stays open, only the formatting ends. */
    for (guint i = open + 1; is_formatting (tag) && i < tree->depth; i++)
        if ((tree->open[i].tag->traits & (MS_TAG_BLOCK | MS_TAG_CELL)) != 0) {
            tree->cost -= tree->open[open].cost;
            tree->open[open].cost = 0;
            tree->open[open].name = ms_slice (NULL, 0);
            return;
        }
    pop_to (tree, open);
}

MsElementStyle
ms_tree_read_style (const MsHtmlToken *token)
{
    MsElementStyle facts = { 0 };
    MsSlice attributes = token->attributes, name = { 0 }, value = { 0 };
    gboolean labelled = FALSE;

    while (ms_html_next_attribute (&attributes, &name, &value)) {
        if (ms_html_name_is (name, "style")) {
            MsStyle style = ms_style_read (value);
            facts.styled = TRUE;
            facts.hidden |= style.hidden;
            facts.bold |= style.bold;
            facts.indents |= style.no_border;
        } else if (ms_html_name_is (name, "hidden")) {
            facts.hidden = TRUE;
        } else if (ms_html_name_is (name, "type") || ms_html_name_is (name, "class")) {
            labelled = TRUE;
        }
    }
    facts.indents &= !labelled;
    return facts;
}
