/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a charset parameter means in practice: the name iconv reads it by, the one it is
 * written by, and how its octets behave. */
#pragma once

#include <glib.h>

typedef enum {
    MS_CHARSET_NONE,    /* not given, or US-ASCII */
    MS_CHARSET_UNKNOWN, /* no name that iconv could know */
    MS_CHARSET_UTF8,
    MS_CHARSET_SUPERSET, /* known to hold ASCII as ASCII, without any state */
    MS_CHARSET_WIDE,     /* UTF-16, UTF-32: `unit` octets at a time */
    MS_CHARSET_ESCAPES,  /* ISO-2022-JP: escape sequences choose the set */
    MS_CHARSET_SHIFTS,   /* ISO-2022-KR and -CN: SO and SI do */
    MS_CHARSET_UTF7,     /* + and - do */
    MS_CHARSET_OTHER,    /* for iconv to say */
} MsCharsetKind;

typedef struct {
    MsCharsetKind kind;
    guint unit;
    char read[32]; /* a superset where clients read it so: GB18030 for GB2312 */
    char write[32];
} MsCharsetName;

/* `charset` in lower case, or NULL. */
MsCharsetName ms_charset_name (const char *charset);
