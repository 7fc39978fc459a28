# SPDX-License-Identifier: BSD-2-Clause
"""A company with mailboxes on its own server (Jane's) and in Exchange Online (John's), and
the gateway between them, by which all mail goes: in, out, and from side to side."""
import unittest

from exchange import ExchangeOnline, Rule
from flow import (EXCHANGE, GATEWAY, MAIL_SERVER, MESSAGES, STRANGER, Expected, Flow,
                  outcome_of)
from harness import mail, process, relay
from harness.sink import Delivery
from party import MailServer

JANE, JOHN = "jane@example.com", "john@example.com"
INSIDE = mail.Kind("rule-none", JOHN, [JANE])
INBOUND = {"to the server": mail.Kind("sender-not-local", "carol@example.org", [JANE]),
           "to the cloud": mail.Kind("sender-not-local", "carol@example.org", [JOHN])}


def from_the_cloud(name, kind):
    return name == "auto-forward" or kind.sender == JOHN


def expected(name, kind):
    box = {JANE: ["server"], JOHN: ["exchange"]}.get(kind.recipients[0], [])
    if name in INBOUND:
        return Expected(["hybrid", *box], "untouched")
    # From the address for Exchange Online to the one for our own mail: twice "hybrid".
    way = ["exchange", "hybrid", "hybrid"] if from_the_cloud(name, kind) else [
        "server", "hybrid"]
    return Expected([*way, *box], outcome_of(kind))


def john_to_jane():
    raw = mail.build("internal")
    for old, new in ((b"From: Jane Doe <jane@", b"From: John Roe <john@"),
                     (b"To: John Roe <john@", b"To: Jane Doe <jane@")):
        raw = raw.replace(old, new, 1)
    return "inside", INSIDE, raw


def mix(count):
    return [*mail.mix(count), *(john_to_jane() for _ in range(count // 20))]


def inbound(count):
    return [(name, kind, mail.build("not-ours")) for name, kind in INBOUND.items()
            for _ in range(count // 2)]


class Hybrid(Flow):
    flow, gateway_name = "hybrid", "hybrid"

    def setUp(self):
        super().setUp()
        self.server = MailServer(self, "server", MAIL_SERVER, [GATEWAY],
                                 {JANE: self.world})
        self.exchange = ExchangeOnline(self, self.certificates, self.world, EXCHANGE)
        self.gateway, self.daemon = self.stamping_gateway({
            "[example-com.mail.protection.outlook.com]:25":
                f"[{EXCHANGE}]:{self.exchange.postfix.port}",
            "[mailbox.example.com]:25": f"[{MAIL_SERVER}]:{self.server.postfix.port}",
            "192.0.2.10/32": f"{MAIL_SERVER}/32",
            "40.92.0.0/15 ": f"{EXCHANGE}/32 ",
            "10026": str(process.free_port()),
            "/etc/postfix/hybrid.example.com.pem":
                self.certificates.issue("hybrid.example.com"),
            "/etc/ssl/certs/ca-certificates.crt": self.certificates.authority,
        }, delivers=True)
        self.for_cloud = (GATEWAY, self.gateway.ports["192.0.2.26:smtp"])
        self.server.next_hop = self.hop_to(self.gateway, MAIL_SERVER)
        self.cloud_hop = relay.Hop(self.for_cloud, EXCHANGE, self.server.next_hop.tls)
        self.exchange.rules = [
            Rule(self.cloud_hop, [lambda message: message.recipients != [JOHN]], [])]
        self.server.start()
        self.exchange.start()
        self.mtas = [self.server.postfix, self.exchange.postfix, self.gateway]

    def send_all(self, _, messages):
        """Each where its sender's mailbox is; what comes from outside to the gateway."""
        groups = {self.gateway.address: [], self.exchange.address: [],
                  self.server.address: []}
        for message in messages:
            name, kind, _ = message
            groups[self.gateway.address if name in INBOUND else
                   self.exchange.address if from_the_cloud(name, kind) else
                   self.server.address].append(message)
        for address, group in groups.items():
            super().send_all(address, group)

    def test_mail_finds_its_way_from_side_to_side_in_and_out(self):
        self.assert_all_arrive(None, self.mtas, expected,
                               mix(MESSAGES) + inbound(MESSAGES // 10))

    def test_mail_waits_on_both_sides_while_the_gateway_is_away(self):
        self.assert_waits_for(self.gateway, None, self.mtas, expected, mix(MESSAGES // 5))

    def test_gateway_is_no_open_relay(self):
        self.assert_no_open_relay(self.gateway.address, ["eve@example.org"])
        self.assert_no_open_relay(self.for_cloud)
        # Exchange Online may not do at the one address what it may at the other.
        self.assert_refused(self.gateway.address, EXCHANGE, JANE, "eve@example.org")
        other = relay.add_fields(mail.build("new-plain"), "X-OriginatorOrg: example.org")
        self.assert_refused(self.for_cloud, EXCHANGE, JANE, "eve@example.org", other)
        self.assert_refused(self.gateway.address, STRANGER, "carol@example.org",
                            "nobody@example.com")
        self.cloud_hop.send(Delivery("mallory@example.org", ["eve@example.org"],
                                     mail.build("new-plain")))
        report = self.world.wait(1)[0]
        self.gateway.wait_until_empty()
        self.assertEqual((report.sender, report.recipients), ("", ["mallory@example.org"]))

    def test_stranger_who_writes_in_jane_s_name_gets_no_stamp(self):
        message = ("to the cloud", mail.Kind("sender-not-local", JANE, [JOHN]),
                   mail.build("internal"))
        self.send_all(None, [message])
        self.wait_for_all([message], self.mtas)
        self.check_all([message], expected)


if __name__ == "__main__":
    unittest.main(verbosity=2)
