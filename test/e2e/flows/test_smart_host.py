# SPDX-License-Identifier: BSD-2-Clause
"""Exchange Online and the gateway, and a smart host, which delivers or returns."""
import json
import re
import unittest

from exchange import (ExchangeOnline, came_from, leaves_the_company, signature_rule,
                      smart_host_rule)
from flow import EXCHANGE, GATEWAY, MESSAGES, SMART_HOST, Expected, Flow, outcome_of, route
from harness import mail, relay
from harness.client import send
from party import SmartHost

TAGS = ["X-Barracuda-Envelope-From: jane@example.com", "X-Barracuda-Spam-Score: 0.00"]


class WithSmartHost(Flow):
    def exchange_and_smart_host(self, returns, changes, takes_from):
        self.exchange = ExchangeOnline(self, self.certificates, self.world, EXCHANGE,
                                       networks=[SMART_HOST] if returns else [])
        self.smart_host = SmartHost(
            self, "smarthost", SMART_HOST, takes_from,
            relay.Hop(self.exchange.address, SMART_HOST) if returns else self.world,
            changes, settings={
                "smtpd_tls_security_level": "may",
                "smtpd_tls_chain_files": self.certificates.issue("smarthost.example.net")})
        self.way = ["smarthost", "exchange"] if returns else ["smarthost"]

    def start(self, unless=()):
        self.exchange.rules = [
            signature_rule(self.hop_to(self.gateway), when=[leaves_the_company],
                           unless=unless),
            smart_host_rule(relay.Hop(self.smart_host.address, EXCHANGE), unless=unless)]
        self.exchange.start()
        self.smart_host.start()
        self.mtas = [self.exchange.postfix, self.gateway, self.smart_host.postfix]


class BehindExchange(WithSmartHost):
    """The gateway of the flow exchange-online; the smart host has a rule of its own."""
    flow = "exchange-online"

    def run_with(self, *, returns, changes, unless=()):
        self.exchange_and_smart_host(returns, changes, [EXCHANGE])
        self.gateway, self.daemon = self.stamping_gateway(
            self.exchange_online(self.exchange))
        self.start(unless)

    def expected(self, name, kind):
        if name in ("not-ours", "internal"):
            return Expected(["exchange"], "untouched")
        if name in ("bounce", "invitation"):
            return Expected(["exchange", *self.way], "untouched")
        return Expected(["exchange", "stamp", "exchange", *self.way], outcome_of(kind))

    def test_smart_host_delivers_what_it_took_apart(self):
        self.bodies_survive = False
        self.run_with(returns=False, changes=[relay.new_boundaries, relay.strip_x_fields])
        self.assert_all_arrive(self.exchange.address, self.mtas, self.expected,
                               mail.mix(MESSAGES // 2))

    def test_smart_host_returns_what_it_tagged(self):
        self.run_with(returns=True, changes=[
            lambda raw: relay.add_fields(raw, *TAGS), relay.refold])
        self.assert_all_arrive(self.exchange.address, self.mtas, self.expected)
        self.world.deliveries.clear()
        self.assert_waits_for(self.gateway, self.exchange.address, self.mtas, self.expected)

    def test_smart_host_that_strips_the_mark_and_returns_makes_no_loop(self):
        self.marks_survive, self.parties = False, re.compile("x-")
        self.run_with(returns=True, changes=[relay.strip_x_fields],
                      unless=[came_from(SMART_HOST)])
        self.assert_all_arrive(self.exchange.address, self.mtas, self.without_mark,
                               mail.mix(MESSAGES // 4))

    def without_mark(self, name, kind):
        want = self.expected(name, kind)
        return want if want.outcome == "stamped" else want._replace(outcome="untouched")


class BehindTheGateway(WithSmartHost):
    """The gateway hands to the smart host itself, which returns to Exchange."""
    flow = "smart-host"

    def setUp(self):
        super().setUp()
        self.exchange_and_smart_host(True, [
            lambda raw: relay.add_fields(raw, *TAGS)], [EXCHANGE, GATEWAY])
        self.gateway, self.daemon = self.stamping_gateway({
            "[smarthost.example.net]:25": f"[{SMART_HOST}]:{self.smart_host.postfix.port}",
            **self.side_of_exchange(EXCHANGE)})
        self.start(unless=[came_from(SMART_HOST)])

    def expected(self, name, kind):
        if name in ("not-ours", "internal"):
            return Expected(["exchange"], "untouched")
        if name in ("bounce", "invitation"):
            return Expected(["exchange", *self.way], "untouched")
        return Expected(["exchange", "stamp", *self.way], outcome_of(kind))

    def test_each_message_passes_gateway_and_smart_host_once(self):
        self.assert_all_arrive(self.exchange.address, self.mtas, self.expected,
                               mail.mix(MESSAGES // 2))
        for delivery in self.world.deliveries:
            if relay.has_field(delivery.data, "X-MailstampProcessed", "result=stamped"):
                self.assertTrue(relay.has_field(delivery.data, "X-AntiLoop-Smarthost"))
        self.world.deliveries.clear()
        self.assert_waits_for(self.gateway, self.exchange.address, self.mtas, self.expected)

    def test_gateway_is_no_open_relay(self):
        self.assert_no_open_relay(self.gateway.address)
        self.assert_refused(self.gateway.address, EXCHANGE, "jane@example.com",
                            "eve@example.org", relay.add_fields(
                                mail.build("new-plain"), "X-OriginatorOrg: example.org"))


class WrongOrder(WithSmartHost):
    """The smart host has the mail first and writes its body anew: mailstamp can no longer
    see where the quoted text begins. `mailstamp explain` says what happened."""
    flow = "exchange-online"

    def deliver(self, smart_host_first):
        self.exchange_and_smart_host(True, [
            lambda raw: relay.add_fields(raw, *TAGS), relay.rewrite_text], [EXCHANGE])
        self.gateway, self.daemon = self.stamping_gateway(
            self.exchange_online(self.exchange))
        self.start()
        if smart_host_first:
            self.exchange.rules.reverse()
        send(self.exchange.address, "jane@example.com", ["bob@example.net"],
             mail.build("outlook-reply"))
        delivered = self.world.wait(1)[0].data
        return delivered, json.loads(self.explain(self.daemon, delivered))

    def test_smart_host_first_is_detected(self):
        delivered, told = self.deliver(smart_host_first=True)
        self.assertEqual(route(delivered), [
            "exchange", "smarthost", "exchange", "stamp", "exchange"])
        self.assertEqual([(each["kind"], each["by"]) for each in told["warnings"]],
                         [("relay-before", "Barracuda"), ("relay-before", "a smart host")])

    def test_right_order_is_not_complained_of(self):
        delivered, told = self.deliver(smart_host_first=False)
        self.assertEqual(route(delivered), [
            "exchange", "stamp", "exchange", "smarthost", "exchange"])
        self.assertEqual(told["warnings"], [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
