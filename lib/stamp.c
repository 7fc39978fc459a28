/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The whole of mailstamp in one place: bytes, parts, rule, template, place, edits. */
#include "decide.h"
#include "explain.h"
#include "insert.h"
#include "opt_out.h"
#include "present.h"
#include "result.h"
#include "wrap.h"

/* Rules whose failed conditions the log tells. */
#define MAX_FAILURES 5

/* ---- Results --------------------------------------------------------------------- */

static MsResult *
result_for (GBytes *bytes, const MsMessage *message)
{
    return ms_result_new (bytes, ms_message_root (message)->header.end,
                          ms_message_body_start (message), ms_message_eol (message));
}

/* A bounce and a sender that is not ours get nothing at all; a mark that verifies is not
 * put beside a second one, and in a loop one more does not help. */
static gboolean
gets_mark (const MsCase *mail, const MsResult *result)
{
    if (result->action == MS_STAMPED)
        return TRUE;
    return mail->parties->local && !mail->own_mark &&
           result->reason != MS_REASON_BOUNCE && result->reason != MS_REASON_LOOP;
}

static void
add_mark (const MsCase *mail, MsResult *result)
{
    g_autofree char *value = ms_mark_make (
        &mail->config->mark, mail->message,
        result->action == MS_STAMPED ? "stamped" : ms_reason_name (result->reason),
        result->rule, mail->envelope->now);

    ms_result_add_mark (result, MS_MARK_HEADER, value);
}

static void
add_rule_headers (const MsRule *rule, MsResult *result)
{
    for (guint i = 0; i < rule->add_headers->len; i++) {
        const char *line = g_ptr_array_index (rule->add_headers, i);
        const char *colon = strchr (line, ':');
        g_autofree char *name = g_strndup (line, (gsize)(colon - line));
        g_autofree char *value = g_strstrip (g_strdup (colon + 1));

        ms_result_add_header (result, name, value);
    }
}

/* "corporate", or "banner+corporate" when one continued to the other. */
static char *
join_names (const GPtrArray *rules)
{
    GString *names = g_string_new (NULL);

    for (guint i = 0; i < rules->len; i++) {
        const MsRule *rule = g_ptr_array_index (rules, i);
        g_string_append_printf (names, "%s%s", i > 0 ? "+" : "", rule->name);
    }
    return g_string_free (names, FALSE);
}

static char *
join_templates (const MsCase *mail)
{
    GString *names = g_string_new (NULL);

    for (guint i = 0; i < mail->chosen->len; i++) {
        const MsRule *rule = g_ptr_array_index (mail->chosen, i);
        g_string_append_printf (names, "%s%s", i > 0 ? "+" : "",
                                ms_rule_template (rule, mail->message));
    }
    return g_string_free (names, FALSE);
}

/* "replies: when thread; corporate: except subject": why no rule matched, of the first
 * few rules (B76). */
static char *
describe_failures (const GArray *trace)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < MIN (trace->len, MAX_FAILURES); i++) {
        const MsRuleTrace *row = &g_array_index (trace, MsRuleTrace, i);
        if (row->why != NULL)
            g_string_append_printf (out, "%s%s: %s", out->len > 0 ? "; " : "",
                                    row->rule->name, row->why);
    }
    if (trace->len > MAX_FAILURES)
        g_string_append (out, "; ...");
    return g_string_free (out, out->len == 0);
}

static MsResult *
finish_passed (const MsCase *mail, MsResult *result, MsReason reason)
{
    result->action = MS_PASSED;
    result->reason = reason;
    if (reason == MS_REASON_RULE_NONE)
        result->rule = g_strdup (mail->none->name);
    if (reason == MS_REASON_NO_RULE)
        result->failed = describe_failures (mail->trace);
    if (gets_mark (mail, result))
        add_mark (mail, result);
    if (reason == MS_REASON_RULE_NONE)
        add_rule_headers (mail->none, result);
    return result;
}

static MsResult *
finish_stamped (const MsCase *mail, MsResult *result)
{
    result->action = MS_STAMPED;
    result->reason = MS_REASON_NONE;
    result->rule = join_names (mail->chosen);
    result->template_name = join_templates (mail);
    add_mark (mail, result);
    for (guint i = 0; i < mail->chosen->len; i++)
        add_rule_headers (g_ptr_array_index (mail->chosen, i), result);
    return result;
}

/* ---- The pipeline ---------------------------------------------------------------- */

static MsResult *
stamp_body (MsCase *mail, GBytes *bytes, GError **error)
{
    g_autoptr (MsResult) result = result_for (bytes, mail->message);
    g_autoptr (GArray) stamps = ms_stamps_render (mail, error);
    MsReason reason = MS_REASON_NONE;

    if (stamps == NULL)
        return NULL;
    reason = ms_stamps_present (mail, stamps);
    if (reason != MS_REASON_NONE)
        return finish_passed (mail, g_steal_pointer (&result), reason);
    if (mail->sealed)
        ms_wrap (mail, stamps, result);
    else if (!ms_stamps_insert (mail, stamps, result))
        return finish_passed (mail, result_for (bytes, mail->message), MS_REASON_NO_TEXT);
    return finish_stamped (mail, g_steal_pointer (&result));
}

/* The author wants no stamp: what says so is taken out, as no reader needs it. */
static MsResult *
pass_opted_out (const MsCase *mail, GBytes *bytes)
{
    g_autoptr (MsResult) result = result_for (bytes, mail->message);

    if (!ms_opt_out_remove (mail, result))
        return finish_passed (mail, result_for (bytes, mail->message), MS_REASON_OPT_OUT);
    return finish_passed (mail, g_steal_pointer (&result), MS_REASON_OPT_OUT);
}

