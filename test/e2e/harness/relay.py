# SPDX-License-Identifier: BSD-2-Clause
"""What another mail system does that no Postfix can be told to do.

A Relay is the routing half of such a party; a Postfix before it is the other half and has
the queue. It hands each message on before it answers, and answers what it was answered.
"""
import email
import email.policy
import re
import smtplib
import ssl
import threading
from dataclasses import dataclass

from . import check
from .sink import Sink


@dataclass
class Hop:
    """A next hop: its address, the one to connect from, and how to prove oneself."""
    address: tuple
    source: str = "127.0.0.1"
    tls: ssl.SSLContext = None

    def send(self, delivery):
        with smtplib.SMTP(*self.address, timeout=60,
                          source_address=(self.source, 0)) as smtp:
            if self.tls:
                smtp.starttls(context=self.tls)
            smtp.sendmail(delivery.sender, delivery.recipients, delivery.data)


@dataclass
class Hops:
    """One name that has several addresses: they take turns, and who is away is passed
    over."""
    hops: list
    turn: int = 0

    def send(self, delivery):
        self.turn += 1
        for attempt in range(len(self.hops)):
            try:
                return self.hops[(self.turn + attempt) % len(self.hops)].send(delivery)
            except (ConnectionError, smtplib.SMTPServerDisconnected):
                if attempt == len(self.hops) - 1:
                    raise
        return None


class Relay(Sink):
    """`route` is called with a Delivery. It may change it, and returns the Hop or the Sink
    that it goes to. `passed` counts those that were handed on."""

    def __init__(self, route):
        super().__init__()
        self._route, self.passed = route, 0
        self._lock = threading.Lock()

    def take(self, delivery):
        try:
            target = self._route(delivery)
            if isinstance(target, Sink):
                return target.take(delivery)
            target.send(delivery)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            return f"{code} {one_line(text)}"
        except smtplib.SMTPResponseException as error:
            return f"{error.smtp_code} {one_line(error.smtp_error)}"
        except (smtplib.SMTPException, OSError) as error:
            return f"451 4.4.1 {one_line(str(error).encode())}"
        with self._lock:
            self.passed += 1
        return "250 2.0.0 Ok: handed on"


def one_line(text):
    return re.sub(r"[^ -~]+", " ", text.decode("ascii", "replace"))


def proof(authority, chain=None):
    """A client's side of TLS: whoever answers must have a certificate of `authority`."""
    context = ssl.create_default_context(cafile=authority)
    context.check_hostname = False  # the parties have names, the sockets have addresses
    if chain:
        context.load_cert_chain(chain)
    return context


# ---- What relays do to messages ----------------------------------------------------

def add_fields(raw, *lines):
    """At the top, where relays put them."""
    return "".join(line + "\r\n" for line in lines).encode("ascii") + raw


def change_head(raw, change):
    """Calls `change` with each raw field; what it returns takes the field's place."""
    head, body = check.halves(raw)
    return b"".join(change(field) for field in check.fields(head)) + b"\r\n" + body


def refold(raw, width=76):
    """Every field on lines as short as its blanks allow, as Exchange writes them."""
    return change_head(raw, lambda field: fold(unfold(field), width))


def unfold(field):
    return re.sub(rb"\r\n[ \t]+", b" ", field)


def fold(field, width):
    lines, line = [], b""
    for word in re.split(rb"(?<=[^ \t:])(?=[ \t])", field.rstrip(b"\r\n")):
        if line and len(line) + len(word) > width:
            lines.append(line)
            line = b""
        line += word
    return b"\r\n".join([*lines, line]) + b"\r\n"


def has_field(raw, name, pattern=""):
    """Whether a field of that name has the pattern in its value, as a router tests it."""
    head, _ = check.halves(raw)
    return any(check.name_of(field) == name.lower() and
               re.search(pattern, unfold(field).partition(b":")[2].decode("latin-1"), re.I)
               for field in check.fields(head))


def strip_x_fields(raw):
    return change_head(raw, lambda field: b"" if field[:2].lower() == b"x-" else field)


def new_boundaries(raw):
    """As a relay does that takes a message apart and puts it together again."""
    names = set(re.findall(rb'boundary="?([^"\s;]+)', raw, re.I))
    for number, name in enumerate(sorted(names, key=len, reverse=True)):
        raw = raw.replace(name, b"_%04d_relayed" % number)
    return raw


def rewrite_text(raw):
    """A scanner's: every text anew in base64, with a line of its own above, and the HTML
    without what mail programs mark the beginning of quoted text with."""
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    for part in message.walk():
        kind = part.get_content_subtype()
        if part.get_content_maintype() != "text" or part.get_filename():
            continue
        text = part.get_content()
        if kind == "html":
            text = re.sub(r'\s(class|style|id|type|cite)=("[^"]*"|\S+?(?=[ >]))', "", text)
            text = re.sub(r"(<body[^>]*>|^)", r"\1<p>This message was scanned.</p>", text, 1)
        else:
            text = "This message was scanned.\n\n" + text
        part.set_content(text, subtype=kind, charset="utf-8", cte="base64")
    return message.as_bytes()
