/* SPDX-License-Identifier: BSD-2-Clause
 *
 * gmime parses; its stream bounds and header offsets say where each part stands. */
#include "tree.h"
#include <gmime/gmime.h>

/* gmime compares each line that starts with two dashes with every open boundary, up to
 * 1,024 of them. So many such lines cost it tens of milliseconds at the most. */
#define MAX_BOUNDARY_COMPARISONS ((gsize)32 * 1024 * 1024)
#define GMIME_MAX_DEPTH 1024

static void
part_free (gpointer data)
{
    MsPart *part = data;

    g_ptr_array_unref (part->children);
    g_free (part->type);
    g_free (part->charset);
    g_free (part->filename);
    g_free (part->content_id);
    g_free (part->boundary);
    g_free (part->start);
    g_free (part->smime_type);
    g_free (part);
}

static MsPart *
part_new (MsPart *parent, const char *type)
{
    MsPart *part = g_new0 (MsPart, 1);

    part->parent = parent;
    part->type = g_ascii_strdown (type, -1);
    part->children = g_ptr_array_new_with_free_func (part_free);
    if (parent != NULL)
        g_ptr_array_add (parent->children, part);
    return part;
}

/* ---- Reading one part ------------------------------------------------------------ */

static MsEncoding
encoding_by_name (const char *name)
{
    static const struct {
        const char *name;
        MsEncoding encoding;
    } known[] = {
        { "7bit", MS_ENCODING_7BIT },
        { "8bit", MS_ENCODING_8BIT },
        { "binary", MS_ENCODING_BINARY },
        { "quoted-printable", MS_ENCODING_QUOTED_PRINTABLE },
        { "base64", MS_ENCODING_BASE64 },
        /* Seen in the wild for text that is not encoded at all. */
        { "7-bit", MS_ENCODING_7BIT },
        { "8-bit", MS_ENCODING_8BIT },
        { "none", MS_ENCODING_8BIT },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
        if (g_ascii_strcasecmp (name, known[i].name) == 0)
            return known[i].encoding;
    return MS_ENCODING_UNKNOWN;
}

/* The token alone: "base64; charset=x", "Base64 (comment)" and "'7bit'" are seen. */
static MsEncoding
read_encoding (GMimeObject *object)
{
    const char *value = g_mime_object_get_header (object, "Content-Transfer-Encoding");
    g_autofree char *token = NULL;
    gsize start = 0, len = 0;

    if (value == NULL)
        return MS_ENCODING_7BIT;
    start = strspn (value, " \t\"'");
    len = strcspn (value + start, " \t\r\n;(\"'");
    token = g_strndup (value + start, len);
    return *token == '\0' ? MS_ENCODING_7BIT : encoding_by_name (token);
}

/* "<a@b>" or "a@b", both are seen in `start`. */
static char *
without_brackets (const char *id)
{
    if (id == NULL)
        return NULL;
    return *id == '<' ? g_strndup (id + 1, strcspn (id + 1, ">")) : g_strdup (id);
}

static void
read_type (MsPart *part, GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type (object);
    const char *charset = g_mime_content_type_get_parameter (type, "charset");
    const char *format = g_mime_content_type_get_parameter (type, "format");
    const char *delsp = g_mime_content_type_get_parameter (type, "delsp");
    const char *smime_type = g_mime_content_type_get_parameter (type, "smime-type");

    if (charset != NULL && *charset != '\0')
        part->charset = g_ascii_strdown (charset, -1);
    part->flowed = format != NULL && g_ascii_strcasecmp (format, "flowed") == 0;
    part->delsp = delsp != NULL && g_ascii_strcasecmp (delsp, "yes") == 0;
    part->filename = g_strdup (g_mime_content_type_get_parameter (type, "name"));
    part->boundary = g_strdup (g_mime_content_type_get_parameter (type, "boundary"));
    part->start = without_brackets (g_mime_content_type_get_parameter (type, "start"));
    if (smime_type != NULL)
        part->smime_type = g_ascii_strdown (smime_type, -1);
}

static void
read_disposition (MsPart *part, GMimeObject *object)
{
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition (object);
    const char *kind = NULL, *filename = NULL;

    if (disposition != NULL) {
        kind = g_mime_content_disposition_get_disposition (disposition);
        filename = g_mime_content_disposition_get_parameter (disposition, "filename");
    }
    if (filename != NULL) {
        g_free (part->filename);
        part->filename = g_strdup (filename);
    }
    part->separate =
        kind != NULL && *kind != '\0' && g_ascii_strcasecmp (kind, "inline") != 0;
    part->attachment = part->filename != NULL || part->separate;
}

/* ---- Octet ranges ---------------------------------------------------------------- */

/* Behind the first empty line from `header_start` on; the whole length when there is none
 * (RFC 5322 section 2.1). */
gsize
ms_tree_find_body (MsSlice bytes, gsize header_start)
{
    gsize at = header_start;

    while (at < bytes.len) {
        const char *line = bytes.data + at;
        const char *end = memchr (line, '\n', bytes.len - at);
        gsize len = end != NULL ? (gsize)(end - line) : bytes.len - at;

        at += len + (end != NULL);
        if (end != NULL && (len == 0 || (len == 1 && line[0] == '\r')))
            return at;
    }
    return at;
}

/* The end of the header block whose empty line ends at `body_start`. */
static gsize
header_end (MsSlice bytes, gsize header_start, gsize body_start)
{
    gsize end = body_start;

    if (end > header_start && bytes.data[end - 1] == '\n')
        end--;
    if (end > header_start && bytes.data[end - 1] == '\r')
        end--;
    return end;
}

/* gmime gives the offset of each field it kept, counted from the start of the message.
 * FALSE for a part without any field. */
static gboolean
first_field (GMimeObject *object, gsize *start)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list (object);
    gint64 first = G_MAXINT64;

    for (int i = 0; i < g_mime_header_list_get_count (headers); i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at (headers, i);
        gint64 offset = g_mime_header_get_offset (header);
        if (offset >= 0 && offset < first)
            first = offset;
    }
    *start = (gsize)first;
    return first != G_MAXINT64;
}

