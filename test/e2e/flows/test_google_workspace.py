# SPDX-License-Identifier: BSD-2-Clause
"""Gmail, the gateway, the next hop."""
import unittest

from flow import EXCHANGE as GOOGLE
from flow import GATEWAY, SMART_HOST, Expected, Flow, message_id, outcome_of
from harness import mail, relay
from harness.sink import Delivery
from party import SmartHost

TICKET = "X-Gateway-Ticket: " + "0123456789abcdef" * 4


def expected(_, kind):
    return Expected(["google", "stamp", "relay"], outcome_of(kind))


class GoogleWorkspace(Flow):
    flow = "google-workspace"

    def setUp(self):
        super().setUp()
        self.relay = SmartHost(self, "relay", SMART_HOST, [GATEWAY], self.world, settings={
            "smtpd_tls_security_level": "encrypt",
            "smtpd_tls_chain_files": self.certificates.issue("relay.example.net")})
        self.gateway, self.daemon = self.stamping_gateway({
            "[relay.example.net]:25": f"[{SMART_HOST}]:{self.relay.postfix.port}",
            "35.190.247.0/24 ": f"{GOOGLE}/32 ",
            "/etc/postfix/stamp.example.com.pem":
                self.certificates.issue("stamp.example.com"),
            "/etc/ssl/certs/ca-certificates.crt": self.certificates.authority,
        }, signer=True)
        self.hop = self.hop_to(self.gateway, GOOGLE)
        self.google = SmartHost(self, "google", GOOGLE, ["127.0.0.1"], self.hop, [
            relay.refold, lambda raw: relay.add_fields(
                raw, TICKET, "X-Gm-Message-State: AOJu0Yz", "X-Google-Smtp-Source: AGHT+I")])
        self.google.start()
        self.relay.start()
        self.mtas = [self.google.postfix, self.gateway, self.relay.postfix]

    def test_each_message_is_stamped_and_signed_and_has_no_ticket(self):
        self.assert_all_arrive(self.google.address, self.mtas, expected)
        for delivery in self.world.deliveries:
            with self.subTest(message=message_id(delivery.data)):
                self.assertNotIn(b"X-Gateway-Ticket", delivery.data)
                self.assert_signed(delivery.data)

    def test_mail_waits_in_google_while_the_gateway_is_away(self):
        self.assert_waits_for(self.gateway, self.google.address, self.mtas, expected)

    def test_gateway_refuses_others_what_is_not_encrypted_and_what_has_no_ticket(self):
        self.assert_no_open_relay(self.gateway.address)
        self.assert_refused(self.gateway.address, GOOGLE, "jane@example.com",
                            "eve@example.org", relay.add_fields(
                                mail.build("new-plain"), TICKET.replace("f", "e")))
        self.assert_refused(self.gateway.address, GOOGLE, "jane@example.com",
                            "eve@example.org", relay.add_fields(
                                mail.build("new-plain"), TICKET), tls=False)
        self.hop.send(Delivery("mallory@example.org", ["eve@example.org"],
                               mail.build("new-plain")))
        report = self.world.wait(1)[0]
        self.gateway.wait_until_empty()
        self.assertEqual((report.sender, report.recipients), ("", ["mallory@example.org"]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
