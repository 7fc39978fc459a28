/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where in a decoded text the author's newest words end and the quoted history begins.
 * place_text.c reads plain text, place_html.c HTML; both give the same answer form. */
#pragma once

#include "separator.h"
#include <mailstamp.h>

typedef enum {
    MS_THREAD_NEW, /* no quoted history */
    MS_THREAD_REPLY,
    MS_THREAD_FORWARD,
} MsThread;

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

/* Plain text: UTF-8, lines end in CRLF or LF. `flowed`: it is format=flowed (RFC 3676).
 * Linear in the length. */
MsPlaces ms_place_text (MsSlice text, gboolean flowed, const MsSeparators *separators);

/* HTML: UTF-8, a document or a fragment, as broken as it comes. Linear in the length. */
MsPlaces ms_place_html (MsSlice html, const MsSeparators *separators);
