# SPDX-License-Identifier: BSD-2-Clause
"""A mail system that is not ours: a Postfix, which has the queue, and behind it a Relay,
which does what no Postfix can be told to do."""
from harness import relay
from harness.postfix import Postfix


class Party:
    """Takes mail from `networks`. `route` is called with each message: it may change it,
    and says where it goes."""

    def __init__(self, case, name, host, networks, settings=None):
        self.host = host
        self._relay = case.keep(f"{name}'s relay", relay.Relay(self.route))
        self.postfix = case.keep(name, Postfix(
            case.subfolder(name), self._relay.port, host=host, settings={
                "myhostname": f"{name}.example.com",
                "mynetworks": " ".join(f"{network}/32" for network in networks),
                **(settings or {}),
            }))

    def start(self):
        self.postfix.start()
        return self

    @property
    def address(self):
        return self.postfix.address

    def route(self, mail):
        raise NotImplementedError


class MailServer(Party):
    """The server of the company. `boxes` says of addresses which Sink is their mailbox;
    all else goes to `next_hop`."""

    def __init__(self, case, name, host, networks=(), boxes=None):
        super().__init__(case, name, host, ["127.0.0.1", *networks])
        self.next_hop, self._boxes = None, boxes or {}

    def route(self, mail):
        return self._boxes.get(mail.recipients[0], self.next_hop)


class SmartHost(Party):
    """Does `changes`, functions of a message, and hands it to `next_hop`."""

    def __init__(self, case, name, host, networks, next_hop, changes=(), settings=None):
        super().__init__(case, name, host, networks, settings)
        self.next_hop, self.changes = next_hop, list(changes)

    def route(self, mail):
        for change in self.changes:
            mail.data = change(mail.data)
        return self.next_hop
