/* SPDX-License-Identifier: BSD-2-Clause */
#include "html_lines.h"

#include "html_scan.h"
#include "html_style.h"
#include "html_tree.h"
#include <libxml/HTMLparser.h>

/* A place behind </body> or in what only Outlook, or all but Outlook, shows. */
#define COST_BEHIND_BODY 10000
#define COST_CONDITIONAL 5000

/* A line above a table is a table's. */
#define BOXES (MS_TAG_BLOCK | MS_TAG_STRUCTURE)

typedef struct {
    gsize offset;
    guint64 cost;
    gboolean known;
} Place;

typedef struct {
    MsSlice html;
    const MsSeparators *separators;
    MsLines *lines;
    MsTree *tree;
    gsize at;         /* where the current token begins */
    Place last_best;  /* since the last thing to see: of equals the last */
    Place first_best; /* … the first */
    guint bodies;     /* open <body>: a quoted document brings its own */
    guint bodies_ended;
    guint conditional;   /* open <![if …]> */
    gboolean seen;       /* something to see has come */
    gboolean break_due;  /* what comes next to see begins a line */
    gboolean border_due; /* … in an element with a line above it */
    gsize seen_end;      /* where the last thing to see ended */
    gsize top;
    gboolean top_known;
} Reader;

/* ---- Places ---------------------------------------------------------------------- */

static void
consider (Place *best, gsize offset, guint64 cost, gboolean last_wins)
{
    if (best->known && (last_wins ? cost > best->cost : cost >= best->cost))
        return;
    *best = (Place){ offset, cost, TRUE };
}

static void
consider_place (Reader *reader, gsize offset)
{
    guint64 cost = ms_tree_cost (reader->tree) +
                   (guint64)reader->bodies_ended * COST_BEHIND_BODY +
                   (guint64)reader->conditional * COST_CONDITIONAL;

    consider (&reader->last_best, offset, cost, TRUE);
    consider (&reader->first_best, offset, cost, FALSE);
}

static void
forget_places (Reader *reader)
{
    reader->last_best.known = FALSE;
    reader->first_best.known = FALSE;
}

/* Something to see begins at `offset`. */
static void
see (Reader *reader, gsize offset)
{
    if (!reader->top_known) {
        reader->top = reader->first_best.known ? reader->first_best.offset : offset;
        reader->top_known = TRUE;
    }
    reader->seen = TRUE;
}

/* ---- Lines ----------------------------------------------------------------------- */

static void
end_line (Reader *reader)
{
    ms_lines_finish (reader->lines, reader->seen_end);
    reader->break_due = TRUE;
}

/* A block with a margin is set apart from what is around it. Word's paragraphs have none,
 * and one <p> follows another: there the start tag tells. */
static void
end_block (Reader *reader, const MsTag *tag, gboolean margin)
{
    end_line (reader);
    if ((tag->traits & MS_TAG_PARAGRAPH) != 0 && margin)
        reader->lines->blank_before = TRUE;
}

static void
begin_line (Reader *reader, gsize offset)
{
    const MsOpenElement *top = ms_tree_top (reader->tree);
    gsize place = reader->last_best.known ? reader->last_best.offset : offset;

    ms_lines_begin (reader->lines, place);
    reader->lines->line.depth = top->quotes;
    if (top->bold)
        reader->lines->line.flags |= MS_LINE_BOLD;
    if (reader->border_due)
        reader->lines->line.flags |= MS_LINE_BORDERED;
    reader->border_due = FALSE;
    reader->break_due = FALSE;
}

static void
need_line (Reader *reader, gsize offset)
{
    see (reader, offset);
    if (reader->break_due || !reader->lines->open)
        begin_line (reader, offset);
}

static void
add_mark (Reader *reader, MsLineFlags flags, guint element)
{
    end_line (reader);
    if ((flags & MS_LINE_ELEMENT) == 0)
        see (reader, reader->at);
    begin_line (reader, reader->at);
    reader->lines->line.flags |= flags;
    reader->lines->line.element = (guint16)element;
    ms_lines_finish (reader->lines, reader->at);
    reader->break_due = TRUE;
}

/* ---- Text ------------------------------------------------------------------------ */

static gboolean
is_blank_char (gunichar c)
{
    if (c < 0x80)
        return c <= ' ' || c == 0x7f;
    return c == 0xa0 || ms_char_is_invisible (c) || g_unichar_isspace (c);
}

/* libxml2 2.15 says that nobody should ask it, and names nobody else to ask. */
static const htmlEntityDesc *
named_entity (const char *name)
{
    G_GNUC_BEGIN_IGNORE_DEPRECATIONS
    return htmlEntityLookup ((const xmlChar *)name);
    G_GNUC_END_IGNORE_DEPRECATIONS
}

/* The character that `text` refers to ("&eacute;", "&#233;", "&#xe9;"), and the length of
 * the reference; 0 when it is just an ampersand. */
