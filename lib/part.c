/* SPDX-License-Identifier: BSD-2-Clause */
#include "part.h"
#include "header.h"
#include <gmime/gmime.h>

/* A longer value describes nothing: no client writes it. */
#define MAX_VALUE 16384

MsPart *
ms_part_new (MsPart *parent)
{
    MsPart *part = g_new0 (MsPart, 1);

    part->parent = parent;
    part->children = g_ptr_array_new_with_free_func ((GDestroyNotify)ms_part_free);
    if (parent != NULL)
        g_ptr_array_add (parent->children, part);
    return part;
}

void
ms_part_free (MsPart *part)
{
    if (part == NULL)
        return;
    g_ptr_array_unref (part->children);
    g_free (part->type);
    g_free (part->charset);
    g_free (part->filename);
    g_free (part->content_id);
    g_free (part->boundary);
    g_free (part->start);
    g_free (part->method);
    g_free (part->smime_type);
    g_free (part);
}

/* ---- Single fields --------------------------------------------------------------- */

static char *
lower (const char *text)
{
    return text != NULL && *text != '\0' ? g_ascii_strdown (text, -1) : NULL;
}

/* "<a@b>" or "a@b", both are seen in `start`. */
static char *
without_brackets (const char *id)
{
    if (id == NULL)
        return NULL;
    return *id == '<' ? g_strndup (id + 1, strcspn (id + 1, ">")) : g_strdup (id);
}

/* A delimiter line may have blanks at its end, so a boundary has none (RFC 2046 section
 * 5.1.1). */
static char *
read_boundary (const char *text)
{
    char *boundary = g_strchomp (g_strdup (text != NULL ? text : ""));

    if (*boundary == '\0')
        g_clear_pointer (&boundary, g_free);
    return boundary;
}

static void
read_type (MsPart *part, const char *value)
{
    GMimeContentType *type = g_mime_content_type_parse (NULL, value);
    g_autofree char *name = g_mime_content_type_get_mime_type (type);
    const char *format = g_mime_content_type_get_parameter (type, "format");
    const char *delsp = g_mime_content_type_get_parameter (type, "delsp");

    part->type = g_ascii_strdown (name, -1);
    part->charset = lower (g_mime_content_type_get_parameter (type, "charset"));
    part->flowed = format != NULL && g_ascii_strcasecmp (format, "flowed") == 0;
    part->delsp = delsp != NULL && g_ascii_strcasecmp (delsp, "yes") == 0;
    part->filename = g_strdup (g_mime_content_type_get_parameter (type, "name"));
    part->boundary = read_boundary (g_mime_content_type_get_parameter (type, "boundary"));
    part->start = without_brackets (g_mime_content_type_get_parameter (type, "start"));
    part->method = lower (g_mime_content_type_get_parameter (type, "method"));
    part->smime_type = lower (g_mime_content_type_get_parameter (type, "smime-type"));
    g_object_unref (type);
}

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
        /* "quoted printable", cut at the blank. */
        { "quoted", MS_ENCODING_QUOTED_PRINTABLE },
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
read_encoding (const char *value)
{
    gsize start = strspn (value, " \t\"'");
    gsize len = strcspn (value + start, " \t\r\n;(\"'");
    g_autofree char *token = g_strndup (value + start, len);

    return *token == '\0' ? MS_ENCODING_7BIT : encoding_by_name (token);
}

static void
read_disposition (MsPart *part, const char *value)
{
    GMimeContentDisposition *disposition = g_mime_content_disposition_parse (NULL, value);
    const char *kind = g_mime_content_disposition_get_disposition (disposition);
    const char *filename =
        g_mime_content_disposition_get_parameter (disposition, "filename");

    if (filename != NULL) {
        g_free (part->filename);
        part->filename = g_strdup (filename);
        part->attachment = TRUE;
    }
    part->separate =
        kind != NULL && *kind != '\0' && g_ascii_strcasecmp (kind, "inline") != 0;
    g_object_unref (disposition);
}

/* ---- All of them ----------------------------------------------------------------- */

static const char *
default_type (const MsPart *part)
{
    return part->parent != NULL && g_str_equal (part->parent->type, "multipart/digest")
               ? "message/rfc822"
               : "text/plain";
}

