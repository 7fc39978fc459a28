/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The tree of parts of a message, each with the exact octets it came from. */
#pragma once

#include "slice.h"

typedef struct MsPart MsPart;

typedef enum {
    MS_ENCODING_7BIT,
    MS_ENCODING_8BIT,
    MS_ENCODING_BINARY,
    MS_ENCODING_QUOTED_PRINTABLE,
    MS_ENCODING_BASE64,
    MS_ENCODING_UNKNOWN, /* uuencode and whatever else: such a part is left alone */
} MsEncoding;

/* One MIME entity. */
struct MsPart {
    MsPart *parent;      /* NULL for the root */
    GPtrArray *children; /* of MsPart, of a multipart; never NULL. The message in a
                            message/rfc822 is not read */
    char *type;       /* "text/plain": lower case; the default of its place when absent */
    char *charset;    /* lower case, NULL when not given */
    char *filename;   /* from disposition or type, NULL when not given */
    char *content_id; /* without angle brackets, NULL when not given */
    char *boundary;   /* of a multipart, NULL when not given */
    char *start;      /* multipart/related: content_id of its root, or NULL */
    char *smime_type; /* RFC 8551 smime-type, lower case, or NULL */
    MsEncoding encoding;
    gboolean separate;   /* disposition is neither absent nor `inline` */
    gboolean attachment; /* separate, or it has a filename */
    gboolean flowed;     /* RFC 3676 format=flowed */
    gboolean delsp;      /* RFC 3676 delsp=yes */
    MsRange header;      /* the header block without the empty line behind it */
    MsRange body;        /* the encoded content, without the line end that belongs to the
                            boundary behind it; of a nested multipart: its children */
};

/* Past one of these ms_message_parse returns NULL (result: too-complex). */
typedef struct {
    gsize header_size; /* octets of the message's own header */
    guint parts;
    guint depth;
} MsLimits;

/* Where the body starts whose header starts at `header_start`: behind the first empty
 * line (RFC 5322 section 2.1), at the end when there is none. */
gsize ms_tree_find_body (MsSlice bytes, gsize header_start);

/* The root of the tree, whose body starts at `body_start`. Never fails on malformed mail:
 * what cannot be understood is a leaf. NULL only past a limit. */
MsPart *ms_tree_parse (MsSlice bytes, gsize body_start, const MsLimits *limits);
void ms_tree_free (MsPart *root);
