/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "fixture.h"
#include "mail.h"

#define FROM "From: Jane Doe <jane@example.com>\nTo: bob@example.net\n"
#define LETTER FROM "\nHello\n"
#define RULES                                                                            \
    "rule replies { when { thread = { reply } } template = \"short\" }\n"                \
    "rule \"the rest\" { template = \"short\" add-headers = { \"X-A: 1\" } }\n"

static char *
explain (const Fixture *fixture, const char *recipient, const char *lines, gboolean json)
{
    const char *const recipients[] = { recipient, NULL };
    const MsEnvelope envelope = { .recipients = recipient != NULL ? recipients : NULL,
                                  .now = 1772704800 };
    g_autoptr (GBytes) bytes = mail_bytes (lines);
    g_autoptr (GError) error = NULL;
    char *text = ms_explain (fixture->config, &envelope, bytes, json, &error);

    assert_null (error);
    return text;
}

static void
check_has (const char *name, const char *text, const char *part)
{
    if (strstr (text, part) == NULL)
        fail_msg ("%s: no %s in\n%s", name, part, text);
}

/* ---- Text ------------------------------------------------------------------------ */

static const struct {
    const char *name;
    const char *lines;
    const char *part;
} told[] = {
    { "who", LETTER,
      "sender=jane@example.com local=yes recipients=bob@example.net "
      "direction=outbound person=known thread=new\n" },
    { "the condition that failed", LETTER,
      "rule       name=replies line=6 matches=no failed=\"when thread\"\n" },
    { "the rule that decided", LETTER,
      "rule       name=\"the rest\" line=7 matches=yes template=short\n" },
    { "the part and its places", LETTER,
      "part       path=1 type=text/plain encoding=7bit octets=7 separator=none "
      "thread=new top=0 above-quote=7 bottom=7\n" },
    { "the outcome", LETTER,
      "result     action=stamped rule=\"the rest\" template=short parts=text "
      "place=bottom separator=none added=" },
    { "the headers", LETTER, "header     name=X-A value=1\n" },
    { "a reason to pass", "List-Id: <l>\n" LETTER,
      "result     action=passed "
      "reason=list\n" },
    { "what the body might have decided", "List-Id: <l>\n" LETTER,
      "rule       name=replies line=6 matches=maybe\n" },
    { "an attachment",
      FROM "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n"
           "Content-Type: application/pdf; name=a\nContent-Disposition: attachment\n\n"
           "pdf\n--b--\n",
      "part       path=1.2 type=application/pdf encoding=7bit octets=3 "
      "role=attachment\n" },
    { "a part of what the header decides",
      "List-Id: <l>\n" FROM
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n",
      "part       path=1.1 type=text/plain encoding=7bit octets=1\n" },
    { "words below the quote",
      FROM "\nOn Wed, 4 Mar 2026 at 10:00, Bob <bob@example.net> wrote:\n> Hi\n\nHello\n",
      "author=\"writes below or between the quotes\"" },
    { "somebody who is not known", "From: x@example.com\n\nHello\n", "person=unknown" },
    { "a relay that had it before", "X-Barracuda-URL: x\n" LETTER,
      "warning    kind=relay-before field=X-Barracuda-URL by=Barracuda text=\"this relay "
      "had the message before; mailstamp has to come first\"\n" },
    { "a body that was rewritten",
      "DKIM-Signature: a=rsa-sha256; d=example.com;\n"
      " bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=\n" LETTER,
      "warning    kind=body-rewritten field=DKIM-Signature signed=example.com text=\"the "
      "body is not the one that was signed: it was rewritten on the way\"\n" },
    { "somebody else", "From: eve@example.net\n\nHello\n", "local=no" },
};

static void
the_text_tells_what_its_row_says (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (RULES);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (told); i++) {
        g_autofree char *text = explain (fixture, NULL, told[i].lines, FALSE);
        check_has (told[i].name, text, told[i].part);
    }
}

