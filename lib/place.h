/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where in a decoded text the author's newest words end and the quoted history begins.
 * place_text.c reads plain text, place_html.c HTML; both give the same answer form. */
#pragma once

#include "separator.h"
#include <mailstamp.h>

/* What is known of the text beforehand. */
typedef enum {
    MS_PLACE_PLAIN = 0,
    MS_PLACE_FLOWED = 1 << 0,  /* plain text is format=flowed (RFC 3676) */
    MS_PLACE_ANSWERS = 1 << 1, /* the header names an earlier message (In-Reply-To or
                                  References): a quote that no line introduces is history
                                  then, and decoration otherwise */
} MsPlaceHints;

/* The three places of one text, as offsets in octets; an insertion may stand at each.
 * top <= above_quote <= bottom. */
typedef struct {
    gsize top;         /* before the author's first word */
    gsize above_quote; /* == bottom where there is no history, or where the author wrote
                          below or between the quotes */
    gsize bottom;      /* after the last word, inside <body> in HTML */
    const char *separator; /* name of what begins the history, static or owned by the
                              separators; NULL when none was found */
    MsThread thread;       /* what the text alone tells */
    gboolean below;        /* the author wrote below or between the quotes */
    MsRange history;       /* the quoted history where one was found, else empty */
} MsPlaces;

/* Plain text: UTF-8, lines end in CRLF or LF. Linear in the length. */
MsPlaces ms_place_text (MsSlice text, MsPlaceHints hints, const MsSeparators *separators);

/* HTML: UTF-8, a document or a fragment, as broken as it comes. Linear in the length. */
MsPlaces ms_place_html (MsSlice html, MsPlaceHints hints, const MsSeparators *separators);
