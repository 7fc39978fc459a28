/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One pass over the octets, from one delimiter line to the next (RFC 2046 section 5.1.1).
 *
 * gmime could do it, but reads more than that: the addresses of attached messages too, by
 * a recursion that mail controls and in quadratic time; and its ranges are off by one
 * where line ends are mixed. */
#include "tree.h"
#include "header.h"

/* Octets of would-be delimiter lines compared with boundaries; more is an attack. */
#define MAX_COMPARED ((gsize)256 * 1024 * 1024)

typedef struct {
    MsSlice bytes;
    const MsLimits *limits;
    MsPart *open; /* the innermost multipart that has not been closed, or NULL */
    guint parts;
    gsize compared;
} Walk;

/* ---- Header blocks --------------------------------------------------------------- */

static gboolean
is_empty_line (MsSlice line)
{
    return (line.len == 1 && line.data[0] == '\n') ||
           (line.len == 2 && line.data[0] == '\r' && line.data[1] == '\n');
}

gsize
ms_tree_find_body (MsSlice bytes, gsize header_start)
{
    gsize at = header_start;

    while (at < bytes.len) {
        MsSlice line = ms_slice_line (bytes, at);

        at += line.len;
        if (is_empty_line (line))
            return at;
    }
    return at;
}

/* `at` without the line end before it, but not before `start`. */
static gsize
before_line_end (MsSlice bytes, gsize start, gsize at)
{
    if (at > start && bytes.data[at - 1] == '\n') {
        at--;
        if (at > start && bytes.data[at - 1] == '\r')
            at--;
    }
    return at;
}

/* The end of the message's own header, whose body starts at `body_start`: before the
 * empty line, if there is one. */
static gsize
header_end (MsSlice bytes, gsize body_start)
{
    gsize end = before_line_end (bytes, 0, body_start);

    return end == 0 || bytes.data[end - 1] == '\n' ? end : body_start;
}

/* ---- Delimiter lines ------------------------------------------------------------- */

typedef struct {
    MsPart *multipart; /* whose delimiter it is, NULL at the end of the message */
    gboolean closes;
    gsize start; /* of the line */
    gsize end;   /* behind its line end */
} Delimiter;

/* Whether `line`, without its dashes and what blanks it ends in, is for `boundary`. */
static gboolean
is_for (Walk *walk, MsSlice line, const char *boundary, gboolean *closes)
{
    gsize same = 0;

    while (same < line.len && boundary[same] != '\0' && boundary[same] == line.data[same])
        same++;
    walk->compared += same + 1;
    *closes = line.len == same + 2 && memcmp (line.data + same, "--", 2) == 0;
    return boundary[same] == '\0' && (line.len == same || *closes);
}

static gboolean
is_delimiter (Walk *walk, gsize at, Delimiter *found)
{
    MsSlice line = { "", 0 };

    if (walk->bytes.len - at < 2 || memcmp (walk->bytes.data + at, "--", 2) != 0)
        return FALSE;
    line = ms_slice_line (walk->bytes, at);
    *found = (Delimiter){ NULL, FALSE, at, at + line.len };
    while (line.len > 2 && g_ascii_isspace (line.data[line.len - 1]))
        line.len--;
    line = ms_slice (line.data + 2, line.len - 2);
    for (MsPart *part = walk->open; part != NULL; part = part->parent)
        if (is_for (walk, line, part->boundary, &found->closes)) {
            found->multipart = part;
            return TRUE;
        }
    return FALSE;
}

/* The next one from the line that starts at `at` on. A delimiter of an outer multipart
 * ends the inner ones too, so that a missing one costs no more than its own part. */
static Delimiter
next_delimiter (Walk *walk, gsize at)
{
    Delimiter found = { NULL, FALSE, walk->bytes.len, walk->bytes.len };

    while (at < walk->bytes.len && walk->compared <= MAX_COMPARED) {
        if (is_delimiter (walk, at, &found))
            return found;
        at += ms_slice_line (walk->bytes, at).len;
    }
    return (Delimiter){ NULL, FALSE, walk->bytes.len, walk->bytes.len };
}

/* ---- Parts ----------------------------------------------------------------------- */

