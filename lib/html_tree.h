/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which elements are open at a place of an HTML document, and so how good that place is
 * for a block of text that is to be put in: not inside a table's rows, a list, a link, a
 * quote, somebody's style. A stack, no tree; it repairs what is not closed much as
 * browsers do. */
#pragma once

#include "html_scan.h"

/* What an element does to the text in and around it. */
typedef enum {
    MS_TAG_VOID = 1 << 0,      /* has no end tag */
    MS_TAG_BLOCK = 1 << 1,     /* begins and ends a line */
    MS_TAG_CELL = 1 << 2,      /* is set apart by a blank */
    MS_TAG_CLOSES_P = 1 << 3,  /* its start ends an open paragraph */
    MS_TAG_STRUCTURE = 1 << 4, /* holds rows, cells, items: no text directly in it */
    MS_TAG_HIDDEN = 1 << 5,    /* no place for a signature at all */
    MS_TAG_SCOPE = 1 << 6,     /* end tags do not reach out of it */
    MS_TAG_QUOTE = 1 << 7,     /* <blockquote> */
    MS_TAG_PICTURE = 1 << 8,   /* something to see */
    MS_TAG_PRE = 1 << 9,       /* line ends count */
    MS_TAG_BOLD = 1 << 10,
    MS_TAG_BREAK = 1 << 11,     /* <br> */
    MS_TAG_RULE = 1 << 12,      /* <hr> */
    MS_TAG_DOCUMENT = 1 << 13,  /* html, head, body */
    MS_TAG_PARAGRAPH = 1 << 15, /* a block with a margin */
    MS_TAG_ENDS_SAME = 1 << 14, /* an item, cell or row: a new one ends the last */
} MsTagTraits;

typedef struct {
    const char *name;
    guint cost; /* how little it wants a signature in it */
    guint traits;
} MsTag;

/* What is known of a tag; for one that is not known, what is true of inline elements. */
const MsTag *ms_tag_lookup (MsSlice name);

/* More open elements than this are counted, not kept. */
#define MS_TREE_MAX_DEPTH 512

typedef struct {
    const MsTag *tag;
    MsSlice name;
    guint cost;     /* of this one */
    guint16 quotes; /* of it and all around it */
    gboolean structure;
    gboolean hidden;
    gboolean pre;
    gboolean bold;
} MsOpenElement;

typedef struct {
    MsOpenElement open[MS_TREE_MAX_DEPTH];
    guint depth;
    guint overflow;
    guint paragraphs; /* open <p> */
    guint64 cost;     /* of all that are open */
} MsTree;

/* What the style of an element adds to what its tag says. */
typedef struct {
    gboolean hidden;
    gboolean bold;
    gboolean styled;
    gboolean indents; /* a <blockquote> that is none */
} MsElementStyle;

/* The style that a start tag says. A <blockquote> that says what it is quotes; one that
 * only has no border indents. */
MsElementStyle ms_tree_read_style (const MsHtmlToken *token);

void ms_tree_init (MsTree *tree);
void ms_tree_start (MsTree *tree, const MsTag *tag, MsSlice name, MsElementStyle style);
void ms_tree_end (MsTree *tree, const MsTag *tag, MsSlice name);

/* The innermost open element; one that stands for the document when none is. */
const MsOpenElement *ms_tree_top (const MsTree *tree);
/* The smaller, the better a place for a block. */
guint64 ms_tree_cost (const MsTree *tree);
