/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Lines of octets or of UTF-8: they end in LF, a CR before it belongs to the line end. */
#pragma once

#include "slice.h"

/* Where the line begins that `at` is in. */
gsize ms_raw_line_start (MsSlice text, gsize at);

/* Where it ends: at its LF, or at the end of the text. */
gsize ms_raw_line_end (MsSlice text, gsize at);

/* The same without the line end's CR, where one is behind `at`. */
gsize ms_raw_line_content_end (MsSlice text, gsize at);

gboolean ms_raw_line_starts_at (MsSlice text, gsize at);

/* Whether a line end stands there. */
gboolean ms_raw_line_ends_at (MsSlice text, gsize at);

/* Whether a line is longer than `limit`, its line end not counted. */
gboolean ms_raw_lines_exceed (MsSlice text, gsize limit);

/* What most lines end in, "\r\n" or "\n"; NULL when the text has no line end. */
const char *ms_raw_lines_usual_eol (MsSlice text);
