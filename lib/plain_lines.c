/* SPDX-License-Identifier: BSD-2-Clause */
#include "plain_lines.h"

static gsize
line_end (MsSlice text, gsize from)
{
    const char *end = memchr (text.data + from, '\n', text.len - from);

    return end != NULL ? (gsize)(end - text.data) + 1 : text.len;
}

static gboolean
is_signature_line (MsSlice line)
{
    return line.len >= 3 && memcmp (line.data, "-- ", 3) == 0 &&
           (line.len == 3 || line.data[3] == '\r' || line.data[3] == '\n');
}

gsize
ms_plain_lines_read (MsSlice text, gboolean flowed, gsize start, MsLines *lines)
{
    gsize end = 0, last = start;

    for (gsize at = start; at < text.len; at = end) {
        MsSlice line = { 0 };
        guint count = ms_lines_count (lines);

        end = line_end (text, at);
        line = ms_slice (text.data + at, end - at);
        ms_lines_begin (lines, at);
        if (is_signature_line (line))
            lines->line.flags |= MS_LINE_SIGNATURE;
        /* Space-stuffed (RFC 3676 section 4.4): the ">" behind the blank is text. */
        if (flowed && line.len > 1 && line.data[0] == ' ' && line.data[1] == '>')
            lines->line.flags |= MS_LINE_LITERAL;
        ms_lines_add_text (lines, line.data, line.len);
        ms_lines_finish (lines, end);
        if (ms_lines_count (lines) > count || lines->full)
            last = end;
    }
    return last;
}
