/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The invariant of an edit: what it makes decodes to the old text with just the changes.
 * It is seen to by decoding, whatever was thought when the edit was made. */
#include "codec_rewrite.h"

static gboolean
append_bytes (const void *data, gsize len, gpointer user_data)
{
    g_string_append_len (user_data, data, (gssize)len);
    return TRUE;
}

static gboolean
is_same (MsSlice got, const GString *want)
{
    return got.len == want->len && memcmp (got.data, want->str, got.len) == 0;
}

/* ---- By octets ------------------------------------------------------------------- */

/* Whether octets tell the text, so that only octets need be compared: where the meaning
 * of none depends on another, and something parts those before from those behind. Without
 * an octet that is no UTF-8, all may be UTF-8. */
static gboolean
octets_tell (const MsRewrite *rewrite, const GArray *changes)
{
    const MsText *text = rewrite->old->text;

    for (guint i = 0; i < changes->len; i++) {
        const MsTextEdit *change = &g_array_index (changes, MsTextEdit, i);

        if (*(const char *)g_ptr_array_index (rewrite->texts, i) == '\0' ||
            (change->end > change->start && !ms_text_is_lossless (text)))
            return FALSE;
    }
    return !rewrite->widened && ms_text_is_simple (text);
}

/* The octets with the new text in them as it is: ASCII, or UTF-8 among UTF-8. Where the
 * charset has other octets for it they differ. */
static GString *
new_octets (const MsRewrite *rewrite, const GArray *changes)
{
    const MsText *text = rewrite->old->text;
    MsSlice old = ms_transfer_octets (rewrite->old->transfer);
    GString *out = g_string_sized_new (old.len + 1024);
    gsize at = 0;

    for (guint i = 0; i < changes->len; i++) {
        const MsTextEdit *change = &g_array_index (changes, MsTextEdit, i);
        g_auto (MsSpot) start = ms_text_locate (text, change->start);
        g_auto (MsSpot) end = ms_text_locate (text, change->end);

        g_string_append_len (out, old.data + at, (gssize)(start.octet - at));
        g_string_append (out, g_ptr_array_index (rewrite->texts, i));
        at = end.octet;
    }
    g_string_append_len (out, old.data + at, (gssize)(old.len - at));
    return out;
}

static gboolean
octets_hold (const MsRewrite *rewrite, const GArray *changes, MsSlice got)
{
    g_autoptr (GString) want =
        octets_tell (rewrite, changes) ? new_octets (rewrite, changes) : NULL;

    return want != NULL && is_same (got, want);
}

/* ---- By text --------------------------------------------------------------------- */

static gboolean
text_holds (const MsRewrite *rewrite, const GArray *changes, MsSlice octets)
{
    const char *charset = rewrite->widened ? "utf-8" : rewrite->old->part->charset;
    g_autoptr (MsText) got = ms_charset_decode (octets, charset, G_MAXSIZE);
    g_autoptr (GString) want = ms_codec_rewrite_text (rewrite, changes);

    return is_same (ms_text_utf8 (got), want);
}

gboolean
ms_codec_rewrite_holds (const MsRewrite *rewrite, const GArray *changes)
{
    MsSlice raw = ms_transfer_raw (rewrite->old->transfer);
    g_autoptr (GString) bytes = g_string_sized_new (raw.len + 1024);
    g_autoptr (MsTransfer) transfer = NULL;
    MsSlice octets = { 0 };

    ms_splice_send (raw, 0, rewrite->edits, append_bytes, bytes);
    transfer = ms_transfer_decode (ms_slice (bytes->str, bytes->len), rewrite->encoding,
                                   G_MAXSIZE);
    if (transfer == NULL)
        return FALSE;
    octets = ms_transfer_octets (transfer);
    return octets_hold (rewrite, changes, octets) ||
           text_holds (rewrite, changes, octets);
}
