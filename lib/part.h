/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One MIME entity: what its header fields say of it. It knows nothing of boundaries. */
#pragma once

#include "slice.h"

typedef struct MsPart MsPart;

typedef enum {
    MS_ENCODING_7BIT,
    MS_ENCODING_8BIT,
    MS_ENCODING_BINARY,
    MS_ENCODING_QUOTED_PRINTABLE,
    MS_ENCODING_BASE64,
    MS_ENCODING_UNKNOWN, /* uuencode and whatever else, or a header that mail programs
                            read in different ways: such a part is left alone */
} MsEncoding;

struct MsPart {
    MsPart *parent;      /* NULL for the root */
    GPtrArray *children; /* of MsPart, of a multipart; never NULL. The message in a
                            message/rfc822 is not read */
    char *type;       /* "text/plain": lower case; the default of its place when absent */
    char *charset;    /* lower case, NULL when not given */
    char *filename;   /* from disposition or type, NULL when not given */
    char *content_id; /* without angle brackets, NULL when not given */
    char *boundary;   /* of a multipart, without blanks at its end; NULL when not given */
    char *start;      /* multipart/related: content_id of its root, or NULL */
    char *method;     /* RFC 6047 method of a calendar item, lower case, or NULL */
    char *smime_type; /* RFC 8551 smime-type, lower case, or NULL */
    MsEncoding encoding;
    gboolean separate;   /* disposition is neither absent nor `inline` */
    gboolean attachment; /* separate, or the disposition gives it a filename */
    gboolean flowed;     /* RFC 3676 format=flowed */
    gboolean delsp;      /* RFC 3676 delsp=yes */
    MsRange header;      /* the header block without the empty line behind it */
    MsRange body;        /* the encoded content, without the line end that belongs to the
                            delimiter behind it */
};

/* A part without ranges, a child of `parent` (may be NULL). */
MsPart *ms_part_new (MsPart *parent);
void ms_part_free (MsPart *part);

/* Takes over what `fields` (of MsField) say; the type that nobody gave is the default of
 * its place (RFC 2046 sections 5.1 and 5.1.5). */
void ms_part_read_fields (MsPart *part, const GArray *fields);
