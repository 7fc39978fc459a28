/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The decision, told: for people, or as JSON. It only reads what stamp.c decided. */
#include "explain.h"
#include "json.h"
#include "result.h"
#include "upstream.h"

/* ---- A writer for both forms ----------------------------------------------------- */

/* Text: "key=value" on a line under a heading. JSON: objects, some in arrays. */
typedef struct {
    GString *out;
    gboolean json;
    gboolean first; /* nothing written yet in the object, array or line at hand */
} Writer;

/* No line and no pair of ours can be forged by what came with the mail. */
static void
append_plain (GString *out, const char *text)
{
    g_autofree char *line = ms_printable (text, ' ');
    gboolean bare = *line != '\0' && strpbrk (line, " \"=") == NULL;

    g_string_append (out, bare ? "" : "\"");
    for (const char *at = line; *at != '\0'; at++) {
        if (!bare && (*at == '"' || *at == '\\'))
            g_string_append_c (out, '\\');
        g_string_append_c (out, *at);
    }
    g_string_append (out, bare ? "" : "\"");
}

static void
comma (Writer *writer)
{
    if (!writer->first)
        g_string_append_c (writer->out, writer->json ? ',' : ' ');
    writer->first = FALSE;
}

static void
put_key (Writer *writer, const char *key)
{
    comma (writer);
    if (writer->json)
        ms_json_append_string (writer->out, key);
    else
        g_string_append (writer->out, key);
    g_string_append_c (writer->out, writer->json ? ':' : '=');
}

/* NULL values are left out. */
static void
put (Writer *writer, const char *key, const char *value)
{
    if (value == NULL)
        return;
    put_key (writer, key);
    (writer->json ? ms_json_append_string : append_plain) (writer->out, value);
}

static void
put_number (Writer *writer, const char *key, gsize value)
{
    put_key (writer, key);
    g_string_append_printf (writer->out, "%" G_GSIZE_FORMAT, value);
}

static void
open_list (Writer *writer, const char *key)
{
    if (!writer->json)
        return;
    put_key (writer, key);
    g_string_append_c (writer->out, '[');
    writer->first = TRUE;
}

static void
close_list (Writer *writer)
{
    if (writer->json)
        g_string_append_c (writer->out, ']');
    writer->first = FALSE;
}

/* An item of a list, which is called `heading` in the text. */
static void
open_item (Writer *writer, const char *heading)
{
    if (writer->json)
        comma (writer);
    if (writer->json)
        g_string_append_c (writer->out, '{');
    else
        g_string_append_printf (writer->out, "%-10s ", heading);
    writer->first = TRUE;
}

/* One that stands for itself. */
static void
open_single (Writer *writer, const char *key)
{
    if (writer->json) {
        put_key (writer, key);
        writer->first = TRUE;
    }
    open_item (writer, key);
}

static void
close_item (Writer *writer)
{
    g_string_append_c (writer->out, writer->json ? '}' : '\n');
    writer->first = FALSE;
}

/* ---- What there is to tell ------------------------------------------------------- */

static const char *
direction_name (MsDirection direction)
{
    switch (direction) {
    case MS_DIRECTION_OUTBOUND:
        return "outbound";
    case MS_DIRECTION_INTERNAL:
        return "internal";
    case MS_DIRECTION_INBOUND:
        return "inbound";
    }
    return "neither from us nor to us";
}

static const char *
thread_name (MsThread thread)
{
    static const char *const names[] = { "new", "reply", "forward" };

    return names[thread];
}

static const char *
encoding_name (MsEncoding encoding)
{
    static const char *const names[] = { "7bit",   "8bit",   "binary", "quoted-printable",
                                         "base64", "unknown" };

    return names[encoding];
}

