/* SPDX-License-Identifier: BSD-2-Clause */
#include "embed.h"

/* RFC 2045 section 6.8. */
#define BASE64_LINE 76

/* Where pictures go, and what has to stand around them. */
typedef struct {
    const MsMessage *message;
    const MsPart *html;
    const char *eol;
    MsResult *result;
} Embedding;

static void
insert_before (const Embedding *embedding, gsize offset, GString *text)
{
    ms_edits_add_before (embedding->result->body_edits, offset,
                         g_string_free_to_bytes (text));
}

static void
insert (const Embedding *embedding, gsize offset, GString *text)
{
    ms_edits_add (embedding->result->body_edits, offset, offset,
                  g_string_free_to_bytes (text));
}

/* ---- One picture ----------------------------------------------------------------- */

static void
append_base64 (GString *out, GBytes *data, const char *eol)
{
    gsize len = 0;
    const guchar *octets = g_bytes_get_data (data, &len);
    gsize step = (gsize)BASE64_LINE / 4 * 3;

    for (gsize at = 0; at < len; at += step) {
        g_autofree char *line = g_base64_encode (octets + at, MIN (step, len - at));
        g_string_append_printf (out, "%s%s", line, eol);
    }
}

/* A file name as a quoted string (RFC 2045 section 5.1). */
static char *
quoted_name (const char *path)
{
    g_autofree char *name = g_path_get_basename (path);
    GString *out = g_string_new ("\"");

    for (const char *at = name; *at != '\0'; at++)
        g_string_append_c (
            out, g_ascii_isprint (*at) && strchr ("\"\\", *at) == NULL ? *at : '_');
    g_string_append_c (out, '"');
    return g_string_free (out, FALSE);
}

/* B37: Content-ID in angle brackets, disposition inline. Ends with a line end. */
static void
append_image (GString *out, const MsImage *image, const char *eol)
{
    g_autofree char *name = quoted_name (image->name);

    g_string_append_printf (out, "Content-Type: %s; name=%s%s", image->type, name, eol);
    g_string_append_printf (out, "Content-Transfer-Encoding: base64%s", eol);
    g_string_append_printf (out, "Content-ID: <%s>%s", image->content_id, eol);
    g_string_append_printf (out, "Content-Disposition: inline; filename=%s%s%s", name,
                            eol, eol);
    append_base64 (out, image->data, eol);
}

static gboolean
has_content_id (const MsPart *part, const char *content_id)
{
    if (part->content_id != NULL && g_str_equal (part->content_id, content_id))
        return TRUE;
    for (guint i = 0; i < part->children->len; i++)
        if (has_content_id (g_ptr_array_index (part->children, i), content_id))
            return TRUE;
    return FALSE;
}

/* Those that the message does not carry yet (B38). */
static GPtrArray *
missing_images (const MsMessage *message, const GPtrArray *images)
{
    GPtrArray *missing = g_ptr_array_new();

    for (guint i = 0; i < images->len; i++) {
        const MsImage *image = g_ptr_array_index (images, i);
        if (!has_content_id (ms_message_root (message), image->content_id))
            g_ptr_array_add (missing, (gpointer)image);
    }
    return missing;
}

/* ---- Into a multipart/related that is there -------------------------------------- */

static const MsPart *
next_sibling (const MsPart *part)
{
    guint index = 0;

    if (!g_ptr_array_find (part->parent->children, part, &index) ||
        index + 1 == part->parent->children->len)
        return NULL;
    return g_ptr_array_index (part->parent->children, index + 1);
}

/* The child of a multipart/related, `html` or an ancestor of it, behind which pictures
 * can be put as siblings. */
static const MsPart *
child_of_related (const MsPart *html)
{
    for (const MsPart *part = html; part->parent != NULL; part = part->parent)
        if (g_str_equal (part->parent->type, "multipart/related"))
            return part;
    return NULL;
}

