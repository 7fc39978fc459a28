# SPDX-License-Identifier: BSD-2-Clause
"""Exchange Online, the gateway, Exchange Online again, the recipient."""
import unittest

from exchange import ExchangeOnline, signature_rule
from flow import EXCHANGE, Expected, Flow, outcome_of
from harness import mail, relay
from harness.client import send
from harness.sink import Delivery

ROUND_TRIP = ["exchange", "stamp", "exchange"]


def expected(name, kind):
    if name in ("bounce", "invitation", "not-ours"):
        return Expected(["exchange"], "untouched")  # no rule sends it to the gateway
    return Expected(ROUND_TRIP, outcome_of(kind))


class ExchangeOnlineFlow(Flow):
    flow = "exchange-online"

    def setUp(self):
        super().setUp()
        self.exchange = ExchangeOnline(self, self.certificates, self.world, EXCHANGE)
        self.gateway, self.daemon = self.stamping_gateway(
            self.exchange_online(self.exchange))
        self.hop = self.hop_to(self.gateway)
        self.exchange.rules = [signature_rule(self.hop)]
        self.exchange.start()
        self.mtas = [self.exchange.postfix, self.gateway]

    def test_each_message_makes_one_round_trip_and_is_stamped_once(self):
        self.assert_all_arrive(self.exchange.address, self.mtas, expected)

    def test_mail_waits_in_exchange_while_the_gateway_is_away(self):
        self.assert_waits_for(self.gateway, self.exchange.address, self.mtas, expected)

    def test_mail_waits_in_exchange_while_mailstampd_is_away(self):
        self.assert_waits_for(self.daemon, self.exchange.address, self.mtas, expected)

    def test_gateway_serves_nobody_but_our_tenant(self):
        self.assert_no_open_relay(self.gateway.address)
        others = relay.add_fields(mail.build("new-plain"), "X-OriginatorOrg: example.org")
        for recipient in ("eve@example.org", "john@example.com"):
            self.assert_refused(self.gateway.address, EXCHANGE, "jane@example.com",
                                recipient, others)
            self.hop.send(Delivery("mallory@example.org", [recipient],
                                   mail.build("new-plain")))
        reports = self.world.wait(2)
        self.gateway.wait_until_empty()
        self.assertEqual([(each.sender, each.recipients) for each in reports],
                         [("", ["mallory@example.org"])] * 2)

    def test_attached_message_of_another_tenant_does_not_matter(self):
        sent = mail.build("attached-message").replace(
            b"From: Bob Buyer <bob@example.net>\r\n",
            b"X-OriginatorOrg: example.net\r\nFrom: Bob Buyer <bob@example.net>\r\n")
        send(self.exchange.address, "jane@example.com", ["bob@example.net"], sent)
        message = ("attached-message", mail.KINDS["attached-message"], sent)
        self.wait_for_all([message], self.mtas)
        self.check_all([message], expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