/* The header says no more than that it is too large. */
static MsResult *
pass_unread (GBytes *bytes)
{
    MsResult *result = ms_result_new (bytes, 0, 0, "\r\n");

    result->reason = MS_REASON_TOO_COMPLEX;
    return result;
}

static MsResult *
pass (const MsCase *mail, GBytes *bytes, MsReason reason)
{
    return mail->message != NULL
               ? finish_passed (mail, result_for (bytes, mail->message), reason)
               : pass_unread (bytes);
}

/* What envelope and header say: the reason to pass, MS_REASON_NONE when the body decides.
 * `bytes` begin with the header. FALSE as ms_case_init. */
static gboolean
read_header (MsCase *mail, GBytes *bytes, MsReason *reason, GError **error)
{
    MsMessage *message = ms_message_parse_header (bytes, &mail->config->limits);

    *reason = MS_REASON_TOO_COMPLEX;
    if (message == NULL)
        return TRUE;
    if (!ms_case_init (mail, message, error))
        return FALSE;
    *reason = ms_decide_by_header (mail);
    return TRUE;
}

/* The rest, where the header does not decide. */
static MsResult *
run_on_body (MsCase *mail, GBytes *bytes, GError **error)
{
    const MsConfig *config = mail->config;
    MsReason reason = MS_REASON_NONE;

    if (g_bytes_get_size (bytes) > config->max_message_size)
        return pass (mail, bytes, MS_REASON_OVERSIZE);
    if (!ms_message_parse_body (mail->message, bytes, &config->limits))
        return pass (mail, bytes, MS_REASON_TOO_COMPLEX);
    if (!ms_decide_by_body (mail, &reason, error))
        return NULL;
    if (reason == MS_REASON_OPT_OUT)
        return pass_opted_out (mail, bytes);
    if (reason != MS_REASON_NONE)
        return pass (mail, bytes, reason);
    return stamp_body (mail, bytes, error);
}

static MsResult *
run (MsCase *mail, GBytes *bytes, GError **error)
{
    MsReason reason = MS_REASON_NONE;

    if (!read_header (mail, bytes, &reason, error))
        return NULL;
    return reason != MS_REASON_NONE ? pass (mail, bytes, reason)
                                    : run_on_body (mail, bytes, error);
}

/* ---- What the programs call ------------------------------------------------------ */

struct MsPending {
    MsEnvelope envelope;
    MsCase mail;
};

/* What a dry run takes out again, and what it tells. */
static MsResult *
settle (const MsCase *mail, MsResult *result)
{
    if (result == NULL)
        return NULL;
    if (mail->tried != NULL && mail->tried->len > 0)
        result->dry_run = join_names (mail->tried);
    if (mail->config->dry_run)
        ms_result_withhold (result);
    return result;
}

MsResult *
ms_stamp (const MsConfig *config, const MsEnvelope *envelope, GBytes *message,
          GError **error)
{
    g_auto (MsCase) mail = { .config = config, .envelope = envelope };

    return settle (&mail, run (&mail, message, error));
}

MsResult *
ms_stamp_header (const MsConfig *config, const MsEnvelope *envelope, GBytes *header,
                 MsPending **pending, GError **error)
{
    g_autoptr (MsPending) started = g_new0 (MsPending, 1);
    MsCase *mail = &started->mail;
    MsReason reason = MS_REASON_NONE;

    started->envelope = *envelope;
    mail->config = config;
    mail->envelope = &started->envelope;
    if (!read_header (mail, header, &reason, error))
        return NULL;
    if (reason != MS_REASON_NONE)
        return settle (mail, pass (mail, header, reason));
    *pending = g_steal_pointer (&started);
    return NULL;
}

MsResult *
ms_stamp_pending (MsPending *pending, GBytes *message, GError **error)
{
    MsCase *mail = &pending->mail;

    return settle (mail, run_on_body (mail, message, error));
}

void
ms_pending_free (MsPending *pending)
{
    if (pending == NULL)
        return;
    ms_case_clear (&pending->mail);
    g_free (pending);
}

MsResult *
ms_pass_oversize (const MsConfig *config, const MsEnvelope *envelope, GBytes *header,
                  GError **error)
{
    g_auto (MsCase) mail = { .config = config, .envelope = envelope };
    MsReason reason = MS_REASON_NONE;

    if (!read_header (&mail, header, &reason, error))
        return NULL;
    if (reason == MS_REASON_NONE)
        reason = MS_REASON_OVERSIZE;
    return settle (&mail, pass (&mail, header, reason));
}

/* Where the header decides, people still want to know what is in the message. */
static gboolean
read_parts (MsCase *mail, GBytes *bytes)
{
    gsize size = g_bytes_get_size (bytes);

    if (mail->message == NULL || ms_message_bytes (mail->message).len == size ||
        size > mail->config->max_message_size)
        return FALSE;
    return ms_message_parse_body (mail->message, bytes, &mail->config->limits);
}

char *
ms_explain (const MsConfig *config, const MsEnvelope *envelope, GBytes *message,
            gboolean json, GError **error)
{
    g_auto (MsCase) mail = { .config = config, .envelope = envelope };
    g_autoptr (MsResult) result = settle (&mail, run (&mail, message, error));

    if (result == NULL)
        return NULL;
    read_parts (&mail, message);
    return ms_explain_write (&mail, result, json);
}