static void
add_siblings (const Embedding *embedding, const MsPart *part, const GPtrArray *images)
{
    const MsPart *next = next_sibling (part);
    const char *boundary = part->parent->boundary, *eol = embedding->eol;
    GString *text = g_string_new (NULL);

    for (guint i = 0; i < images->len; i++) {
        if (next == NULL)
            g_string_append_printf (text, "%s--%s%s", eol, boundary, eol);
        append_image (text, g_ptr_array_index (images, i), eol);
        if (next != NULL)
            g_string_append_printf (text, "%s--%s%s", eol, boundary, eol);
    }
    insert (embedding, next != NULL ? next->header.start : part->body.end, text);
}

/* ---- Into a new one -------------------------------------------------------------- */

/* What a message says, not how its lines end: a message with LF has the boundary that it
 * has with CRLF. */
static char *
digest_of (MsSlice header, const char *salt)
{
    g_autoptr (GHmac) hmac =
        g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)salt, strlen (salt));
    const char *end = header.data + header.len;

    for (const char *at = header.data; at < end;) {
        const char *cr = memchr (at, '\r', (gsize)(end - at));
        const char *stop = cr != NULL ? cr : end;
        g_hmac_update (hmac, (const guchar *)at, stop - at);
        at = cr != NULL ? cr + 1 : end;
    }
    return g_strdup (g_hmac_get_string (hmac));
}

static guint
count_lines (MsSlice text)
{
    guint count = 0;

    for (gsize i = 0; i < text.len; i++)
        count += text.data[i] == '\n';
    return count;
}

/* One that no line of the HTML can be taken for; the same for the same message. */
static char *
make_boundary (const Embedding *embedding)
{
    MsSlice bytes = ms_message_bytes (embedding->message);
    MsSlice header = ms_slice_range (bytes, ms_message_root (embedding->message)->header);
    MsSlice body = ms_slice_range (bytes, embedding->html->body);
    guint line = count_lines (ms_slice (bytes.data, embedding->html->body.start));

    for (guint attempt = 0;; attempt++) {
        g_autofree char *salt = g_strdup_printf ("%u:%u", attempt, line);
        g_autofree char *digest = digest_of (header, salt);
        g_autofree char *boundary = g_strdup_printf ("=_mailstamp_%.24s", digest);
        if (memmem (body.data, body.len, boundary, strlen (boundary)) == NULL)
            return g_steal_pointer (&boundary);
    }
}

static void
append_images (GString *text, const GPtrArray *images, const char *boundary,
               const char *eol)
{
    for (guint i = 0; i < images->len; i++) {
        g_string_append_printf (text, "%s--%s%s", eol, boundary, eol);
        append_image (text, g_ptr_array_index (images, i), eol);
    }
    g_string_append_printf (text, "%s--%s--", eol, boundary);
}

static char *
related_type (const char *boundary)
{
    return g_strdup_printf ("multipart/related; boundary=\"%s\"; type=\"text/html\"",
                            boundary);
}

static void
wrap_part (const Embedding *embedding, const GPtrArray *images)
{
    const char *eol = embedding->eol;
    g_autofree char *boundary = make_boundary (embedding);
    g_autofree char *type = related_type (boundary);
    GString *before = g_string_new (NULL), *after = g_string_new (NULL);

    g_string_append_printf (before, "Content-Type: %s%s%s--%s%s", type, eol, eol,
                            boundary, eol);
    append_images (after, images, boundary, eol);
    insert_before (embedding, embedding->html->header.start, before);
    insert (embedding, embedding->html->body.end, after);
}

/* ---- The message itself is the HTML ---------------------------------------------- */

/* RFC 2045 section 6.4: a multipart has the encoding of its parts, unless that changes
 * octets. */
static char *
multipart_encoding (const char *encoding)
{
    gboolean is_identity = g_ascii_strncasecmp (encoding, "8bit", 4) == 0 ||
                           g_ascii_strncasecmp (encoding, "binary", 6) == 0;

    return g_strdup (is_identity ? encoding : "7bit");
}

/* What is to become of a field of the message already: the change of the one that starts
 * at `start`, or the field that is added. NULL for none. */
