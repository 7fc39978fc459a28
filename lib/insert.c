/* SPDX-License-Identifier: BSD-2-Clause */
#include "insert.h"
#include "badge.h"
#include "changes.h"
#include "dress.h"
#include "embed.h"
#include "imprint.h"

static void
stamp_clear (gpointer data)
{
    MsStamp *stamp = data;

    g_free (stamp->html);
    g_free (stamp->text);
    g_free (stamp->badge);
    g_ptr_array_unref (stamp->images);
}

static gboolean
has_form (const GArray *readings, gboolean html)
{
    for (guint i = 0; i < readings->len; i++)
        if (g_array_index (readings, MsReading, i).html == html)
            return TRUE;
    return FALSE;
}

/* A notice on what comes from outside is no signature to be told by, and who sends it
 * could put into the next one what was in an answer to the last. */
static void
give_words (const MsCase *mail, MsStamp *stamp)
{
    if (!mail->parties->local)
        return;
    if (mail->config->imprints->len > 0)
        stamp->imprint = g_ptr_array_index (mail->config->imprints, 0);
    stamp->badge = ms_badge_make (&mail->config->mark, mail->message);
}

static gboolean
render (const MsCase *mail, const MsRule *rule, MsStamp *stamp, GError **error)
{
    const MsTemplate *template =
        ms_config_template (mail->config, ms_rule_template (rule, mail->message));

    stamp->rule = rule;
    stamp->place = rule->place;
    give_words (mail, stamp);
    if (mail->sealed || has_form (mail->readings, TRUE)) {
        stamp->html =
            ms_template_render_html (template, mail->fields, stamp->images, error);
        if (stamp->html == NULL)
            return FALSE;
    }
    if (!mail->sealed && !has_form (mail->readings, FALSE))
        return TRUE;
    stamp->text = ms_template_render_text (template, mail->fields, error);
    return stamp->text != NULL;
}

/* What the author typed the token for is the signature, not a banner on top of it. */
static void
choose_for_token (GArray *stamps)
{
    guint chosen = 0;

    while (chosen + 1 < stamps->len &&
           g_array_index (stamps, MsStamp, chosen).place == MS_PLACE_TOP)
        chosen++;
    if (g_array_index (stamps, MsStamp, chosen).place == MS_PLACE_TOP)
        chosen = 0;
    g_array_index (stamps, MsStamp, chosen).at_token = TRUE;
}

GArray *
ms_stamps_render (const MsCase *mail, GError **error)
{
    g_autoptr (GArray) stamps = g_array_new (FALSE, FALSE, sizeof (MsStamp));

    g_array_set_clear_func (stamps, stamp_clear);
    for (guint i = 0; i < mail->chosen->len; i++) {
        MsStamp stamp = { .images = g_ptr_array_new() };
        gboolean ok = render (mail, g_ptr_array_index (mail->chosen, i), &stamp, error);

        g_array_append_val (stamps, stamp);
        if (!ok)
            return NULL;
    }
    choose_for_token (stamps);
    return g_steal_pointer (&stamps);
}

MsPlaceName
ms_stamp_place (const MsStamp *stamp, const MsReading *reading)
{
    return stamp->at_token && ms_reading_has (&reading->token) ? MS_PLACE_TOKEN
                                                               : stamp->place;
}

/* ---- Changes of one piece -------------------------------------------------------- */

/* With the characters without width that are in it. */
static MsRange
all_of (const GArray *ranges)
{
    return (MsRange){ g_array_index (ranges, MsRange, 0).start,
                      g_array_index (ranges, MsRange, ranges->len - 1).end };
}

static void
add_stamp (GArray *changes, const MsReading *reading, MsSlice text, gsize offset,
           const MsStamp *stamp)
{
    gboolean at_token = ms_stamp_place (stamp, reading) == MS_PLACE_TOKEN;
    MsRange place = { offset, offset };

    if (at_token && !reading->html)
        place = all_of (reading->token.typed.ranges);
    if (at_token && reading->html)
        ms_changes_remove (changes, &reading->token);
    ms_changes_add (changes, place,
                    reading->html
                        ? ms_imprint_dress (stamp->html, stamp->imprint, stamp->badge)
                    : at_token ? ms_dress_in_place (stamp->text, text, place)
                               : ms_dress_text (stamp->text, text, offset));
}

/* The changes of one piece, in ascending order; stamps at one place in the order of the
 * rules. */
static GArray *
changes_of (const MsReading *reading, const MsPiece *piece, const GArray *stamps)
{
    GArray *changes = ms_text_edits_new();
    MsSlice text = ms_decoded_text (piece->decoded);

    for (guint i = 0; i < stamps->len; i++) {
        const MsStamp *stamp = &g_array_index (stamps, MsStamp, i);
        gsize offset = 0;

        if (ms_reading_place (reading, ms_stamp_place (stamp, reading), &offset) == piece)
            add_stamp (changes, reading, text, offset, stamp);
    }
    return changes;
}

