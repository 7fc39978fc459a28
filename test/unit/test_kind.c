/* SPDX-License-Identifier: BSD-2-Clause */
#include "kind.h"

#include "check.h"
#include "mail.h"

/* All that `skip` can switch off, as it is by default. */
#define DEFAULT                                                                          \
    (MS_REASON_BIT (MS_REASON_BOUNCE) | MS_REASON_BIT (MS_REASON_REPORT) |               \
     MS_REASON_BIT (MS_REASON_CALENDAR) | MS_REASON_BIT (MS_REASON_AUTO_REPLY) |         \
     MS_REASON_BIT (MS_REASON_LIST) | MS_REASON_BIT (MS_REASON_TNEF))

typedef struct {
    const char *name;
    const char *lines;
    MsReason want;
} Row;

static void
check_reason (const char *name, MsReason got, MsReason want)
{
    check_text (name, ms_reason_name (got), ms_reason_name (want));
}

/* ---- What the tree tells --------------------------------------------------------- */

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"
#define TEXT "--b\nContent-Type: text/plain\n\nHello\n"
#define END "--b--\n"
#define ONLY(type) "Content-Type: " type "\n\nx\n"
#define BESIDE_TEXT(fields) MIXED TEXT "--b\n" fields "\n\nx\n" END
#define BEFORE_TEXT(fields) MIXED "--b\n" fields "\n\nx\n" TEXT END

