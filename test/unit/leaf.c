/* SPDX-License-Identifier: BSD-2-Clause */
#include "leaf.h"
#include "mail.h"
#include "result.h"

const MsPart *
leaf_of (const MsMessage *message)
{
    const MsPart *part = ms_message_root (message);

    while (part->children->len > 0)
        part = g_ptr_array_index (part->children, 0);
    return part;
}

char *
leaf_text (MsSlice raw)
{
    g_autoptr (MsMessage) message = mail_parse_octets (raw.data, raw.len);
    g_autoptr (MsDecoded) decoded =
        ms_codec_decode (message, leaf_of (message), G_MAXSIZE);

    return decoded != NULL ? g_strdup (ms_decoded_text (decoded).data) : NULL;
}

static gboolean
append_bytes (const void *data, gsize len, gpointer user_data)
{
    g_string_append_len (user_data, data, (gssize)len);
    return TRUE;
}

GString *
leaf_change (MsSlice raw, const MsTextEdit *changes, gsize count)
{
    g_autoptr (GBytes) bytes = g_bytes_new (raw.data, raw.len);
    g_autoptr (MsMessage) message = mail_parse_octets (raw.data, raw.len);
    g_autoptr (MsDecoded) decoded =
        ms_codec_decode (message, leaf_of (message), G_MAXSIZE);
    g_autoptr (MsResult) result =
        ms_result_new (bytes, ms_message_root (message)->header.end,
                       ms_message_body_start (message), ms_message_eol (message));
    GString *out = NULL;

    g_assert (decoded != NULL);
    if (!ms_codec_edit (decoded, changes, count, result->body_edits,
                        result->header_edits))
        return NULL;
    g_assert (ms_edits_sort (result->body_edits));
    out = g_string_new (NULL);
    ms_result_send_message (result, append_bytes, out);
    return out;
}
