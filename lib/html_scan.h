/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where tags, text and comments of HTML begin and end: the tokenizer of the HTML standard
 * (section 13.2.5), which is what mail clients agree on however broken the mail is. Only
 * offsets: it makes no tree and changes nothing. Every octet belongs to one token.
 *
 * libxml2 2.9.14 was measured for this first: its offsets are not on the "<" of a tag, it
 * ends comments elsewhere than browsers do, takes "<![if …]>" for text, and needs 22
 * seconds for a megabyte of unmatched end tags. */
#pragma once

#include "slice.h"

typedef enum {
    MS_HTML_TEXT,
    MS_HTML_START,   /* a start tag */
    MS_HTML_END,     /* an end tag */
    MS_HTML_RAW,     /* the content of script, style and their like */
    MS_HTML_COMMENT, /* also declarations and what browsers treat as a comment */
} MsHtmlTokenType;

typedef struct {
    MsHtmlTokenType type;
    gsize start;
    gsize end;
    MsSlice name;       /* of a tag, as it is written */
    MsSlice attributes; /* of a start tag: what is between the name and the ">" */
    gboolean closed;    /* FALSE: the text ended in the middle of it */
} MsHtmlToken;

typedef struct {
    MsSlice html;
    gsize at;
    MsSlice raw; /* the name of the element whose raw content comes next, or empty */
} MsHtmlScan;

void ms_html_scan_init (MsHtmlScan *scan, MsSlice html);
/* FALSE at the end. */
gboolean ms_html_scan_next (MsHtmlScan *scan, MsHtmlToken *token);

/* `open` counts what is open of "<![if !mso]>" and the like, which are comments to all
 * but Outlook; goes up and down with `comment`, a token of `html`. */
void ms_html_count_conditional (MsSlice html, const MsHtmlToken *comment, guint *open);

/* Takes the next attribute from the front of `attributes`: its name and value as written,
 * the value without its quotation marks, empty where there is none. FALSE at the end. */
gboolean ms_html_next_attribute (MsSlice *attributes, MsSlice *name, MsSlice *value);

/* Whether `name` is `wanted` (which is in lower case), as HTML compares names. */
gboolean ms_html_name_is (MsSlice name, const char *wanted);
