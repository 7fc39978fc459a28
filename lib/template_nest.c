/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_nest.h"

static const char *const void_elements[] = {
    "area",  "base",   "basefont", "bgsound", "br",     "col",  "embed",
    "frame", "hr",     "img",      "input",   "keygen", "link", "meta",
    "param", "source", "track",    "wbr",     NULL,
};

static const char *const self_ending[] = {
    "p",     "li",    "dt",      "dd",       "td",     "th",       "tr", "tbody",
    "thead", "tfoot", "caption", "colgroup", "option", "optgroup", NULL,
};

/* What a start tag ends, if that is the innermost open element. */
static const struct {
    const char *ended;
    const char *by[32];
} endings[] = {
    { "li", { "li" } },
    { "dt", { "dt", "dd" } },
    { "dd", { "dt", "dd" } },
    { "td", { "td", "th", "tr", "tbody", "thead", "tfoot" } },
    { "th", { "td", "th", "tr", "tbody", "thead", "tfoot" } },
    { "tr", { "tr", "tbody", "thead", "tfoot" } },
    { "tbody", { "tbody", "thead", "tfoot" } },
    { "thead", { "tbody", "tfoot" } },
    { "tfoot", { "tbody", "thead" } },
    { "caption", { "tr", "tbody", "thead", "tfoot", "colgroup" } },
    { "colgroup", { "tr", "tbody", "thead", "tfoot" } },
    { "option", { "option", "optgroup" } },
    { "p",
      { "p",       "div",     "ul",     "ol",      "dl",         "dt",       "dd",
        "li",      "h1",      "h2",     "h3",      "h4",         "h5",       "h6",
        "hr",      "pre",     "center", "address", "blockquote", "fieldset", "form",
        "section", "article", "aside",  "header",  "footer",     "nav",      "figure" } },
};

static const char *const table_parts[] = {
    "td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup", "table", NULL,
};

/* An end tag inside a cell does not reach what was opened outside of it. */
static const char *const borders[] = { "td", "th", "caption", NULL };

static gboolean
is_one_of (const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (**names == *name && strcmp (*names, name) == 0)
            return TRUE;
    return FALSE;
}

gboolean
ms_nest_may_end_itself (const MsOpenElement *element)
{
    return is_one_of (element->name, self_ending);
}

gboolean
ms_nest_has (const MsNest *nest, const char *name)
{
    for (guint i = 0; i < nest->depth; i++)
        if (strcmp (nest->open[i].name, name) == 0)
            return TRUE;
    return FALSE;
}

static void
element_of (const MsTag *tag, MsOpenElement *element)
{
    MsSlice name = ms_tag_slice (tag, tag->name);
    gsize len = MIN (name.len, sizeof element->name - 1);

    memcpy (element->name, name.data, len);
    element->name[len] = '\0';
    element->where = tag->where;
}

static void
close_innermost (MsNest *nest)
{
    nest->closed[nest->n_closed++] = nest->open[--nest->depth];
}

static gboolean
ends_by_itself (const MsOpenElement *innermost, const char *start)
{
    for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
        if (strcmp (endings[i].ended, innermost->name) == 0)
            return is_one_of (start, endings[i].by);
    return FALSE;
}

static MsNestResult
take_start (MsNest *nest, const MsOpenElement *element)
{
    while (nest->depth > 0 &&
           ends_by_itself (&nest->open[nest->depth - 1], element->name))
        close_innermost (nest);
    if (nest->depth >= MS_NEST_MAX)
        return MS_NEST_TOO_DEEP;
    nest->open[nest->depth++] = *element;
    return MS_NEST_TAKEN;
}

/* How many elements the end tag closes; 0: none, it is stray. */
static guint
count_closed (const MsNest *nest, const char *name)
{
    gboolean is_table_part = is_one_of (name, table_parts);

    for (guint i = nest->depth; i > 0; i--) {
        const char *open = nest->open[i - 1].name;
        if (strcmp (open, name) == 0)
            return nest->depth - i + 1;
        if (strcmp (open, "table") == 0 || (!is_table_part && is_one_of (open, borders)))
            return 0;
    }
    return 0;
}

static MsNestResult
take_end (MsNest *nest, const MsOpenElement *element)
{
    guint count = count_closed (nest, element->name);

    for (guint i = 0; i < count; i++)
        close_innermost (nest);
    return count > 0 ? MS_NEST_TAKEN : MS_NEST_STRAY;
}

/* <v:fill /> and its like in conditional comments are XML; in HTML the slash is none. In
 * <v:fill src=x/> it is one of the value. */
static gboolean
is_empty_xml (const MsTag *tag, const MsOpenElement *element)
{
    gsize behind = tag->name.end;

    if (tag->n_attributes > 0)
        behind = MAX (tag->attributes[tag->n_attributes - 1].value.end,
                      tag->attributes[tag->n_attributes - 1].name.end);
    return strchr (element->name, ':') != NULL && behind + 2 <= tag->len &&
           tag->text[tag->len - 2] == '/';
}

MsNestResult
ms_nest_tag (MsNest *nest, const MsTag *tag)
{
    MsOpenElement element;

    nest->n_closed = 0;
    element_of (tag, &element);
    if (is_one_of (element.name, void_elements)) {
        while (!tag->is_end && nest->depth > 0 &&
               ends_by_itself (&nest->open[nest->depth - 1], element.name))
            close_innermost (nest);
        return MS_NEST_TAKEN;
    }
    if (tag->is_end)
        return take_end (nest, &element);
    return is_empty_xml (tag, &element) ? MS_NEST_TAKEN : take_start (nest, &element);
}
