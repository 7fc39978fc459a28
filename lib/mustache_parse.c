/* SPDX-License-Identifier: BSD-2-Clause */
#include "mustache_program.h"

#define MAX_DELIMITER 32
#define MAX_NAME 1024 /* octets; keeps the search for a forgotten end short */
#define MAX_ERRORS 50 /* more would only repeat what the first say */

typedef struct {
    MsCompiler *compiler;
    const char *file;
    const char *text; /* the whole source, indented */
    const char *end;
    const char *at; /* what is not compiled yet */
    guint line;
    guint column;
    gsize indent;    /* octets at the start of each line that are not in the file */
    gsize uncounted; /* of those, what is left in this line */
    char open[MAX_DELIMITER + 1];
    char close[MAX_DELIMITER + 1];
    GArray *sections; /* of guint: open ones of this source, their operations */
} Parser;

/* One tag as it stands in the source. */
typedef struct {
    const char *start;   /* of the opening delimiter */
    const char *end;     /* behind the closing one */
    const char *content; /* without sigil and surrounding blanks */
    gsize len;
    char sigil; /* one of #^/>!=&{ or 0 */
} Tag;

static const char *
find (const char *from, const char *end, const char *what)
{
    return memmem (from, (gsize)(end - from), what, strlen (what));
}

static gboolean
is_blank (char c)
{
    return c == ' ' || c == '\t';
}

static gboolean
is_space (char c)
{
    return is_blank (c) || c == '\n' || c == '\r';
}

/* Columns are characters, as editors count them, of the file as it is on disk. */
static void
step_over (Parser *parser, char c)
{
    if (c == '\n') {
        parser->line++;
        parser->column = 1;
        parser->uncounted = parser->indent;
    } else if (parser->uncounted > 0) {
        parser->uncounted--;
    } else if (((guchar)c & 0xc0) != 0x80) {
        parser->column++;
    }
}

static void
move_to (Parser *parser, const char *place)
{
    g_assert (place >= parser->at && place <= parser->end);
    while (parser->at < place)
        step_over (parser, *parser->at++);
}

static MsSlice
keep (Parser *parser, const char *text, gsize len)
{
    GStringChunk *strings = parser->compiler->mustache->strings;
    return ms_slice (g_string_chunk_insert_len (strings, text, (gssize)len), len);
}

/* An operation placed where the parser is. */
static MsOp
op_here (const Parser *parser, MsOpType type)
{
    return (MsOp){
        .type = type, .file = parser->file, .line = parser->line, .column = parser->column
    };
}

static void
add (Parser *parser, const MsOp *op)
{
    g_array_append_val (parser->compiler->mustache->ops, *op);
}

/* The literal text from where the parser is up to `end`. */
static void
add_text (Parser *parser, const char *end)
{
    if (end > parser->at) {
        MsOp op = op_here (parser, MS_OP_TEXT);
        op.text = keep (parser, parser->at, (gsize)(end - parser->at));
        add (parser, &op);
    }
    move_to (parser, end);
}

static const char *
start_of_blanks (const Parser *parser, const char *place)
{
    while (place > parser->text && is_blank (place[-1]))
        place--;
    return place;
}

static gboolean
may_stand_alone (const Tag *tag)
{
    return tag->sigil != '\0' && strchr ("#^/>!=", tag->sigil) != NULL;
}

/* TRUE when a line holds nothing but the tag; then `*from` and `*to` are the ends of the
 * line, its line end included. */
static gboolean
stands_alone (const Parser *parser, const Tag *tag, const char **from, const char **to)
{
    const char *before = start_of_blanks (parser, tag->start);
    const char *after = tag->end;

    if (before > parser->text && before[-1] != '\n')
        return FALSE;
    while (after < parser->end && is_blank (*after))
        after++;
    if (after + 1 < parser->end && after[0] == '\r' && after[1] == '\n')
        after++;
    if (after < parser->end && *after != '\n')
        return FALSE;
    *from = before;
    *to = after < parser->end ? after + 1 : after;
    return TRUE;
}

static void
trim (Tag *tag)
{
    while (tag->len > 0 && is_space (tag->content[0])) {
        tag->content++;
        tag->len--;
    }
    while (tag->len > 0 && is_space (tag->content[tag->len - 1]))
        tag->len--;
}

/* The end of what may be in a tag that begins with `sigil`: a comment is free. */
static const char *
end_of_search (const Parser *parser, const char *inside, char sigil)
{
    gboolean is_short = sigil != '!' && parser->end - inside > MAX_NAME;
    return is_short ? inside + MAX_NAME : parser->end;
}

