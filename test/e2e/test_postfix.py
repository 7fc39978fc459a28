# SPDX-License-Identifier: BSD-2-Clause
"""Through a real Postfix: over SMTP, around a content filter, from a local program."""
import os
import unittest

from harness import check, mail, process
from harness.case import EndToEnd
from harness.client import send
from harness.postfix import Postfix as PrivatePostfix

BOTH = ["text/plain", "text/html"]


def second_service(port):
    """Where a filter gives the mail back."""
    return f"127.0.0.1:{port} inet n - n - 10 smtpd -o content_filter="


class Postfix(EndToEnd):
    def deliver(self, sent, **options):
        """Sends a message through Postfix and mailstampd; returns what the sink got."""
        sink, daemon = self.sink(), self.mailstampd()
        postfix = self.postfix(sink.port, milters=daemon.milter, **options)
        send(postfix.address, "jane@example.com", ["bob@example.net"], sent)
        return sink.wait(1)[0].data

    def assert_above_the_quote(self, insertions):
        for insertion in insertions:
            self.assertIn("Kind regards", insertion.before)
            self.assertNotIn("Sent:", insertion.before)
            self.assertIn("Sent:", insertion.behind)
            self.assertIn("Jäne Döe", insertion.text.replace("&#228;", "ä")
                          .replace("&#246;", "ö").replace("&#xe4;", "ä"))

    def test_reply_over_smtp_is_stamped_above_the_quote_and_nothing_else_changes(self):
        sent = mail.build("outlook-reply")
        delivered = self.deliver(sent)
        self.assert_above_the_quote(self.assert_stamped_once(sent, delivered, BOTH))

    def test_mark_is_the_first_field_of_the_header(self):
        delivered = self.deliver(mail.build("outlook-reply"))
        first = check.fields(check.halves(delivered)[0])[0]
        self.assertEqual(check.name_of(first), check.MARK)

    def test_milter_header_checks_can_remove_the_mark(self):
        # README warns of it; should it become untrue, README has to change.
        checks = os.path.join(self.folder, "checks")
        with open(checks, "w", encoding="ascii") as file:
            file.write("/^X-MailstampProcessed:/ IGNORE\n")
        delivered = self.deliver(mail.build("outlook-reply"),
                                 settings={"milter_header_checks": f"regexp:{checks}"})
        self.assertIn(mail.SIGNATURE.encode("ascii"), delivered)
        self.assertNotIn(b"X-MailstampProcessed", delivered)

    def test_attachments_keep_every_octet(self):
        sent = mail.build("attachment")
        self.assert_stamped_once(sent, self.deliver(sent), BOTH)

    def test_base64_html_in_another_charset_is_stamped(self):
        sent = mail.build("new-html")
        self.assert_stamped_once(sent, self.deliver(sent), ["text/html"])

    def deliver_by_a_socket_in_the_queue_folder(self, chroot):
        # What README says for Debian, where smtpd and cleanup run in a chroot.
        sink = self.sink()
        mta = self.keep("postfix", PrivatePostfix(
            self.subfolder("postfix"), sink.port, chroot=chroot,
            milters="unix:mailstamp/milter.sock"))
        self.mailstampd(socket=mta.path("spool/mailstamp/milter.sock"))
        mta.start()
        sent = mail.build("outlook-reply")
        send(mta.address, "jane@example.com", ["bob@example.net"], sent)
        self.assert_stamped_once(sent, sink.wait(1)[0].data, BOTH)

    def test_relative_socket_is_found_by_a_smtpd_in_a_chroot(self):
        self.deliver_by_a_socket_in_the_queue_folder(chroot=True)

    def test_relative_socket_is_found_by_a_smtpd_without_a_chroot(self):
        self.deliver_by_a_socket_in_the_queue_folder(chroot=False)


class Reentry(EndToEnd):
    """A content filter gives the message back to a second smtpd, as amavis does."""

    def run_through_filter(self, sent, second_smtpd=()):
        sink, daemon = self.sink(), self.mailstampd()
        port = process.free_port()
        options = " ".join(f"-o {option}" for option in second_smtpd)
        postfix = self.postfix(
            sink.port, milters=daemon.milter,
            smtpd=[f"content_filter=smtp:[127.0.0.1]:{port}"],
            services=[f"{second_service(port)} {options}"])
        send(postfix.address, "jane@example.com", ["bob@example.net"], sent)
        delivered = sink.wait(1)[0].data
        postfix.wait_until_empty()
        self.assertEqual(len(sink.deliveries), 1)
        return delivered, daemon

    def test_second_pass_through_the_same_milter_adds_nothing(self):
        sent = mail.build("outlook-reply")
        delivered, daemon = self.run_through_filter(sent)
        self.assert_stamped_once(sent, delivered, BOTH, received=2)
        outcomes = sorted(daemon.outcomes().values())
        self.assertEqual(len(outcomes), 2, outcomes)
        self.assertRegex(outcomes[0], r"^passed reason=already-processed\b")
        self.assertRegex(outcomes[1], r"^stamped ")

    def test_passed_message_has_one_mark_after_the_second_pass_too(self):
        sent = mail.build("smime-signed")
        delivered, _ = self.run_through_filter(sent)
        self.assert_passed(sent, delivered, received=2)

    def test_second_smtpd_without_milters_makes_no_difference(self):
        sent = mail.build("outlook-reply")
        delivered, daemon = self.run_through_filter(sent, ["smtpd_milters="])
        self.assert_stamped_once(sent, delivered, BOTH, received=2)
        self.assertEqual(len(daemon.outcomes()), 1)


class Pickup(EndToEnd):
    """Mail of local programs: sendmail(1), pickup(8), non_smtpd_milters."""

    def test_mail_of_a_local_program_is_stamped(self):
        sink, daemon = self.sink(), self.mailstampd()
        postfix = self.postfix(sink.port, local_milters=daemon.milter)
        sent = mail.build("outlook-reply")
        postfix.submit("jane@example.com", ["bob@example.net"], sent)
        self.assert_stamped_once(sent, sink.wait(1)[0].data, BOTH)

    def test_local_mail_that_a_filter_gives_back_is_stamped_once(self):
        sink, daemon = self.sink(), self.mailstampd()
        port = process.free_port()
        postfix = self.postfix(
            sink.port, milters=daemon.milter, local_milters=daemon.milter,
            settings={"content_filter": f"smtp:[127.0.0.1]:{port}"},
            services=[second_service(port)])
        sent = mail.build("outlook-reply")
        postfix.submit("jane@example.com", ["bob@example.net"], sent)
        self.assert_stamped_once(sent, sink.wait(1)[0].data, BOTH, received=2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
