/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Header fields where they stand: what gmime decodes, and the raw octets it came from. */
#include "header.h"
#include <gmime/gmime.h>

void
ms_gmime_init (void)
{
    static gsize done = 0;

    if (g_once_init_enter (&done)) {
        g_mime_init();
        g_once_init_leave (&done, 1);
    }
}

static MsSlice
trim (MsSlice text)
{
    while (text.len > 0 && g_ascii_isspace (text.data[0]))
        text = ms_slice (text.data + 1, text.len - 1);
    while (text.len > 0 && g_ascii_isspace (text.data[text.len - 1]))
        text.len--;
    return text;
}

/* RFC 5322 section 2.2: printable US-ASCII but the colon; blanks before the colon are the
 * obsolete syntax of section 4.5. */
static gboolean
parse_field (MsSlice raw, MsField *field)
{
    gsize colon = 0;

    while (colon < raw.len && raw.data[colon] > ' ' && raw.data[colon] != ':')
        colon++;
    field->name = ms_slice (raw.data, colon);
    while (colon < raw.len && (raw.data[colon] == ' ' || raw.data[colon] == '\t'))
        colon++;
    if (field->name.len == 0 || colon == raw.len || raw.data[colon] != ':')
        return FALSE;
    field->value = trim (ms_slice (raw.data + colon + 1, raw.len - colon - 1));
    return TRUE;
}

GArray *
ms_header_fields (MsSlice block, gsize offset)
{
    GArray *fields = g_array_new (FALSE, FALSE, sizeof (MsField));
    gsize at = 0;

    while (at < block.len) {
        MsSlice raw = ms_slice_line (block, at);
        gsize start = at;

        at += raw.len;
        while (at < block.len && (block.data[at] == ' ' || block.data[at] == '\t'))
            at += ms_slice_line (block, at).len;
        raw.len = at - start;

        MsField field = { .raw = { offset + start, offset + at } };
        if (parse_field (raw, &field))
            g_array_append_val (fields, field);
    }
    return fields;
}

gboolean
ms_field_is (const MsField *field, const char *name)
{
    return strlen (name) == field->name.len &&
           g_ascii_strncasecmp (field->name.data, name, field->name.len) == 0;
}

char *
ms_field_decode (const MsField *field)
{
    g_autofree char *raw = g_strndup (field->value.data, field->value.len);
    g_autofree char *unfolded = g_mime_utils_header_unfold (raw);
    g_autofree char *decoded = g_mime_utils_header_decode_text (NULL, unfolded);

    return g_utf8_make_valid (decoded, -1);
}

static void
mailbox_free (gpointer data)
{
    MsMailbox *mailbox = data;

    g_free (mailbox->address);
    g_free (mailbox->name);
    g_free (mailbox);
}

GPtrArray *
ms_mailboxes_new (void)
{
    return g_ptr_array_new_with_free_func (mailbox_free);
}

/* A group holds mailboxes and, against RFC 5322 but in gmime's grammar, further groups.
 */
#define MAX_GROUP_DEPTH 4

static void
add_list (InternetAddressList *list, GPtrArray *mailboxes, guint depth)
{
    int length = internet_address_list_length (list);

    for (int i = 0; i < length; i++) {
        InternetAddress *address = internet_address_list_get_address (list, i);

        if (INTERNET_ADDRESS_IS_MAILBOX (address)) {
            MsMailbox *mailbox = g_new0 (MsMailbox, 1);
            const char *addr =
                internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address));
            const char *name = internet_address_get_name (address);

            mailbox->address = g_utf8_make_valid (addr != NULL ? addr : "", -1);
            mailbox->name = name != NULL ? g_utf8_make_valid (name, -1) : NULL;
            g_ptr_array_add (mailboxes, mailbox);
        } else if (depth < MAX_GROUP_DEPTH) {
            add_list (
                internet_address_group_get_members (INTERNET_ADDRESS_GROUP (address)),
                mailboxes, depth + 1);
        }
    }
}

void
ms_field_add_mailboxes (const MsField *field, GPtrArray *mailboxes)
{
    g_autofree char *raw = g_strndup (field->value.data, field->value.len);
    InternetAddressList *list = internet_address_list_parse (NULL, raw);

    if (list == NULL)
        return;
    add_list (list, mailboxes, 0);
    g_object_unref (list);
}
