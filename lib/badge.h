/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The badge: a word with a key in it that the HTML stamps of one message carry, and those
 * of no other. By it a stamp is known for this message's own wherever it stands and
 * whatever it says; one that is quoted, or was pasted, has the badge of the message that
 * it was made for. Looks like an imprint, and is as invisible. */
#pragma once

#include "mark.h"

/* The badge of a message, 18 characters; caller frees. */
char *ms_badge_make (const MsMarkKeys *keys, const MsMessage *message);

/* Whether the HTML has a badge that one of the keys made for this message. A Message-ID
 * or Date that was missing then, and added by an MTA since, does not matter. */
gboolean ms_badge_is_in (MsSlice html, const MsMarkKeys *keys, const MsMessage *message);
