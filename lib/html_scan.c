/* SPDX-License-Identifier: BSD-2-Clause */
#include "html_scan.h"

void
ms_html_scan_init (MsHtmlScan *scan, MsSlice html)
{
    *scan = (MsHtmlScan){ .html = html };
}

gboolean
ms_html_name_is (MsSlice name, const char *wanted)
{
    return ms_slice_is_nocase (name, wanted);
}

static gboolean
is_space (char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The end of the first `what` at or behind `from`; the end of all where there is none. */
static gsize
find_end (const MsHtmlScan *scan, gsize from, const char *what, gboolean *found)
{
    gsize len = strlen (what);
    const char *at = NULL;

    if (from < scan->html.len)
        at = memmem (scan->html.data + from, scan->html.len - from, what, len);
    *found = at != NULL;
    return at != NULL ? (gsize)(at - scan->html.data) + len : scan->html.len;
}

/* Section 13.2.5.43 and the following: "-->" and "--!>" end a comment, and so does the
 * ">" of "<!-->" and "<!--->". */
static gsize
comment_end (const MsHtmlScan *scan, gsize from, gboolean *found)
{
    const char *html = scan->html.data;
    gsize len = scan->html.len;

    *found = TRUE;
    if (from < len && html[from] == '>')
        return from + 1;
    if (from + 1 < len && html[from] == '-' && html[from + 1] == '>')
        return from + 2;
    while (from < len) {
        const char *dashes = memmem (html + from, len - from, "--", 2);
        gsize at = dashes != NULL ? (gsize)(dashes - html) + 2 : len;

        if (at < len && html[at] == '>')
            return at + 1;
        if (at + 1 < len && html[at] == '!' && html[at + 1] == '>')
            return at + 2;
        from = at < len ? at - 1 : len; /* "--->": look at the second dash again */
    }
    *found = FALSE;
    return len;
}

typedef enum { BEFORE_NAME, IN_NAME, AFTER_NAME, BEFORE_VALUE, IN_VALUE } TagState;

/* One character of a tag, outside quoted values: sections 13.2.5.32 to 13.2.5.39. */
static TagState
next_tag_state (TagState state, char c)
{
    switch (state) {
    case BEFORE_NAME:
        return is_space (c) || c == '/' ? BEFORE_NAME : IN_NAME; /* "=" too */
    case IN_NAME:
    case AFTER_NAME:
        if (c == '/')
            return BEFORE_NAME;
        if (c == '=')
            return BEFORE_VALUE;
        return is_space (c) ? AFTER_NAME : IN_NAME;
    case BEFORE_VALUE:
        return is_space (c) ? BEFORE_VALUE : IN_VALUE;
    case IN_VALUE:
        return is_space (c) ? BEFORE_NAME : IN_VALUE;
    }
    return BEFORE_NAME;
}

/* The end of the tag whose attributes begin at `from`. A ">" in a quoted value ends no
 * tag; a quotation mark counts only where a value begins. */
static gsize
tag_end (const MsHtmlScan *scan, gsize from, gboolean *found)
{
    const char *html = scan->html.data;
    gsize len = scan->html.len;
    TagState state = BEFORE_NAME;

    for (gsize at = from; at < len; at++) {
        char c = html[at];

        if (c == '>') {
            *found = TRUE;
            return at + 1;
        }
        if (state == BEFORE_VALUE && (c == '"' || c == '\'')) {
            const char *quote = memchr (html + at + 1, c, len - at - 1);
            at = quote != NULL ? (gsize)(quote - html) : len;
            state = BEFORE_NAME;
        } else {
            state = next_tag_state (state, c);
        }
    }
    *found = FALSE;
    return len;
}

static gsize
name_end (const MsHtmlScan *scan, gsize at)
{
    while (at < scan->html.len && !is_space (scan->html.data[at]) &&
           scan->html.data[at] != '/' && scan->html.data[at] != '>')
        at++;
    return at;
}

/* Elements whose content is not read as HTML. */
static gboolean
has_raw_content (MsSlice name)
{
    static const char *const names[] = { "style",    "script",   "title",
                                         "textarea", "xmp",      "iframe",
                                         "noembed",  "noframes", "plaintext" };

    if (name.len < 3 || strchr ("STXINPstxinp", name.data[0]) == NULL)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        if (ms_html_name_is (name, names[i]))
            return TRUE;
    return FALSE;
}

static void
scan_tag (MsHtmlScan *scan, MsHtmlToken *token, gsize name_start)
{
    gsize name = name_end (scan, name_start);

    token->name = ms_slice (scan->html.data + name_start, name - name_start);
    token->end = tag_end (scan, name, &token->closed);
    token->attributes =
        ms_slice (scan->html.data + name, token->end - name - (token->closed ? 1 : 0));
    if (token->type == MS_HTML_START && token->closed && has_raw_content (token->name))
        scan->raw = token->name;
}

static void
scan_markup (MsHtmlScan *scan, MsHtmlToken *token)
{
    const char *html = scan->html.data;
    gsize at = scan->at, left = scan->html.len - at;

    if (g_ascii_isalpha (html[at + 1])) {
        token->type = MS_HTML_START;
        scan_tag (scan, token, at + 1);
    } else if (html[at + 1] == '/' && left > 2 && g_ascii_isalpha (html[at + 2])) {
        token->type = MS_HTML_END;
        scan_tag (scan, token, at + 2);
    } else if (left >= 4 && memcmp (html + at, "<!--", 4) == 0) {
        token->type = MS_HTML_COMMENT;
        token->end = comment_end (scan, at + 4, &token->closed);
    } else {
        token->type = MS_HTML_COMMENT;
        token->end = find_end (scan, at + 2, ">", &token->closed);
    }
}

/* Whether a "<" opens markup here, or is text. A "</" at the end is shown as text, but
 * would swallow what is put behind it. */
static gboolean
is_markup (const MsHtmlScan *scan, gsize at)
{
    char next = ' ';

    if (at + 1 < scan->html.len)
        next = scan->html.data[at + 1];
    return g_ascii_isalpha (next) || next == '/' || next == '!' || next == '?';
}

static void
scan_text (MsHtmlScan *scan, MsHtmlToken *token)
{
    gsize at = scan->at;

    token->type = MS_HTML_TEXT;
    token->closed = TRUE;
    while (at < scan->html.len) {
        const char *open = memchr (scan->html.data + at, '<', scan->html.len - at);
        if (open == NULL) {
            at = scan->html.len;
            break;
        }
        at = (gsize)(open - scan->html.data);
        if (is_markup (scan, at))
            break;
        at++;
    }
    token->end = at;
}

/* Raw content ends at "</name" with a space, "/" or ">" behind it. */
static void
scan_raw (MsHtmlScan *scan, MsHtmlToken *token)
{
    MsSlice name = scan->raw;
    const char *html = scan->html.data;
    gsize at = scan->at;

    token->type = MS_HTML_RAW;
    scan->raw = ms_slice (NULL, 0);
    while (at < scan->html.len) {
        gboolean found = FALSE;
        gsize end = 0;

        at = find_end (scan, at, "</", &found);
        end = at + name.len;
        if (found && end < scan->html.len &&
            g_ascii_strncasecmp (html + at, name.data, name.len) == 0 &&
            (is_space (html[end]) || html[end] == '/' || html[end] == '>') &&
            !ms_html_name_is (name, "plaintext")) {
            token->closed = TRUE;
            token->end = at - 2;
            return;
        }
    }
    token->end = scan->html.len;
}

gboolean
ms_html_scan_next (MsHtmlScan *scan, MsHtmlToken *token)
{
    *token = (MsHtmlToken){ .start = scan->at };
    if (scan->at >= scan->html.len)
        return FALSE;
    if (scan->raw.len > 0)
        scan_raw (scan, token);
    else if (scan->html.data[scan->at] == '<' && is_markup (scan, scan->at))
        scan_markup (scan, token);
    else
        scan_text (scan, token);
    scan->at = token->end;
    /* An empty raw element: its end tag follows at once. */
    return token->end > token->start || ms_html_scan_next (scan, token);
}

void
ms_html_count_conditional (MsSlice html, const MsHtmlToken *comment, guint *open)
{
    MsSlice text = ms_slice_range (html, (MsRange){ comment->start, comment->end });

    if (ms_slice_starts_with_nocase (text, "<![if"))
        ++*open;
    else if (ms_slice_starts_with_nocase (text, "<![endif") && *open > 0)
        --*open;
}

gboolean
ms_html_next_attribute (MsSlice *attributes, MsSlice *name, MsSlice *value)
{
    const char *text = attributes->data;
    gsize len = attributes->len, at = 0, start = 0;

    while (at < len && (is_space (text[at]) || text[at] == '/'))
        at++;
    if (at == len)
        return FALSE;
    start = at++; /* even a "=" is a name at this place */
    while (at < len && !is_space (text[at]) && text[at] != '/' && text[at] != '=')
        at++;
    *name = ms_slice (text + start, at - start);
    *value = ms_slice (text + at, 0);
    start = at;
    while (start < len && is_space (text[start]))
        start++;
    if (start < len && text[start] == '=') {
        for (at = start + 1; at < len && is_space (text[at]);)
            at++;
        start = at;
        if (at < len && (text[at] == '"' || text[at] == '\'')) {
            const char *quote = memchr (text + at + 1, text[at], len - at - 1);
            at = quote != NULL ? (gsize)(quote - text) : len;
            *value = ms_slice (text + start + 1, at - start - 1);
            at = MIN (at + 1, len);
        } else {
            while (at < len && !is_space (text[at]))
                at++;
            *value = ms_slice (text + start, at - start);
        }
    }
    *attributes = ms_slice (text + at, len - at);
    return TRUE;
}
