/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The imprint: what tells a stamp of this organization from all other HTML once somebody
 * has quoted it. It is a word with a key in it, the same in every stamp, carried in two
 * ways because no client keeps both: a class, and an anchor's name in the first line of
 * text. Nothing of it is to be seen, and it says nothing of the sender or the message. */
#pragma once

#include "slice.h"

/* The word for an organization, 18 characters; caller frees. */
char *ms_imprint_make (const char *organization, GBytes *key);

/* `html`, a fragment that closes all it opens, as a block of its own, with the imprint in
 * it, and the badge of its message; NULL: without. Caller frees. */
char *ms_imprint_dress (const char *html, const char *imprint, const char *badge);

/* Whether one of `imprints` (of char *) stands in the HTML. */
gboolean ms_imprint_is_in (MsSlice html, const GPtrArray *imprints);