/* FALSE where the header ends in a delimiter or with the message: then there is no place
 * for a body. */
static gboolean
find_ranges (Walk *walk, MsPart *part, gsize start)
{
    gsize at = start;
    Delimiter found;

    while (at < walk->bytes.len && !is_delimiter (walk, at, &found)) {
        MsSlice line = ms_slice_line (walk->bytes, at);

        if (is_empty_line (line)) {
            part->header = (MsRange){ start, at };
            part->body = (MsRange){ at + line.len, at + line.len };
            return TRUE;
        }
        at += line.len;
    }
    part->header = (MsRange){ start, at };
    part->body = (MsRange){ at, at };
    return FALSE;
}

static gboolean
is_past_limit (const Walk *walk, const MsPart *part)
{
    guint depth = 0;

    for (const MsPart *up = part->parent; up != NULL; up = up->parent)
        depth++;
    return walk->parts > walk->limits->parts || depth > walk->limits->depth ||
           part->header.end - part->header.start > walk->limits->header_size;
}

/* Reads the header of `part`; FALSE past a limit. */
static gboolean
begin (Walk *walk, MsPart *part)
{
    g_autoptr (GArray) fields = NULL;

    walk->parts++;
    if (is_past_limit (walk, part))
        return FALSE;
    fields =
        ms_header_fields (ms_slice_range (walk->bytes, part->header), part->header.start);
    ms_part_read_fields (part, fields);
    return TRUE;
}

static void
open_multipart (Walk *walk, MsPart *part)
{
    if (g_str_has_prefix (part->type, "multipart/") && part->boundary != NULL &&
        part->encoding != MS_ENCODING_UNKNOWN)
        walk->open = part;
}

/* `part` and those it is in, up to but not `outer`, end at `end`; where the empty line of
 * an empty part is the line end of the delimiter, behind it. */
static void
finish (MsPart *part, const MsPart *outer, gsize end)
{
    for (; part != outer; part = part->parent) {
        end = MAX (part->body.start, end);
        part->body.end = end;
    }
}

static gboolean
begin_child (Walk *walk, MsPart *part, gsize start)
{
    gboolean ended = find_ranges (walk, part, start);

    if (!begin (walk, part))
        return FALSE;
    open_multipart (walk, part);
    if (!ended)
        part->encoding = MS_ENCODING_UNKNOWN;
    return TRUE;
}

/* Reads all that is in `root`; FALSE past a limit. */
static gboolean
read_children (Walk *walk, MsPart *root)
{
    MsPart *last = root; /* the innermost part that has not ended */
    gsize at = root->body.start;

    while (walk->open != NULL) {
        Delimiter found = next_delimiter (walk, at);

        if (found.multipart == NULL) {
            finish (last, root, walk->bytes.len);
            return walk->compared <= MAX_COMPARED;
        }
        finish (last, found.multipart, before_line_end (walk->bytes, 0, found.start));
        last = found.multipart;
        walk->open = found.closes ? last->parent : last;
        at = found.end;
        if (!found.closes && at < walk->bytes.len) {
            last = ms_part_new (found.multipart);
            if (!begin_child (walk, last, at))
                return FALSE;
            at = last->body.start;
        }
    }
    return TRUE;
}

MsPart *
ms_tree_parse_root (MsSlice bytes, gsize body_start, const MsLimits *limits)
{
    Walk walk = { .bytes = bytes, .limits = limits };
    MsPart *root = ms_part_new (NULL);

    ms_gmime_init();
    root->header = (MsRange){ 0, header_end (bytes, body_start) };
    root->body = (MsRange){ body_start, bytes.len };
    if (begin (&walk, root))
        return root;
    ms_part_free (root);
    return NULL;
}

gboolean
ms_tree_parse_body (MsPart *root, MsSlice bytes, const MsLimits *limits)
{
    Walk walk = { .bytes = bytes, .limits = limits, .parts = 1 };

    root->body.end = bytes.len;
    open_multipart (&walk, root);
    if (read_children (&walk, root))
        return TRUE;
    g_ptr_array_set_size (root->children, 0);
    return FALSE;
}