static void
put_message (Writer *writer, const MsCase *mail)
{
    g_autofree char *recipients = g_strjoinv (",", mail->parties->recipients);

    open_single (writer, "message");
    put (writer, "sender", mail->parties->sender);
    put (writer, "local", mail->parties->local ? "yes" : "no");
    put (writer, "recipients", recipients);
    put (writer, "direction", direction_name (mail->parties->direction));
    if (!mail->facts.person_pending)
        put (writer, "person", mail->person != NULL ? "known" : "unknown");
    if (mail->facts.body_known)
        put (writer, "thread", thread_name (mail->facts.thread));
    if (mail->facts.body_known && mail->config->imprints->len > 0)
        put (writer, "signature", mail->facts.has_stamp ? "present" : "absent");
    close_item (writer);
}

static void
put_rule (Writer *writer, const MsCase *mail, const MsRuleTrace *trace)
{
    static const char *const verdicts[] = { "no", "maybe", "yes" };
    const char *template = ms_rule_template (trace->rule, mail->message);

    open_item (writer, "rule");
    put (writer, "name", trace->rule->name);
    put_number (writer, "line", trace->rule->line);
    put (writer, "matches", verdicts[trace->verdict]);
    if (trace->verdict == MS_NO)
        put (writer, "failed", trace->why);
    put (writer, "missing", trace->missing);
    if (trace->verdict == MS_YES)
        put (writer, "template", template != NULL ? template : "none");
    if (trace->rule->dry_run)
        put (writer, "dry-run", "yes");
    close_item (writer);
}

static const MsPiece *
piece_of (const MsReading *reading, const MsPart *part)
{
    for (guint k = 0; k < reading->pieces->len; k++)
        if (g_array_index (reading->pieces, MsPiece, k).part == part)
            return &g_array_index (reading->pieces, MsPiece, k);
    return NULL;
}

static const MsReading *
reading_of (const MsCase *mail, const MsPart *part)
{
    for (guint i = 0; mail->readings != NULL && i < mail->readings->len; i++) {
        const MsReading *reading = &g_array_index (mail->readings, MsReading, i);
        if (piece_of (reading, part) != NULL)
            return reading;
    }
    return NULL;
}

/* Where another alternative has a separator and this one has none. */
static void
put_separator (Writer *writer, const MsReading *reading, const MsPlaces *places)
{
    gboolean own = places->separator != NULL && !reading->disagrees;

    put (writer, "separator", own ? places->separator : "none");
    if (reading->disagrees)
        put (writer, "disagree", "yes");
    if (reading->disagrees && places->separator != NULL)
        put (writer, "found-by", "what another alternative quotes");
}

static void
put_places (Writer *writer, const MsReading *reading, const MsPart *part)
{
    const MsPlaces *places = &piece_of (reading, part)->places;

    put_separator (writer, reading, places);
    put (writer, "thread", thread_name (places->thread));
    if (places->below)
        put (writer, "author", "writes below or between the quotes");
    put_number (writer, "top", places->top);
    put_number (writer, "above-quote", places->above_quote);
    put_number (writer, "bottom", places->bottom);
    if (ms_reading_has (&reading->token) &&
        part == g_array_index (reading->pieces, MsPiece, reading->token.piece).part)
        put_number (writer, "token", reading->token.typed.place);
}

static void
put_part (Writer *writer, const MsCase *mail, const MsPart *part, const char *path)
{
    const MsReading *reading = reading_of (mail, part);

    open_item (writer, "part");
    put (writer, "path", path);
    put (writer, "type", part->type);
    if (part->children->len == 0) {
        put (writer, "charset", part->charset);
        put (writer, "encoding", encoding_name (part->encoding));
        put_number (writer, "octets", part->body.end - part->body.start);
    }
    if (reading != NULL)
        put_places (writer, reading, part);
    else if (part->attachment)
        put (writer, "role", "attachment");
    close_item (writer);
}

