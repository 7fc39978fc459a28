# SPDX-License-Identifier: BSD-2-Clause
"""The messages that are sent, from ../messages, and what should become of each kind."""
import itertools
import os
import random
from dataclasses import dataclass, field

from . import check

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(os.path.dirname(HERE), "messages")
SIGNATURE = "SIGNATURE-OF-THE-TEST"
OVERSIZE = 250_000  # octets; max-message-size of ../config/mailstamp.conf is 200K

_numbers = itertools.count(1)


@dataclass
class Kind:
    """`outcome` is "stamped", or the reason for which the message is passed."""
    outcome: str
    sender: str = "jane@example.com"
    recipients: list = field(default_factory=lambda: ["bob@example.net"])

    @property
    def stamped(self):
        return self.outcome == "stamped"

    @property
    def marked(self):
        return self.outcome not in ("bounce", "sender-not-local")


KINDS = {
    "outlook-reply": Kind("stamped"),
    "gmail-reply": Kind("stamped", sender="john@example.com"),
    "iphone-reply": Kind("stamped"),
    "thunderbird-reply": Kind("stamped", sender="john@example.com"),
    "yahoo-reply": Kind("stamped"),
    "new-plain": Kind("stamped"),
    "new-html": Kind("stamped", sender="john@example.com"),
    "attachment": Kind("stamped", recipients=["bob@example.net", "carol@example.org"]),
    "attached-message": Kind("stamped"),
    "smime-signed": Kind("signed"),
    "pgp-encrypted": Kind("encrypted"),
    "invitation": Kind("calendar"),
    "auto-reply": Kind("auto-reply"),
    "list-post": Kind("list", recipients=["carol@example.org"]),
    "bounce": Kind("bounce", sender=""),
    "winmail": Kind("tnef"),
    "not-ours": Kind("sender-not-local", sender="carol@example.org"),
    "internal": Kind("rule-none", recipients=["john@example.com"]),
    "oversize": Kind("oversize"),
}

# A mailbox that sends on what it gets, under an address of its own (SRS): rules of the
# flows tell it from what its owner wrote.
FORWARDED = {"auto-forward": Kind("rule-none",
                                  sender="bounces+SRS=q7Xk=2M=example.org=carol@example.com")}


def build(kind):
    """One message of a kind, with a Message-ID of its own and CRLF line ends."""
    name = "new-plain" if kind == "oversize" else kind
    with open(os.path.join(FOLDER, name + ".eml"), "rb") as file:
        raw = file.read()
    raw = raw.replace(b"@ID@", f"{kind}.{os.getpid()}.{next(_numbers)}".encode("ascii"))
    raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if kind == "oversize":
        raw += b"All work and no play makes Jack a dull boy.\r\n" * (OVERSIZE // 45)
    return raw


def message_id(raw):
    return check.value_of(check.halves(raw)[0], "message-id")


def mix(count, seed=5):
    """[(kind's name, Kind, message)]: `count` messages of all kinds but the oversize one,
    each kind about as often as the others, in an order that the seed decides."""
    kinds = {**KINDS, **FORWARDED}
    names = [name for name in kinds if name != "oversize"]
    names = (names * (count // len(names) + 1))[:count]
    random.Random(seed).shuffle(names)
    return [(name, kinds[name], build(name)) for name in names]