static const struct {
    const char *name;
    const char *recipient;
    const char *part;
} hostile[] = {
    { "a blank", "a b@example.net", "recipients=\"a b@example.net\" direction=" },
    { "a pair", "a@example.net local=no",
      "recipients=\"a@example.net local=no\" direction=" },
    { "a quote", "a\"b@example.net", "recipients=\"a\\\"b@example.net\" direction=" },
    { "a line end", "a@example.net\nrule name=x",
      "recipients=\"a@example.net rule name=x\" direction=" },
    { "an escape", "a\x1b[31m@example.net", "recipients=\"a [31m@example.net\"" },
    { "a C1 control",
      "a\xc2\x9b"
      "31m@example.net",
      "recipients=\"a 31m@example.net\"" },
    { "an override of direction",
      "a\xe2\x80\xae"
      "b@example.net",
      "recipients=\"a b@example.net\"" },
    { "what is not UTF-8",
      "a\x9b"
      "b@example.net",
      "recipients=a\xef\xbf\xbd"
      "b@example.net" },
    { "half a character at the end", "a@example.net\xf0",
      "recipients=a@example.net\xef\xbf\xbd direction=" },
    { "nothing", "", "recipients=\"\" direction=" },
};

static void
what_came_with_the_mail_cannot_look_like_ours (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (RULES);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++) {
        g_autofree char *text = explain (fixture, hostile[i].recipient, LETTER, FALSE);

        check_has (hostile[i].name, text, hostile[i].part);
        assert_null (strchr (text, 0x1b));
    }
}

/* ---- JSON ------------------------------------------------------------------------ */

static void
the_json_tells_the_same (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new (RULES);
    g_autofree char *text = explain (fixture, "a\"\\\n\x7f@example.net", LETTER, TRUE);

    (void)state;
    check_has ("escapes", text,
               "{\"message\":{\"sender\":\"jane@example.com\",\"local\":\"yes\","
               "\"recipients\":\"a\\\"\\\\\\u000a\\u007f@example.net\",");
    check_has ("rules", text,
               "\"rules\":[{\"name\":\"replies\",\"line\":6,\"matches\":\"no\","
               "\"failed\":\"when thread\"},{\"name\":\"the rest\",\"line\":7,");
    check_has ("parts", text,
               "\"parts\":[{\"path\":\"1\",\"type\":\"text/plain\","
               "\"encoding\":\"7bit\",\"octets\":7,");
    check_has ("result", text, "\"result\":{\"action\":\"stamped\",");
    check_has ("headers", text, "{\"name\":\"X-A\",\"value\":\"1\"}],\"warnings\":[]}\n");
}

static void
a_header_past_its_limit_is_explained_too (void **state)
{
    g_autoptr (Fixture) fixture = fixture_new ("max-header-size = \"1K\"\n" RULES);
    g_autofree char *subject = g_strnfill (1024, 'x');
    g_autofree char *lines = g_strconcat ("Subject: ", subject, "\n" LETTER, NULL);
    g_autofree char *text = explain (fixture, NULL, lines, TRUE);

    (void)state;
    assert_string_equal (text, "{\"result\":{\"action\":\"passed\",\"reason\":"
                               "\"too-complex\"},\"headers\":[],\"warnings\":[]}\n");
}

/* Told only where a rule asks, since only then somebody looks. */
static void
whether_the_thread_has_a_signature_is_told (void **state)
{
    static const char reply[] =
        FROM "In-Reply-To: <1@example.net>\n\nHello\n\n"
             "On Wed, 4 Mar 2026 at 10:00, Bob <bob@example.net> wrote:\n> Hi\n%s";
    g_autoptr (Fixture) asked =
        fixture_new ("rule a { when { signature = absent } template = \"short\" }\n");
    g_autoptr (Fixture) unasked = fixture_new ("rule a { template = \"short\" }\n");
    g_autofree char *first = g_strdup_printf (reply, "");
    g_autofree char *second =
        g_strdup_printf (reply, ">> SIGNATURE OF Jane Doe, SHORT\n");
    g_autofree char *absent = explain (asked, NULL, first, FALSE);
    g_autofree char *present = explain (asked, NULL, second, FALSE);
    g_autofree char *silent = explain (unasked, NULL, second, FALSE);

    (void)state;
    check_has ("none", absent, "thread=reply signature=absent\n");
    check_has ("one", present, "thread=reply signature=present\n");
    check_has ("not asked", silent, "thread=reply\n");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_text_tells_what_its_row_says),
        cmocka_unit_test (what_came_with_the_mail_cannot_look_like_ours),
        cmocka_unit_test (the_json_tells_the_same),
        cmocka_unit_test (a_header_past_its_limit_is_explained_too),
        cmocka_unit_test (whether_the_thread_has_a_signature_is_told),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