/* Reads the tag whose opening delimiter is at `start`. FALSE when it has no end. */
static gboolean
read_tag (const Parser *parser, const char *start, Tag *tag)
{
    const char *inside = start + strlen (parser->open);
    char close[MAX_DELIMITER + 2] = "";
    const char *end;

    *tag = (Tag){ .start = start };
    while (inside < parser->end && is_space (*inside))
        inside++;
    if (inside < parser->end && *inside != '\0' && strchr ("#^/>!=&{", *inside) != NULL)
        tag->sigil = *inside++;
    if (tag->sigil == '{' || tag->sigil == '=')
        close[0] = tag->sigil == '{' ? '}' : '=';
    g_strlcat (close, parser->close, sizeof close);
    end = find (inside, end_of_search (parser, inside, tag->sigil), close);
    if (end == NULL)
        return FALSE;
    tag->content = inside;
    tag->len = (gsize)(end - inside);
    tag->end = end + strlen (close);
    trim (tag);
    return TRUE;
}

/* A name that has a blank or another tag in it is one whose end was forgotten: what
 * follows up to the next end belongs to the text. */
static gboolean
has_forgotten_end (const Parser *parser, const Tag *tag)
{
    if (tag->sigil == '!' || tag->sigil == '=')
        return FALSE;
    return memchr (tag->content, '\n', tag->len) != NULL ||
           find (tag->content, tag->content + tag->len, parser->open) != NULL;
}

static const char *
complaint_about_name (const char *name, gsize len)
{
    if (len == 0)
        return "a tag without a name";
    if (len == 1 && *name == '.')
        return NULL;
    for (gsize i = 0; i < len; i++)
        if (is_space (name[i]))
            return "a name with a blank in it";
    if (name[0] == '.' || name[len - 1] == '.' || memmem (name, len, "..", 2) != NULL)
        return "a dotted name with an empty part";
    return NULL;
}

static void
open_section (Parser *parser, MsOp *op)
{
    guint index = parser->compiler->mustache->ops->len;

    if (parser->compiler->sections >= MS_MUSTACHE_MAX_SECTIONS) {
        ms_mustache_error (parser->compiler, op, "sections are nested more than %d deep",
                           MS_MUSTACHE_MAX_SECTIONS);
        return;
    }
    parser->compiler->sections++;
    g_array_append_val (parser->sections, index);
    add (parser, op);
}

static MsOp *
innermost (const Parser *parser)
{
    guint index = g_array_index (parser->sections, guint, parser->sections->len - 1);
    return ms_mustache_op (parser->compiler->mustache, index);
}

static void
forget_innermost (Parser *parser)
{
    g_array_set_size (parser->sections, parser->sections->len - 1);
    parser->compiler->sections--;
}

static void
complain_unclosed (Parser *parser, const MsOp *section)
{
    ms_mustache_error (parser->compiler, section,
                       "section \"%s\" is never closed, "
                       "expected %s/%s%s",
                       section->text.data, parser->open, section->text.data,
                       parser->close);
}

static gboolean
is_open (const Parser *parser, const char *name)
{
    for (guint i = 0; i < parser->sections->len; i++) {
        guint index = g_array_index (parser->sections, guint, i);
        const MsOp *section = ms_mustache_op (parser->compiler->mustache, index);
        if (strcmp (section->text.data, name) == 0)
            return TRUE;
    }
    return FALSE;
}

static void
close_section (Parser *parser, MsOp *op)
{
    GArray *ops = parser->compiler->mustache->ops;

    if (!is_open (parser, op->text.data)) {
        if (parser->sections->len > 0)
            ms_mustache_error (parser->compiler, op,
                               "\"%s\" is closed here, but the open "
                               "section is \"%s\" of line %u",
                               op->text.data, innermost (parser)->text.data,
                               innermost (parser)->line);
        else
            ms_mustache_error (parser->compiler, op,
                               "\"%s\" is closed here, but no "
                               "section is open",
                               op->text.data);
        return;
    }
    for (; strcmp (innermost (parser)->text.data, op->text.data) != 0;
         forget_innermost (parser))
        complain_unclosed (parser, innermost (parser));
    op->jump = g_array_index (parser->sections, guint, parser->sections->len - 1);
    innermost (parser)->jump = ops->len;
    forget_innermost (parser);
    add (parser, op);
}

static gboolean
is_delimiter (const char *text)
{
    return *text != '\0' && strlen (text) <= MAX_DELIMITER && strchr (text, '=') == NULL;
}

static void
set_delimiters (Parser *parser, const Tag *tag, const MsOp *op)
{
    g_autofree char *content = g_strndup (tag->content, tag->len);
    g_auto (GStrv) words = g_strsplit_set (content, " \t\r\n", -1);
    guint count = g_strv_length (words);

    if (count < 2 || !is_delimiter (words[0]) || !is_delimiter (words[count - 1])) {
        ms_mustache_error (parser->compiler, op,
                           "expected two delimiters without = and "
                           "blanks, as in {{=<%% %%>=}}");
        return;
    }
    for (guint i = 1; i + 1 < count; i++)
        if (*words[i] != '\0') {
            ms_mustache_error (parser->compiler, op, "expected two delimiters, not more");
            return;
        }
    g_strlcpy (parser->open, words[0], sizeof parser->open);
    g_strlcpy (parser->close, words[count - 1], sizeof parser->close);
}

