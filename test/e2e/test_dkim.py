# SPDX-License-Identifier: BSD-2-Clause
"""OpenDKIM signs what mailstampd made of the message; another program verifies it."""
import unittest

from harness import mail
from harness.case import EndToEnd
from harness.client import send
from harness.opendkim import OpenDkim


class Dkim(EndToEnd):
    def deliver(self, kind, milters):
        """`milters` names them in the order of smtpd_milters."""
        sink, daemon = self.sink(), self.mailstampd()
        self.signer = self.keep("opendkim", OpenDkim(self.subfolder("opendkim"))).start()
        order = {"mailstamp": daemon.milter, "opendkim": self.signer.milter}
        specs = ", ".join(order[name] for name in milters)
        postfix = self.postfix(sink.port, milters=specs)
        send(postfix.address, "jane@example.com", ["bob@example.net"], mail.build(kind))
        delivered = sink.wait(1)[0].data
        self.assertIn(b"\r\nDKIM-Signature:", b"\r\n" + delivered)
        self.assertIn(mail.SIGNATURE.encode(), delivered)
        return delivered

    def test_signature_made_after_the_stamp_verifies(self):
        delivered = self.deliver("outlook-reply", ["mailstamp", "opendkim"])
        self.assertTrue(self.signer.verifies(delivered))

    def test_signature_verifies_with_an_attached_message(self):
        delivered = self.deliver("attached-message", ["mailstamp", "opendkim"])
        self.assertTrue(self.signer.verifies(delivered))

    def test_signature_verifies_with_a_base64_part(self):
        delivered = self.deliver("attachment", ["mailstamp", "opendkim"])
        self.assertTrue(self.signer.verifies(delivered))

    def test_one_octet_more_breaks_the_signature(self):
        # Or else the three tests above would show nothing.
        delivered = self.deliver("outlook-reply", ["mailstamp", "opendkim"])
        self.assertFalse(self.signer.verifies(delivered.replace(b"Kind", b"Kindest", 1)))

    def test_the_wrong_order_of_milters_breaks_the_signature(self):
        # README says so; should it become untrue, README has to change.
        delivered = self.deliver("outlook-reply", ["opendkim", "mailstamp"])
        self.assertFalse(self.signer.verifies(delivered))


if __name__ == "__main__":
    unittest.main(verbosity=2)
