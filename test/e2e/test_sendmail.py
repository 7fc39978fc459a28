# SPDX-License-Identifier: BSD-2-Clause
"""Through a real Sendmail, and through two in a row."""
import unittest

from harness import mail, process
from harness.case import EndToEnd, required
from harness.client import send
from harness.sendmail import Sendmail as Mta

BOTH = ["text/plain", "text/html"]


class Sendmail(EndToEnd):
    def sendmail(self, name, next_hop, milter, **options):
        tree = required("MAILSTAMP_SENDMAIL", "run test/e2e/get-sendmail")
        mta = Mta(self.subfolder(name), tree, next_hop, milter=milter, **options)
        return self.keep(name, mta).start()

    def test_reply_over_smtp_is_stamped_above_the_quote_and_nothing_else_changes(self):
        sink, daemon = self.sink(), self.mailstampd()
        mta = self.sendmail("sendmail", sink.port, daemon.milter)
        sent = mail.build("outlook-reply")
        send(mta.address, "jane@example.com", ["bob@example.net"], sent)
        insertions = self.assert_stamped_once(sent, sink.wait(1)[0].data, BOTH)
        for insertion in insertions:
            self.assertIn("Kind regards", insertion.before)
            self.assertNotIn("Sent:", insertion.before)
            self.assertIn("Sent:", insertion.behind)

    def test_signed_mail_keeps_every_octet(self):
        sink, daemon = self.sink(), self.mailstampd()
        mta = self.sendmail("sendmail", sink.port, daemon.milter)
        sent = mail.build("smime-signed")
        send(mta.address, "jane@example.com", ["bob@example.net"], sent)
        self.assert_passed(sent, sink.wait(1)[0].data)

    def test_second_sendmail_with_the_same_milter_adds_nothing(self):
        sink, daemon = self.sink(), self.mailstampd()
        second = self.sendmail("second", sink.port, daemon.milter, host="out.example.com")
        first = self.sendmail("first", second.port, daemon.milter)
        sent = mail.build("outlook-reply")
        send(first.address, "jane@example.com", ["bob@example.net"], sent)
        delivered = sink.wait(1)[0].data
        process.wait_for(lambda: not first.queued() + second.queued(), "empty queues")
        self.assertEqual(len(sink.deliveries), 1)
        self.assert_stamped_once(sent, delivered, BOTH, received=2)
        self.assertEqual([outcome.split()[0] for outcome in daemon.outcomes().values()],
                         ["stamped", "passed"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
