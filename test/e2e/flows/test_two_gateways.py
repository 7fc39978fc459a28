# SPDX-License-Identifier: BSD-2-Clause
"""Two gateways behind one name, and two in a row: one stamp."""
import unittest

from exchange import ExchangeOnline, signature_rule
from flow import EXCHANGE, GATEWAY, MESSAGES, SMART_HOST, Expected, Flow, outcome_of
from harness import mail, relay
from harness.client import send

SECOND_GATEWAY = "127.0.0.21"


class TwoGateways(Flow):
    flow = "exchange-online"

    def setUp(self):
        super().setUp()
        self.exchange = ExchangeOnline(self, self.certificates, self.world, EXCHANGE)

    def start(self, hop):
        self.exchange.rules = [signature_rule(hop)]
        self.exchange.start()
        self.mtas = [self.exchange.postfix, self.first, self.second]

    def expected(self, name, kind):
        if name in ("bounce", "invitation", "not-ours"):
            return Expected(["exchange"], "untouched")
        return Expected(["exchange", *self.way, "exchange"], outcome_of(kind))


class BehindOneName(TwoGateways):
    way = ["stamp"]

    def setUp(self):
        super().setUp()
        replace = self.exchange_online(self.exchange)
        self.first, self.daemon = self.stamping_gateway(replace)
        self.second, self.other_daemon = self.stamping_gateway(
            replace, name="second", host=SECOND_GATEWAY)
        self.start(relay.Hops([self.hop_to(self.first), self.hop_to(self.second)]))

    def test_both_work_and_each_message_is_stamped_once(self):
        self.assert_all_arrive(self.exchange.address, self.mtas, self.expected)
        shares = [len(each.outcomes()) for each in (self.daemon, self.other_daemon)]
        self.assertGreater(min(shares), sum(shares) // 4, shares)

    def test_one_is_enough_and_without_any_mail_waits(self):
        self.first.stop()
        self.assert_all_arrive(self.exchange.address, self.mtas, self.expected,
                               mail.mix(MESSAGES // 5))
        self.world.deliveries.clear()
        self.assert_waits_for(self.second, self.exchange.address, self.mtas, self.expected)


class InARow(TwoGateways):
    way = ["stamp", "stamp"]

    def setUp(self):
        super().setUp()
        self.second, self.other_daemon = self.stamping_gateway({
            **self.exchange_online(self.exchange),
            "40.92.0.0/15 ": f"{GATEWAY}/32 ",
            "/etc/postfix/stamp.example.com.pem":
                self.certificates.issue("smarthost.example.net"),
        }, name="second", host=SMART_HOST)
        self.first, self.daemon = self.stamping_gateway({
            "[smarthost.example.net]:25": f"[{SMART_HOST}]:{self.second.port}",
            **self.side_of_exchange(EXCHANGE)}, flow="smart-host")
        self.start(self.hop_to(self.first))

    def test_second_adds_nothing(self):
        self.assert_all_arrive(self.exchange.address, self.mtas, self.expected,
                               mail.mix(MESSAGES // 2))
        outcomes = set(outcome.split(" size=")[0]
                       for outcome in self.other_daemon.outcomes().values())
        self.assertEqual(outcomes, {"passed reason=already-processed"})

    def test_second_has_its_mail_when_it_is_back(self):
        self.assert_waits_for(self.second, self.exchange.address, self.mtas, self.expected)

    def test_two_keys_are_a_mistake_but_make_no_second_stamp(self):
        self.other_daemon.stop()
        self.other_daemon.use_key(b"another key, as long as a key has to be")
        self.other_daemon.start()
        for kind in ("outlook-reply", "new-plain", "attachment"):
            send(self.exchange.address, "jane@example.com", ["bob@example.net"],
                 mail.build(kind))
        for delivery in self.world.wait(3):
            self.assert_signatures(delivery.data, True)
        for outcome in self.other_daemon.outcomes().values():
            self.assertIn("reason=already-signed", outcome)


if __name__ == "__main__":
    unittest.main(verbosity=2)
