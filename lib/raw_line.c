/* SPDX-License-Identifier: BSD-2-Clause */
#include "raw_line.h"

gsize
ms_raw_line_start (MsSlice text, gsize at)
{
    const char *eol = at > 0 ? memrchr (text.data, '\n', at) : NULL;

    return eol != NULL ? (gsize)(eol - text.data) + 1 : 0;
}

gsize
ms_raw_line_end (MsSlice text, gsize at)
{
    const char *eol = at < text.len ? memchr (text.data + at, '\n', text.len - at) : NULL;

    return eol != NULL ? (gsize)(eol - text.data) : text.len;
}

gsize
ms_raw_line_content_end (MsSlice text, gsize at)
{
    gsize end = ms_raw_line_end (text, at);

    return end < text.len && end > at && text.data[end - 1] == '\r' ? end - 1 : end;
}

gboolean
ms_raw_line_starts_at (MsSlice text, gsize at)
{
    return at == 0 || text.data[at - 1] == '\n';
}

gboolean
ms_raw_line_ends_at (MsSlice text, gsize at)
{
    return at < text.len && (text.data[at] == '\n' || text.data[at] == '\r');
}

gboolean
ms_raw_lines_exceed (MsSlice text, gsize limit)
{
    gsize at = 0;

    while (text.len - at > limit) {
        if (ms_raw_line_content_end (text, at) - at > limit)
            return TRUE;
        at = MIN (ms_raw_line_end (text, at) + 1, text.len);
    }
    return FALSE;
}

const char *
ms_raw_lines_usual_eol (MsSlice text)
{
    gsize lf = 0, crlf = 0;

    for (gsize at = ms_raw_line_end (text, 0); at < text.len;
         at = ms_raw_line_end (text, at + 1)) {
        if (at > 0 && text.data[at - 1] == '\r')
            crlf++;
        else
            lf++;
    }
    if (lf + crlf == 0)
        return NULL;
    return lf > crlf ? "\n" : "\r\n";
}
