/* SPDX-License-Identifier: BSD-2-Clause
 *
 * URLs as browsers read them out of an attribute: is it one that may stand in a
 * signature, and which file of the folder does it name. */
#pragma once

#include "slice.h"

typedef enum {
    MS_URL_FILE,    /* relative: in src, a file of the template's folder */
    MS_URL_ALLOWED, /* no scheme but not relative (//host, /path, #part), or a known one
                     */
    MS_URL_REFUSED, /* any other scheme: javascript:, data:, vbscript:, file:, … */
} MsUrlKind;

/* The text of an attribute's value: character references resolved. Caller frees. */
char *ms_url_decode (MsSlice value);

/* `url` is decoded. An empty one is allowed. */
MsUrlKind ms_url_kind (const char *url);

/* TRUE for what names no scheme and no file either ("", "/x", "//x", "#x"): in a message
 * it leads nowhere. */
gboolean ms_url_is_bare (const char *url);

/* The name of the file that a relative URL means: percent signs resolved where
 * that gives UTF-8, query and fragment cut off. Caller frees. */
char *ms_url_file (const char *url);

/* TRUE when the attribute of that name (lower case) holds a URL. */
gboolean ms_url_is_attribute (MsSlice name);
