/* SPDX-License-Identifier: BSD-2-Clause */
#include "upstream.h"
#include "dkim_body.h"
#include "dkim_tag.h"

/* How many DKIM signatures are looked at: each costs a pass over the body. */
#define MAX_SIGNATURES 5

/* What relays call the fields that they add; a dash at the end stands for more. */
static const struct {
    const char *field;
    const char *relay;
} relays[] = {
    { "X-AntiLoop-Smarthost", "a smart host" },
    { "X-Barracuda-", "Barracuda" },
    { "X-BESS-", "Barracuda" },
    { "X-Proofpoint-", "Proofpoint" },
    { "X-PPE-", "Proofpoint Essentials" },
    { "X-MC-Unique", "Mimecast" },
    { "X-Mimecast-", "Mimecast" },
    { "X-IronPort-", "Cisco" },
    { "X-TM-AS-", "Trend Micro" },
};

static gboolean
is_named (const MsField *field, const char *name)
{
    if (!g_str_has_suffix (name, "-"))
        return ms_field_is (field, name);
    return field->name.len > strlen (name) &&
           ms_slice_starts_with_nocase (field->name, name);
}

static const char *
relay_of (const MsField *field)
{
    for (gsize i = 0; i < G_N_ELEMENTS (relays); i++)
        if (is_named (field, relays[i].field))
            return relays[i].relay;
    return NULL;
}

static gboolean
is_known (const GArray *traces, const char *by)
{
    for (guint i = 0; i < traces->len; i++)
        if (g_str_equal (g_array_index (traces, MsUpstreamTrace, i).by, by))
            return TRUE;
    return FALSE;
}

/* Takes `by`. */
static void
add (GArray *traces, MsUpstreamKind kind, const MsField *field, char *by)
{
    MsUpstreamTrace trace = { kind, g_strndup (field->name.data, field->name.len), by };

    g_array_append_val (traces, trace);
}

static void
look_at_signature (GArray *traces, const MsMessage *message, const MsField *field)
{
    MsSlice bytes = ms_message_bytes (message);
    MsRange body = { ms_message_body_start (message), bytes.len };
    char *domain = NULL;

    if (ms_dkim_body_check (field, ms_slice_range (bytes, body)) != MS_DKIM_BODY_CHANGED)
        return;
    domain = ms_dkim_tag (field, "d");
    add (traces, MS_UPSTREAM_REWRITE, field, domain != NULL ? domain : g_strdup (""));
}

static void
clear_trace (gpointer data)
{
    MsUpstreamTrace *trace = data;

    g_free (trace->field);
    g_free (trace->by);
}

/* The fields that were there when the message came to us: [start, end) of `fields`. */
static MsRange
fields_before_us (const GArray *fields, const char *mark)
{
    MsRange before = { 0, fields->len };

    if (mark == NULL)
        return before;
    for (gsize i = fields->len; i > 0; i--)
        if (ms_field_is (&g_array_index (fields, MsField, i - 1), mark))
            before.start = i;
    while (before.end > before.start &&
           !ms_field_is (&g_array_index (fields, MsField, before.end - 1), "Received"))
        before.end--;
    return before;
}

GArray *
ms_upstream_traces (const MsMessage *message, const char *mark)
{
    g_autoptr (GArray) fields = ms_message_fields (message, ms_message_root (message));
    GArray *traces = g_array_new (FALSE, FALSE, sizeof (MsUpstreamTrace));
    MsRange before = fields_before_us (fields, mark);
    guint signatures = 0;

    g_array_set_clear_func (traces, clear_trace);
    for (gsize i = before.start; i < before.end; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        const char *relay = relay_of (field);
        if (relay != NULL && !is_known (traces, relay))
            add (traces, MS_UPSTREAM_RELAY, field, g_strdup (relay));
        if (mark == NULL && ms_field_is (field, "DKIM-Signature") &&
            ++signatures <= MAX_SIGNATURES)
            look_at_signature (traces, message, field);
    }
    return traces;
}