static MsHeaderEdit *
find_edit (const MsResult *result, MsHeaderAction action, const char *name, gsize start)
{
    for (guint i = 0; i < result->header_edits->len; i++) {
        MsHeaderEdit *edit = &g_array_index (result->header_edits, MsHeaderEdit, i);

        if (edit->action == action && edit->start == start &&
            g_ascii_strcasecmp (edit->name, name) == 0)
            return edit;
    }
    return NULL;
}

/* The value that the message would have had; the multipart's takes its place. */
static char *
replace_value (MsHeaderEdit *edit, const char *type)
{
    char *value = edit->value;

    edit->value = type != NULL ? g_strdup (type) : multipart_encoding (value);
    return value;
}

static char *
change_field (MsResult *result, const MsField *field, const char *name, guint index,
              const char *type)
{
    char *value = g_strndup (field->value.data, field->value.len);
    MsHeaderEdit edit = { .action = MS_HEADER_CHANGE,
                          .name = g_strdup (name),
                          .index = index,
                          .value = value,
                          .start = field->raw.start,
                          .end = field->raw.end };

    replace_value (&edit, type);
    g_array_append_val (result->header_edits, edit);
    return value;
}

/* `value` as a field of a part; its lines end in CRLF or LF. */
static void
append_field (GString *out, const char *name, const char *value, const char *eol)
{
    g_auto (GStrv) lines = g_strsplit (value, "\n", -1);

    for (char **line = lines; *line != NULL; line++)
        if (g_str_has_suffix (*line, "\r"))
            (*line)[strlen (*line) - 1] = '\0';
    g_string_append_printf (out, "%s: ", name);
    for (char **line = lines; *line != NULL; line++)
        g_string_append_printf (out, "%s%s", *line, eol);
}

/* The fields of that name, which describe the HTML, move down to it, as they stand or as
 * the codec changed them. The message gets `type`, or the encoding of a multipart. */
static void
move_field (const Embedding *embedding, const char *name, const char *type, GString *down)
{
    MsResult *result = embedding->result;
    g_autoptr (GArray) fields =
        ms_message_fields (embedding->message, ms_message_root (embedding->message));
    MsHeaderEdit *edit = find_edit (result, MS_HEADER_ADD, name, result->header_end);
    g_autofree char *first = edit != NULL ? replace_value (edit, type) : NULL;
    guint index = 0;

    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        g_autofree char *value = NULL;

        if (!ms_field_is (field, name))
            continue;
        index++;
        edit = find_edit (result, MS_HEADER_CHANGE, name, field->raw.start);
        value = edit != NULL ? replace_value (edit, type)
                             : change_field (result, field, name, index, type);
        if (first == NULL)
            first = g_steal_pointer (&value);
    }
    if (first != NULL)
        append_field (down, name, first, embedding->eol);
}

static void
wrap_root (const Embedding *embedding, const GPtrArray *images)
{
    const char *eol = embedding->eol;
    g_autofree char *boundary = make_boundary (embedding);
    g_autofree char *type = related_type (boundary);
    GString *before = g_string_new (NULL), *after = g_string_new (NULL);

    g_string_append_printf (before, "--%s%s", boundary, eol);
    move_field (embedding, "Content-Type", type, before);
    move_field (embedding, "Content-Transfer-Encoding", NULL, before);
    g_string_append (before, eol);
    append_images (after, images, boundary, eol);
    g_string_append (after, eol);
    insert_before (embedding, embedding->html->body.start, before);
    insert (embedding, embedding->html->body.end, after);
}

void
ms_embed_images (const MsMessage *message, const MsPart *html, const GPtrArray *images,
                 MsResult *result)
{
    Embedding embedding = { message, html, ms_message_eol (message), result };
    g_autoptr (GPtrArray) missing = missing_images (message, images);
    const MsPart *sibling = child_of_related (html);

    if (missing->len == 0)
        return;
    if (sibling != NULL)
        add_siblings (&embedding, sibling, missing);
    else if (html->parent == NULL)
        wrap_root (&embedding, missing);
    else
        wrap_part (&embedding, missing);
}
