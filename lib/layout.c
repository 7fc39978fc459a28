/* SPDX-License-Identifier: BSD-2-Clause */
#include "layout.h"
#include "raw_line.h"

/* ---- Flowed text ----------------------------------------------------------------- */

static gboolean
is_signature_separator (MsSlice line)
{
    return line.len == 3 && memcmp (line.data, "-- ", 3) == 0;
}

/* A line that goes on in the next one (RFC 3676 section 4.1 and 4.3). A quoted one does
 * not go on in a line of ours, whose depth is another. */
static gboolean
is_soft (MsSlice line)
{
    if (line.len > 0 && line.data[line.len - 1] == '\r')
        line.len--;
    return line.len > 0 && line.data[line.len - 1] == ' ' && line.data[0] != '>' &&
           !is_signature_separator (line);
}

static MsSlice
line_before (const MsLayout *layout)
{
    gsize end = layout->range.start;
    gsize start = 0;

    if (end > 0 && layout->text.data[end - 1] == '\n')
        end--;
    start = ms_raw_line_start (layout->text, end);
    return ms_slice (layout->text.data + start, end - start);
}

/* Whether the first of the new lines that has something in it would be swallowed by a
 * line of the author's. */
static gboolean
is_swallowed (const MsLayout *layout, const char *added)
{
    if (!layout->flowed || *added == '\0' || !is_soft (line_before (layout)))
        return FALSE;
    if (ms_raw_line_starts_at (layout->text, layout->range.start))
        return *added != '\n';
    return added[0] == '\n' && added[1] != '\n' && added[1] != '\0';
}

static gboolean
needs_stuffing (MsSlice line)
{
    return (line.len > 0 && (line.data[0] == ' ' || line.data[0] == '>')) ||
           (line.len >= 5 && memcmp (line.data, "From ", 5) == 0);
}

static MsSlice
without_trailing_spaces (MsSlice line)
{
    if (!is_signature_separator (line))
        while (line.len > 0 && line.data[line.len - 1] == ' ')
            line.len--;
    return line;
}

/* ---- Plain text ------------------------------------------------------------------ */

typedef struct {
    const MsLayout *layout;
    GString *out;
    gsize column; /* octets on the line so far */
} Writer;

static void
end_line (Writer *writer)
{
    g_string_append (writer->out, writer->layout->eol);
    writer->column = 0;
}

/* How much of a line that is too long fits into `room`: up to the last space, which is
 * dropped, or else to a character boundary. */
static gsize
fitting (MsSlice line, gsize room, gsize *dropped)
{
    const char *space = memrchr (line.data, ' ', room + 1);
    gsize len = room;

    *dropped = space != NULL && space > line.data;
    if (*dropped)
        return (gsize)(space - line.data);
    while (len > 0 && ((guchar)line.data[len] & 0xc0) == 0x80)
        len--;
    return len > 0 ? len : room;
}

static void
write_piece (Writer *writer, MsSlice piece)
{
    if (writer->layout->flowed && writer->column == 0 && needs_stuffing (piece))
        g_string_append_c (writer->out, ' ');
    g_string_append_len (writer->out, piece.data, (gssize)piece.len);
    writer->column += piece.len;
}

static void
write_line (Writer *writer, MsSlice line)
{
    gsize max = writer->layout->max_line;

    if (max > 0 && line.len > 0 && writer->column > 0 && writer->column + line.len > max)
        end_line (writer);
    while (max > 0 && line.len > max) {
        gsize dropped = 0, len = fitting (line, max, &dropped);

        write_piece (writer, ms_slice (line.data, len));
        end_line (writer);
        line.data += len + dropped;
        line.len -= len + dropped;
    }
    write_piece (writer, line);
}

static void
write_lines (Writer *writer, const char *added)
{
    const char *at = added, *eol = strchr (at, '\n');

    for (; eol != NULL; at = eol + 1, eol = strchr (at, '\n')) {
        MsSlice line = ms_slice (at, (gsize)(eol - at));

        if (writer->layout->flowed)
            line = without_trailing_spaces (line);
        write_line (writer, line);
        end_line (writer);
    }
    write_line (writer, ms_slice_str (at));
}

char *
ms_layout_text (const MsLayout *layout, const char *added)
{
    gsize start = layout->range.start;
    gsize end = layout->range.end, rest = ms_raw_line_end (layout->text, end) - end;
    Writer writer = { layout, g_string_new (NULL),
                      start - ms_raw_line_start (layout->text, start) };

    if (is_swallowed (layout, added))
        end_line (&writer);
    write_lines (&writer, added);
    if (layout->max_line > 0 && writer.column > 0 && *added != '\0' &&
        writer.column + rest > layout->max_line)
        end_line (&writer);
    return g_string_free (writer.out, FALSE);
}
