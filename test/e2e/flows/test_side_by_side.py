# SPDX-License-Identifier: BSD-2-Clause
"""Exchange Online with another signature service for some users, mailstamp for all."""
import unittest

from exchange import ExchangeOnline, Rule, has_been, signature_rule
from flow import EXCHANGE, SMART_HOST, Expected, Flow, outcome_of
from harness import check, relay
from party import SmartHost

MARKS = {"exclaimer": "X-ExclaimerHostedSignatures-MessageProcessed: true",
         "codetwo": "X-CodeTwoProcessed: true"}
THEIRS = "SIGNATURE-OF-THE-OTHER-SERVICE"


def from_john(message):
    """-FromMemberOf a group, whose only member he is."""
    return message.sender == "john@example.com"


def sign(raw):
    """As far as the other service is concerned: a line at the end of each text."""
    _, body = check.halves(raw)
    signed = body.replace(b"pumps?", b"pumps?\r\n" + THEIRS.encode("ascii"))
    return raw[:-len(body)] + signed if body else raw


class SideBySide(Flow):
    flow = "exchange-online"

    def start(self, service):
        mark = MARKS[service]
        self.exchange = ExchangeOnline(self, self.certificates, self.world, EXCHANGE,
                                       networks=[SMART_HOST])
        self.service = SmartHost(
            self, service, SMART_HOST, [EXCHANGE],
            relay.Hop(self.exchange.address, SMART_HOST),
            [sign, lambda raw: relay.add_fields(raw, mark)])
        self.gateway, self.daemon = self.stamping_gateway(
            self.exchange_online(self.exchange), conf="side-by-side")
        self.exchange.rules = [
            Rule(relay.Hop(self.service.address, EXCHANGE), [from_john],
                 [has_been(mark.partition(":")[0])]),
            signature_rule(self.hop_to(self.gateway))]
        self.exchange.start()
        self.service.start()
        self.mtas = [self.exchange.postfix, self.gateway, self.service.postfix]

    def expected_with(self, service):
        def expected(name, kind):
            if name in ("bounce", "invitation", "not-ours"):
                return Expected(["exchange"], "untouched")
            if kind.sender == "john@example.com":
                return Expected(["exchange", service, "exchange", "stamp", "exchange"],
                                "marked")
            return Expected(["exchange", "stamp", "exchange"], outcome_of(kind))
        return expected

    def check_one(self, sent, got, want):
        if "stamp" in want.route and len(want.route) == 5:
            sent = sign(sent)
        super().check_one(sent, got, want)

    def run_with(self, service, wait):
        self.start(service)
        expected = self.expected_with(service)
        if wait:
            self.assert_waits_for(self.gateway, self.exchange.address, self.mtas, expected)
        else:
            self.assert_all_arrive(self.exchange.address, self.mtas, expected)
        outcomes = " ".join(self.daemon.outcomes().values())
        self.assertIn("passed reason=already-processed", outcomes)
        self.assertIn("stamped", outcomes)

    def test_exclaimer_s_users_get_its_signature_and_no_other(self):
        self.run_with("exclaimer", wait=False)

    def test_codetwo_s_users_get_its_signature_though_the_gateway_was_away(self):
        self.run_with("codetwo", wait=True)

    def test_gateway_is_no_open_relay(self):
        self.start("codetwo")
        self.assert_no_open_relay(self.gateway.address)


if __name__ == "__main__":
    unittest.main(verbosity=2)
