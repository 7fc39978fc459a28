/* SPDX-License-Identifier: BSD-2-Clause
 *
 * New text laid out for the place it goes to: line ends and lengths, format=flowed
 * (RFC 3676), HTML as ASCII. It knows text only, no octets. */
#pragma once

#include "slice.h"

typedef struct {
    MsSlice text;  /* what the new text goes into, UTF-8 */
    MsRange range; /* what it replaces there */
    const char *eol;
    gboolean flowed;
    gsize
        max_line; /* no new line gets longer, in octets of UTF-8; 0: it does not matter */
} MsLayout;

/* Plain text: `added` has lines that end in LF, the result in `eol`. Caller frees. */
char *ms_layout_text (const MsLayout *layout, const char *added);

/* HTML: characters beyond ASCII become references, and it stands on lines of its own.
 * Long lines are broken where that shows least: at a space between words, tags or
 * attributes, between two tags, at a space in an attribute, anywhere but in a reference.
 * Caller frees. */
char *ms_layout_html (const MsLayout *layout, const char *added);