/* As deep as MsLimits.depth at the most. */
static void
put_parts (Writer *writer, const MsCase *mail, const MsPart *part, const char *path)
{
    put_part (writer, mail, part, path);
    for (guint i = 0; i < part->children->len; i++) {
        g_autofree char *child = g_strdup_printf ("%s.%u", path, i + 1);
        put_parts (writer, mail, g_ptr_array_index (part->children, i), child);
    }
}

static void
put_result (Writer *writer, const MsResult *result)
{
    open_single (writer, "result");
    put (writer, "action", result->action == MS_STAMPED ? "stamped" : "passed");
    if (result->action == MS_PASSED)
        put (writer, "reason", ms_reason_name (result->reason));
    put (writer, "rule", result->rule);
    put (writer, "template", result->template_name);
    if (result->wrapped)
        put (writer, "wrapped", "yes");
    put (writer, "failed", result->failed);
    put (writer, "dry-run", result->dry_run);
    if (ms_result_is_placed (result)) {
        put (writer, "parts", result->parts);
        put (writer, "place", ms_place_name (result->place));
        put (writer, "separator", result->separator != NULL ? result->separator : "none");
        put (writer, "disagree", result->disagree);
        put_number (writer, "added", result->added);
    }
    close_item (writer);
}

static void
put_headers (Writer *writer, const MsResult *result)
{
    for (guint i = 0; i < result->header_edits->len; i++) {
        const MsHeaderEdit *edit = &g_array_index (result->header_edits, MsHeaderEdit, i);

        open_item (writer, "header");
        put (writer, "name", edit->name);
        put (writer, "value", edit->value);
        close_item (writer);
    }
}

static void
put_warning (Writer *writer, const MsUpstreamTrace *trace)
{
    gboolean rewrite = trace->kind == MS_UPSTREAM_REWRITE;

    open_item (writer, "warning");
    put (writer, "kind", rewrite ? "body-rewritten" : "relay-before");
    put (writer, "field", trace->field);
    put (writer, "by", rewrite ? NULL : trace->by);
    put (writer, "signed", rewrite ? trace->by : NULL);
    put (writer, "text",
         rewrite ? "the body is not the one that was signed: it was rewritten on the way"
                 : "this relay had the message before; mailstamp has to come first");
    close_item (writer);
}

/* What another product, or we ourselves, did to the body is no matter of a warning. */
static gboolean
may_warn (const MsCase *mail, const MsResult *result)
{
    if (mail->message == NULL || !mail->parties->local)
        return FALSE;
    return mail->own_mark || (result->reason != MS_REASON_ALREADY_PROCESSED &&
                              result->reason != MS_REASON_ALREADY_SIGNED &&
                              result->reason != MS_REASON_LOOP);
}

static void
put_warnings (Writer *writer, const MsCase *mail, const MsResult *result)
{
    g_autoptr (GArray) traces = NULL;

    if (!may_warn (mail, result))
        return;
    traces = ms_upstream_traces (mail->message, mail->own_mark ? MS_MARK_HEADER : NULL);
    for (guint i = 0; i < traces->len; i++)
        put_warning (writer, &g_array_index (traces, MsUpstreamTrace, i));
}

char *
ms_explain_write (const MsCase *mail, const MsResult *result, gboolean json)
{
    Writer writer = { g_string_new (json ? "{" : ""), json, TRUE };

    if (mail->message != NULL) {
        put_message (&writer, mail);
        open_list (&writer, "rules");
        for (guint i = 0; i < mail->trace->len; i++)
            put_rule (&writer, mail, &g_array_index (mail->trace, MsRuleTrace, i));
        close_list (&writer);
        open_list (&writer, "parts");
        put_parts (&writer, mail, ms_message_root (mail->message), "1");
        close_list (&writer);
    }
    put_result (&writer, result);
    open_list (&writer, "headers");
    put_headers (&writer, result);
    close_list (&writer);
    open_list (&writer, "warnings");
    put_warnings (&writer, mail, result);
    close_list (&writer);
    if (json)
        g_string_append (writer.out, "}\n");
    return g_string_free (writer.out, FALSE);
}
