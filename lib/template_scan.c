/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_scan.h"

typedef enum {
    TEXT,
    TAG_OPEN,     /* behind < */
    END_TAG_OPEN, /* behind </ */
    TAG_NAME,
    BEFORE_ATTRIBUTE,
    ATTRIBUTE_NAME,
    AFTER_ATTRIBUTE_NAME,
    BEFORE_VALUE,
    VALUE,
    UNQUOTED_VALUE,
    MARKUP, /* behind <! */
    COMMENT,
    DECLARATION, /* <!doctype, <![endif], <?xml: up to the next > */
    RAW_TEXT,
    RAW_TEXT_END, /* in what may be the end tag of raw text */
    N_STATES,
} State;

#define MAX_RAW_NAME 16

struct MsScan {
    MsTagFunc on_tag;
    gpointer user_data;
    State state;
    gsize offset; /* octets fed */
    MsWhere where;
    gsize open_offset; /* of what is open */
    MsWhere open_where;
    gboolean conditional;
    MsWhere conditional_where;
    char last[2];  /* the two octets before this one */
    GString *tag;  /* text of the tag, or of the comment's start */
    gsize comment; /* octets of the comment so far */
    gboolean is_end;
    MsRange name;
    char quote;
    GArray *attributes; /* of MsAttribute */
    char raw_name[MAX_RAW_NAME];
};

static void
take (MsScan *scan, char c)
{
    g_string_append_c (scan->tag, c);
}

static MsAttribute *
current_attribute (const MsScan *scan)
{
    return &g_array_index (scan->attributes, MsAttribute, scan->attributes->len - 1);
}

static void
report_tag (MsScan *scan)
{
    MsTag tag = { .text = scan->tag->str,
                  .len = scan->tag->len,
                  .name = scan->name,
                  .is_end = scan->is_end,
                  .is_conditional = scan->conditional,
                  .offset = scan->open_offset,
                  .where = scan->open_where,
                  .attributes = (const MsAttribute *)scan->attributes->data,
                  .n_attributes = scan->attributes->len };

    scan->state = TEXT;
    if (!tag.is_end && ms_tag_is_one_of (&tag, ms_raw_text_elements)) {
        MsSlice name = ms_tag_slice (&tag, tag.name);
        memcpy (scan->raw_name, name.data, name.len);
        scan->raw_name[name.len] = '\0';
        scan->state = RAW_TEXT;
    }
    scan->on_tag (&tag, scan->user_data);
}

static void step (MsScan *scan, char c);

/* The octet belongs to what comes next. */
static void
step_as (MsScan *scan, State state, char c)
{
    scan->state = state;
    step (scan, c);
}

static void
open_markup (MsScan *scan, State state)
{
    scan->state = state;
    scan->open_offset = scan->offset;
    scan->open_where = scan->where;
    scan->is_end = FALSE;
    g_string_assign (scan->tag, "<");
    g_array_set_size (scan->attributes, 0);
}

static void
in_text (MsScan *scan, char c)
{
    if (c == '<')
        open_markup (scan, TAG_OPEN);
}

static void
in_tag_open (MsScan *scan, char c)
{
    scan->name = (MsRange){ scan->tag->len, scan->tag->len };
    if (g_ascii_isalpha (c)) {
        step_as (scan, TAG_NAME, c);
        return;
    }
    if (c == '/' && scan->state == TAG_OPEN) {
        take (scan, c);
        scan->is_end = TRUE;
        scan->state = END_TAG_OPEN;
    } else if (c == '!' && scan->state == TAG_OPEN) {
        take (scan, c);
        scan->state = MARKUP;
    } else if (c == '?' || (scan->state == END_TAG_OPEN && c != '>')) {
        scan->state = DECLARATION;
    } else {
        step_as (scan, TEXT, c);
    }
}

static void
in_tag_name (MsScan *scan, char c)
{
    if (ms_tag_is_blank (c) || c == '/' || c == '>') {
        scan->name.end = scan->tag->len;
        step_as (scan, BEFORE_ATTRIBUTE, c);
    } else {
        take (scan, g_ascii_tolower (c));
    }
}

static void
in_before_attribute (MsScan *scan, char c)
{
    MsAttribute attribute = { .name = { scan->tag->len, scan->tag->len },
                              .field_at = MS_NO_FIELD,
                              .where = scan->where };

    if (c == '>') {
        take (scan, c);
        report_tag (scan);
        return;
    }
    if (ms_tag_is_blank (c) || c == '/') {
        take (scan, c);
        return;
    }
    g_array_append_val (scan->attributes, attribute);
    take (scan, g_ascii_tolower (c));
    current_attribute (scan)->name.end = scan->tag->len;
    scan->state = ATTRIBUTE_NAME;
}

