/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is inside an MsText; for the charset modules alone. */
#pragma once

#include "charset.h"
#include "charset_name.h"

/* How octets become text. */
typedef enum {
    READ_ASCII, /* octets from 0x80 on are unknown */
    READ_UTF8,
    READ_TABLE, /* each octet by itself */
    READ_ICONV,
} Reading;

struct MsText {
    MsSlice octets; /* without the byte order mark */
    gsize bom;
    char *charset; /* as declared, or NULL */
    MsCharsetName name;
    Reading reading;
    gboolean mislabelled; /* the octets are not what the label says */
    gboolean ascii;       /* ASCII stands for itself, and there is no state */
    gunichar *table;      /* READ_TABLE: 256 characters, 0 for none */
    GString *utf8;
    gsize replaced; /* octets that became U+FFFD */
};

/* Octets of U+FFFD in UTF-8. */
#define MS_REPLACEMENT_LEN 3