static MsRange
header_range (MsSlice bytes, GMimeObject *object, gsize body_start)
{
    gsize end = header_end (bytes, 0, body_start);
    gsize start = end;

    if (!first_field (object, &start) || start > end)
        start = end;
    return (MsRange){ start, end };
}

static MsRange
content_range (GMimeObject *object, gsize len)
{
    GMimeDataWrapper *content = g_mime_part_get_content (GMIME_PART (object));
    GMimeStream *stream =
        content != NULL ? g_mime_data_wrapper_get_stream (content) : NULL;
    gsize start = 0, end = 0;

    if (stream == NULL)
        return (MsRange){ len, len };
    start = stream->bound_start < 0 ? 0 : MIN ((gsize)stream->bound_start, len);
    end = stream->bound_end < 0 ? len : MIN ((gsize)stream->bound_end, len);
    return (MsRange){ start, MAX (start, end) };
}

/* Where the last leaf below `object` ends; that of an attached message is not known
 * better. */
static gsize
last_octet (GMimeObject *object, gsize len)
{
    while (object != NULL && !GMIME_IS_PART (object)) {
        int children = 0;

        if (GMIME_IS_MESSAGE_PART (object)) {
            GMimeMessage *inner =
                g_mime_message_part_get_message (GMIME_MESSAGE_PART (object));
            object = inner != NULL ? g_mime_message_get_mime_part (inner) : NULL;
            continue;
        }
        if (GMIME_IS_MULTIPART (object))
            children = g_mime_multipart_get_count (GMIME_MULTIPART (object));
        object = children > 0
                     ? g_mime_multipart_get_part (GMIME_MULTIPART (object), children - 1)
                     : NULL;
    }
    return object != NULL ? content_range (object, len).end : 0;
}

/* ---- The tree -------------------------------------------------------------------- */

typedef struct {
    MsSlice bytes;
    const MsLimits *limits;
    guint parts;
} Walk;

static MsPart *read_part (Walk *walk, GMimeObject *object, MsPart *parent, guint depth);

static gboolean
read_children (Walk *walk, GMimeMultipart *multipart, MsPart *part, guint depth)
{
    for (int i = 0; i < g_mime_multipart_get_count (multipart); i++)
        if (read_part (walk, g_mime_multipart_get_part (multipart, i), part, depth + 1) ==
            NULL)
            return FALSE;
    gsize start = 0;

    if (part->children->len > 0 && first_field (GMIME_OBJECT (multipart), &start)) {
        const MsPart *last = g_ptr_array_index (part->children, part->children->len - 1);
        gsize body_start = ms_tree_find_body (walk->bytes, start);

        part->header = (MsRange){ start, header_end (walk->bytes, start, body_start) };
        part->body = (MsRange){ body_start, MAX (body_start, last->body.end) };
    }
    return TRUE;
}

