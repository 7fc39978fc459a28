/* SPDX-License-Identifier: BSD-2-Clause */
#include "message.h"

struct MsMessage {
    GBytes *bytes;
    MsPart *root;
    gsize body_start;
    const char *eol;
    GArray *fields;        /* of the root */
    GHashTable *headers;   /* name -> decoded value, what has been asked for */
    GPtrArray *recipients; /* empty until asked for, then NULL-terminated */
    char *from_address;
    char *from_name;
};

static void read_from (MsMessage *message);

gsize
ms_message_find_body (MsSlice bytes)
{
    return ms_tree_find_body (bytes, 0);
}

static const char *
find_eol (MsSlice bytes)
{
    const char *end = bytes.len > 0 ? memchr (bytes.data, '\n', bytes.len) : NULL;

    if (end == NULL)
        return "\r\n";
    return end > bytes.data && end[-1] == '\r' ? "\r\n" : "\n";
}

/* What points into the octets. */
static void
set_bytes (MsMessage *message, GBytes *bytes)
{
    MsSlice slice = ms_slice_bytes (bytes);

    g_clear_pointer (&message->bytes, g_bytes_unref);
    message->bytes = g_bytes_ref (bytes);
    g_clear_pointer (&message->fields, g_array_unref);
    message->fields = ms_header_fields (ms_slice_range (slice, message->root->header), 0);
}

MsMessage *
ms_message_parse_header (GBytes *bytes, const MsLimits *limits)
{
    gsize body_start = ms_message_find_body (ms_slice_bytes (bytes));
    g_autoptr (GBytes) header = g_bytes_new_from_bytes (bytes, 0, body_start);
    MsSlice slice = ms_slice_bytes (header);
    MsPart *root = NULL;
    MsMessage *message = NULL;

    if (body_start > limits->header_size)
        return NULL;
    root = ms_tree_parse_root (slice, body_start, limits);
    if (root == NULL)
        return NULL;

    message = g_new0 (MsMessage, 1);
    message->root = root;
    message->body_start = body_start;
    message->eol = find_eol (slice);
    set_bytes (message, header);
    message->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    message->recipients = g_ptr_array_new_with_free_func (g_free);
    read_from (message);
    return message;
}

gboolean
ms_message_parse_body (MsMessage *message, GBytes *bytes, const MsLimits *limits)
{
    set_bytes (message, bytes);
    return ms_tree_parse_body (message->root, ms_slice_bytes (bytes), limits);
}

MsMessage *
ms_message_parse (GBytes *bytes, const MsLimits *limits)
{
    g_autoptr (MsMessage) message = ms_message_parse_header (bytes, limits);

    if (message == NULL || !ms_message_parse_body (message, bytes, limits))
        return NULL;
    return g_steal_pointer (&message);
}

void
ms_message_free (MsMessage *message)
{
    if (message == NULL)
        return;
    ms_part_free (message->root);
    g_array_unref (message->fields);
    g_hash_table_unref (message->headers);
    g_free (message->from_address);
    g_free (message->from_name);
    g_ptr_array_unref (message->recipients);
    g_bytes_unref (message->bytes);
    g_free (message);
}

MsSlice
ms_message_bytes (const MsMessage *message)
{
    return ms_slice_bytes (message->bytes);
}

const MsPart *
ms_message_root (const MsMessage *message)
{
    return message->root;
}

gsize
ms_message_body_start (const MsMessage *message)
{
    return message->body_start;
}

const char *
ms_message_eol (const MsMessage *message)
{
    return message->eol;
}

/* ---- The header ------------------------------------------------------------------ */

GArray *
ms_message_fields (const MsMessage *message, const MsPart *part)
{
    MsSlice bytes = ms_message_bytes (message);

    if (part == message->root)
        return g_array_ref (message->fields);
    return ms_header_fields (ms_slice_range (bytes, part->header), part->header.start);
}

static char *
decode_first (const MsMessage *message, const char *name)
{
    for (guint i = 0; i < message->fields->len; i++) {
        const MsField *field = &g_array_index (message->fields, MsField, i);
        if (ms_field_is (field, name))
            return ms_field_decode (field);
    }
    return NULL;
}

const char *
ms_message_header (const MsMessage *message, const char *name)
{
    g_autofree char *key = g_ascii_strdown (name, -1);
    gpointer value = NULL;

    if (!g_hash_table_lookup_extended (message->headers, key, NULL, &value)) {
        value = decode_first (message, name);
        g_hash_table_insert (message->headers, g_steal_pointer (&key), value);
    }
    return value;
}

/* Adds the mailboxes of the first field of that name, those of a group too, to `found`.
 */
static void
add_mailboxes (const MsMessage *message, const char *name, GPtrArray *found)
{
    for (guint i = 0; i < message->fields->len; i++) {
        const MsField *field = &g_array_index (message->fields, MsField, i);
        if (ms_field_is (field, name)) {
            ms_field_add_mailboxes (field, found);
            return;
        }
    }
}

static void
read_from (MsMessage *message)
{
    g_autoptr (GPtrArray) mailboxes = ms_mailboxes_new();

    add_mailboxes (message, "From", mailboxes);
    if (mailboxes->len > 0) {
        const MsMailbox *first = g_ptr_array_index (mailboxes, 0);
        message->from_address = g_strdup (first->address);
        message->from_name = g_strdup (first->name);
    }
}

const char *
ms_message_from_address (const MsMessage *message)
{
    return message->from_address;
}

const char *
ms_message_from_name (const MsMessage *message)
{
    return message->from_name;
}

const char *const *
ms_message_recipients (const MsMessage *message)
{
    if (message->recipients->len == 0) {
        g_autoptr (GPtrArray) mailboxes = ms_mailboxes_new();

        add_mailboxes (message, "To", mailboxes);
        add_mailboxes (message, "Cc", mailboxes);
        for (guint i = 0; i < mailboxes->len; i++) {
            const MsMailbox *mailbox = g_ptr_array_index (mailboxes, i);
            g_ptr_array_add (message->recipients, g_strdup (mailbox->address));
        }
        g_ptr_array_add (message->recipients, NULL);
    }
    return (const char *const *)message->recipients->pdata;
}
