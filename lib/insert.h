/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The rendered stamps, put where they belong: changes of decoded text, and through the
 * codec edits of the message. */
#pragma once

#include "decide.h"

/* One rule's template rendered for one message. A form that no alternative needs is NULL.
 */
typedef struct {
    const MsRule *rule;
    MsPlaceName place;
    gboolean at_token; /* stands where the author typed the place token, if anywhere */
    char *html;
    char *text;
    const char *imprint; /* borrowed; NULL: none */
    char *badge;         /* of the message; NULL: none */
    GPtrArray *images;   /* of const MsImage, shown by html */
} MsStamp;

/* The stamps of the chosen rules, in their order, an array of MsStamp; NULL with
 * MS_ERROR_TEMPLATE. Caller unrefs. */
GArray *ms_stamps_render (const MsCase *mail, GError **error);

/* Where a stamp goes in one alternative. */
MsPlaceName ms_stamp_place (const MsStamp *stamp, const MsReading *reading);

/* Makes the edits of `result`. FALSE when a part of the body cannot take its stamp, and
 * then `result` is not to be used: one alternative alone is not stamped. */
gboolean ms_stamps_insert (const MsCase *mail, const GArray *stamps,
                           MsResult *result) G_GNUC_WARN_UNUSED_RESULT;
