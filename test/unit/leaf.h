/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Changes of the text of a message's first leaf, for tests of the codec. */
#pragma once

#include "codec.h"

/* Fields of their headers. */
#define VERSION "MIME-Version: 1.0\r\n"
#define TYPE "Content-Type: text/plain; charset="
#define HTML "Content-Type: text/html; charset="
#define CTE "Content-Transfer-Encoding: "
#define QP CTE "quoted-printable\r\n"
#define B64 CTE "base64\r\n"

const MsPart *leaf_of (const MsMessage *message);

/* Caller frees; NULL where it cannot be decoded. */
char *leaf_text (MsSlice raw);

/* The message with these changes, as the tool prints it; caller frees. NULL where the
 * part does not take them. */
GString *leaf_change (MsSlice raw, const MsTextEdit *changes, gsize count);
