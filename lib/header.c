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

/* RFC 5322 section 2.2: printable US-ASCII but the colon; blanks before the colon are the
 * obsolete syntax of section 4.5. */
static gboolean
parse_field (MsSlice raw, MsField *field)
{
    gsize colon = 0;

    while (colon < raw.len && g_ascii_isgraph (raw.data[colon]) && raw.data[colon] != ':')
        colon++;
    field->name = ms_slice (raw.data, colon);
    while (colon < raw.len && (raw.data[colon] == ' ' || raw.data[colon] == '\t'))
        colon++;
    if (field->name.len == 0 || colon == raw.len || raw.data[colon] != ':')
        return FALSE;
    field->value = ms_slice_trim (ms_slice (raw.data + colon + 1, raw.len - colon - 1));
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
    return ms_slice_is_nocase (field->name, name);
}

/* Relays fold anew at a blank, and some put a tab in its place. */
static void
blank_folds (char *raw)
{
    for (char *tab = strstr (raw, "\n\t"); tab != NULL; tab = strstr (tab, "\n\t"))
        tab[1] = ' ';
}

char *
ms_field_decode (const MsField *field)
{
    g_autofree char *raw = g_strndup (field->value.data, field->value.len);
    g_autofree char *unfolded = NULL;
    g_autofree char *decoded = NULL;

    ms_gmime_init();
    blank_folds (raw);
    unfolded = g_mime_utils_header_unfold (raw);
    decoded = g_mime_utils_header_decode_text (NULL, unfolded);
    return g_utf8_make_valid (decoded, -1);
}

char *
ms_field_encode (const char *text)
{
    g_autofree char *encoded = NULL, *line = NULL, *folded = NULL;

    ms_gmime_init();
    encoded = g_mime_utils_header_encode_text (NULL, text, NULL);
    line = g_strconcat ("Subject: ", encoded, NULL);
    folded = g_mime_utils_unstructured_header_fold (NULL, NULL, line);
    return g_strstrip (g_strdup (folded + strlen ("Subject: ")));
}

/* Longer than anybody's file name; gmime sorts the pieces of a parameter by hand. */
#define MAX_PARAMETERS 4000

static gboolean
has_encoded_parameters (const MsField *field)
{
    return (ms_field_is (field, "Content-Type") ||
            ms_field_is (field, "Content-Disposition")) &&
           field->value.len <= MAX_PARAMETERS &&
           memchr (field->value.data, '*', field->value.len) != NULL;
}

static void
append_parameters (GString *out, const char *text)
{
    GMimeParamList *list = g_mime_param_list_parse (NULL, text);
    int length = list != NULL ? g_mime_param_list_length (list) : 0;

    for (int i = 0; i < length; i++) {
        GMimeParam *param = g_mime_param_list_get_parameter_at (list, i);
        const char *value = g_mime_param_get_value (param);
        g_string_append_printf (out, "; %s=%s", g_mime_param_get_name (param),
                                value != NULL ? value : "");
    }
    g_clear_object (&list);
}

char *
ms_field_decode_all (const MsField *field)
{
    g_autofree char *text = ms_field_decode (field);
    g_autoptr (GString) out = g_string_new (NULL);
    const char *semicolon = strchr (text, ';');

    if (semicolon == NULL || !has_encoded_parameters (field))
        return g_steal_pointer (&text);
    g_string_append_len (out, text, semicolon - text);
    append_parameters (out, semicolon + 1);
    return g_utf8_make_valid (out->str, -1);
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

/* gmime takes a group in a group by recursion, and words without an @ in quadratic time:
 * so it gets one mailbox at a time, and none that is longer than people write. */
#define MAX_MAILBOX 1000

static void
add_mailbox (GPtrArray *mailboxes, MsSlice text)
{
    g_autofree char *raw = g_strndup (text.data, text.len);
    InternetAddressList *list =
        text.len <= MAX_MAILBOX ? internet_address_list_parse (NULL, raw) : NULL;
    int length = list != NULL ? internet_address_list_length (list) : 0;

    for (int i = 0; i < length; i++) {
        InternetAddress *address = internet_address_list_get_address (list, i);
        const char *name = internet_address_get_name (address), *addr = NULL;
        MsMailbox *mailbox = NULL;

        if (!INTERNET_ADDRESS_IS_MAILBOX (address))
            continue;
        addr = internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address));
        mailbox = g_new0 (MsMailbox, 1);
        mailbox->address = g_utf8_make_valid (addr != NULL ? addr : "", -1);
        mailbox->name = name != NULL ? g_utf8_make_valid (name, -1) : NULL;
        g_ptr_array_add (mailboxes, mailbox);
    }
    g_clear_object (&list);
}

/* Behind the quoted string, comment, domain literal or address in angle brackets that
 * starts at `at`; the next octet where none does (RFC 5322 section 3.2). */
static gsize
skip_token (MsSlice list, gsize at)
{
    static const char open[] = "\"([<", close[] = "\")]>";
    const char *kind = list.data[at] != '\0' ? strchr (open, list.data[at]) : NULL;
    gsize depth = 1;

    at++;
    if (kind == NULL)
        return at;
    for (; at < list.len && depth > 0; at++) {
        if (list.data[at] == '\\')
            at++;
        else if (list.data[at] == close[kind - open])
            depth--;
        else if (list.data[at] == '(' && *kind == '(')
            depth++;
    }
    return MIN (at, list.len);
}

/* A comma ends a mailbox, but "Doe, Jane <jane@example.com>" without quotes is one; a
 * semicolon ends a group; what stands before a colon is a group's name. */
void
ms_field_add_mailboxes (const MsField *field, GPtrArray *mailboxes)
{
    MsSlice list = field->value;
    gboolean has_address = FALSE;
    gsize start = 0, at = 0;

    ms_gmime_init();
    while (at < list.len) {
        char c = list.data[at];
        gsize next = skip_token (list, at);

        has_address |= c == '@' || c == '<';
        if (c == ';' || (c == ',' && has_address))
            add_mailbox (mailboxes, ms_slice (list.data + start, at - start));
        if (c == ':' || c == ';' || (c == ',' && has_address)) {
            start = next;
            has_address = FALSE;
        }
        at = next;
    }
    add_mailbox (mailboxes, ms_slice (list.data + start, list.len - start));
}