static const Row trees[] = {
    { "plain text is ordinary", ONLY ("text/plain"), MS_REASON_NONE },
    { "no type is ordinary", "Subject: x\n\nx\n", MS_REASON_NONE },
    { "a message with attachments is ordinary",
      BESIDE_TEXT ("Content-Type: application/pdf; name=a.pdf"), MS_REASON_NONE },

    { "multipart/signed is signed", ONLY ("multipart/signed; boundary=b"),
      MS_REASON_SIGNED },
    { "case of the type does not matter", ONLY ("Multipart/SIGNED; boundary=b"),
      MS_REASON_SIGNED },
    { "a signed subtree beside a text counts",
      BESIDE_TEXT ("Content-Type: multipart/signed; boundary=c"), MS_REASON_SIGNED },
    { "a signed subtree three levels down counts (B48)",
      MIXED "--b\nContent-Type: multipart/mixed; boundary=c\n\n"
            "--c\nContent-Type: multipart/mixed; boundary=d\n\n"
            "--d\nContent-Type: multipart/signed; boundary=e\n\n"
            "--e\n\nx\n--e--\n--d--\n--c--\n" END,
      MS_REASON_SIGNED },
    { "a signed message that is attached says nothing",
      BESIDE_TEXT ("Content-Type: message/rfc822\n\n"
                   "Content-Type: multipart/signed; boundary=c"),
      MS_REASON_NONE },
    { "S/MIME in one part, signed",
      ONLY ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"),
      MS_REASON_SIGNED },
    { "S/MIME under its old type, signed",
      ONLY ("application/x-pkcs7-mime; smime-type=Signed-Data"), MS_REASON_SIGNED },
    { "S/MIME encrypted",
      ONLY ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
      MS_REASON_ENCRYPTED },
    { "S/MIME encrypted, the newer form",
      ONLY ("application/pkcs7-mime; smime-type=authEnveloped-data"),
      MS_REASON_ENCRYPTED },
    { "S/MIME that does not say what it is",
      ONLY ("application/pkcs7-mime; name=smime.p7m"), MS_REASON_ENCRYPTED },
    { "S/MIME as an attachment of nothing is the message",
      "Content-Type: application/pkcs7-mime; smime-type=signed-data\n"
      "Content-Disposition: attachment; filename=smime.p7m\n\nx\n",
      MS_REASON_SIGNED },
    { "S/MIME that a list put a footer behind",
      BEFORE_TEXT ("Content-Type: application/pkcs7-mime; name=smime.p7m\n"
                   "Content-Disposition: attachment; filename=smime.p7m"),
      MS_REASON_ENCRYPTED },
    { "a signed document behind the text is a file",
      BESIDE_TEXT ("Content-Type: application/pkcs7-mime; name=invoice.pdf.p7m\n"
                   "Content-Disposition: attachment; filename=invoice.pdf.p7m"),
      MS_REASON_NONE },
    { "S/MIME behind a text counts by its name",
      BESIDE_TEXT ("Content-Type: application/pkcs7-mime; name=smime.p7m\n"
                   "Content-Disposition: attachment; filename=smime.p7m"),
      MS_REASON_ENCRYPTED },
    { "S/MIME behind a text that is no file counts",
      BESIDE_TEXT ("Content-Type: application/pkcs7-mime; smime-type=signed-data"),
      MS_REASON_SIGNED },
    { "a detached signature as a file is a file",
      BESIDE_TEXT ("Content-Type: application/pkcs7-signature; name=a.p7s"),
      MS_REASON_NONE },
    { "PGP/MIME encrypted", ONLY ("multipart/encrypted; boundary=b"),
      MS_REASON_ENCRYPTED },
    { "PGP/MIME that Exchange took apart",
      BESIDE_TEXT ("Content-Type: application/pgp-encrypted; name=a.asc\n"
                   "Content-Disposition: attachment; filename=a.asc"),
      MS_REASON_ENCRYPTED },
    { "a public key is a file",
      BESIDE_TEXT ("Content-Type: application/pgp-keys; name=key.asc"), MS_REASON_NONE },

    { "rights-managed by its type",
      BESIDE_TEXT ("Content-Type: application/x-microsoft-rpmsg-message"),
      MS_REASON_RIGHTS_MANAGED },
    { "rights-managed by its file name",
      BESIDE_TEXT ("Content-Type: application/octet-stream; name=Message.RPMSG"),
      MS_REASON_RIGHTS_MANAGED },
    { "a part of a message in pieces", ONLY ("message/partial; id=a; number=1"),
      MS_REASON_PARTIAL },

    { "a bounce", ONLY ("multipart/report; report-type=delivery-status; boundary=b"),
      MS_REASON_REPORT },
    { "a delivery status alone", ONLY ("message/delivery-status"), MS_REASON_REPORT },
    { "a receipt", BESIDE_TEXT ("Content-Type: message/disposition-notification"),
      MS_REASON_REPORT },
    { "an abuse report", BESIDE_TEXT ("Content-Type: message/feedback-report"),
      MS_REASON_REPORT },

    { "an invitation alone", ONLY ("text/calendar; method=REQUEST"), MS_REASON_CALENDAR },
    { "an invitation as an alternative",
      "Content-Type: multipart/alternative; boundary=b\n\n" TEXT
      "--b\nContent-Type: text/calendar; method=REQUEST\n\nx\n" END,
      MS_REASON_CALENDAR },
    { "an invitation as an alternative with a file name",
      "Content-Type: multipart/alternative; boundary=b\n\n" TEXT
      "--b\nContent-Type: text/calendar; name=invite.ics\n\nx\n" END,
      MS_REASON_CALENDAR },
    { "an invitation beside a text, shown in place",
      BESIDE_TEXT ("Content-Type: text/calendar; method=REQUEST"), MS_REASON_CALENDAR },
    { "a calendar saved as a file is a file",
      BESIDE_TEXT ("Content-Type: text/calendar; name=holidays.ics\n"
                   "Content-Disposition: attachment; filename=holidays.ics"),
      MS_REASON_NONE },
    { "a calendar of another type is a file",
      BESIDE_TEXT ("Content-Type: application/ics; name=invite.ics"), MS_REASON_NONE },

    { "TNEF", BESIDE_TEXT ("Content-Type: application/ms-tnef; name=winmail.dat"),
      MS_REASON_TNEF },
    { "TNEF under its registered type",
      BESIDE_TEXT ("Content-Type: application/vnd.ms-tnef"), MS_REASON_TNEF },

    { "the first in the order of reading counts",
      MIXED "--b\nContent-Type: application/ms-tnef\n\nx\n"
            "--b\nContent-Type: multipart/signed; boundary=c\n\nx\n" END,
      MS_REASON_TNEF },
};

static void
the_tree_tells_the_kind_that_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (trees); i++) {
        g_autoptr (MsMessage) message = mail_parse (trees[i].lines);
        check_reason (trees[i].name, ms_kind_of_tree (message, DEFAULT), trees[i].want);
    }
}