/* NULL past a limit; the caller's tree owns what has been made so far. */
static MsPart *
read_part (Walk *walk, GMimeObject *object, MsPart *parent, guint depth)
{
    g_autofree char *type =
        g_mime_content_type_get_mime_type (g_mime_object_get_content_type (object));
    MsPart *part = NULL;

    if (++walk->parts > walk->limits->parts || depth > walk->limits->depth)
        return NULL;
    part = part_new (parent, type);
    read_type (part, object);
    read_disposition (part, object);
    part->encoding = read_encoding (object);
    part->content_id = g_strdup (g_mime_object_get_content_id (object));

    if (GMIME_IS_MULTIPART (object))
        return read_children (walk, GMIME_MULTIPART (object), part, depth) ? part : NULL;
    if (GMIME_IS_PART (object)) {
        part->body = content_range (object, walk->bytes.len);
        part->header = header_range (walk->bytes, object, part->body.start);
    } else if (first_field (object, &part->header.start)) {
        part->body.start = ms_tree_find_body (walk->bytes, part->header.start);
        part->body.end = MAX (part->body.start, last_octet (object, walk->bytes.len));
        part->header.end = header_end (walk->bytes, part->header.start, part->body.start);
    }
    return part;
}

/* ---- Parsing --------------------------------------------------------------------- */

/* Counts lines that might be a boundary, no further than matters. */
static gboolean
is_boundary_flood (MsSlice bytes)
{
    gsize limit = MAX_BOUNDARY_COMPARISONS / GMIME_MAX_DEPTH, count = 0;
    const char *at = bytes.data, *end = bytes.data + bytes.len;

    while (at != NULL && at < end && count <= limit) {
        at = memmem (at, (gsize)(end - at), "\n--", 3);
        if (at != NULL) {
            at += 3;
            count++;
        }
    }
    return count > limit;
}

/* The stream reads the octets where they are; `array` must outlive all that comes of it.
 * NULL for what gmime does not take for a message at all. */
static GMimeMessage *
parse_with_gmime (GByteArray *array)
{
    GMimeStream *stream = g_mime_stream_mem_new();
    GMimeParser *parser = NULL;
    GMimeMessage *message = NULL;

    g_mime_stream_mem_set_byte_array (GMIME_STREAM_MEM (stream), array);
    parser = g_mime_parser_new_with_stream (stream);
    g_mime_parser_set_persist_stream (parser, TRUE);
    message = g_mime_parser_construct_message (parser, NULL);
    g_object_unref (parser);
    g_object_unref (stream);
    return message;
}

/* The tree below `top`, a part that only holds the root; FALSE past a limit. */
static gboolean
read_tree (MsSlice bytes, const MsLimits *limits, MsPart *top)
{
    Walk walk = { bytes, limits, 0 };
    GByteArray borrowed = { (guint8 *)bytes.data, (guint)bytes.len };
    GMimeMessage *parsed = parse_with_gmime (&borrowed);
    GMimeObject *object = parsed != NULL ? g_mime_message_get_mime_part (parsed) : NULL;
    gboolean whole = TRUE;

    if (object != NULL)
        whole = read_part (&walk, object, top, 0) != NULL;
    else
        part_new (top, "text/plain");
    g_clear_object (&parsed);
    return whole;
}

/* gmime and RFC 5322 may differ on where a broken header ends; then no part is safe. */
static gboolean
lies_behind (const MsPart *part, gsize body_start)
{
    for (guint i = 0; i < part->children->len; i++) {
        const MsPart *child = g_ptr_array_index (part->children, i);
        gboolean is_leaf = child->children->len == 0;
        if ((is_leaf && child->header.start < body_start) ||
            !lies_behind (child, body_start))
            return FALSE;
    }
    return TRUE;
}

/* gmime keeps tables that must be made before the first use, once in a process. */
static void
init_gmime (void)
{
    static gsize done = 0;

    if (g_once_init_enter (&done)) {
        g_mime_init();
        g_once_init_leave (&done, 1);
    }
}

MsPart *
ms_tree_parse (MsSlice bytes, gsize body_start, const MsLimits *limits)
{
    MsPart *top = NULL, *root = NULL;

    if (bytes.len > G_MAXUINT || is_boundary_flood (bytes))
        return NULL;
    init_gmime();
    top = part_new (NULL, "");
    if (read_tree (bytes, limits, top)) {
        root = g_ptr_array_steal_index (top->children, 0);
        if (!lies_behind (root, body_start)) {
            part_free (root);
            root = part_new (NULL, "application/octet-stream");
        }
        root->parent = NULL;
        root->header = (MsRange){ 0, header_end (bytes, 0, body_start) };
        root->body = (MsRange){ body_start, bytes.len };
    }
    part_free (top);
    return root;
}

void
ms_tree_free (MsPart *root)
{
    if (root != NULL)
        part_free (root);
}
