/* SPDX-License-Identifier: BSD-2-Clause */
#include "decide.h"
#include "attributes.h"

gboolean
ms_case_init (MsCase *this, const MsConfig *config, const MsEnvelope *envelope,
              MsMessage *message, GError **error)
{
    this->config = config;
    this->envelope = envelope;
    this->message = message;
    this->parties = ms_parties_new (envelope, message, &config->domains);
    this->chosen = g_ptr_array_new();
    this->trace = g_array_new (FALSE, FALSE, sizeof (MsRuleTrace));
    if (this->parties->sender != NULL &&
        !ms_directory_lookup (config->directory, this->parties->sender, &this->person,
                              error))
        return FALSE;
    this->fields = ms_attributes_new (this->person, this->parties->sender,
                                      this->parties->name, message, envelope->now);
    this->facts = (MsFacts){
        .envelope = envelope,
        .message = message,
        .domains = &config->domains,
        .sender = this->parties->sender != NULL ? this->parties->sender : "",
        .recipients = (const char *const *)this->parties->recipients,
        .direction = this->parties->direction,
        .person = this->person,
    };
    return TRUE;
}

void
ms_case_clear (MsCase *this)
{
    g_clear_pointer (&this->message, ms_message_free);
    g_clear_pointer (&this->parties, ms_parties_free);
    g_clear_pointer (&this->fields, ms_value_unref);
    g_clear_pointer (&this->person, ms_value_unref);
    g_clear_pointer (&this->readings, g_array_unref);
    g_clear_pointer (&this->text, g_free);
    g_clear_pointer (&this->chosen, g_ptr_array_unref);
    g_clear_pointer (&this->trace, g_array_unref);
}

/* ---- What the header tells ------------------------------------------------------- */

static gboolean
skips (const MsCase *this, MsReason reason)
{
    return (this->config->skip & MS_REASON_BIT (reason)) != 0;
}

static const MsRule *
rule_at (const MsCase *this, guint index)
{
    return g_ptr_array_index (this->config->rules, index);
}

/* The first enabled rule from `*index` on that matches or may match. */
static const MsRule *
next_rule (const MsCase *this, guint *index, MsVerdict *verdict)
{
    for (; *index < this->config->rules->len; ++*index) {
        const MsRule *rule = rule_at (this, *index);
        *verdict = rule->enabled ? ms_rule_match (rule, &this->facts, NULL) : MS_NO;
        if (*verdict != MS_NO) {
            ++*index;
            return rule;
        }
    }
    return NULL;
}

