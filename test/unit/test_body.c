/* SPDX-License-Identifier: BSD-2-Clause */
#include "body.h"

#include "check.h"
#include "mail.h"

/* "text[one] html[two+three]": the alternatives with the content of their parts. */
static char *
describe (const MsMessage *message)
{
    g_autoptr (GArray) found = ms_body_find (ms_message_root (message));
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < found->len; i++) {
        const MsAlternative *alternative = &g_array_index (found, MsAlternative, i);

        g_string_append (out, i > 0 ? " " : "");
        g_string_append (out, alternative->html ? "html[" : "text[");
        for (guint k = 0; k < alternative->parts->len; k++) {
            const MsPart *part = g_ptr_array_index (alternative->parts, k);
            MsSlice body = ms_slice_range (ms_message_bytes (message), part->body);
            g_string_append (out, k > 0 ? "+" : "");
            g_string_append_len (out, body.data, (gssize)body.len);
        }
        g_string_append_c (out, ']');
    }
    return g_string_free (out, FALSE);
}

/* A multipart/KIND with the boundary `b`, and its parts. */
#define ROOT(kind, b) "Content-Type: multipart/" kind "; boundary=" b "\n\n"
#define OPEN(kind, outer, b)                                                             \
    "--" outer "\nContent-Type: multipart/" kind "; boundary=" b "\n\n"
#define CLOSE(b) "--" b "--\n"
#define PART(b, fields, content) "--" b "\n" fields "\n\n" content "\n"
#define TEXT(b, content) PART (b, "Content-Type: text/plain", content)
#define HTML(b, content) PART (b, "Content-Type: text/html", content)
#define IMAGE(b)                                                                         \
    PART (b, "Content-Type: image/png; name=a.png\nContent-Disposition: inline", "png")
#define PDF_INLINE(b)                                                                    \
    PART (b, "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: inline",   \
          "pdf")
#define PDF(b)                                                                           \
    PART (b,                                                                             \
          "Content-Type: application/pdf\nContent-Disposition: attachment; "             \
          "filename=a.pdf",                                                              \
          "pdf")
#define NOTE(b, disposition)                                                             \
    PART (b, "Content-Type: text/plain\nContent-Disposition: " disposition, "note")