static gunichar
read_reference (const char *text, gsize len, gsize *used)
{
    char name[12];
    gsize i = 1;
    const htmlEntityDesc *entity = NULL;

    *used = 0;
    if (len > 2 && text[1] == '#') {
        gboolean hex = text[2] == 'x' || text[2] == 'X';
        guint64 code = 0;
        for (i = hex ? 3 : 2; i < len && i < 12; i++) {
            gint digit =
                hex ? g_ascii_xdigit_value (text[i]) : g_ascii_digit_value (text[i]);
            if (digit < 0)
                break;
            code = code * (hex ? 16 : 10) + (guint64)digit;
        }
        *used = i < len && text[i] == ';' ? i + 1 : i;
        return code > 0 && g_unichar_validate ((gunichar)MIN (code, 0x110000))
                   ? (gunichar)code
                   : 0xfffd;
    }
    for (; i < len && i < sizeof name && g_ascii_isalnum (text[i]); i++)
        name[i - 1] = text[i];
    if (i == 1 || i >= sizeof name)
        return 0;
    name[i - 1] = '\0';
    if (strcmp (name, "nbsp") != 0 && (entity = named_entity (name)) == NULL)
        return 0;
    *used = i < len && text[i] == ';' ? i + 1 : i;
    return entity == NULL ? 0xa0 : entity->value;
}

static gunichar
read_char (const char *text, gsize len, gsize *used)
{
    gunichar c = (guchar)text[0];

    *used = 1;
    if (c == '&') {
        gunichar referred = read_reference (text, len, used);
        if (*used > 0)
            return referred;
        *used = 1;
        return c;
    }
    if (c < 0x80)
        return c;
    c = g_utf8_get_char_validated (text, (gssize)len);
    if (c == (gunichar)-1 || c == (gunichar)-2)
        return 0xfffd;
    *used = (gsize)(g_utf8_next_char (text) - text);
    return c;
}

/* "-----Original Message-----" in an inline element: the row of dashes is meant to be a
 * line of its own, and in some clients' mail it only looks like one. */
static gboolean
begins_with_dashes (MsSlice html, gsize at, gsize end)
{
    return end - at > 5 && memcmp (html.data + at, "-----", 5) == 0;
}

/* What there is to see of the open line goes up to `end`. */
static void
saw_text (Reader *reader, gsize end)
{
    reader->seen_end = end;
    reader->lines->line.end = end;
    forget_places (reader);
}

/* Nearly all of any text. Returns the length of what it took. */
static gsize
read_word (Reader *reader, gsize at, gsize end)
{
    gsize len = 0;

    if (!ms_is_word_char (reader->html.data[at]))
        return 0;
    need_line (reader, at);
    len = ms_lines_add_word (reader->lines, reader->html.data + at, end - at);
    if (len > 0)
        saw_text (reader, at + len);
    return len;
}

static void
read_text (Reader *reader, gsize start, gsize end)
{
    gboolean pre = ms_tree_top (reader->tree)->pre;
    const char *html = reader->html.data;
    gsize used = 0;

    if (begins_with_dashes (reader->html, start, end))
        end_line (reader);
    for (gsize at = start; at < end; at += used) {
        gunichar c = 0;

        used = read_word (reader, at, end);
        if (used > 0)
            continue;
        c = read_char (html + at, end - at, &used);
        if (pre && c == '\n') {
            end_line (reader);
            consider_place (reader, at + used);
        } else if (!is_blank_char (c)) {
            need_line (reader, at);
            ms_lines_add_char (reader->lines, c);
            saw_text (reader, at + used);
        } else if (reader->lines->open && !reader->break_due &&
                   (c < 0x80 || !ms_char_is_invisible (c))) {
            ms_lines_add_blank (reader->lines);
        }
    }
}

/* ---- Tags ------------------------------------------------------------------------ */

typedef struct {
    MsElementStyle style;
    gboolean line_above;
    gboolean word; /* a paragraph of Word's */
    guint element; /* of the catalogue */
} TagFacts;

static char
lower (char c)
{
    return (char)(g_ascii_isupper (c) ? c | 0x20 : c);
}

static TagFacts
read_attributes (Reader *reader, const MsHtmlToken *token)
{
    TagFacts facts = { 0 };
    MsSlice attributes = token->attributes, name = { 0 }, value = { 0 };
    char tag[16], attribute[16];

    if (token->name.len >= sizeof tag)
        return facts;
    for (gsize i = 0; i < token->name.len; i++)
        tag[i] = lower (token->name.data[i]);
    while (ms_html_next_attribute (&attributes, &name, &value)) {
        if (ms_html_name_is (name, "style")) {
            MsStyle style = ms_style_read (value);
            facts.style.styled = TRUE;
            facts.style.hidden |= style.hidden;
            facts.style.bold |= style.bold;
            facts.style.indents |= style.no_border;
            facts.line_above |= style.line_above;
        } else if (ms_html_name_is (name, "hidden")) {
            facts.style.hidden = TRUE;
        } else if (value.len > 0 && name.len < sizeof attribute) {
            facts.word |= value.len > 3 && memcmp (value.data, "Mso", 3) == 0;
            guint element = 0;
            for (gsize i = 0; i < name.len; i++)
                attribute[i] = lower (name.data[i]);
            element = ms_separators_element (reader->separators,
                                             ms_slice (tag, token->name.len),
                                             ms_slice (attribute, name.len), value);
            /* The catalogue has what tells most first. */
            if (element != 0 && (facts.element == 0 || element < facts.element))
                facts.element = element;
        }
    }
    if (facts.element != 0)
        facts.style.indents = FALSE;
    return facts;
}