/* The value of the first field of that name, unfolded; NULL when there is none. */
static char *
first_value (const GArray *fields, const char *name)
{
    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        g_autofree char *raw = NULL;

        if (!ms_field_is (field, name))
            continue;
        raw = g_strndup (field->value.data, MIN (field->value.len, MAX_VALUE));
        return g_mime_utils_header_unfold (raw);
    }
    return NULL;
}

static gboolean
is_structural (const MsField *field)
{
    return ms_field_is (field, "Content-Type") ||
           ms_field_is (field, "Content-Transfer-Encoding");
}

static gboolean
is_same (const MsField *a, const MsField *b)
{
    return a->value.len == b->value.len &&
           g_ascii_strncasecmp (a->value.data, b->value.data, a->value.len) == 0;
}

/* The first of two counts, as most mail programs have it. An edit that is right for one
 * reading and harmless in the other may be made: text added to quoted-printable that
 * somebody reads as 7bit. Two charsets, or base64 for some and text for others, allow
 * none. */
static gboolean
contradicts (const MsField *first, const MsField *second)
{
    if (first == NULL || is_same (first, second))
        return FALSE;
    if (ms_field_is (second, "Content-Type"))
        return ms_slice_starts_with_nocase (first->value, "text/") &&
               ms_slice_starts_with_nocase (second->value, "text/");
    return ms_slice_starts_with_nocase (first->value, "base64") ||
           ms_slice_starts_with_nocase (second->value, "base64");
}

/* Mail programs do not agree on what a field means that is there twice, or stands behind
 * a line which ends the header for some of them. What is above all fields of a message is
 * an envelope, such as mbox has it. */
static gboolean
is_disputed (const MsPart *part, const GArray *fields)
{
    gsize end = part->header.start;
    const MsField *type = NULL, *encoding = NULL;
    gboolean after_gap = FALSE;

    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        const MsField **first = ms_field_is (field, "Content-Type") ? &type : &encoding;

        after_gap |= field->raw.start != end && (i > 0 || part->parent != NULL);
        end = field->raw.end;
        if (!is_structural (field))
            continue;
        if (after_gap || contradicts (*first, field) || field->value.len > MAX_VALUE)
            return TRUE;
        if (*first == NULL)
            *first = field;
    }
    return FALSE;
}

/* Whether a line of the header is no field. For some mail programs the body begins
 * there. */
static gboolean
has_gap (const MsPart *part, const GArray *fields)
{
    gsize end = part->header.start;

    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);

        if (field->raw.start != end)
            return TRUE;
        end = field->raw.end;
    }
    return end != part->header.end;
}

/* A CR alone ends a line for some, and has no place in a field that is sent on. */
static gboolean
has_bare_cr (const GArray *fields)
{
    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        MsSlice value = field->value;

        if (!is_structural (field))
            continue;
        for (gsize at = 0; at + 1 < value.len; at++)
            if (value.data[at] == '\r' && value.data[at + 1] != '\n')
                return TRUE;
    }
    return FALSE;
}

/* A text whose header may have to change. A line that is no field in the message's own
 * header is another matter: an MTA has seen to it. */
static gboolean
is_fragile (const MsPart *part, const GArray *fields)
{
    return g_str_has_prefix (part->type, "text/") &&
           (has_bare_cr (fields) || (part->parent != NULL && has_gap (part, fields)));
}

void
ms_part_read_fields (MsPart *part, const GArray *fields)
{
    g_autofree char *type = first_value (fields, "Content-Type");
    g_autofree char *encoding = first_value (fields, "Content-Transfer-Encoding");
    g_autofree char *disposition = first_value (fields, "Content-Disposition");
    g_autofree char *content_id = first_value (fields, "Content-ID");

    if (type != NULL)
        read_type (part, type);
    else
        part->type = g_strdup (default_type (part));
    if (disposition != NULL)
        read_disposition (part, disposition);
    part->attachment |= part->separate;
    part->content_id = without_brackets (content_id);
    part->encoding = encoding != NULL ? read_encoding (encoding) : MS_ENCODING_7BIT;
    if (is_disputed (part, fields) || is_fragile (part, fields))
        part->encoding = MS_ENCODING_UNKNOWN;
}