static void
in_attribute_name (MsScan *scan, char c)
{
    if (ms_tag_is_blank (c) || c == '/' || c == '>' || c == '=') {
        step_as (scan, AFTER_ATTRIBUTE_NAME, c);
    } else {
        take (scan, g_ascii_tolower (c));
        current_attribute (scan)->name.end = scan->tag->len;
    }
}

static void
in_after_attribute_name (MsScan *scan, char c)
{
    if (c == '=') {
        take (scan, c);
        scan->state = BEFORE_VALUE;
    } else if (ms_tag_is_blank (c)) {
        take (scan, c);
    } else {
        step_as (scan, BEFORE_ATTRIBUTE, c);
    }
}

static void
start_value (MsScan *scan, State state, char quote)
{
    scan->state = state;
    scan->quote = quote;
    current_attribute (scan)->quote = quote;
    current_attribute (scan)->value = (MsRange){ scan->tag->len, scan->tag->len };
}

static void
in_before_value (MsScan *scan, char c)
{
    if (c == '>') {
        step_as (scan, BEFORE_ATTRIBUTE, c);
    } else if (ms_tag_is_blank (c)) {
        take (scan, c);
    } else if (c == '"' || c == '\'') {
        take (scan, c);
        start_value (scan, VALUE, c);
    } else {
        start_value (scan, UNQUOTED_VALUE, '\0');
        step (scan, c);
    }
}

static void
in_value (MsScan *scan, char c)
{
    gboolean ends =
        scan->quote != '\0' ? c == scan->quote : ms_tag_is_blank (c) || c == '>';

    if (!ends) {
        take (scan, c);
        current_attribute (scan)->value.end = scan->tag->len;
    } else if (scan->quote != '\0') {
        take (scan, c);
        scan->state = BEFORE_ATTRIBUTE;
    } else {
        step_as (scan, BEFORE_ATTRIBUTE, c);
    }
}

static void
in_markup (MsScan *scan, char c)
{
    if (c == '-' && scan->tag->len <= 3) {
        take (scan, c);
        if (scan->tag->len == 4) {
            scan->state = COMMENT;
            scan->comment = 0;
        }
    } else {
        step_as (scan, DECLARATION, c);
    }
}

static void
in_declaration (MsScan *scan, char c)
{
    if (c == '>')
        scan->state = TEXT;
}

static gboolean
opens_conditional (const MsScan *scan, char c)
{
    return c == '>' && scan->last[1] == ']' && scan->tag->len >= 7 &&
           g_ascii_strncasecmp (scan->tag->str + 4, "[if", 3) == 0;
}

static gboolean
ends_comment (const MsScan *scan, char c)
{
    if (c != '>')
        return FALSE;
    return scan->comment == 0 || (scan->comment == 1 && scan->last[1] == '-') ||
           (scan->last[0] == '-' && scan->last[1] == '-') ||
           (scan->last[0] == '-' && scan->last[1] == '!' && scan->comment > 2);
}

static void
in_comment (MsScan *scan, char c)
{
    if (opens_conditional (scan, c)) {
        scan->conditional = TRUE;
        scan->conditional_where = scan->open_where;
        scan->state = TEXT;
    } else if (ends_comment (scan, c)) {
        scan->state = TEXT;
    } else {
        scan->comment++;
        if (scan->tag->len < 8)
            take (scan, c);
    }
}

static void
in_raw_text (MsScan *scan, char c)
{
    if (c == '<' && strcmp (scan->raw_name, "plaintext") != 0) {
        g_string_assign (scan->tag, "<");
        scan->state = RAW_TEXT_END;
    }
}

/* tag: "</sty", and it goes on as "</style" does. */
static void
in_raw_text_end (MsScan *scan, char c)
{
    gsize at = scan->tag->len;
    gsize len = strlen (scan->raw_name);

    if (at == 1 ? c == '/'
                : at - 2 < len && g_ascii_tolower (c) == scan->raw_name[at - 2]) {
        take (scan, g_ascii_tolower (c));
    } else if (at >= 2 && at - 2 == len &&
               (ms_tag_is_blank (c) || c == '/' || c == '>')) {
        scan->open_offset = scan->offset - at;
        scan->open_where = scan->where;
        scan->open_where.column -= (guint)at;
        scan->is_end = TRUE;
        scan->name = (MsRange){ 2, at };
        g_array_set_size (scan->attributes, 0);
        step_as (scan, BEFORE_ATTRIBUTE, c);
    } else {
        step_as (scan, RAW_TEXT, c);
    }
}

static void
step (MsScan *scan, char c)
{
    static void (*const steps[N_STATES]) (MsScan *, char) = {
        [TEXT] = in_text,
        [TAG_OPEN] = in_tag_open,
        [END_TAG_OPEN] = in_tag_open,
        [TAG_NAME] = in_tag_name,
        [BEFORE_ATTRIBUTE] = in_before_attribute,
        [ATTRIBUTE_NAME] = in_attribute_name,
        [AFTER_ATTRIBUTE_NAME] = in_after_attribute_name,
        [BEFORE_VALUE] = in_before_value,
        [VALUE] = in_value,
        [UNQUOTED_VALUE] = in_value,
        [MARKUP] = in_markup,
        [COMMENT] = in_comment,
        [DECLARATION] = in_declaration,
        [RAW_TEXT] = in_raw_text,
        [RAW_TEXT_END] = in_raw_text_end,
    };

    steps[scan->state](scan, c);
}