static gboolean
insert_into_reading (const MsReading *reading, const GArray *stamps, MsResult *result)
{
    for (guint i = 0; i < reading->pieces->len; i++) {
        const MsPiece *piece = &g_array_index (reading->pieces, MsPiece, i);
        g_autoptr (GArray) changes = changes_of (reading, piece, stamps);

        if (!ms_changes_make (piece, changes, result))
            return FALSE;
    }
    return TRUE;
}

/* ---- Pictures -------------------------------------------------------------------- */

static gboolean
knows_image (const GPtrArray *images, const MsImage *image)
{
    for (guint i = 0; i < images->len; i++)
        if (g_str_equal (((const MsImage *)g_ptr_array_index (images, i))->content_id,
                         image->content_id))
            return TRUE;
    return FALSE;
}

/* The pictures of all stamps that went into one piece, each once. */
static GPtrArray *
images_of (const MsReading *reading, const MsPiece *piece, const GArray *stamps)
{
    GPtrArray *images = g_ptr_array_new();

    for (guint i = 0; i < stamps->len; i++) {
        const MsStamp *stamp = &g_array_index (stamps, MsStamp, i);
        gsize offset = 0;

        if (ms_reading_place (reading, ms_stamp_place (stamp, reading), &offset) != piece)
            continue;
        for (guint k = 0; k < stamp->images->len; k++)
            if (!knows_image (images, g_ptr_array_index (stamp->images, k)))
                g_ptr_array_add (images, g_ptr_array_index (stamp->images, k));
    }
    return images;
}

static void
embed_into_reading (const MsCase *mail, const MsReading *reading, const GArray *stamps,
                    GArray *embedded, MsResult *result)
{
    for (guint i = 0; reading->html && i < reading->pieces->len; i++) {
        const MsPiece *piece = &g_array_index (reading->pieces, MsPiece, i);
        g_autoptr (GPtrArray) images = images_of (reading, piece, stamps);

        ms_embed_images (mail->message, piece->part, images, embedded, result);
    }
}

/* ---- All of it ------------------------------------------------------------------- */

static gboolean
has_token (const GArray *readings)
{
    for (guint i = 0; i < readings->len; i++)
        if (ms_reading_has (&g_array_index (readings, MsReading, i).token))
            return TRUE;
    return FALSE;
}

/* Which kinds of body lack the separator that another has, or NULL. */
static char *
list_disagreeing (const GArray *readings)
{
    gboolean html = FALSE, text = FALSE;

    for (guint i = 0; i < readings->len; i++) {
        const MsReading *reading = &g_array_index (readings, MsReading, i);
        html |= reading->disagrees && reading->html;
        text |= reading->disagrees && !reading->html;
    }
    return g_strdup (html && text ? "html,text" : html ? "html" : text ? "text" : NULL);
}

/* What the log says of the place: where the first stamp went in the alternative with a
 * separator, or in the first one. */
static void
describe (const MsCase *mail, const GArray *stamps, MsResult *result)
{
    const MsStamp *first = &g_array_index (stamps, MsStamp, 0);
    const MsPiece *quote = NULL;

    for (guint i = 0; i < mail->readings->len && quote == NULL; i++)
        quote = ms_reading_quote (&g_array_index (mail->readings, MsReading, i));
    result->place = first->place;
    if (has_token (mail->readings))
        result->place = MS_PLACE_TOKEN;
    else if (first->place == MS_PLACE_ABOVE_QUOTE &&
             (quote == NULL || quote->places.below))
        result->place = MS_PLACE_BOTTOM;
    if (quote != NULL)
        result->separator = g_strdup (quote->places.separator);
    result->disagree = list_disagreeing (mail->readings);
    result->parts = g_strdup (!has_form (mail->readings, TRUE)    ? "text"
                              : !has_form (mail->readings, FALSE) ? "html"
                                                                  : "html,text");
}

gboolean
ms_stamps_insert (const MsCase *mail, const GArray *stamps, MsResult *result)
{
    g_autoptr (GArray) embedded = g_array_new (FALSE, FALSE, sizeof (MsEmbedded));

    for (guint i = 0; i < mail->readings->len; i++) {
        const MsReading *reading = &g_array_index (mail->readings, MsReading, i);
        if (!insert_into_reading (reading, stamps, result))
            return FALSE;
        embed_into_reading (mail, reading, stamps, embedded, result);
    }
    if (!ms_edits_sort (result->body_edits))
        return FALSE;
    describe (mail, stamps, result);
    result->added = (gsize)MAX (ms_splice_growth (result->body_edits), 0);
    return TRUE;
}
