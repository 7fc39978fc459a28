/* SPDX-License-Identifier: BSD-2-Clause */
#include "decide.h"
#include "attributes.h"
#include "decide_signature.h"
#include "processed.h"
#include "subject.h"

/* Mail written under a second address of one's own (an alias, a plus address) has the
 * envelope of the first. Nobody is asked about senders who are not ours: whoever sends us
 * mail could make us ask anything. */
static gboolean
find_person (MsCase *mail, GError **error)
{
    const char *const addresses[] = { mail->parties->sender,
                                      mail->parties->reverse_path };

    mail->facts.person_pending = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS (addresses) && mail->person == NULL; i++)
        if (mail->parties->local && addresses[i] != NULL &&
            !ms_directory_lookup (mail->config->directory, addresses[i], &mail->person,
                                  error))
            return FALSE;
    mail->facts.person = mail->person;
    return TRUE;
}

/* Servers are asked when a stamp is at hand: not for a bounce, or a message that has been
 * stamped, which must go on while they are away. */
gboolean
ms_case_init (MsCase *mail, MsMessage *message, GError **error)
{
    const MsConfig *config = mail->config;

    mail->message = message;
    mail->parties = ms_parties_new (mail->envelope, message, &config->domains);
    mail->chosen = g_ptr_array_new();
    mail->tried = g_ptr_array_new();
    mail->trace = g_array_new (FALSE, FALSE, sizeof (MsRuleTrace));
    mail->facts = (MsFacts){
        .envelope = mail->envelope,
        .message = message,
        .domains = &config->domains,
        .sender = mail->parties->sender != NULL ? mail->parties->sender : "",
        .recipients = (const char *const *)mail->parties->recipients,
        .direction = mail->parties->direction,
        .person_pending = TRUE,
    };
    return ms_directory_is_remote (config->directory) || find_person (mail, error);
}

void
ms_case_clear (MsCase *mail)
{
    g_clear_pointer (&mail->message, ms_message_free);
    g_clear_pointer (&mail->parties, ms_parties_free);
    g_clear_pointer (&mail->fields, ms_value_unref);
    g_clear_pointer (&mail->person, ms_value_unref);
    g_clear_pointer (&mail->readings, g_array_unref);
    g_clear_pointer (&mail->text, g_free);
    g_clear_pointer (&mail->chosen, g_ptr_array_unref);
    g_clear_pointer (&mail->tried, g_ptr_array_unref);
    g_clear_pointer (&mail->trace, g_array_unref);
}

/* ---- What the header tells ------------------------------------------------------- */

static gboolean
skips (const MsCase *mail, MsReason reason)
{
    return (mail->config->skip & MS_REASON_BIT (reason)) != 0;
}

static const MsRule *
rule_at (const MsCase *mail, guint index)
{
    return g_ptr_array_index (mail->config->rules, index);
}

static void
note_rule (MsCase *mail, const MsRule *rule, MsVerdict verdict, const char *why,
           const char *missing)
{
    MsRuleTrace trace = { rule, verdict, why, missing };

    g_array_append_val (mail->trace, trace);
}

/* Whether it has a template. */
static gboolean
stamps (const MsRule *rule)
{
    return rule->template_name != NULL || rule->rotate->len > 0;
}

/* The trace of a decision that no rule had a say in, or that none could match. */
static void
note_all_rules (MsCase *mail)
{
    g_array_set_size (mail->trace, 0);
    for (guint i = 0; i < mail->config->rules->len; i++) {
        const MsRule *rule = rule_at (mail, i);
        const char *why = NULL;
        MsVerdict verdict = ms_rule_match (rule, &mail->facts, &why);
        note_rule (mail, rule, verdict, why, NULL);
    }
}

/* Whether rules alone end it without the body: none can match, or the first that can says
 * none and surely matches. A rule with dry-run has no say, but is told of. */
static MsReason
decide_by_rules (MsCase *mail)
{
    g_ptr_array_set_size (mail->tried, 0);
    for (guint i = 0; i < mail->config->rules->len; i++) {
        const MsRule *rule = rule_at (mail, i);
        const char *why = NULL;
        MsVerdict verdict = ms_rule_match (rule, &mail->facts, &why);

        if (verdict == MS_NO)
            continue;
        if (verdict == MS_YES && rule->dry_run) {
            g_ptr_array_add (mail->tried, (gpointer)rule);
            continue;
        }
        if (verdict == MS_MAYBE || stamps (rule) || rule->continues)
            return MS_REASON_NONE;
        mail->none = rule;
        return MS_REASON_RULE_NONE;
    }
    return MS_REASON_NO_RULE;
}

/* Whether a signed message may have its stamp beside it. */
static gboolean
may_wrap (MsCase *mail, MsReason reason)
{
    mail->sealed |= reason == MS_REASON_SIGNED && mail->config->wraps;
    return reason == MS_REASON_SIGNED && mail->sealed;
}

