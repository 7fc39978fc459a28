/* SPDX-License-Identifier: BSD-2-Clause */
#include "relabel.h"

/* ---- Content-Type ---------------------------------------------------------------- */

static gboolean
is_white (char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static gsize
skip_white (MsSlice value, gsize at)
{
    while (at < value.len && is_white (value.data[at]))
        at++;
    return at;
}

/* The semicolon from `at` on that is not in a quoted string, or the end. */
static gsize
find_semicolon (MsSlice value, gsize at)
{
    gboolean quoted = FALSE;

    for (; at < value.len && (quoted || value.data[at] != ';'); at++) {
        if (value.data[at] == '"')
            quoted = !quoted;
        else if (value.data[at] == '\\' && quoted && at + 1 < value.len)
            at++;
    }
    return at;
}

/* "charset", and what RFC 2231 makes of it: "charset*", "charset*0*". */
static gboolean
is_charset (MsSlice name)
{
    static const char charset[] = "charset";
    gsize len = sizeof charset - 1;

    while (name.len > 0 && is_white (name.data[name.len - 1]))
        name.len--;
    return ms_slice_starts_with_nocase (name, charset) &&
           (name.len == len || name.data[len] == '*');
}

/* The parameter in [start, end) as it is, or, TRUE, with its new value. */
static gboolean
append_parameter (GString *out, MsSlice value, gsize start, gsize end)
{
    gsize name = skip_white (value, start), from = 0, last = end;
    const char *equals = memchr (value.data + start, '=', end - start);

    if (equals == NULL || equals < value.data + name ||
        !is_charset (ms_slice (value.data + name, (gsize)(equals - value.data) - name))) {
        g_string_append_len (out, value.data + start, (gssize)(end - start));
        return FALSE;
    }
    from = skip_white (value, (gsize)(equals - value.data) + 1);
    while (last > from && is_white (value.data[last - 1]))
        last--;
    g_string_append_len (out, value.data + start, (gssize)(name - start));
    g_string_append (out, from < end && value.data[from] == '"' ? "charset=\"utf-8\""
                                                                : "charset=utf-8");
    g_string_append_len (out, value.data + last, (gssize)(end - last));
    return TRUE;
}

/* Whether the value begins with that type and goes on, if at all, as it should. */
static gboolean
names_type (MsSlice value, const char *type)
{
    gsize len = strlen (type), at = 0;

    if (value.data == NULL || value.len < len ||
        g_ascii_strncasecmp (value.data, type, len) != 0 ||
        memchr (value.data, '\0', value.len) != NULL)
        return FALSE;
    at = skip_white (value, len);
    return at == value.len || value.data[at] == ';';
}

char *
ms_content_type_as_utf8 (MsSlice value, const char *type)
{
    GString *out = g_string_new (NULL);
    gsize at = 0, len = strlen (type);
    gboolean found = FALSE;

    if (!names_type (value, type)) {
        g_string_printf (out, "%s; charset=utf-8", type);
        return g_string_free (out, FALSE);
    }
    at = find_semicolon (value, 0);
    g_string_append_len (out, value.data, (gssize)at);
    while (at < value.len) {
        gsize end = find_semicolon (value, at + 1);

        g_string_append_c (out, ';');
        found |= append_parameter (out, value, at + 1, end);
        at = end;
    }
    if (!found)
        g_string_insert (out, (gssize)len, "; charset=utf-8");
    return g_string_free (out, FALSE);
}

/* ---- Fields ---------------------------------------------------------------------- */

typedef struct {
    const MsMessage *message;
    const MsPart *part;
    GArray *fields;
    GArray *edits;
    GArray *header_edits;
} Header;

static gboolean
is_root (const Header *header)
{
    return header->part->parent == NULL;
}

/* As an MTA wants it: lines that end in LF. */
static char *
without_cr (const char *value)
{
    GString *out = g_string_new (value);

    g_string_replace (out, "\r\n", "\n", 0);
    return g_string_free (out, FALSE);
}

static void
add_header_edit (const Header *header, MsHeaderAction action, char *name, guint index,
                 const char *value, MsRange raw)
{
    MsHeaderEdit edit = { action, name, index, without_cr (value), raw.start, raw.end };

    g_array_append_val (header->header_edits, edit);
}

static void
change_field (const Header *header, const MsField *field, guint index, const char *value)
{
    MsSlice bytes = ms_message_bytes (header->message);
    MsRange range = field->raw;
    g_autofree char *name = g_strndup (field->name.data, field->name.len);
    char *text = NULL;

    if (is_root (header)) {
        add_header_edit (header, MS_HEADER_CHANGE, g_steal_pointer (&name), index, value,
                         range);
        return;
    }
    if (field->value.len > 0) {
        range.start = (gsize)(field->value.data - bytes.data);
        range.end = range.start + field->value.len;
        text = g_strdup (value);
    } else
        text =
            g_strdup_printf ("%s: %s%s", name, value, ms_message_eol (header->message));
    ms_edits_add (header->edits, range.start, range.end,
                  g_bytes_new_take (text, strlen (text)));
}

/* A header block that a boundary cuts short may lack its last line end: what follows it
 * then ends the new field. */
static gboolean
ends_mid_line (const Header *header)
{
    MsRange block = header->part->header;

    return block.end > block.start &&
           ms_message_bytes (header->message).data[block.end - 1] != '\n';
}

static void
add_field (const Header *header, const char *name, const char *value)
{
    const char *eol = ms_message_eol (header->message);
    MsRange end = { header->part->header.end, header->part->header.end };
    char *text = NULL;

    if (is_root (header)) {
        add_header_edit (header, MS_HEADER_ADD, g_strdup (name), 0, value, end);
        return;
    }
    text = ends_mid_line (header) ? g_strdup_printf ("%s%s: %s", eol, name, value)
                                  : g_strdup_printf ("%s: %s%s", name, value, eol);
    ms_edits_add (header->edits, end.start, end.end,
                  g_bytes_new_take (text, strlen (text)));
}

/* All fields of that name, so that it does not matter which of them a reader believes. */
static void
set_encoding (const Header *header, const char *encoding)
{
    static const char name[] = "Content-Transfer-Encoding";
    guint index = 0;

    for (guint i = 0; i < header->fields->len; i++) {
        const MsField *field = &g_array_index (header->fields, MsField, i);
        if (ms_field_is (field, name))
            change_field (header, field, ++index, encoding);
    }
    if (index == 0)
        add_field (header, name, encoding);
}

/* Of several fields those that say what the part was taken for; where none does, the
 * first is made to. */
static void
set_charset (const Header *header)
{
    const char *type = header->part->type;
    const MsField *first = NULL;
    guint index = 0, changed = 0;

    for (guint i = 0; i < header->fields->len; i++) {
        const MsField *field = &g_array_index (header->fields, MsField, i);
        g_autofree char *value = NULL;

        if (!ms_field_is (field, "Content-Type"))
            continue;
        first = first != NULL ? first : field;
        index++;
        if (!names_type (field->value, type))
            continue;
        value = ms_content_type_as_utf8 (field->value, type);
        change_field (header, field, index, value);
        changed++;
    }
    if (changed == 0) {
        g_autofree char *value = ms_content_type_as_utf8 (ms_slice (NULL, 0), type);
        if (first != NULL)
            change_field (header, first, 1, value);
        else
            add_field (header, "Content-Type", value);
    }
}

static gboolean
has_field (const Header *header, const char *name)
{
    for (guint i = 0; i < header->fields->len; i++)
        if (ms_field_is (&g_array_index (header->fields, MsField, i), name))
            return TRUE;
    return FALSE;
}

void
ms_relabel (const MsMessage *message, const MsPart *part, const MsLabels *labels,
            GArray *edits, GArray *header_edits)
{
    g_autoptr (GArray) fields = ms_message_fields (message, part);
    Header header = { message, part, fields, edits, header_edits };

    if (!labels->utf8 && labels->encoding == NULL)
        return;
    if (is_root (&header) && !has_field (&header, "MIME-Version"))
        add_field (&header, "MIME-Version", "1.0");
    if (labels->utf8)
        set_charset (&header);
    if (labels->encoding != NULL)
        set_encoding (&header, labels->encoding);
}
