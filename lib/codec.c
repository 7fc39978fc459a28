/* SPDX-License-Identifier: BSD-2-Clause */
#include "codec.h"
#include "codec_rewrite.h"
#include "relabel.h"

/* ---- Decoding -------------------------------------------------------------------- */

/* No charset takes more than four octets for what is one in UTF-8. */
static gsize
octet_limit (gsize max_size)
{
    return max_size < G_MAXSIZE / 4 ? 4 * max_size : G_MAXSIZE;
}

gboolean
ms_codec_is_sound (const MsMessage *message, const MsPart *part)
{
    MsSlice raw = ms_slice_range (ms_message_bytes (message), part->body);

    return ms_transfer_is_sound (raw, part->encoding);
}

MsDecoded *
ms_codec_decode (const MsMessage *message, const MsPart *part, gsize max_size)
{
    MsSlice raw = ms_slice_range (ms_message_bytes (message), part->body);
    g_autoptr (MsTransfer) transfer =
        ms_transfer_decode (raw, part->encoding, octet_limit (max_size));
    g_autoptr (MsText) text = NULL;
    MsDecoded *decoded = NULL;

    if (transfer == NULL)
        return NULL;
    text = ms_charset_decode (ms_transfer_octets (transfer), part->charset, max_size);
    if (text == NULL)
        return NULL;
    decoded = g_new0 (MsDecoded, 1);
    decoded->message = message;
    decoded->part = part;
    decoded->transfer = g_steal_pointer (&transfer);
    decoded->text = g_steal_pointer (&text);
    return decoded;
}

void
ms_decoded_free (MsDecoded *decoded)
{
    if (decoded == NULL)
        return;
    ms_text_free (decoded->text);
    ms_transfer_free (decoded->transfer);
    g_free (decoded);
}

MsSlice
ms_decoded_text (const MsDecoded *decoded)
{
    return ms_text_utf8 (decoded->text);
}

/* ---- Changes --------------------------------------------------------------------- */

static void
change_clear (gpointer data)
{
    MsTextEdit *change = data;

    g_free ((char *)change->text);
}

GArray *
ms_text_edits_new (void)
{
    GArray *changes = g_array_new (FALSE, FALSE, sizeof (MsTextEdit));

    g_array_set_clear_func (changes, change_clear);
    return changes;
}

/* Changes that touch become one, so that each has the author's own text around it. */
static GArray *
merge (const MsTextEdit *changes, gsize count)
{
    GArray *merged = ms_text_edits_new();
    MsTextEdit *last = NULL;

    for (gsize i = 0; i < count; i++) {
        MsTextEdit change = changes[i];

        g_assert (change.start <= change.end);
        g_assert (last == NULL || last->end <= change.start);
        if (last != NULL && last->end == change.start) {
            g_autofree char *before = (char *)last->text;
            last->text = g_strconcat (before, change.text, NULL);
            last->end = change.end;
            continue;
        }
        change.text = g_strdup (change.text);
        g_array_append_val (merged, change);
        last = &g_array_index (merged, MsTextEdit, merged->len - 1);
    }
    return merged;
}

/* ---- Into the message ------------------------------------------------------------ */

/* The line end before the boundary may be the empty line behind the header: then new text
 * needs one of its own. */
static gboolean
touches_boundary (const MsMessage *message, const MsPart *part)
{
    MsSlice bytes = ms_message_bytes (message);

    return part->parent != NULL && part->body.end < bytes.len &&
           bytes.data[part->body.end] != '\r' && bytes.data[part->body.end] != '\n';
}

static GBytes *
with_line_end (GBytes *text, const char *eol)
{
    MsSlice slice = ms_slice_bytes (text);
    GString *out = g_string_new_len (slice.data, (gssize)slice.len);

    g_string_append (out, eol);
    return g_string_free_to_bytes (out);
}

