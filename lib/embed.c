/* SPDX-License-Identifier: BSD-2-Clause */
#include "embed.h"
#include "enclose.h"

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

/* B37: Content-ID in angle brackets, disposition inline. */
void
ms_embed_append (GString *out, const MsImage *image, const char *eol)
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
        ms_embed_append (text, g_ptr_array_index (images, i), eol);
        if (next != NULL)
            g_string_append_printf (text, "%s--%s%s", eol, boundary, eol);
    }
    insert (embedding, next != NULL ? next->header.start : part->body.end, text);
}

/* ---- Into a new one -------------------------------------------------------------- */

static char *
make_boundary (const Embedding *embedding)
{
    return ms_enclose_boundary (embedding->message, embedding->html->body, "");
}

static void
append_images (GString *text, const GPtrArray *images, const char *boundary,
               const char *eol)
{
    for (guint i = 0; i < images->len; i++) {
        g_string_append_printf (text, "%s--%s%s", eol, boundary, eol);
        ms_embed_append (text, g_ptr_array_index (images, i), eol);
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

/* The message itself is the HTML. */
static void
wrap_root (const Embedding *embedding, const GPtrArray *images)
{
    g_autofree char *boundary = make_boundary (embedding);
    g_autofree char *type = related_type (boundary);
    g_autoptr (GString) after = g_string_new (NULL);
    const MsEnclosure enclosure = {
        .message = embedding->message, .boundary = boundary, .type = type, .after = after
    };

    append_images (after, images, boundary, embedding->eol);
    g_string_append (after, embedding->eol);
    ms_enclose (&enclosure, embedding->result);
}

/* ---- All of it ------------------------------------------------------------------- */

static gboolean
is_embedded (const GArray *embedded, const MsPart *related, const MsImage *image)
{
    for (guint i = 0; i < embedded->len; i++) {
        const MsEmbedded *one = &g_array_index (embedded, MsEmbedded, i);
        if (one->related == related &&
            g_str_equal (one->image->content_id, image->content_id))
            return TRUE;
    }
    return FALSE;
}

/* Those that the message does not carry yet (B38), and that were not put into the same
 * multipart/related for another text: each of those that Apple Mail broke up may have a
 * stamp. */
static GPtrArray *
missing_images (const MsMessage *message, const MsPart *related, const GPtrArray *images,
                GArray *embedded)
{
    GPtrArray *missing = g_ptr_array_new();

    for (guint i = 0; i < images->len; i++) {
        const MsImage *image = g_ptr_array_index (images, i);
        MsEmbedded one = { related, image };

        if (has_content_id (ms_message_root (message), image->content_id) ||
            (related != NULL && is_embedded (embedded, related, image)))
            continue;
        g_ptr_array_add (missing, (gpointer)image);
        g_array_append_val (embedded, one);
    }
    return missing;
}

void
ms_embed_images (const MsMessage *message, const MsPart *html, const GPtrArray *images,
                 GArray *embedded, MsResult *result)
{
    Embedding embedding = { message, html, ms_message_eol (message), result };
    const MsPart *sibling = child_of_related (html);
    g_autoptr (GPtrArray) missing = missing_images (
        message, sibling != NULL ? sibling->parent : NULL, images, embedded);

    if (missing->len == 0)
        return;
    if (sibling != NULL)
        add_siblings (&embedding, sibling, missing);
    else if (html->parent == NULL)
        wrap_root (&embedding, missing);
    else
        wrap_part (&embedding, missing);
}
