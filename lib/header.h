/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Header fields: where each stands in its block, what its value says. It knows no
 * message. */
#pragma once

#include "slice.h"

/* gmime keeps tables that must be made before the first use, once in a process. Safe from
 * any thread; the parsing of a message calls it. */
void ms_gmime_init (void);

/* One header field where it stands, borrowed from the octets of its block. */
typedef struct {
    MsSlice name;
    MsSlice value; /* raw, still folded, without white space and line ends around it */
    MsRange raw;   /* with its line end */
} MsField;

/* The fields of `block`, an array of MsField; `raw` counts from `offset`. A line that is
 * no field is passed over. Caller unrefs. */
GArray *ms_header_fields (MsSlice block, gsize offset);

/* Whether that is the field's name; names know no case (RFC 5322 section 1.2.2). */
gboolean ms_field_is (const MsField *field, const char *name);

/* The value unfolded and decoded (RFC 2047) to UTF-8; where a fold has a tab, a blank.
 * Caller frees. */
char *ms_field_decode (const MsField *field);

/* `text`, UTF-8, as the value of an unstructured field: encoded (RFC 2047) where need be,
 * folded with lines that end in LF. Caller frees. */
char *ms_field_encode (const char *text);

/* The same, and the parameters of Content-Type and Content-Disposition joined and decoded
 * (RFC 2231): "attachment; filename=Büro.pdf". Caller frees. */
char *ms_field_decode_all (const MsField *field);

typedef struct {
    char *address; /* as it stands, UTF-8, never NULL */
    char *name;    /* the display name, decoded, or NULL */
} MsMailbox;

/* An empty list of MsMailbox that owns them; g_ptr_array_unref frees it. */
GPtrArray *ms_mailboxes_new (void);

/* Adds the mailboxes of an address list, those of its groups too. */
void ms_field_add_mailboxes (const MsField *field, GPtrArray *mailboxes);