static MsReason
kind_of_header (MsCase *mail)
{
    gboolean null_sender = mail->parties->null_sender;
    MsReasonSet skip = mail->config->skip;
    MsReason kind = ms_kind_of_header (mail->message, null_sender, skip);

    return may_wrap (mail, kind)
               ? ms_kind_of_header (mail->message, null_sender, skip | MS_KIND_BUT_SIGNED)
               : kind;
}

/* For a signed message the rules only tell whether it is wrapped. */
static MsReason
reason_of_rules (MsCase *mail)
{
    MsReason reason = decide_by_rules (mail);

    return mail->sealed && reason != MS_REASON_NONE ? MS_REASON_SIGNED : reason;
}

static MsReason
reason_of_header (MsCase *mail)
{
    MsReason reason = MS_REASON_NONE;

    if (mail->parties->null_sender && skips (mail, MS_REASON_BOUNCE))
        return MS_REASON_BOUNCE;
    if (!mail->parties->local && decide_by_rules (mail) == MS_REASON_NO_RULE)
        return MS_REASON_SENDER_NOT_LOCAL;
    reason =
        ms_processed_before (mail->config, mail->message, mail->parties, &mail->own_mark);
    if (reason == MS_REASON_NONE)
        reason = kind_of_header (mail);
    if (reason == MS_REASON_NONE &&
        ms_processed_keeps_dkim (mail->config, mail->message, mail->parties))
        reason = MS_REASON_DKIM_SIGNED;
    return reason != MS_REASON_NONE ? reason : reason_of_rules (mail);
}

MsReason
ms_decide_by_header (MsCase *mail)
{
    MsReason reason = reason_of_header (mail);

    if (reason != MS_REASON_NONE)
        note_all_rules (mail);
    return reason;
}

/* ---- What the body tells --------------------------------------------------------- */

/* RFC 4880 armor in the text itself: as signed as multipart/signed, and as easily broken.
 */
static MsReason
decide_by_armor (MsCase *mail)
{
    for (guint i = 0; i < mail->readings->len; i++) {
        const MsReading *reading = &g_array_index (mail->readings, MsReading, i);
        for (guint k = 0; k < reading->pieces->len; k++) {
            const MsPiece *piece = &g_array_index (reading->pieces, MsPiece, k);
            MsReason reason =
                ms_kind_of_text (ms_decoded_text (piece->decoded), reading->html);
            if (reason != MS_REASON_NONE && !may_wrap (mail, reason))
                return reason;
        }
    }
    return MS_REASON_NONE;
}

static MsReason
kind_of_tree (MsCase *mail)
{
    MsReasonSet skip = mail->config->skip;
    MsReason kind = ms_kind_of_tree (mail->message, skip);

    return may_wrap (mail, kind)
               ? ms_kind_of_tree (mail->message, skip | MS_KIND_BUT_SIGNED)
               : kind;
}

static const MsPart *
last_child (const MsPart *part)
{
    return g_ptr_array_index (part->children, part->children->len - 1);
}

/* What can be read beside a signed part: behind it, a stamp of an earlier pass; perhaps
 * somewhat further in, where a list has put its footer beside both. */
static const MsPart *
part_to_read (const MsCase *mail)
{
    const MsPart *root = ms_message_root (mail->message), *part = root;

    while (mail->sealed && part->children->len > 1 &&
           g_str_equal (part->type, "multipart/mixed")) {
        if (g_str_equal (last_child (part)->type, "multipart/alternative"))
            return last_child (part);
        part = g_ptr_array_index (part->children, 0);
    }
    return root;
}

static MsReason
read_texts (MsCase *mail)
{
    g_clear_pointer (&mail->readings, g_array_unref);
    mail->readings =
        ms_reading_new (mail->message, part_to_read (mail), mail->config->max_html_size,
                        mail->config->separators);
    if (mail->readings == NULL)
        return MS_REASON_TOO_COMPLEX;
    return mail->readings->len == 0 && !mail->sealed ? MS_REASON_NO_TEXT : MS_REASON_NONE;
}

/* What is signed in the text itself may come to light only where that is decoded. */
static MsReason
read_body (MsCase *mail)
{
    MsReason reason = kind_of_tree (mail);
    gboolean sealed = mail->sealed;

    if (reason == MS_REASON_NONE)
        reason = read_texts (mail);
    if (reason == MS_REASON_NONE)
        reason = decide_by_armor (mail);
    if (reason == MS_REASON_NONE && mail->sealed != sealed)
        reason = read_texts (mail);
    return reason;
}

/* What others write is no order to us, and what is signed cannot be taken out. */
static void
look_closer (MsCase *mail)
{
    const MsConfig *config = mail->config;

    ms_reading_compare (mail->readings, mail->message, config->separators);
    if (mail->parties->local && !mail->sealed)
        ms_reading_find_words (mail->readings, config->place_token, config->opt_out);
}