/* "X-CodeTwoProcessed: true", as in also-processed. */
static gboolean
has_field (const MsMessage *message, const char *line)
{
    const char *colon = strchr (line, ':');
    g_autofree char *name = g_strndup (line, (gsize)(colon - line));
    g_autofree char *want = g_strstrip (g_strdup (colon + 1));
    g_autoptr (GArray) fields = ms_message_fields (message, ms_message_root (message));

    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        if (ms_field_is (field, name) && field->value.len == strlen (want) &&
            g_ascii_strncasecmp (field->value.data, want, field->value.len) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean
has_foreign_mark (const MsCase *this)
{
    const GPtrArray *marks = this->config->also_processed;

    for (guint i = 0; i < marks->len; i++)
        if (has_field (this->message, g_ptr_array_index (marks, i)))
            return TRUE;
    return FALSE;
}

static MsReason
decide_by_mark (MsCase *this)
{
    switch (ms_mark_check (&this->config->mark, this->message)) {
    case MS_MARK_VALID:
        this->own_mark = TRUE;
        return MS_REASON_ALREADY_PROCESSED;
    case MS_MARK_LOOP:
        return MS_REASON_LOOP;
    case MS_MARK_NONE:
        break;
    }
    return has_foreign_mark (this) ? MS_REASON_ALREADY_PROCESSED : MS_REASON_NONE;
}

static void
note_rule (MsCase *this, const MsRule *rule, MsVerdict verdict, const char *why,
           const char *missing)
{
    MsRuleTrace trace = { rule, verdict, why, missing };

    g_array_append_val (this->trace, trace);
}

/* The trace of a decision that no rule had a say in, or that none could match. */
static void
note_all_rules (MsCase *this)
{
    g_array_set_size (this->trace, 0);
    for (guint i = 0; i < this->config->rules->len; i++) {
        const MsRule *rule = rule_at (this, i);
        const char *why = "enabled";
        MsVerdict verdict =
            rule->enabled ? ms_rule_match (rule, &this->facts, &why) : MS_NO;
        note_rule (this, rule, verdict, why, NULL);
    }
}

/* Whether rules alone end it without the body. */
static MsReason
decide_by_rules (MsCase *this)
{
    guint index = 0;
    MsVerdict verdict = MS_NO;
    const MsRule *rule = next_rule (this, &index, &verdict);

    if (rule == NULL)
        return MS_REASON_NO_RULE;
    if (verdict == MS_YES && rule->template_name == NULL && !rule->continues) {
        this->none = rule;
        return MS_REASON_RULE_NONE;
    }
    return MS_REASON_NONE;
}

static MsReason
reason_of_header (MsCase *this)
{
    MsReason reason = MS_REASON_NONE;

    if (this->parties->null_sender && skips (this, MS_REASON_BOUNCE))
        return MS_REASON_BOUNCE;
    if (!this->parties->local && decide_by_rules (this) == MS_REASON_NO_RULE)
        return MS_REASON_SENDER_NOT_LOCAL;
    reason = decide_by_mark (this);
    if (reason == MS_REASON_NONE)
        reason = ms_kind_of_header (this->message, this->parties->null_sender,
                                    this->config->skip);
    return reason != MS_REASON_NONE ? reason : decide_by_rules (this);
}

MsReason
ms_decide_by_header (MsCase *this)
{
    MsReason reason = reason_of_header (this);

    if (reason != MS_REASON_NONE)
        note_all_rules (this);
    return reason;
}

/* ---- What the body tells --------------------------------------------------------- */

/* RFC 4880 armor in the text itself: as signed as multipart/signed, and as easily broken.
 */
static MsReason
decide_by_armor (const MsCase *this)
{
    for (guint i = 0; i < this->readings->len; i++) {
        const MsReading *reading = &g_array_index (this->readings, MsReading, i);
        for (guint k = 0; k < reading->pieces->len; k++) {
            const MsPiece *piece = &g_array_index (reading->pieces, MsPiece, k);
            MsReason reason =
                ms_kind_of_text (ms_decoded_text (piece->decoded), reading->html);
            if (reason != MS_REASON_NONE)
                return reason;
        }
    }
    return MS_REASON_NONE;
}

static gboolean
is_answer (const MsMessage *message)
{
    return ms_message_header (message, "In-Reply-To") != NULL ||
           ms_message_header (message, "References") != NULL;
}

static MsReason
read_body (MsCase *this)
{
    MsReason kind = ms_kind_of_tree (this->message, this->config->skip);

    if (kind != MS_REASON_NONE)
        return kind;
    this->readings = ms_reading_new (this->message, this->config->max_html_size,
                                     this->config->separators);
    if (this->readings == NULL)
        return MS_REASON_TOO_COMPLEX;
    if (this->readings->len == 0)
        return MS_REASON_NO_TEXT;
    return decide_by_armor (this);
}

static void
learn_from_body (MsCase *this)
{
    MsThread thread = ms_reading_thread (this->readings);

    if (thread == MS_THREAD_NEW && is_answer (this->message))
        thread = MS_THREAD_REPLY;
    this->text = ms_reading_text (this->readings);
    this->facts.body_known = TRUE;
    this->facts.thread = thread;
    this->facts.body = this->text;
}

static gboolean
has_separator (const GArray *readings)
{
    for (guint i = 0; i < readings->len; i++)
        if (ms_reading_quote (&g_array_index (readings, MsReading, i)) != NULL)
            return TRUE;
    return FALSE;
}

/* One rule's say; MS_REASON_NONE when its template was chosen or the next rule is asked.
 */
static MsReason
apply_rule (MsCase *this, const MsRule *rule, const char **missing)
{
    const MsTemplate *template = NULL;

    if (rule->template_name == NULL) {
        this->none = rule;
        return this->chosen->len > 0 ? MS_REASON_NONE : MS_REASON_RULE_NONE;
    }
    template = ms_config_template (this->config, rule->template_name);
    *missing = ms_attributes_missing (this->fields, ms_template_required (template));
    if (*missing != NULL)
        return MS_REASON_MISSING_ATTRIBUTES;
    if (rule->no_separator == MS_NO_SEPARATOR_SKIP &&
        this->facts.thread == MS_THREAD_REPLY && !has_separator (this->readings))
        return MS_REASON_NO_SEPARATOR;
    g_ptr_array_add (this->chosen, (gpointer)rule);
    return MS_REASON_NONE;
}

static MsReason
choose_rules (MsCase *this)
{
    MsReason last = MS_REASON_NO_RULE;

    for (guint i = 0; i < this->config->rules->len; i++) {
        const MsRule *rule = rule_at (this, i);
        const char *why = "enabled", *missing = NULL;
        MsVerdict verdict =
            rule->enabled ? ms_rule_match (rule, &this->facts, &why) : MS_NO;
        MsReason reason = MS_REASON_NONE;

        if (verdict == MS_YES)
            reason = apply_rule (this, rule, &missing);
        note_rule (this, rule, verdict, why, missing);
        if (verdict != MS_YES)
            continue;
        if (reason == MS_REASON_NONE || reason == MS_REASON_MISSING_ATTRIBUTES)
            last = reason;
        if (reason == MS_REASON_MISSING_ATTRIBUTES || rule->continues)
            continue;
        last = reason;
        break;
    }
    return this->chosen->len > 0 ? MS_REASON_NONE : last;
}

MsReason
ms_decide_by_body (MsCase *this)
{
    MsReason reason = read_body (this);

    if (reason == MS_REASON_NONE) {
        learn_from_body (this);
        reason = choose_rules (this);
    }
    if (reason != MS_REASON_NONE && this->trace->len == 0)
        note_all_rules (this);
    return reason;
}
