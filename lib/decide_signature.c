/* SPDX-License-Identifier: BSD-2-Clause */
#include "decide_signature.h"
#include "attributes.h"
#include "colleague.h"
#include "imprint.h"
#include "likeness.h"

/* What one part quotes. */
typedef struct {
    MsSlice text;
    gboolean html;
    gboolean unsure; /* may be the author's own words: the imprint alone counts */
} Quoted;

/* All that follows the part in which the history begins is history as well, unless the
 * author wrote below it. An answer without any may quote in a way that nobody knows. */
static void
add_quoted (const MsReading *reading, gboolean answers, GArray *quoted)
{
    const MsPiece *begins = ms_reading_quote (reading);
    gboolean within = FALSE;

    for (guint i = 0; (begins != NULL || answers) && i < reading->pieces->len; i++) {
        const MsPiece *piece = &g_array_index (reading->pieces, MsPiece, i);
        MsSlice text = ms_decoded_text (piece->decoded);
        Quoted one = { text, reading->html, begins == NULL };

        if (!within && !one.unsure)
            one.text = ms_slice_range (text, piece->places.history);
        if (one.text.len > 0)
            g_array_append_val (quoted, one);
        within |= piece == begins && !piece->places.below;
    }
}

static GArray *
find_quoted (const GArray *readings, gboolean answers)
{
    GArray *quoted = g_array_new (FALSE, FALSE, sizeof (Quoted));

    for (guint i = 0; i < readings->len; i++)
        add_quoted (&g_array_index (readings, MsReading, i), answers, quoted);
    return quoted;
}

static gboolean
has_imprint (const GArray *quoted, const GPtrArray *imprints)
{
    for (guint i = 0; i < quoted->len; i++) {
        const Quoted *one = &g_array_index (quoted, Quoted, i);
        if (one->html && ms_imprint_is_in (one->text, imprints))
            return TRUE;
    }
    return FALSE;
}

/* ---- By its text ----------------------------------------------------------------- */

static gboolean
is_in_any (const GPtrArray *texts, const char *stamp, gboolean html)
{
    g_autofree char *likeness =
        stamp != NULL ? ms_likeness_make (ms_slice_str (stamp), html) : NULL;

    for (guint i = 0; likeness != NULL && i < texts->len; i++)
        if (ms_likeness_is_in (g_ptr_array_index (texts, i), likeness))
            return TRUE;
    return FALSE;
}

/* Either form: a plain reply quotes what its writer's client made of the HTML. */
static gboolean
has_template (const GPtrArray *texts, const MsTemplate *template, const MsValue *fields)
{
    g_autofree char *html = ms_template_render_html (template, fields, NULL, NULL);
    g_autofree char *text = ms_template_render_text (template, fields, NULL);

    return is_in_any (texts, html, TRUE) || is_in_any (texts, text, FALSE);
}

static gboolean
names_template (const MsRule *rule, const char *name)
{
    return g_strcmp0 (rule->template_name, name) == 0 ||
           g_ptr_array_find_with_equal_func (rule->rotate, name, g_str_equal, NULL);
}

/* Whether a rule puts it on mail of ours. A notice on what comes from outside, which the
 * answer quotes, is nobody's signature. */
static gboolean
is_for_ours (const MsConfig *config, const char *name)
{
    for (guint i = 0; i < config->rules->len; i++) {
        const MsRule *rule = g_ptr_array_index (config->rules, i);
        if ((ms_rule_directions (rule) & ~(guint)MS_DIRECTION_INBOUND) != 0 &&
            names_template (rule, name))
            return TRUE;
    }
    return FALSE;
}

static gboolean
has_text (const MsConfig *config, const GPtrArray *texts, const MsValue *fields)
{
    GHashTableIter iter;
    gpointer name = NULL, template = NULL;

    g_hash_table_iter_init (&iter, config->templates);
    while (g_hash_table_iter_next (&iter, &name, &template))
        if (is_for_ours (config, name) &&
            ms_attributes_missing (fields, ms_template_required (template)) == NULL &&
            has_template (texts, template, fields))
            return TRUE;
    return FALSE;
}

/* ---- Of a colleague --------------------------------------------------------------- */

/* Plain text has no imprint, but whom it quotes is said above the quote as a rule. Only
 * people who are at hand are asked for: what is quoted others wrote, and it must not make
 * us ask a server for whomever they name. */
static GPtrArray *
find_colleagues (const MsConfig *config, const GArray *quoted)
{
    GPtrArray *found = g_ptr_array_new_with_free_func (g_free);

    for (guint i = 0; !ms_directory_is_remote (config->directory) && i < quoted->len; i++)
        ms_colleagues_find (g_array_index (quoted, Quoted, i).text, &config->domains,
                            found);
    return found;
}

static gboolean
has_text_of (const MsSignatureQuestion *question, const GPtrArray *texts,
             const char *address)
{
    g_autoptr (MsValue) person = NULL;
    g_autoptr (MsValue) fields = NULL;

    if (!ms_directory_lookup (question->config->directory, address, &person, NULL) ||
        person == NULL)
        return FALSE;
    fields = ms_attributes_new (person, address, NULL, question->message, question->now);
    return has_text (question->config, texts, fields);
}

static gboolean
has_text_of_colleague (const MsSignatureQuestion *question, const GArray *quoted,
                       const GPtrArray *texts)
{
    g_autoptr (GPtrArray) colleagues = find_colleagues (question->config, quoted);

    for (guint i = 0; i < colleagues->len; i++)
        if (has_text_of (question, texts, g_ptr_array_index (colleagues, i)))
            return TRUE;
    return FALSE;
}

/* ---- All of it -------------------------------------------------------------------- */

static GPtrArray *
make_texts (const GArray *quoted)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);

    for (guint i = 0; i < quoted->len; i++) {
        const Quoted *one = &g_array_index (quoted, Quoted, i);
        if (!one->unsure)
            g_ptr_array_add (texts, ms_likeness_make (one->text, one->html));
    }
    return texts;
}

gboolean
ms_decide_signature (const MsSignatureQuestion *question, const GArray *readings,
                     const MsValue *fields)
{
    const MsConfig *config = question->config;
    g_autoptr (GArray) quoted =
        find_quoted (readings, ms_reading_is_answer (question->message));
    g_autoptr (GPtrArray) texts = NULL;

    if (has_imprint (quoted, config->imprints))
        return TRUE;
    texts = make_texts (quoted);
    return texts->len > 0 && (has_text (config, texts, fields) ||
                              has_text_of_colleague (question, quoted, texts));
}