static void
feed_octet (MsScan *scan, char c)
{
    if (scan->conditional && c == '>' && scan->last[0] == '-' && scan->last[1] == '-') {
        scan->conditional = FALSE;
        scan->state = TEXT;
    } else {
        step (scan, c);
    }
    scan->last[0] = scan->last[1];
    scan->last[1] = c;
    scan->offset++;
    if (scan->where.file != NULL)
        ms_where_pass (&scan->where, c);
}

/* How many octets of text or of a quoted value come before one that matters. */
static gsize
run_len (const MsScan *scan, const char *text, gsize len)
{
    const char *end;

    if (scan->conditional || scan->where.file != NULL ||
        (scan->state != TEXT && scan->state != VALUE))
        return 0;
    end = memchr (text, scan->state == TEXT ? '<' : scan->quote, len);
    return end != NULL ? (gsize)(end - text) : len;
}

/* Takes those at once. Only conditional comments, and what counts places, must see each
 * octet. */
static gsize
feed_run (MsScan *scan, const char *text, gsize len)
{
    gsize run = run_len (scan, text, len);

    if (run > 0 && scan->state == VALUE) {
        g_string_append_len (scan->tag, text, (gssize)run);
        current_attribute (scan)->value.end = scan->tag->len;
    }
    scan->offset += run;
    for (gsize i = run > 2 ? run - 2 : 0; i < run; i++) {
        scan->last[0] = scan->last[1];
        scan->last[1] = text[i];
    }
    return run;
}

void
ms_scan_feed (MsScan *scan, MsSlice text, const MsWhere *where)
{
    gsize i = 0;

    if (where != NULL)
        scan->where = *where;
    while (i < text.len) {
        i += feed_run (scan, text.data + i, text.len - i);
        if (i < text.len)
            feed_octet (scan, text.data[i++]);
    }
}

void
ms_scan_feed_field (MsScan *scan)
{
    MsAttribute *attribute;

    if (scan->state == BEFORE_VALUE)
        start_value (scan, UNQUOTED_VALUE, '\0');
    if (scan->state != VALUE && scan->state != UNQUOTED_VALUE)
        return;
    attribute = current_attribute (scan);
    if (attribute->field_at == MS_NO_FIELD)
        attribute->field_at = scan->tag->len - attribute->value.start;
}

MsScan *
ms_scan_new (MsTagFunc on_tag, gpointer user_data)
{
    MsScan *scan = g_new0 (MsScan, 1);

    scan->on_tag = on_tag;
    scan->user_data = user_data;
    scan->tag = g_string_new (NULL);
    scan->attributes = g_array_new (FALSE, FALSE, sizeof (MsAttribute));
    return scan;
}

void
ms_scan_free (MsScan *scan)
{
    if (scan == NULL)
        return;
    g_string_free (scan->tag, TRUE);
    g_array_unref (scan->attributes);
    g_free (scan);
}

MsScanPlace
ms_scan_place (const MsScan *scan)
{
    switch (scan->state) {
    case TEXT:
        return MS_IN_TEXT;
    case BEFORE_VALUE:
    case VALUE:
    case UNQUOTED_VALUE:
        return MS_IN_VALUE;
    case RAW_TEXT:
    case RAW_TEXT_END:
        return MS_IN_RAW_TEXT;
    case MARKUP:
    case COMMENT:
    case DECLARATION:
        return MS_IN_COMMENT;
    default:
        return MS_IN_TAG;
    }
}

MsSlice
ms_scan_attribute_name (const MsScan *scan)
{
    MsRange name = current_attribute (scan)->name;
    return ms_slice (scan->tag->str + name.start, name.end - name.start);
}

MsSlice
ms_scan_attribute_value (const MsScan *scan)
{
    MsRange value = current_attribute (scan)->value;
    return ms_slice (scan->tag->str + value.start, value.end - value.start);
}

char
ms_scan_quote (const MsScan *scan)
{
    if (scan->state != VALUE)
        return '\0';
    return scan->quote;
}

gsize
ms_scan_open_offset (const MsScan *scan)
{
    return scan->state == TEXT ? scan->offset : scan->open_offset;
}

MsWhere
ms_scan_open_where (const MsScan *scan)
{
    if (scan->state != TEXT)
        return scan->open_where;
    return scan->conditional ? scan->conditional_where : scan->where;
}

gboolean
ms_scan_in_conditional (const MsScan *scan)
{
    return scan->conditional;
}
