/* SPDX-License-Identifier: BSD-2-Clause */
#include "dress.h"
#include "raw_line.h"

static gboolean
ends_line (MsSlice text, gsize offset)
{
    return offset == 0 || text.data[offset - 1] == '\n';
}

/* Whether the line before the one that starts at `offset` is empty, or there is none. */
static gboolean
follows_empty_line (MsSlice text, gsize offset)
{
    if (offset > 0 && text.data[offset - 1] == '\n')
        offset--;
    if (offset > 0 && text.data[offset - 1] == '\r')
        offset--;
    return ends_line (text, offset);
}

static gboolean
precedes_empty_line (MsSlice text, gsize offset)
{
    return offset == text.len || text.data[offset] == '\n' || text.data[offset] == '\r';
}

char *
ms_dress_text (const char *stamp, MsSlice text, gsize offset)
{
    GString *out = g_string_new (NULL);

    if (!ends_line (text, offset))
        g_string_append (out, "\n\n");
    else if (!follows_empty_line (text, offset))
        g_string_append (out, "\n");
    g_string_append (out, stamp);
    g_string_append (out, precedes_empty_line (text, offset) ? "\n" : "\n\n");
    return g_string_free (out, FALSE);
}

/* How many line ends make an empty line on a side of the token where `rest` of its line
 * is: blanks are an empty line themselves, once they are set apart. */
static guint
line_ends_for (MsSlice rest, gboolean at_empty_line)
{
    if (rest.len == 0)
        return at_empty_line ? 0 : 1;
    return ms_slice_is_blank (rest) ? 1 : 2;
}

char *
ms_dress_in_place (const char *stamp, MsSlice text, MsRange token)
{
    gsize start = ms_raw_line_start (text, token.start);
    gsize end = ms_raw_line_content_end (text, token.end);
    gsize next = end + ms_slice_line (text, end).len;
    guint before = line_ends_for (ms_slice_range (text, (MsRange){ start, token.start }),
                                  follows_empty_line (text, start));
    guint behind = line_ends_for (ms_slice_range (text, (MsRange){ token.end, end }),
                                  precedes_empty_line (text, next));

    return g_strconcat (&"\n\n"[2 - before], stamp, &"\n\n"[2 - behind], NULL);
}