static void
add_body_edits (const MsDecoded *decoded, const GArray *from, GArray *edits)
{
    const MsPart *part = decoded->part;
    const char *eol = ms_message_eol (decoded->message);

    for (guint i = 0; i < from->len; i++) {
        const MsEdit *edit = &g_array_index (from, MsEdit, i);
        gsize start = part->body.start + edit->start, end = part->body.start + edit->end;
        gboolean touches =
            end == part->body.end && touches_boundary (decoded->message, part);

        ms_edits_add (edits, start, end,
                      touches ? with_line_end (edit->text, eol)
                              : g_bytes_ref (edit->text));
    }
}

static const char *
encoding_name (MsEncoding encoding)
{
    return encoding == MS_ENCODING_8BIT ? "8bit" : "quoted-printable";
}

static void
commit (const MsRewrite *rewrite, GArray *edits, GArray *header_edits)
{
    const MsDecoded *old = rewrite->old;
    gboolean recoded = rewrite->encoding != old->part->encoding;
    MsLabels labels = { rewrite->widened,
                        recoded ? encoding_name (rewrite->encoding) : NULL };

    ms_relabel (old->message, old->part, &labels, edits, header_edits);
    add_body_edits (old, rewrite->edits, edits);
}

/* A line break keeps new text from being read as the end of a broken character, or as
 * base64 that goes on behind its padding; writing all anew gets out of any state. What
 * iconv reads otherwise once there is a shift in it must get on without. */
static const MsRewriteFlags ways[] = {
    MS_REWRITE_PLAIN,
    MS_REWRITE_BREAK_BEHIND,
    MS_REWRITE_BREAK_BEFORE,
    MS_REWRITE_BREAK_BEFORE | MS_REWRITE_BREAK_BEHIND,
    MS_REWRITE_WHOLE,
    MS_REWRITE_WHOLE | MS_REWRITE_BREAK_BEHIND,
    MS_REWRITE_WHOLE | MS_REWRITE_BREAK_BEFORE | MS_REWRITE_BREAK_BEHIND,
    MS_REWRITE_WIDEN,
    MS_REWRITE_WIDEN | MS_REWRITE_BREAK_BEHIND,
    MS_REWRITE_WIDEN | MS_REWRITE_BREAK_BEFORE | MS_REWRITE_BREAK_BEHIND,
    MS_REWRITE_ASCII,
    MS_REWRITE_ASCII | MS_REWRITE_BREAK_BEFORE | MS_REWRITE_BREAK_BEHIND,
};

static gboolean
edit_some_way (const MsDecoded *decoded, const GArray *changes, GArray *edits,
               GArray *header_edits)
{
    for (gsize i = 0; i < G_N_ELEMENTS (ways); i++) {
        g_autoptr (MsRewrite) rewrite = ms_codec_rewrite_new (decoded, changes, ways[i]);

        if (rewrite != NULL && ms_codec_rewrite_holds (rewrite, changes)) {
            commit (rewrite, edits, header_edits);
            return TRUE;
        }
    }
    return FALSE;
}

/* All new text at the start, where every charset is in its initial state. */
static GArray *
move_to_start (const GArray *changes)
{
    GArray *moved = ms_text_edits_new();
    GString *text = g_string_new (NULL);
    MsTextEdit change = { 0 };

    for (guint i = 0; i < changes->len; i++)
        g_string_append (text, g_array_index (changes, MsTextEdit, i).text);
    change.text = g_string_free (text, FALSE);
    g_array_append_val (moved, change);
    return moved;
}

gboolean
ms_codec_edit (const MsDecoded *decoded, const MsTextEdit *changes, gsize count,
               GArray *edits, GArray *header_edits)
{
    g_autoptr (GArray) merged = merge (changes, count);
    g_autoptr (GArray) moved = NULL;

    if (merged->len == 0 || edit_some_way (decoded, merged, edits, header_edits))
        return TRUE;
    /* Octets in a state that cannot be left, and not all of them known. */
    moved = move_to_start (merged);
    return edit_some_way (decoded, moved, edits, header_edits);
}
