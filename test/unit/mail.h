/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Messages for tests, and their trees as one line of text. */
#pragma once

#include "message.h"

/* Octets of `lines`, whose line ends become CRLF. */
GBytes *mail_bytes (const char *lines);

/* The message of these octets, with limits that no test comes near. Never NULL. */
MsMessage *mail_parse (const char *lines);
MsMessage *mail_parse_octets (const char *octets, gsize len);

/* "multipart/mixed{text/plain[hello] text/html!unknown[…]}": types, and of leaves the
 * content, escaped as in C; with "!unknown" where the part is to be left alone. */
char *mail_describe (const MsMessage *message);

/* The part at a path such as "1.2", which must be there. */
const MsPart *mail_part (const MsMessage *message, const char *path);
