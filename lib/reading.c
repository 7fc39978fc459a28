/* SPDX-License-Identifier: BSD-2-Clause */
#include "reading.h"
#include "place_likeness.h"

static void
piece_clear (gpointer data)
{
    MsPiece *piece = data;

    ms_decoded_free (piece->decoded);
}

static void
reading_clear (gpointer data)
{
    MsReading *reading = data;

    g_array_unref (reading->pieces);
    ms_typed_clear (&reading->token.typed);
    ms_typed_clear (&reading->opt_out.typed);
}

gboolean
ms_reading_is_answer (const MsMessage *message)
{
    return ms_message_header (message, "In-Reply-To") != NULL ||
           ms_message_header (message, "References") != NULL;
}

static MsPlaceHints
hints_for (const MsMessage *message, const MsPart *part)
{
    MsPlaceHints hints = part->flowed ? MS_PLACE_FLOWED : MS_PLACE_PLAIN;

    return ms_reading_is_answer (message) ? hints | MS_PLACE_ANSWERS : hints;
}

static gboolean
read_piece (MsPiece *piece, const MsMessage *message, gboolean html, gsize max_size,
            const MsSeparators *separators)
{
    MsPlaceHints hints = hints_for (message, piece->part);

    piece->decoded = ms_codec_decode (message, piece->part, max_size);
    if (piece->decoded == NULL)
        return FALSE;
    piece->places =
        html ? ms_place_html (ms_decoded_text (piece->decoded), hints, separators)
             : ms_place_text (ms_decoded_text (piece->decoded), hints, separators);
    return TRUE;
}

static gboolean
read_alternative (MsReading *reading, const MsMessage *message, const GPtrArray *parts,
                  gsize max_size, const MsSeparators *separators)
{
    for (guint i = 0; i < parts->len; i++) {
        MsPiece piece = { .part = g_ptr_array_index (parts, i) };

        if (!read_piece (&piece, message, reading->html, max_size, separators))
            return FALSE;
        g_array_append_val (reading->pieces, piece);
    }
    return TRUE;
}

/* Whether all of the body can be decoded: one alternative alone is not stamped. */
static gboolean
is_sound (const MsMessage *message, const GArray *alternatives)
{
    for (guint i = 0; i < alternatives->len; i++) {
        const GPtrArray *parts = g_array_index (alternatives, MsAlternative, i).parts;
        for (guint k = 0; k < parts->len; k++)
            if (!ms_codec_is_sound (message, g_ptr_array_index (parts, k)))
                return FALSE;
    }
    return TRUE;
}

GArray *
ms_reading_new (const MsMessage *message, const MsPart *part, gsize max_size,
                const MsSeparators *separators)
{
    g_autoptr (GArray) alternatives = ms_body_find (part);
    g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (MsReading));

    g_array_set_clear_func (readings, reading_clear);
    if (!is_sound (message, alternatives))
        return g_steal_pointer (&readings);
    for (guint i = 0; i < alternatives->len; i++) {
        const MsAlternative *alternative =
            &g_array_index (alternatives, MsAlternative, i);
        MsReading reading = { .html = alternative->html,
                              .pieces = g_array_new (FALSE, FALSE, sizeof (MsPiece)) };

        g_array_set_clear_func (reading.pieces, piece_clear);
        g_array_append_val (readings, reading);
        if (!read_alternative (&reading, message, alternative->parts, max_size,
                               separators))
            return NULL;
    }
    return g_steal_pointer (&readings);
}

static const MsPiece *
piece_at (const MsReading *reading, guint index)
{
    return &g_array_index (reading->pieces, MsPiece, index);
}

/* The last piece with words in it: Apple Mail ends a message whose last thing is a
 * picture with an empty text. */
static const MsPiece *
last_piece (const MsReading *reading)
{
    for (guint i = reading->pieces->len; i-- > 0;)
        if (piece_at (reading, i)->places.top < piece_at (reading, i)->places.bottom)
            return piece_at (reading, i);
    return piece_at (reading, 0);
}

const MsPiece *
ms_reading_quote (const MsReading *reading)
{
    for (guint i = 0; i < reading->pieces->len; i++)
        if (piece_at (reading, i)->places.separator != NULL)
            return piece_at (reading, i);
    return NULL;
}

