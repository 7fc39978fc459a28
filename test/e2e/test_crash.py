# SPDX-License-Identifier: BSD-2-Clause
"""mailstampd dies with SIGKILL: Postfix defers, none is lost, none stamped twice."""
import smtplib
import threading
import unittest

from harness import mail, process
from harness.case import EndToEnd
from harness.client import reply_to_data, send

SENDER, RECIPIENTS = "jane@example.com", ["bob@example.net"]
BOTH = ["text/plain", "text/html"]


class Crash(EndToEnd):
    def setUp(self):
        super().setUp()
        self.at_the_end, self.daemon = self.sink(), self.mailstampd()
        self.mta = self.postfix(self.at_the_end.port, milters=self.daemon.milter,
                                local_milters=self.daemon.milter)
        self.sent = mail.build("outlook-reply")

    def connect(self):
        smtp = smtplib.SMTP(*self.mta.address, timeout=60)
        self.addCleanup(smtp.close)
        return smtp

    def assert_only_delivery_is_stamped_once(self):
        delivered = self.at_the_end.wait(1)[0].data
        self.mta.wait_until_empty()
        self.assertEqual(len(self.at_the_end.deliveries), 1)
        self.assert_stamped_once(self.sent, delivered, BOTH)

    def assert_deferred_then_delivered(self, code):
        """What a client does: it keeps the message and sends it again later."""
        self.assertEqual(code // 100, 4, f"Postfix answered {code}")
        self.mta.wait_until_empty()
        self.assertEqual(self.at_the_end.deliveries, [])
        self.daemon.start()
        send(self.mta.address, SENDER, RECIPIENTS, self.sent)
        self.assert_only_delivery_is_stamped_once()

    def test_killed_while_the_client_is_sending(self):
        smtp = self.connect()
        self.assertEqual(reply_to_data(smtp, SENDER, RECIPIENTS)[0], 354)
        half = len(self.sent) // 2
        smtp.send(self.sent[:half])
        self.daemon.kill()
        smtp.send(self.sent[half:] + b".\r\n")
        self.assert_deferred_then_delivered(smtp.getreply()[0])

    def test_killed_while_it_has_the_whole_message(self):
        smtp = self.connect()
        self.assertEqual(reply_to_data(smtp, SENDER, RECIPIENTS)[0], 354)
        self.daemon.freeze()  # it cannot answer, so the end of the message finds it there
        smtp.send(self.sent + b".\r\n")
        killer = threading.Timer(0.5, self.daemon.kill)
        killer.start()
        code = smtp.getreply()[0]
        killer.join()
        self.assert_deferred_then_delivered(code)

    def test_killed_between_two_messages_of_a_connection(self):
        smtp = self.connect()
        smtp.sendmail(SENDER, RECIPIENTS, mail.build("not-ours"))
        self.at_the_end.wait(1)
        self.at_the_end.deliveries.clear()
        self.daemon.kill()
        with self.assertRaises(smtplib.SMTPResponseException) as refused:
            smtp.sendmail(SENDER, RECIPIENTS, self.sent)
        self.assert_deferred_then_delivered(refused.exception.smtp_code)

    def test_not_running_when_the_client_connects(self):
        self.daemon.kill()
        smtp = self.connect()
        smtp.ehlo()
        self.assert_deferred_then_delivered(smtp.mail(SENDER)[0])

    def test_mail_of_a_local_program_waits_until_it_is_back(self):
        self.daemon.kill()
        self.mta.submit(SENDER, RECIPIENTS, self.sent)
        process.wait_for(lambda: "milter-reject" in self.mta.log(), "Postfix to defer")
        self.assertEqual(len(self.mta.queued("maildrop")), 1)
        self.assertEqual(self.at_the_end.deliveries, [])
        self.daemon.start()
        self.assert_only_delivery_is_stamped_once()

    def test_postfix_killed_with_a_stamped_message_in_its_queue(self):
        self.at_the_end.stop()  # so that it stays there
        send(self.mta.address, SENDER, RECIPIENTS, self.sent)
        self.mta.stop()
        self.assertEqual(len(self.mta.queued()), 1)
        self.at_the_end = self.sink()
        self.mta.route_to(self.at_the_end.port)
        self.mta.start()
        self.assert_only_delivery_is_stamped_once()


if __name__ == "__main__":
    unittest.main(verbosity=2)