static MsOpType
type_of (char sigil)
{
    switch (sigil) {
    case '#':
        return MS_OP_SECTION;
    case '^':
        return MS_OP_INVERTED;
    case '/':
        return MS_OP_END;
    case '&':
    case '{':
        return MS_OP_RAW;
    default:
        return MS_OP_FIELD;
    }
}

static void
add_named (Parser *parser, const Tag *tag, MsOp *op, MsSlice indent)
{
    const char *complaint = complaint_about_name (tag->content, tag->len);

    op->text = keep (parser, tag->content, tag->len);
    if (complaint != NULL)
        ms_mustache_error (parser->compiler, op, "%s", complaint);
    else if (tag->sigil == '>')
        ms_mustache_include (parser->compiler, op, indent);
    else if (op->type == MS_OP_SECTION || op->type == MS_OP_INVERTED)
        open_section (parser, op);
    else if (op->type == MS_OP_END)
        close_section (parser, op);
    else
        add (parser, op);
}

static void
add_tag (Parser *parser, const Tag *tag)
{
    const char *from = tag->start;
    const char *to = tag->end;
    gboolean alone = may_stand_alone (tag) && stands_alone (parser, tag, &from, &to);
    MsSlice indent = ms_slice (from, (gsize)(tag->start - from));
    MsOp op;

    add_text (parser, from);
    move_to (parser, tag->start);
    op = op_here (parser, type_of (tag->sigil));
    op.alone = alone;
    if (tag->sigil == '=')
        set_delimiters (parser, tag, &op);
    else if (tag->sigil != '!')
        add_named (parser, tag, &op, indent);
    move_to (parser, to);
}

/* Goes on behind the delimiter: what follows may have errors of its own. Behind a comment
 * nothing follows. */
static void
complain_open_tag (Parser *parser, const Tag *tag)
{
    MsOp op = op_here (parser, MS_OP_TEXT);

    ms_mustache_error (parser->compiler, &op, "the tag is never closed, expected %s",
                       parser->close);
    move_to (parser,
             tag->sigil == '!' ? parser->end : parser->at + strlen (parser->open));
}

/* One piece of text and the tag behind it. */
static void
parse_next (Parser *parser)
{
    const char *start = find (parser->at, parser->end, parser->open);
    Tag tag;

    if (start == NULL) {
        add_text (parser, parser->end);
    } else if (read_tag (parser, start, &tag) && !has_forgotten_end (parser, &tag)) {
        add_tag (parser, &tag);
    } else {
        add_text (parser, start);
        complain_open_tag (parser, &tag);
    }
}

/* What is too much is an error, so that a template cannot eat memory by its partials. */
static gboolean
may_go_on (Parser *parser)
{
    MsCompiler *compiler = parser->compiler;
    MsOp here = op_here (parser, MS_OP_TEXT);

    if (compiler->errors >= MAX_ERRORS)
        return FALSE;
    if (compiler->source <= MS_MUSTACHE_MAX_SOURCE &&
        compiler->mustache->ops->len < MS_MUSTACHE_MAX_OPS)
        return TRUE;
    ms_mustache_error (compiler, &here,
                       "the template is too large with its partials, expected no more "
                       "than %d octets and %d tags",
                       MS_MUSTACHE_MAX_SOURCE, MS_MUSTACHE_MAX_OPS / 2);
    compiler->errors = MAX_ERRORS;
    return FALSE;
}

static GString *
indented (MsSlice text, MsSlice indent)
{
    GString *out = g_string_sized_new (text.len + 1);

    for (gsize at = 0; at < text.len;) {
        const char *newline = memchr (text.data + at, '\n', text.len - at);
        gsize end = newline != NULL ? (gsize)(newline - text.data) + 1 : text.len;
        g_string_append_len (out, indent.data, (gssize)indent.len);
        g_string_append_len (out, text.data + at, (gssize)(end - at));
        at = end;
    }
    return out;
}

void
ms_mustache_parse (MsCompiler *compiler, const MsSource *source, MsSlice indent)
{
    g_autoptr (GString) text = indented (source->text, indent);
    g_autoptr (GArray) sections = g_array_new (FALSE, FALSE, sizeof (guint));
    Parser parser = {
        .compiler = compiler,
        .file = g_string_chunk_insert_const (compiler->mustache->strings, source->file),
        .text = text->str,
        .end = text->str + text->len,
        .at = text->str,
        .line = source->line,
        .column = source->column,
        .indent = indent.len,
        .uncounted = indent.len,
        .open = "{{",
        .close = "}}",
        .sections = sections,
    };

    compiler->source += text->len;
    while (parser.at < parser.end && may_go_on (&parser))
        parse_next (&parser);
    for (; sections->len > 0; forget_innermost (&parser))
        complain_unclosed (&parser, innermost (&parser));
}
