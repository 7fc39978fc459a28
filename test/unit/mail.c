/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail.h"
#include <stdlib.h>

GBytes *
mail_bytes (const char *lines)
{
    GString *out = g_string_new (NULL);

    for (; *lines != '\0'; lines++) {
        if (*lines == '\n')
            g_string_append_c (out, '\r');
        g_string_append_c (out, *lines);
    }
    return g_string_free_to_bytes (out);
}

static MsMessage *
parse (GBytes *bytes)
{
    const MsLimits limits = { 1024 * 1024, 1000, 100 };
    MsMessage *message = ms_message_parse (bytes, &limits);

    g_assert (message != NULL);
    return message;
}

MsMessage *
mail_parse (const char *lines)
{
    g_autoptr (GBytes) bytes = mail_bytes (lines);

    return parse (bytes);
}

MsMessage *
mail_parse_octets (const char *octets, gsize len)
{
    g_autoptr (GBytes) bytes = g_bytes_new (octets, len);

    return parse (bytes);
}

/* Octets as a C text would have them; NULs too. */
static void
append_escaped (GString *out, MsSlice text)
{
    for (gsize i = 0; i < text.len; i++) {
        guchar c = (guchar)text.data[i];
        if (c == '\r')
            g_string_append (out, "\\r");
        else if (c == '\n')
            g_string_append (out, "\\n");
        else if (c < 0x20 || c >= 0x7f)
            g_string_append_printf (out, "\\x%02x", c);
        else
            g_string_append_c (out, (char)c);
    }
}

static void
describe (GString *out, MsSlice bytes, const MsPart *part)
{
    g_string_append (out, part->type);
    if (part->encoding == MS_ENCODING_UNKNOWN)
        g_string_append (out, "!unknown");
    g_string_append_c (out, part->children->len > 0 ? '{' : '[');
    for (guint i = 0; i < part->children->len; i++) {
        if (i > 0)
            g_string_append_c (out, ' ');
        describe (out, bytes, g_ptr_array_index (part->children, i));
    }
    if (part->children->len == 0)
        append_escaped (out, ms_slice_range (bytes, part->body));
    g_string_append_c (out, part->children->len > 0 ? '}' : ']');
}

char *
mail_describe (const MsMessage *message)
{
    GString *out = g_string_new (NULL);

    describe (out, ms_message_bytes (message), ms_message_root (message));
    return g_string_free (out, FALSE);
}

const MsPart *
mail_part (const MsMessage *message, const char *path)
{
    const MsPart *part = ms_message_root (message);
    g_auto (GStrv) steps = g_strsplit (path, ".", -1);

    for (char **step = steps + 1; *step != NULL; step++) {
        guint index = (guint)atoi (*step);
        g_assert (index >= 1 && index <= part->children->len);
        part = g_ptr_array_index (part->children, index - 1);
    }
    return part;
}
