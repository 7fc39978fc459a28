# SPDX-License-Identifier: BSD-2-Clause
"""Exchange Online, as far as mail flow goes: a queue, connectors, transport rules.

The transport rules and the way out of Exchange add fields, fold the header anew, and
choose the connector.
"""
import re

from harness import check, relay
from party import Party

TENANT = "example.com"
CALENDAR = rb"(?im)^Content-Type:\s*text/calendar"


def internal_sender(mail):
    """-FromScope InOrganization -SenderAddressLocation HeaderOrEnvelope"""
    return mail.sender.endswith("@" + TENANT) or relay.has_field(
        mail.data, "From", r"[@.]" + re.escape(TENANT))


def leaves_the_company(mail):
    """-SentToScope NotInOrganization"""
    return any(not recipient.endswith("@" + TENANT) for recipient in mail.recipients)


def null_sender(mail):
    """-ExceptIfFromAddressMatchesPatterns '<>'"""
    return mail.sender == ""


def calendaring(mail):
    """-ExceptIfMessageTypeMatches Calendaring"""
    return re.search(CALENDAR, mail.data) is not None


def came_from(host):
    """-ExceptIfSenderIpRanges"""
    mark = f"[{host}]".encode("ascii")

    def test(mail):
        received = [field for field in check.fields(check.halves(mail.data)[0])
                    if check.name_of(field) == "received"]
        return mark in received[0]
    return test


def has_been(field):
    """-ExceptIfHeaderMatchesMessageHeader … -ExceptIfHeaderMatchesPatterns true"""
    return lambda mail: relay.has_field(mail.data, field, "true")


class Rule:
    """A transport rule with the action RouteMessageOutboundConnector, which stops the
    processing of more rules. All of `when` must hold, none of `unless` may."""

    def __init__(self, hop, when, unless, set_header=None):
        self.hop, self._when, self._unless = hop, when, unless
        self._set_header = set_header

    def applies(self, mail):
        return (all(test(mail) for test in self._when) and
                not any(test(mail) for test in self._unless))

    def change(self, mail):
        if self._set_header:
            mail.data = relay.add_fields(mail.data, self._set_header)


def smart_host_rule(hop, *, unless=()):
    """The rule "smart host" of smart-host.ps1."""
    return Rule(hop, [internal_sender, leaves_the_company],
                [has_been("X-AntiLoop-Smarthost"), *unless],
                set_header="X-AntiLoop-Smarthost: true")


def signature_rule(hop, *, when=(), unless=()):
    """The rule "Signature by mailstamp" of exchange-online.ps1."""
    return Rule(hop, [internal_sender, *when],
                [null_sender, calendaring, has_been("X-MailstampProcessed"), *unless])


class ExchangeOnline(Party):
    """What no rule takes goes to `world`. Who hands mail in is one of `networks`, or proves
    with a certificate that it may."""

    def __init__(self, case, certificates, world, host, name="exchange", networks=()):
        self.rules, self._world = [], world
        super().__init__(case, name, host, ["127.0.0.1", *networks], settings={
            "smtpd_relay_restrictions":
                "permit_mynetworks, permit_tls_all_clientcerts, reject",
            "smtpd_tls_security_level": "may",
            "smtpd_tls_chain_files": certificates.issue("mail.protection.outlook.com"),
            "smtpd_tls_CAfile": certificates.authority,
            "smtpd_tls_ask_ccert": "yes",
        })

    def route(self, mail):
        rule = next((rule for rule in self.rules if rule.applies(mail)), None)
        if rule:
            rule.change(mail)
        mail.data = self._sent(mail.data)
        return rule.hop if rule else self._world

    @staticmethod
    def _sent(raw):
        raw = relay.refold(raw)
        if relay.has_field(raw, "X-OriginatorOrg"):
            return raw
        return relay.add_fields(
            raw, f"X-OriginatorOrg: {TENANT}",
            "X-MS-Exchange-CrossTenant-Network-Message-Id: 5d0f-08dd",
            "X-MS-Exchange-Transport-CrossTenantHeadersStamped: AM0PR04MB6130")