/* A document's own head and body: what comes before them is no place for anything. */
static void
start_document_part (Reader *reader, const MsTag *tag)
{
    if (!reader->seen)
        forget_places (reader);
    if (tag->name[0] == 'b')
        reader->bodies++;
}

static void
start_tag (Reader *reader, const MsHtmlToken *token)
{
    const MsTag *tag = ms_tag_lookup (token->name);
    TagFacts facts = { 0 };

    if (token->attributes.len > 0)
        facts = read_attributes (reader, token);
    if ((tag->traits & MS_TAG_DOCUMENT) != 0)
        start_document_part (reader, tag);
    if ((tag->traits & (MS_TAG_BLOCK | MS_TAG_BREAK)) != 0)
        end_block (reader, tag, !facts.word);
    if (facts.element != 0)
        add_mark (reader, MS_LINE_ELEMENT, facts.element);
    if ((tag->traits & MS_TAG_RULE) != 0) {
        add_mark (reader, MS_LINE_RULE | MS_LINE_HR, 0);
        forget_places (reader);
    }
    if ((tag->traits & MS_TAG_PICTURE) != 0) {
        need_line (reader, reader->at);
        reader->lines->line.flags |= MS_LINE_PICTURE;
        reader->seen_end = reader->lines->line.end = token->end;
        forget_places (reader);
    }
    if ((tag->traits & MS_TAG_CELL) != 0 && reader->lines->open)
        ms_lines_add_blank (reader->lines);
    if (facts.line_above && (tag->traits & BOXES) == MS_TAG_BLOCK)
        reader->border_due = TRUE;
    ms_tree_start (reader->tree, tag, token->name, facts.style);
    if (tag->name[0] == 'b' && (tag->traits & MS_TAG_DOCUMENT) != 0 && !reader->seen) {
        reader->top = token->end;
        reader->top_known = TRUE;
    }
}

static void
end_tag (Reader *reader, const MsHtmlToken *token)
{
    const MsTag *tag = ms_tag_lookup (token->name);

    if ((tag->traits & MS_TAG_DOCUMENT) != 0 && tag->name[0] != 'h') {
        /* That of a quoted document ends nothing of ours. */
        if (reader->bodies > 1)
            reader->bodies--;
        else
            reader->bodies_ended++;
        return;
    }
    if ((tag->traits & MS_TAG_DOCUMENT) != 0 && ms_html_name_is (token->name, "html")) {
        /* Inside an open body it is that of a quoted document, too. */
        reader->bodies_ended += reader->bodies == 0 || reader->bodies_ended > 0;
        return;
    }
    if ((tag->traits & (MS_TAG_BLOCK | MS_TAG_BREAK)) != 0)
        end_block (reader, tag, tag->name[0] != 'p' || (tag->traits & MS_TAG_PRE) != 0);
    ms_tree_end (reader->tree, tag, token->name);
}

static void
read_comment (Reader *reader, const MsHtmlToken *token)
{
    MsRange range = { token->start, token->end };

    ms_html_count_conditional (reader->html, token, &reader->conditional);
    if (!reader->seen &&
        ms_slice_starts_with_nocase (ms_slice_range (reader->html, range), "<!doctype"))
        forget_places (reader);
}

static void
read_token (Reader *reader, const MsHtmlToken *token)
{
    reader->at = token->start;
    consider_place (reader, token->start);
    switch (token->type) {
    case MS_HTML_TEXT:
        read_text (reader, token->start, token->end);
        break;
    case MS_HTML_START:
        start_tag (reader, token);
        break;
    case MS_HTML_END:
        end_tag (reader, token);
        break;
    case MS_HTML_COMMENT:
        read_comment (reader, token);
        break;
    case MS_HTML_RAW:
        break;
    }
}

MsHtmlEnds
ms_html_lines_read (MsSlice html, const MsSeparators *separators, MsLines *lines)
{
    g_autofree MsTree *tree = g_new (MsTree, 1);
    Reader reader = { .html = html,
                      .separators = separators,
                      .lines = lines,
                      .tree = tree,
                      .break_due = TRUE };
    MsHtmlScan scan;
    MsHtmlToken token;
    gboolean closed = TRUE;

    ms_tree_init (tree);
    ms_html_scan_init (&scan, html);
    if (ms_slice_starts_with (html, "\xef\xbb\xbf"))
        scan.at = 3;
    while (ms_html_scan_next (&scan, &token)) {
        /* Markup that never ends swallows the rest: nothing can stand behind its start.
         */
        closed = token.closed;
        if (!closed)
            break;
        read_token (&reader, &token);
    }
    consider_place (&reader, closed ? html.len : token.start);
    end_line (&reader);
    return (MsHtmlEnds){ reader.top_known ? reader.top : reader.first_best.offset,
                         reader.first_best.offset };
}
