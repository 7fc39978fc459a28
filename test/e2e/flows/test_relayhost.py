# SPDX-License-Identifier: BSD-2-Clause
"""A mail server, the gateway, and the service through which all mail leaves."""
import unittest

from flow import (GATEWAY, MAIL_SERVER, SMART_HOST, Expected, Flow, message_id,
                  outcome_of, route)
from harness import mail, relay
from harness.client import send
from party import MailServer, SmartHost

REFUSED = "refused@example.net"
WAY = ["server", "mail", "service"]


def expected(_, kind):
    return Expected(WAY, outcome_of(kind))


class Relayhost(Flow):
    flow, gateway_name = "relayhost", "mail"

    def setUp(self):
        super().setUp()
        self.service = SmartHost(
            self, "service", SMART_HOST, [GATEWAY], self.world,
            [lambda raw: relay.add_fields(raw, "X-Barracuda-Spam-Score: 0.00")], settings={
                "smtpd_recipient_restrictions":
                    f"check_recipient_access inline:{{ {REFUSED}=REJECT }}",
                "smtpd_tls_security_level": "encrypt",
                "smtpd_tls_chain_files": self.certificates.issue("relay.example.net")})
        self.gateway, self.daemon = self.stamping_gateway({
            "[relay.example.net]:25": f"[{SMART_HOST}]:{self.service.postfix.port}",
            "192.0.2.10/32": f"{MAIL_SERVER}/32",
            "/etc/postfix/mail.example.com.pem": self.certificates.issue("mail.example.com"),
            "/etc/ssl/certs/ca-certificates.crt": self.certificates.authority,
        }, signer=True)
        self.server = MailServer(self, "server", MAIL_SERVER)
        self.server.next_hop = self.hop_to(self.gateway, MAIL_SERVER)
        self.server.start()
        self.service.start()
        self.mtas = [self.server.postfix, self.gateway, self.service.postfix]

    def test_each_message_is_stamped_then_signed(self):
        self.assert_all_arrive(self.server.address, self.mtas, expected)
        for delivery in self.world.deliveries:
            with self.subTest(message=message_id(delivery.data)):
                self.assert_signed(delivery.data)

    def test_mail_waits_in_the_server_while_the_gateway_is_away(self):
        self.assert_waits_for(self.gateway, self.server.address, self.mtas, expected)
        self.world.deliveries.clear()
        self.assert_waits_for(self.daemon, self.server.address, self.mtas, expected)

    def test_stamped_mail_waits_in_the_gateway_while_the_service_is_away(self):
        self.assert_waits_for(self.service.postfix, self.server.address, self.mtas,
                              expected)

    def test_report_of_what_the_service_refused_is_not_stamped(self):
        send(self.server.address, "jane@example.com", [REFUSED], mail.build("new-plain"))
        report = self.world.wait(1)[0]
        for mta in self.mtas:
            mta.wait_until_empty()
        self.assertEqual([(each.sender, each.recipients) for each in self.world.deliveries],
                         [("", ["jane@example.com"])])
        self.assertFalse(relay.has_field(report.data, "X-MailstampProcessed"))
        self.assertEqual(route(report.data), ["mail", "service"])

    def test_gateway_refuses_everybody_else(self):
        self.assert_no_open_relay(self.gateway.address)


if __name__ == "__main__":
    unittest.main(verbosity=2)
