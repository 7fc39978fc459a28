/* SPDX-License-Identifier: BSD-2-Clause */
#include "transfer.h"
#include "base64.h"
#include "quoted_printable.h"

struct MsTransfer {
    MsEncoding encoding;
    MsSlice raw;
    GString *decoded; /* NULL where the raw octets are the decoded ones */
    gsize data_end;   /* base64: where the data ends in the raw octets */
};

gboolean
ms_encoding_is_identity (MsEncoding encoding)
{
    return encoding == MS_ENCODING_7BIT || encoding == MS_ENCODING_8BIT ||
           encoding == MS_ENCODING_BINARY;
}

MsTransfer *
ms_transfer_decode (MsSlice raw, MsEncoding encoding, gsize max_size)
{
    MsTransfer *transfer = NULL;

    if (encoding == MS_ENCODING_UNKNOWN)
        return NULL;
    transfer = g_new0 (MsTransfer, 1);
    transfer->encoding = encoding;
    transfer->raw = raw;
    if (encoding == MS_ENCODING_QUOTED_PRINTABLE)
        transfer->decoded = ms_quoted_printable_decode (raw);
    else if (encoding == MS_ENCODING_BASE64)
        transfer->decoded = ms_base64_decode (raw, &transfer->data_end);
    if ((transfer->decoded == NULL && !ms_encoding_is_identity (encoding)) ||
        ms_transfer_octets (transfer).len > max_size) {
        ms_transfer_free (transfer);
        return NULL;
    }
    return transfer;
}

gboolean
ms_transfer_is_sound (MsSlice raw, MsEncoding encoding)
{
    return encoding != MS_ENCODING_BASE64 || ms_base64_is_sound (raw);
}

void
ms_transfer_free (MsTransfer *transfer)
{
    if (transfer == NULL)
        return;
    if (transfer->decoded != NULL)
        g_string_free (transfer->decoded, TRUE);
    g_free (transfer);
}

MsSlice
ms_transfer_raw (const MsTransfer *transfer)
{
    return transfer->raw;
}

MsSlice
ms_transfer_octets (const MsTransfer *transfer)
{
    return transfer->decoded == NULL
               ? transfer->raw
               : ms_slice (transfer->decoded->str, transfer->decoded->len);
}

static void
edit_identity (const MsOctetEdit *changes, gsize count, GArray *edits)
{
    for (gsize i = 0; i < count; i++) {
        MsSlice text = ms_octets_slice (changes[i].text);
        ms_edits_add (edits, changes[i].start, changes[i].end,
                      g_bytes_new (text.data, text.len));
    }
}

void
ms_transfer_edit (const MsTransfer *transfer, const MsOctetEdit *changes, gsize count,
                  const MsWire *wire, GArray *edits)
{
    MsBase64 base64 = { transfer->raw, transfer->data_end,
                        ms_transfer_octets (transfer) };

    if (count == 0)
        return;
    if (transfer->encoding == MS_ENCODING_QUOTED_PRINTABLE)
        ms_quoted_printable_edit (transfer->raw, changes, count, wire, edits);
    else if (transfer->encoding == MS_ENCODING_BASE64)
        ms_base64_edit (&base64, changes, count, wire->eol, edits);
    else
        edit_identity (changes, count, edits);
}

GBytes *
ms_transfer_to_quoted_printable (const MsOctets *text, const MsWire *wire)
{
    return ms_quoted_printable_encode (text, wire);
}
