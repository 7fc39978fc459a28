/* SPDX-License-Identifier: BSD-2-Clause
 *
 * HTML as it comes, in pieces, cut into tags and what is between them, by the rules of
 * the WHATWG tokenizer as far as signatures need them. One scanner serves three passes:
 * what context a field stands in, what mail clients will not like, and what of a rendered
 * signature must be rewritten.
 *
 * Inside conditional comments (<!--[if mso]> … <![endif]-->) tags are reported, marked as
 * such: for Outlook they are the document. For everything else a comment ends at its
 * first -->, wherever that stands. Time is linear, memory what the longest tag needs. */
#pragma once

#include "template_tag.h"

typedef enum {
    MS_IN_TEXT,
    MS_IN_TAG,      /* <, its name, between attributes, their names */
    MS_IN_VALUE,    /* of an attribute */
    MS_IN_RAW_TEXT, /* of script, style, title, textarea, … */
    MS_IN_COMMENT,  /* or another declaration */
} MsScanPlace;

typedef struct MsScan MsScan;
typedef void (*MsTagFunc) (const MsTag *tag, gpointer user_data);

/* `on_tag` gets each tag when its > has been fed; the tag lives for the call. */
MsScan *ms_scan_new (MsTagFunc on_tag, gpointer user_data);
void ms_scan_free (MsScan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsScan, ms_scan_free)

/* The next piece; `where` (may be NULL) is the place of its first octet. */
void ms_scan_feed (MsScan *scan, MsSlice text, const MsWhere *where);

/* A field stands here: its value is not known, but it stays what ms_escape_html makes it
 * and so changes nothing of the markup. */
void ms_scan_feed_field (MsScan *scan);

MsScanPlace ms_scan_place (const MsScan *scan);

/* In MS_IN_VALUE: the attribute's name, what has been fed of its value, its quote. */
MsSlice ms_scan_attribute_name (const MsScan *scan);
MsSlice ms_scan_attribute_value (const MsScan *scan);
char ms_scan_quote (const MsScan *scan);

/* Where the tag, comment or raw text that is still open began: its offset in all that was
 * fed, and its place. In MS_IN_TEXT: the end. */
gsize ms_scan_open_offset (const MsScan *scan);
MsWhere ms_scan_open_where (const MsScan *scan);

/* TRUE inside a conditional comment that has not ended. */
gboolean ms_scan_in_conditional (const MsScan *scan);