static void
learn_from_body (MsCase *mail)
{
    const MsSignatureQuestion question = { mail->config, mail->message,
                                           mail->envelope->now };
    MsThread thread = ms_reading_thread (mail->readings);

    if (thread == MS_THREAD_NEW && ms_reading_is_answer (mail->message))
        thread = MS_THREAD_REPLY;
    mail->text = ms_reading_text (mail->readings);
    mail->fields =
        ms_attributes_new (mail->person, mail->parties->sender, mail->parties->name,
                           mail->message, mail->envelope->now);
    mail->facts.body_known = TRUE;
    mail->facts.thread = thread;
    mail->facts.body = mail->text;
    if (mail->config->imprints->len > 0)
        mail->facts.has_stamp =
            ms_decide_signature (&question, mail->readings, mail->fields);
}

/* Whether any alternative says where the stamp goes: a separator, or the token. */
static gboolean
has_place (const GArray *readings)
{
    for (guint i = 0; i < readings->len; i++) {
        const MsReading *reading = &g_array_index (readings, MsReading, i);
        if (ms_reading_quote (reading) != NULL || ms_reading_has (&reading->token))
            return TRUE;
    }
    return FALSE;
}

/* What a rule that matches does: MS_REASON_NONE when its template goes on the message. */
static MsReason
reason_of_rule (const MsCase *mail, const MsRule *rule, const char **missing)
{
    const MsTemplate *template = NULL;

    if (mail->sealed && !rule->wrap)
        return MS_REASON_SIGNED;
    if (!stamps (rule))
        return MS_REASON_RULE_NONE;
    template = ms_config_template (mail->config, ms_rule_template (rule, mail->message));
    *missing = ms_attributes_missing (mail->fields, ms_template_required (template));
    if (*missing != NULL)
        return MS_REASON_MISSING_ATTRIBUTES;
    if (rule->no_separator == MS_NO_SEPARATOR_SKIP &&
        mail->facts.thread == MS_THREAD_REPLY && !has_place (mail->readings))
        return MS_REASON_NO_SEPARATOR;
    return MS_REASON_NONE;
}

/* Whether the next rule is asked as well. */
static gboolean
take_rule (MsCase *mail, const MsRule *rule, MsReason reason)
{
    if (reason == MS_REASON_NONE)
        g_ptr_array_add (mail->chosen, (gpointer)rule);
    if (reason == MS_REASON_RULE_NONE)
        mail->none = rule;
    return reason == MS_REASON_MISSING_ATTRIBUTES || rule->continues;
}

/* Rules in file order: the first that matches decides, unless it continues or the sender
 * lacks what its template requires. */
static MsReason
choose_rules (MsCase *mail)
{
    MsReason reason = MS_REASON_NO_RULE;

    g_ptr_array_set_size (mail->tried, 0);
    for (guint i = 0; i < mail->config->rules->len; i++) {
        const MsRule *rule = rule_at (mail, i);
        const char *why = NULL, *missing = NULL;
        MsVerdict verdict = ms_rule_match (rule, &mail->facts, &why);
        MsReason said = MS_REASON_NONE;

        if (verdict == MS_YES)
            said = reason_of_rule (mail, rule, &missing);
        note_rule (mail, rule, verdict, why, missing);
        if (verdict == MS_YES && rule->dry_run)
            g_ptr_array_add (mail->tried, (gpointer)rule);
        if (verdict != MS_YES || rule->dry_run)
            continue;
        reason = said;
        if (!take_rule (mail, rule, reason))
            break;
    }
    if (mail->chosen->len > 0)
        return MS_REASON_NONE;
    if (mail->sealed)
        return MS_REASON_SIGNED;
    return reason == MS_REASON_NO_RULE && !mail->parties->local
               ? MS_REASON_SENDER_NOT_LOCAL
               : reason;
}

static gboolean
has_opted_out (const MsCase *mail)
{
    const MsTypedWord *word = mail->config->opt_out;

    if (word == NULL || !mail->parties->local)
        return FALSE;
    for (guint i = 0; i < mail->readings->len; i++)
        if (ms_reading_has (&g_array_index (mail->readings, MsReading, i).opt_out))
            return TRUE;
    return ms_subject_has (ms_message_header (mail->message, "Subject"), word);
}

gboolean
ms_decide_by_body (MsCase *mail, MsReason *reason, GError **error)
{
    *reason = read_body (mail);
    if (*reason == MS_REASON_NONE) {
        if (mail->facts.person_pending && !find_person (mail, error))
            return FALSE;
        look_closer (mail);
        learn_from_body (mail);
        *reason = choose_rules (mail);
    }
    if (*reason == MS_REASON_NONE && has_opted_out (mail))
        *reason = MS_REASON_OPT_OUT;
    if (*reason != MS_REASON_NONE && mail->trace->len == 0)
        note_all_rules (mail);
    return TRUE;
}