static const struct {
    const char *name;
    const char *lines;
    const char *want;
} rows[] = {
    /* One part. */
    { "plain text", "Content-Type: text/plain\n\none", "text[one]" },
    { "no type is plain text", "Subject: x\n\none", "text[one]" },
    { "HTML", "Content-Type: text/html\n\none", "html[one]" },
    { "another text is no body", "Content-Type: text/enriched\n\none", "" },
    { "a picture is no body", "Content-Type: image/png\n\none", "" },
    { "a text that is an attachment is no body",
      "Content-Type: text/plain\nContent-Disposition: attachment\n\none", "" },
    { "a text in an encoding that nobody knows is no body",
      "Content-Transfer-Encoding: x-uuencode\n\none", "" },
    { "no body at all is an empty one", "Subject: x\n", "text[]" },

    /* Alternatives. */
    { "plain and HTML",
      ROOT ("alternative", "b") TEXT ("b", "one") HTML ("b", "two") CLOSE ("b"),
      "text[one] html[two]" },
    { "the order is the message's",
      ROOT ("alternative", "b") HTML ("b", "two") TEXT ("b", "one") CLOSE ("b"),
      "html[two] text[one]" },
    { "two of the same form say the same",
      ROOT ("alternative", "b") TEXT ("b", "one") TEXT ("b", "x") HTML ("b", "two")
          HTML ("b", "y") CLOSE ("b"),
      "text[one] text[x] html[two] html[y]" },
    { "where one form cannot be stamped none is",
      ROOT ("alternative", "b") TEXT ("b", "one")
          PART ("b", "Content-Type: text/html\nContent-Transfer-Encoding: x-uuencode",
                "two") CLOSE ("b"),
      "" },
    { "where the HTML with its pictures cannot be stamped none is",
      ROOT ("alternative", "b") TEXT ("b", "one") OPEN ("related", "b", "c")
          PART ("c", "Content-Type: text/html\nContent-Transfer-Encoding: x-uuencode",
                "two") IMAGE ("c") CLOSE ("c") CLOSE ("b"),
      "" },
    { "where the HTML with its attachments cannot be stamped none is",
      ROOT ("alternative", "b") TEXT ("b", "one") OPEN ("mixed", "b", "c") PDF ("c")
          PART ("c", "Content-Type: text/html\nContent-Transfer-Encoding: x-uuencode",
                "two") CLOSE ("c") CLOSE ("b"),
      "" },
    { "an attached text among the forms is none of them",
      ROOT ("alternative", "b") TEXT ("b", "one") OPEN ("mixed", "b", "c")
          PART ("c", "Content-Type: text/html\nContent-Disposition: attachment", "two")
              CLOSE ("c") CLOSE ("b"),
      "text[one]" },
    { "forms that are not ours are left alone",
      ROOT ("alternative", "b") TEXT ("b", "one") PART (
          "b", "Content-Type: text/x-amp-html", "amp") HTML ("b", "two") CLOSE ("b"),
      "text[one] html[two]" },
    { "the HTML with its pictures",
      ROOT ("alternative", "b") TEXT ("b", "one") OPEN ("related", "b", "c")
          HTML ("c", "two") IMAGE ("c") CLOSE ("c") CLOSE ("b"),
      "text[one] html[two]" },
    { "attachments inside the alternative (Apple Mail)",
      ROOT ("alternative", "b") TEXT ("b", "one") OPEN ("mixed", "b", "c")
          HTML ("c", "two") PDF_INLINE ("c") HTML ("c", "three") CLOSE ("c") CLOSE ("b"),
      "text[one] html[two+three]" },
    { "plain alone in an alternative",
      ROOT ("alternative", "b") TEXT ("b", "one") CLOSE ("b"), "text[one]" },
    { "an empty alternative", ROOT ("alternative", "b") "x\n", "" },

    /* Related. */
    { "the first part is the root",
      ROOT ("related", "b") HTML ("b", "one") IMAGE ("b") HTML ("b", "x") CLOSE ("b"),
      "html[one]" },
    { "`start` names the root",
      "Content-Type: multipart/related; boundary=b; start=\"<r@x>\"\n\n" TEXT ("b", "x")
          PART ("b", "Content-Type: text/html\nContent-ID: <r@x>", "one") CLOSE ("b"),
      "html[one]" },
    { "`start` that names nobody is ignored",
      "Content-Type: multipart/related; boundary=b; start=\"<n@x>\"\n\n" HTML ("b", "one")
          IMAGE ("b") CLOSE ("b"),
      "html[one]" },
    { "the alternative may be the root",
      ROOT ("related", "b") OPEN ("alternative", "b", "c") TEXT ("c", "one")
          HTML ("c", "two") CLOSE ("c") IMAGE ("b") CLOSE ("b"),
      "text[one] html[two]" },
    { "a root that is no text has no body",
      ROOT ("related", "b") IMAGE ("b") HTML ("b", "x") CLOSE ("b"), "" },

    /* Mixed. */
    { "the text before its attachments",
      ROOT ("mixed", "b") TEXT ("b", "one") PDF ("b") CLOSE ("b"), "text[one]" },
    { "the text behind its attachments",
      ROOT ("mixed", "b") PDF ("b") TEXT ("b", "one") CLOSE ("b"), "text[one]" },
    { "mixed, related, alternative",
      ROOT ("mixed", "b") OPEN ("related", "b", "c") OPEN ("alternative", "c", "d")
          TEXT ("d", "one") HTML ("d", "two") CLOSE ("d") IMAGE ("c") CLOSE ("c")
              PDF ("b") CLOSE ("b"),
      "text[one] html[two]" },
    { "a text that cannot be stamped, and another: the author's is the first",
      ROOT ("mixed", "b") PART ("b", "Content-Transfer-Encoding: x-uuencode", "one")
          TEXT ("b", "footer") CLOSE ("b"),
      "" },
    { "forms that cannot be stamped, and a list's footer",
      ROOT ("mixed", "b") OPEN ("alternative", "b", "c") TEXT ("c", "one")
          PART ("c", "Content-Type: text/html\nContent-Transfer-Encoding: x-uuencode",
                "two") CLOSE ("c") TEXT ("b", "footer") CLOSE ("b"),
      "" },
    { "a text around a picture whose rest cannot be stamped (Apple Mail)",
      ROOT ("mixed", "b") TEXT ("b", "one") IMAGE ("b")
          PART ("b", "Content-Transfer-Encoding: x-uuencode", "two") CLOSE ("b"),
      "" },
    { "a text, and right behind it one that cannot be stamped",
      ROOT ("mixed", "b") TEXT ("b", "one")
          PART ("b", "Content-Transfer-Encoding: x-uuencode", "footer") CLOSE ("b"),
      "text[one]" },
    { "one that is empty is none",
      ROOT ("mixed", "b") PART ("b", "Content-Transfer-Encoding: x-uuencode", "")
          TEXT ("b", "one") CLOSE ("b"),
      "text[one]" },
    { "an attached text that could not be stamped is none",
      ROOT ("mixed", "b") PART ("b",
                                "Content-Transfer-Encoding: x-uuencode\n"
                                "Content-Disposition: attachment",
                                "note") TEXT ("b", "one") CLOSE ("b"),
      "text[one]" },
    { "a multipart whose header begins with a line that is no field: a text for some",
      ROOT ("mixed", "b") "--b\nno field\nContent-Type: multipart/alternative; "
                          "boundary=c\n\n" TEXT ("c", "one") CLOSE ("c") CLOSE ("b"),
      "" },
    { "an unknown multipart is mixed (RFC 2046 section 5.1.7)",
      ROOT ("x-new", "b") TEXT ("b", "one") PDF ("b") CLOSE ("b"), "text[one]" },
    { "attachments alone are no body",
      ROOT ("mixed", "b") PDF ("b") NOTE ("b", "attachment") CLOSE ("b"), "" },
    { "a text with a file name is an attachment (B31)",
      ROOT ("mixed", "b") NOTE ("b", "inline; filename=a.txt") TEXT ("b", "one")
          CLOSE ("b"),
      "text[one]" },
    { "a text that is shown in place and has no name is the body",
      ROOT ("mixed", "b") NOTE ("b", "inline") PDF ("b") CLOSE ("b"), "text[note]" },
    { "a list's footer behind an attachment is not the author's",
      ROOT ("mixed", "b") TEXT ("b", "one") PDF ("b") TEXT ("b", "footer") CLOSE ("b"),
      "text[one]" },
    { "a list's footer behind an alternative is not the author's",
      ROOT ("mixed", "b") OPEN ("alternative", "b", "c") TEXT ("c", "one")
          HTML ("c", "two") CLOSE ("c") TEXT ("b", "footer") CLOSE ("b"),
      "text[one] html[two]" },
    { "two texts in a row are not one",
      ROOT ("mixed", "b") TEXT ("b", "one") TEXT ("b", "two") CLOSE ("b"), "text[one]" },

    /* Apple Mail's broken-up texts. */
    { "text, picture, text",
      ROOT ("mixed", "b") TEXT ("b", "one") IMAGE ("b") TEXT ("b", "two") CLOSE ("b"),
      "text[one+two]" },
    { "text, picture, text, picture, text",
      ROOT ("mixed", "b") TEXT ("b", "one") IMAGE ("b") TEXT ("b", "two") IMAGE ("b")
          TEXT ("b", "three") CLOSE ("b"),
      "text[one+two+three]" },
    { "two pictures in a row",
      ROOT ("mixed", "b") TEXT ("b", "one") IMAGE ("b") IMAGE ("b") TEXT ("b", "two")
          CLOSE ("b"),
      "text[one+two]" },
    { "HTML, PDF in place, HTML",
      ROOT ("mixed", "b") HTML ("b", "one") PDF_INLINE ("b") HTML ("b", "two")
          CLOSE ("b"),
      "html[one+two]" },
    { "HTML behind a text is another thing",
      ROOT ("mixed", "b") TEXT ("b", "one") IMAGE ("b") HTML ("b", "two") CLOSE ("b"),
      "text[one]" },
    { "other texts in between are no file",
      ROOT ("mixed", "b") TEXT ("b", "one") OPEN ("alternative", "b", "c") HTML ("c", "x")
          CLOSE ("c") TEXT ("b", "two") CLOSE ("b"),
      "text[one]" },
    { "a text file in between is a file",
      ROOT ("mixed", "b") TEXT ("b", "one") NOTE ("b", "inline; filename=a.txt")
          TEXT ("b", "two") CLOSE ("b"),
      "text[one+two]" },
    { "a real attachment ends the text (B14)",
      ROOT ("mixed", "b") TEXT ("b", "one") IMAGE ("b") TEXT ("b", "two") PDF ("b")
          TEXT ("b", "three") CLOSE ("b"),
      "text[one+two]" },
    { "nor is one with more behind that (Apple Mail)",
      ROOT ("mixed", "b") TEXT ("b", "one") IMAGE ("b")
          PART ("b", "Content-Transfer-Encoding: x-uuencode", "x") IMAGE ("b")
              TEXT ("b", "two") CLOSE ("b"),
      "" },

    /* What is closed. */
    { "an attached message is not the author's",
      ROOT ("mixed", "b") TEXT ("b", "one")
          PART ("b", "Content-Type: message/rfc822", "Subject: x\n\ntwo") CLOSE ("b"),
      "text[one]" },
    { "an attached message alone is no body",
      ROOT ("mixed", "b") PART ("b", "Content-Type: message/rfc822", "Subject: x\n\ntwo")
          CLOSE ("b"),
      "" },
    { "a message as the message is no body",
      "Content-Type: message/rfc822\n\nSubject: x\n\none", "" },
    { "a digest is no body",
      ROOT ("digest", "b") "--b\n\nSubject: x\n\none\n" CLOSE ("b"), "" },
    { "a text in a digest is none of the author's",
      ROOT ("digest", "b") TEXT ("b", "one") CLOSE ("b"), "" },
    { "a signed message is no body",
      ROOT ("signed", "b") TEXT ("b", "one") PART ("b", "Content-Type: a/b", "sig")
          CLOSE ("b"),
      "" },
    { "a signed subtree before the text hides it: the author's words are signed",
      ROOT ("mixed", "b") OPEN ("signed", "b", "c") TEXT ("c", "one") CLOSE ("c")
          TEXT ("b", "footer") CLOSE ("b"),
      "" },
    { "a signed subtree behind the text does not",
      ROOT ("mixed", "b") TEXT ("b", "one") OPEN ("signed", "b", "c") TEXT ("c", "x")
          CLOSE ("c") CLOSE ("b"),
      "text[one]" },
    { "beside a signed alternative none is",
      ROOT ("alternative", "b") TEXT ("b", "one") OPEN ("signed", "b", "c")
          HTML ("c", "x") CLOSE ("c") CLOSE ("b"),
      "" },
    { "an encrypted message is no body",
      ROOT ("encrypted", "b") TEXT ("b", "one") CLOSE ("b"), "" },
    { "a report is no body", ROOT ("report", "b") TEXT ("b", "one") CLOSE ("b"), "" },
};

static void
the_body_of_each_row_is_what_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (MsMessage) message = mail_parse (rows[i].lines);
        g_autofree char *got = describe (message);
        check_text (rows[i].name, got, rows[i].want);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_body_of_each_row_is_what_its_row_says),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
