/* SPDX-License-Identifier: BSD-2-Clause */
#include "upstream.h"

#include "check.h"
#include "mail.h"

#define FROM "From: jane@example.com\n"
#define SIGNED(domain)                                                                   \
    "DKIM-Signature: v=1; a=rsa-sha256; d=" domain "; s=x;\n"                            \
    " bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=; b=abc\n"
#define AS_SIGNED "\nHello\n"

static const struct {
    const char *name;
    const char *lines;
    const char *want; /* "kind field by", with a semicolon behind each */
} messages[] = {
    { "nothing", FROM "\nHello\n", "" },
    { "a smart host", "X-AntiLoop-Smarthost: true\n" FROM "\nHello\n",
      "relay X-AntiLoop-Smarthost a smart host;" },
    { "names know no case", "x-antiloop-SMARTHOST: true\n" FROM "\nHello\n",
      "relay x-antiloop-SMARTHOST a smart host;" },
    { "Barracuda, once",
      "X-Barracuda-Start-Time: 1\nX-BESS-ID: 2\nX-Barracuda-URL: 3\n" FROM "\nHello\n",
      "relay X-Barracuda-Start-Time Barracuda;" },
    { "Proofpoint and Mimecast",
      "X-Proofpoint-GUID: 1\nX-MC-Unique: 2\n" FROM "\nHello\n",
      "relay X-Proofpoint-GUID Proofpoint;relay X-MC-Unique Mimecast;" },
    { "a name is more than its beginning",
      "X-Proofpoint-: 1\nX-Proofpoint: 2\nX-MC-Uniquely: 3\n" FROM "\nHello\n", "" },
    { "a field of the body is none", FROM "\nX-MC-Unique: 1\n", "" },
    { "the body is as it was signed", SIGNED ("example.com") FROM AS_SIGNED, "" },
    { "the body is not as it was signed", SIGNED ("example.com") FROM "\nHello!\n",
      "rewrite DKIM-Signature example.com;" },
    { "each signature tells",
      SIGNED ("example.com") SIGNED ("example.onmicrosoft.com") FROM "\nHello!\n",
      "rewrite DKIM-Signature example.com;"
      "rewrite DKIM-Signature example.onmicrosoft.com;" },
    { "a signature that says nothing", "DKIM-Signature: v=1\n" FROM "\nHello\n", "" },
    { "a signature without a domain",
      "DKIM-Signature: a=rsa-sha256; "
      "bh=Ba3gj8+xBPQLJTahTfzW6RbWQ/XPgESxkCi2B66PSQg=\n" FROM "\nHello!\n",
      "rewrite DKIM-Signature ;" },
    { "no body", SIGNED ("example.com") FROM, "rewrite DKIM-Signature example.com;" },
};

static char *
describe (const GArray *traces)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < traces->len; i++) {
        const MsUpstreamTrace *trace = &g_array_index (traces, MsUpstreamTrace, i);
        g_string_append_printf (out, "%s %s %s;",
                                trace->kind == MS_UPSTREAM_RELAY ? "relay" : "rewrite",
                                trace->field, trace->by);
    }
    return g_string_free (out, FALSE);
}

static void
it_shows_who_had_a_message_before (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (messages); i++) {
        g_autoptr (MsMessage) message = mail_parse (messages[i].lines);
        g_autoptr (GArray) traces = ms_upstream_traces (message, NULL);
        g_autofree char *got = describe (traces);
        check_text (messages[i].name, got, messages[i].want);
    }
}

#define TAG "X-Barracuda-URL: x\n"
#define MARK "X-Mark: true\n"
#define OLDER "Received: by mail.example.com\n"

static const struct {
    const char *name;
    const char *lines;
    const char *want;
} marked[] = {
    { "a field above the mark came later", TAG MARK OLDER FROM "\nx\n", "" },
    { "a field between the mark and a hop was there", MARK TAG OLDER FROM "\nx\n",
      "relay X-Barracuda-URL Barracuda;" },
    { "a field below all hops may have been added at the end",
      MARK OLDER FROM TAG "\nx\n", "" },
    { "the first mark is the one that counts", MARK TAG MARK OLDER FROM "\nx\n",
      "relay X-Barracuda-URL Barracuda;" },
    { "the hops above the mark do not count", OLDER MARK TAG FROM "\nx\n", "" },
    { "the body is ours", MARK SIGNED ("example.com") OLDER FROM "\nx\n", "" },
};

static void
behind_a_mark_it_shows_what_was_there_before (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (marked); i++) {
        g_autoptr (MsMessage) message = mail_parse (marked[i].lines);
        g_autoptr (GArray) traces = ms_upstream_traces (message, "X-Mark");
        g_autofree char *got = describe (traces);
        check_text (marked[i].name, got, marked[i].want);
    }
}

static void
a_thousand_signatures_cost_no_more_than_a_few (void **state)
{
    g_autoptr (GString) lines = g_string_new (NULL);
    g_autoptr (MsMessage) message = NULL;
    g_autoptr (GArray) traces = NULL;

    (void)state;
    for (int i = 0; i < 1000; i++)
        g_string_append (lines, SIGNED ("example.com"));
    g_string_append (lines, FROM "\nHello!\n");
    message = mail_parse (lines->str);
    traces = ms_upstream_traces (message, NULL);
    check_number ("traces", traces->len, 5);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (it_shows_who_had_a_message_before),
        cmocka_unit_test (behind_a_mark_it_shows_what_was_there_before),
        cmocka_unit_test (a_thousand_signatures_cost_no_more_than_a_few),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
