/* SPDX-License-Identifier: BSD-2-Clause */
#include "enclose.h"

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

char *
ms_enclose_boundary (const MsMessage *message, MsRange content, const char *purpose)
{
    MsSlice bytes = ms_message_bytes (message);
    MsSlice header = ms_slice_range (bytes, ms_message_root (message)->header);
    MsSlice body = ms_slice_range (bytes, content);
    guint line = count_lines (ms_slice (bytes.data, content.start));

    for (guint attempt = 0;; attempt++) {
        g_autofree char *salt = g_strdup_printf ("%u:%u%s", attempt, line, purpose);
        g_autofree char *digest = digest_of (header, salt);
        g_autofree char *boundary = g_strdup_printf ("=_mailstamp_%.24s", digest);
        if (memmem (body.data, body.len, boundary, strlen (boundary)) == NULL)
            return g_steal_pointer (&boundary);
    }
}

/* ---- Fields that move down ------------------------------------------------------- */

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

/* The fields of that name, which describe the content, move down to it, as they stand or
 * as the codec changed them. The message gets `type`, or the encoding of a multipart.
 * FALSE when there is none. */
static gboolean
move_field (const MsEnclosure *enclosure, MsResult *result, const char *name,
            const char *type, GString *down)
{
    const MsMessage *message = enclosure->message;
    g_autoptr (GArray) fields = ms_message_fields (message, ms_message_root (message));
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
        append_field (down, name, first, ms_message_eol (message));
    return first != NULL;
}

/* A message without MIME is text (RFC 2045 section 5.2), and so is the part. */
static void
add_type (const MsEnclosure *enclosure, MsResult *result)
{
    if (ms_message_header (enclosure->message, "MIME-Version") == NULL)
        ms_result_add_header (result, "MIME-Version", "1.0");
    ms_result_add_header (result, "Content-Type", enclosure->type);
}

static GString *
open_part (const MsEnclosure *enclosure, MsResult *result)
{
    const char *eol = ms_message_eol (enclosure->message);
    GString *open = g_string_new (NULL);

    if (enclosure->before != NULL)
        g_string_append_len (open, enclosure->before->str,
                             (gssize)enclosure->before->len);
    g_string_append_printf (open, "--%s%s", enclosure->boundary, eol);
    if (!move_field (enclosure, result, "Content-Type", enclosure->type, open))
        add_type (enclosure, result);
    move_field (enclosure, result, "Content-Transfer-Encoding", NULL, open);
    if (enclosure->disposition)
        move_field (enclosure, result, "Content-Disposition", "inline", open);
    g_string_append (open, eol);
    return open;
}

void
ms_enclose (const MsEnclosure *enclosure, MsResult *result)
{
    MsRange body = ms_message_root (enclosure->message)->body;
    GString *open = open_part (enclosure, result);
    GString *close =
        g_string_new_len (enclosure->after->str, (gssize)enclosure->after->len);

    ms_edits_add_before (result->body_edits, body.start, g_string_free_to_bytes (open));
    ms_edits_add (result->body_edits, body.end, body.end, g_string_free_to_bytes (close));
}
