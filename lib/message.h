/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A raw message as a tree of parts, each with the exact octets it came from. Nothing is
 * decoded here but header values, and nothing is ever written.
 *
 * Every byte string is a message: what cannot be understood is a part of type
 * application/octet-stream, or text when it says nothing of itself. */
#pragma once

#include "header.h"
#include "tree.h"

typedef struct MsMessage MsMessage;
/* Never fails on malformed mail. NULL only past a limit. Linear in the size of `bytes`,
 * which the message keeps a reference to. */
MsMessage *ms_message_parse (GBytes *bytes, const MsLimits *limits);

/* The same in two steps. First the message of nothing but the header that `bytes` begin
 * with; then it is of all `bytes`, which begin as those did. FALSE past a limit: then the
 * body is one part. */
MsMessage *ms_message_parse_header (GBytes *bytes, const MsLimits *limits);
gboolean ms_message_parse_body (MsMessage *message, GBytes *bytes,
                                const MsLimits *limits) G_GNUC_WARN_UNUSED_RESULT;
void ms_message_free (MsMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsMessage, ms_message_free)

MsSlice ms_message_bytes (const MsMessage *message);
const MsPart *ms_message_root (const MsMessage *message);

/* Where the body of raw `bytes` starts: behind the first empty line (RFC 5322
 * section 2.1), at the end when there is none. */
gsize ms_message_find_body (MsSlice bytes);

/* Offset of the first octet behind the header and its empty line. */
gsize ms_message_body_start (const MsMessage *message);

/* "\r\n" or "\n": what the header lines end in. */
const char *ms_message_eol (const MsMessage *message);

/* The fields of a part's header block (ms_header_fields); for the root: of the message.
 * Their raw ranges count from the start of the message. Caller unrefs. */
GArray *ms_message_fields (const MsMessage *message, const MsPart *part);

/* The first field of that name, unfolded and decoded (RFC 2047) to UTF-8, white space
 * around it off; NULL when there is none. The message keeps it. */
const char *ms_message_header (const MsMessage *message, const char *name);

/* The address of the first mailbox of From, and its display name (UTF-8, may be NULL). */
const char *ms_message_from_address (const MsMessage *message);
const char *ms_message_from_name (const MsMessage *message);

/* All addresses of To and Cc, NULL-terminated; the message keeps them. */
const char *const *ms_message_recipients (const MsMessage *message);