static void
what_never_is_stamped_cannot_be_switched_off (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (trees) - 1; i++) {
        g_autoptr (MsMessage) message = mail_parse (trees[i].lines);
        MsReason want = trees[i].want;
        gboolean always = want == MS_REASON_SIGNED || want == MS_REASON_ENCRYPTED ||
                          want == MS_REASON_RIGHTS_MANAGED || want == MS_REASON_PARTIAL;

        check_reason (trees[i].name, ms_kind_of_tree (message, 0),
                      always ? want : MS_REASON_NONE);
    }
}

static void
a_kind_that_is_switched_off_does_not_hide_a_later_one (void **state)
{
    g_autoptr (MsMessage) message =
        mail_parse (MIXED "--b\nContent-Type: application/ms-tnef\n\nx\n"
                          "--b\nContent-Type: multipart/signed; boundary=c\n\nx\n" END);

    (void)state;
    check_reason ("signed", ms_kind_of_tree (message, 0), MS_REASON_SIGNED);
}

/* ---- What the header tells ------------------------------------------------------- */

static const Row headers[] = {
    { "an ordinary header", "Subject: x\n\nx\n", MS_REASON_NONE },
    { "an automatic reply", "Auto-Submitted: auto-replied\n\nx\n", MS_REASON_AUTO_REPLY },
    { "a generated message", "Auto-Submitted: auto-generated\n\nx\n",
      MS_REASON_AUTO_REPLY },
    { "with parameters", "Auto-Submitted: auto-replied; owner-email=\"a@b\"\n\nx\n",
      MS_REASON_AUTO_REPLY },
    { "not automatic", "Auto-Submitted: no\n\nx\n", MS_REASON_NONE },
    { "not automatic, in capitals and with a comment",
      "Auto-Submitted: NO (written by hand)\n\nx\n", MS_REASON_NONE },
    { "not automatic, with a parameter", "Auto-Submitted: no;x=y\n\nx\n",
      MS_REASON_NONE },
    { "a word that begins with no is not no", "Auto-Submitted: notified\n\nx\n",
      MS_REASON_AUTO_REPLY },
    { "an empty field says nothing", "Auto-Submitted:\n\nx\n", MS_REASON_NONE },
    { "Precedence auto_reply", "Precedence: auto_reply\n\nx\n", MS_REASON_AUTO_REPLY },
    { "X-Autoreply", "X-Autoreply: yes\n\nx\n", MS_REASON_AUTO_REPLY },
    { "X-Autoreply that denies it", "X-Autoreply: no\n\nx\n", MS_REASON_NONE },
    { "X-Autorespond", "X-Autorespond: On holiday\n\nx\n", MS_REASON_AUTO_REPLY },
    { "a wish not to be answered is none", "X-Auto-Response-Suppress: All\n\nx\n",
      MS_REASON_NONE },
    { "a list", "List-Id: <l.example.net>\n\nx\n", MS_REASON_LIST },
    { "a list by its address", "List-Post: <mailto:l@example.net>\n\nx\n",
      MS_REASON_LIST },
    { "Precedence list", "Precedence: List\n\nx\n", MS_REASON_LIST },
    { "Precedence bulk", "Precedence: bulk\n\nx\n", MS_REASON_LIST },
    { "another precedence says nothing", "Precedence: first-class\n\nx\n",
      MS_REASON_NONE },
    { "an invitation of Exchange",
      "Content-Class: urn:content-classes:calendarmessage\n\nx\n", MS_REASON_CALENDAR },
    { "an ordinary message of Exchange",
      "Content-Class: urn:content-classes:message\n\nx\n", MS_REASON_NONE },
    { "rights-managed", "Content-Class: rpmsg.message\n\nx\n", MS_REASON_RIGHTS_MANAGED },
    { "the type of the root", ONLY ("multipart/signed; boundary=b"), MS_REASON_SIGNED },
    { "the type of the root, an invitation", ONLY ("text/calendar"), MS_REASON_CALENDAR },
    { "the type of a part is not in the header",
      BESIDE_TEXT ("Content-Type: multipart/signed; boundary=c"), MS_REASON_NONE },
};

