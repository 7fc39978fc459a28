/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The tree of parts of a message, each with the exact octets it came from. */
#pragma once

#include "part.h"

/* Past one of these ms_message_parse returns NULL (result: too-complex). */
typedef struct {
    gsize header_size; /* octets of the message's own header, and of each part's */
    guint parts;
    guint depth;
} MsLimits;

/* Where the body starts whose header starts at `header_start`: behind the first empty
 * line (RFC 5322 section 2.1), at the end when there is none. */
gsize ms_tree_find_body (MsSlice bytes, gsize header_start);

/* The root of the tree, whose body starts at `body_start`, without what is in it. Never
 * fails on malformed mail: what cannot be understood is a leaf. NULL only past a limit.
 * Free it with ms_part_free. */
MsPart *ms_tree_parse_root (MsSlice bytes, gsize body_start, const MsLimits *limits);

/* All that is in `root`, whose body goes to the end of `bytes`. FALSE past a limit: then
 * there is nothing in it. */
gboolean ms_tree_parse_body (MsPart *root, MsSlice bytes, const MsLimits *limits);