const MsPiece *
ms_reading_place (const MsReading *reading, MsPlaceName place, gsize *offset)
{
    const MsPiece *quote = ms_reading_quote (reading);
    const MsPiece *piece = NULL;

    if (place == MS_PLACE_TOKEN) {
        piece = piece_at (reading, reading->token.piece);
        *offset = reading->token.typed.place;
    } else if (place == MS_PLACE_TOP) {
        piece = piece_at (reading, 0);
        *offset = piece->places.top;
    } else if (place == MS_PLACE_ABOVE_QUOTE && quote != NULL && !quote->places.below) {
        piece = quote;
        *offset = piece->places.above_quote;
    } else {
        piece = last_piece (reading);
        *offset = piece->places.bottom;
    }
    return piece;
}

static MsForm
form_of (const MsReading *reading, MsPiece *piece, const MsMessage *message)
{
    return (MsForm){ ms_decoded_text (piece->decoded), reading->html,
                     hints_for (message, piece->part), &piece->places };
}

/* An alternative whose history can be looked for in others; NULL when there is none. A
 * quotation mark alone may be a poem's. */
static MsReading *
find_model (GArray *readings, const MsMessage *message)
{
    for (guint i = 0; i < readings->len; i++) {
        MsReading *reading = &g_array_index (readings, MsReading, i);
        const MsPiece *quote = ms_reading_quote (reading);

        if (quote != NULL && !quote->places.below &&
            (ms_reading_is_answer (message) ||
             !g_str_equal (quote->places.separator, "quote-marks")))
            return reading;
    }
    return NULL;
}

static gboolean
any_has_quote (const GArray *readings)
{
    for (guint i = 0; i < readings->len; i++)
        if (ms_reading_quote (&g_array_index (readings, MsReading, i)) != NULL)
            return TRUE;
    return FALSE;
}

void
ms_reading_compare (GArray *readings, const MsMessage *message,
                    const MsSeparators *separators)
{
    gboolean any = any_has_quote (readings);
    MsReading *model = find_model (readings, message);

    for (guint i = 0; i < readings->len; i++) {
        MsReading *reading = &g_array_index (readings, MsReading, i);
        MsForm from = { 0 }, to = { 0 };

        reading->disagrees = any && ms_reading_quote (reading) == NULL;
        /* Texts in several pieces have their history in the last, as a rule, but where it
         * begins among them is anybody's guess. */
        if (!reading->disagrees || model == NULL || reading->pieces->len > 1)
            continue;
        from = form_of (model, (MsPiece *)ms_reading_quote (model), message);
        to = form_of (reading, &g_array_index (reading->pieces, MsPiece, 0), message);
        ms_place_by_likeness (&from, &to, separators);
    }
}

/* What follows a piece in which the history begins is history, too. */
static void
find_word (MsReading *reading, const MsTypedWord *word, MsReadingWord *found)
{
    for (guint i = 0; i < reading->pieces->len; i++) {
        const MsPiece *piece = piece_at (reading, i);

        (reading->html ? ms_typed_find_html : ms_typed_find_text) (
            word, ms_decoded_text (piece->decoded), &piece->places, &found->typed);
        found->piece = i;
        if (ms_reading_has (found) ||
            (piece->places.separator != NULL && !piece->places.below))
            return;
    }
}

void
ms_reading_find_words (GArray *readings, const MsTypedWord *token,
                       const MsTypedWord *opt_out)
{
    for (guint i = 0; i < readings->len; i++) {
        MsReading *reading = &g_array_index (readings, MsReading, i);

        if (token != NULL)
            find_word (reading, token, &reading->token);
        if (opt_out != NULL)
            find_word (reading, opt_out, &reading->opt_out);
    }
}

MsThread
ms_reading_thread (const GArray *readings)
{
    for (guint i = 0; i < readings->len; i++) {
        const MsPiece *quote = ms_reading_quote (&g_array_index (readings, MsReading, i));
        if (quote != NULL)
            return quote->places.thread;
    }
    return MS_THREAD_NEW;
}

static const MsReading *
plainest (const GArray *readings)
{
    for (guint i = 0; i < readings->len; i++)
        if (!g_array_index (readings, MsReading, i).html)
            return &g_array_index (readings, MsReading, i);
    return &g_array_index (readings, MsReading, 0);
}

char *
ms_reading_text (const GArray *readings)
{
    GString *text = g_string_new (NULL);
    const MsReading *reading = readings->len > 0 ? plainest (readings) : NULL;

    for (guint i = 0; reading != NULL && i < reading->pieces->len; i++) {
        MsSlice piece = ms_decoded_text (piece_at (reading, i)->decoded);
        g_string_append_len (text, piece.data, (gssize)piece.len);
    }
    return g_string_free (text, FALSE);
}