static void
the_header_tells_the_kind_that_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (headers); i++) {
        g_autoptr (MsMessage) message = mail_parse (headers[i].lines);
        check_reason (headers[i].name, ms_kind_of_header (message, FALSE, DEFAULT),
                      headers[i].want);
    }
}

static void
the_header_tells_the_same_without_the_body (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (headers); i++) {
        const char *empty_line = strstr (headers[i].lines, "\n\n");
        g_autofree char *lines =
            g_strndup (headers[i].lines, (gsize)(empty_line + 2 - headers[i].lines));
        g_autoptr (MsMessage) message = mail_parse (lines);
        check_reason (headers[i].name, ms_kind_of_header (message, FALSE, DEFAULT),
                      headers[i].want);
    }
}

static void
the_null_sender_is_a_bounce_where_bounces_are_skipped (void **state)
{
    g_autoptr (MsMessage) message = mail_parse (ONLY ("multipart/signed; boundary=b"));

    (void)state;
    check_reason ("skipped", ms_kind_of_header (message, TRUE, DEFAULT),
                  MS_REASON_BOUNCE);
    check_reason ("not skipped", ms_kind_of_header (message, TRUE, 0), MS_REASON_SIGNED);
}

static void
kinds_that_are_not_skipped_are_ordinary (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (headers); i++) {
        g_autoptr (MsMessage) message = mail_parse (headers[i].lines);
        MsReason want = headers[i].want;
        gboolean always = want == MS_REASON_SIGNED || want == MS_REASON_RIGHTS_MANAGED;

        check_reason (headers[i].name, ms_kind_of_header (message, FALSE, 0),
                      always ? want : MS_REASON_NONE);
    }
}

/* ---- Inline PGP ------------------------------------------------------------------ */

#define SIGNED "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n"
#define ENCRYPTED "-----BEGIN PGP MESSAGE-----\n\nabc\n"

static const struct {
    const char *name;
    const char *text;
    gboolean html;
    MsReason want;
} texts[] = {
    { "no armor", "Hello\n", FALSE, MS_REASON_NONE },
    { "nothing", "", FALSE, MS_REASON_NONE },
    { "signed from the first octet on", SIGNED, FALSE, MS_REASON_SIGNED },
    { "signed after a greeting", "Hello\n" SIGNED, FALSE, MS_REASON_SIGNED },
    { "signed after CRLF", "Hello\r\n" SIGNED, FALSE, MS_REASON_SIGNED },
    { "encrypted", "Hello\n" ENCRYPTED, FALSE, MS_REASON_ENCRYPTED },
    { "quoted armor verifies as well", "> " SIGNED, FALSE, MS_REASON_SIGNED },
    { "armor in a sentence is none", "It begins with " SIGNED, FALSE, MS_REASON_NONE },
    { "a line like it before it does not hide it",
      "x -----BEGIN PGP SIGNED MESSAGE-----\n" SIGNED, FALSE, MS_REASON_SIGNED },
    { "a public key is none", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n", FALSE,
      MS_REASON_NONE },
    { "in HTML behind a tag", "<html><body><p>" SIGNED, TRUE, MS_REASON_SIGNED },
    { "in HTML in a line of its own", "<pre>\n" ENCRYPTED, TRUE, MS_REASON_ENCRYPTED },
    { "in HTML quoted", "<p>&gt; " SIGNED, TRUE, MS_REASON_NONE },
    { "quoted twice", "> >" SIGNED, FALSE, MS_REASON_SIGNED },
};

static void
armor_counts_where_it_starts_a_line (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        check_reason (texts[i].name,
                      ms_kind_of_text (ms_slice_str (texts[i].text), texts[i].html),
                      texts[i].want);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_tree_tells_the_kind_that_its_row_says),
        cmocka_unit_test (what_never_is_stamped_cannot_be_switched_off),
        cmocka_unit_test (a_kind_that_is_switched_off_does_not_hide_a_later_one),
        cmocka_unit_test (the_header_tells_the_kind_that_its_row_says),
        cmocka_unit_test (the_header_tells_the_same_without_the_body),
        cmocka_unit_test (the_null_sender_is_a_bounce_where_bounces_are_skipped),
        cmocka_unit_test (kinds_that_are_not_skipped_are_ordinary),
        cmocka_unit_test (armor_counts_where_it_starts_a_line),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
