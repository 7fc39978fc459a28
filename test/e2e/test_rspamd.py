# SPDX-License-Identifier: BSD-2-Clause
"""rspamd signs what mailstampd made of the message, with DKIM and ARC."""
import unittest

import dkim  # python3-dkim

from harness import mail
from harness.case import EndToEnd
from harness.client import send
from harness.opendkim import DOMAIN, SELECTOR, OpenDkim
from harness.rspamd import Rspamd


class Signed(EndToEnd):
    def deliver(self, *order):
        sink, daemon = self.sink(), self.mailstampd()
        # OpenDKIM's key and verifier; it is not started.
        self.keys = OpenDkim(self.subfolder("keys"))
        signer = self.keep("rspamd", Rspamd(
            self.subfolder("rspamd"), self.keys.folder + f"/{SELECTOR}.private", SELECTOR)).start()
        milters = {"mailstamp": daemon.milter, "rspamd": signer.milter}
        postfix = self.postfix(sink.port, milters=", ".join(milters[name] for name in order))
        send(postfix.address, "jane@example.com", ["bob@example.net"],
             mail.build("outlook-reply"))
        delivered = sink.wait(1)[0].data
        self.assertIn(b"\r\nDKIM-Signature:", b"\r\n" + delivered)
        self.assertIn(mail.SIGNATURE.encode(), delivered)
        return delivered

    def seal(self, delivered):
        """"pass", or what is wrong with the ARC set."""
        record = {f"{SELECTOR}._domainkey.{DOMAIN}.": self.keys.public_key()}

        def lookup(name, timeout=5):  # pylint: disable=unused-argument
            return record.get(name.decode("ascii") if isinstance(name, bytes) else name)
        return dkim.arc_verify(delivered, dnsfunc=lookup)[0].decode("ascii")

    def test_what_is_signed_and_sealed_behind_mailstamp_verifies(self):
        delivered = self.deliver("mailstamp", "rspamd")
        self.assertTrue(self.keys.verifies(delivered))
        self.assertEqual(self.seal(delivered), "pass")
        broken = delivered.replace(b"Kind", b"Kindest", 1)
        self.assertNotEqual(self.seal(broken), "pass")

    def test_the_wrong_order_breaks_both(self):
        # packaging/docs/order.md says so; should it become untrue, it has to change.
        delivered = self.deliver("rspamd", "mailstamp")
        self.assertFalse(self.keys.verifies(delivered))
        self.assertNotEqual(self.seal(delivered), "pass")


if __name__ == "__main__":
    unittest.main(verbosity=2)
