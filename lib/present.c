/* SPDX-License-Identifier: BSD-2-Clause */
#include "present.h"
#include "badge.h"
#include "own_text.h"
#include "visible.h"

static const char *
form_of (const MsStamp *stamp, gboolean html)
{
    return html ? stamp->html : stamp->text;
}

/* What the author's own words end with, or the whole text begins with where the stamp
 * goes to the top. */
static gboolean
shows (const MsReading *reading, MsPlaceName place, const char *form, gsize least)
{
    gsize offset = 0;
    const MsPiece *piece = ms_reading_place (reading, place, &offset);
    MsSlice text = ms_decoded_text (piece->decoded);
    MsSlice below = ms_slice_range (text, (MsRange){ offset, text.len });

    return place == MS_PLACE_TOP
               ? ms_visible_starts_with (below, form, reading->html, least)
               : ms_visible_ends_with (ms_slice (text.data, offset), form, reading->html,
                                       least);
}

/* Where the place token had been, or where others have put theirs below ours or above it.
 * All that follows the piece in which the history begins is history as well. */
static gboolean
has_it_anywhere (const MsReading *reading, const char *form)
{
    for (guint i = 0; i < reading->pieces->len; i++) {
        const MsPiece *piece = &g_array_index (reading->pieces, MsPiece, i);

        if (ms_own_text_shows (ms_decoded_text (piece->decoded), reading->html,
                               &piece->places, form))
            return TRUE;
        if (piece->places.separator != NULL && !piece->places.below)
            return FALSE;
    }
    return FALSE;
}

/* An answer in which nobody knows where the quote begins may quote an older stamp. */
static gboolean
knows_own_words (const MsCase *mail, const MsReading *reading)
{
    return mail->parties->local &&
           (ms_reading_quote (reading) != NULL || !ms_reading_is_answer (mail->message));
}

static gboolean
has_form (const MsCase *mail, const MsReading *reading, const MsStamp *stamp,
          const char *form)
{
    gsize least = mail->own_mark ? 0 : MS_VISIBLE_DISTINCT;

    return shows (reading, ms_stamp_place (stamp, reading), form, least) ||
           (knows_own_words (mail, reading) && has_it_anywhere (reading, form));
}

/* Or the ASCII that the codec may have had to make of it. */
static gboolean
has_stamp (const MsCase *mail, const MsReading *reading, const MsStamp *stamp)
{
    const char *form = form_of (stamp, reading->html);
    gboolean alike = reading->html || g_str_is_ascii (form);
    g_autofree char *ascii = alike ? NULL : g_str_to_ascii (form, "C");

    return has_form (mail, reading, stamp, form) ||
           (ascii != NULL && has_form (mail, reading, stamp, ascii));
}

static gboolean
is_present (const MsCase *mail, const MsStamp *stamp)
{
    for (guint i = 0; i < mail->readings->len; i++)
        if (has_stamp (mail, &g_array_index (mail->readings, MsReading, i), stamp))
            return TRUE;
    return FALSE;
}

/* Exact, so it counts in what looks quoted as well: a template may look like the start of
 * a quote. */
static gboolean
has_badge (const MsCase *mail)
{
    for (guint i = 0; i < mail->readings->len; i++) {
        const MsReading *reading = &g_array_index (mail->readings, MsReading, i);

        for (guint k = 0; reading->html && k < reading->pieces->len; k++) {
            const MsPiece *piece = &g_array_index (reading->pieces, MsPiece, k);

            if (ms_badge_is_in (ms_decoded_text (piece->decoded), &mail->config->mark,
                                mail->message))
                return TRUE;
        }
    }
    return FALSE;
}

/* What others send they can begin with our banner, perhaps in white on white: that alone
 * counts for nothing. With a mark that verifies the shortest banner does. */
MsReason
ms_stamps_present (const MsCase *mail, const GArray *stamps)
{
    gboolean present = FALSE;

    if (!mail->parties->local && !mail->own_mark)
        return MS_REASON_NONE;
    present = mail->parties->local && has_badge (mail);
    for (guint i = 0; i < stamps->len && !present; i++)
        present = is_present (mail, &g_array_index (stamps, MsStamp, i));
    if (!present)
        return MS_REASON_NONE;
    return mail->own_mark ? MS_REASON_ALREADY_PROCESSED : MS_REASON_ALREADY_SIGNED;
}
