# SPDX-License-Identifier: BSD-2-Clause
"""What the manual says of conditions, in Python: shares nothing with the library.

A rule is (when, except): each a dict of key -> list of values, as in the configuration.
judge() gives (matches, the first condition that failed)."""

import datetime
import email
import email.policy
import email.utils
import ipaddress
import re

ORDER = ["direction", "sender", "recipient", "thread", "signature", "subject", "header",
         "body", "person", "authenticated", "client", "not-before", "not-after"]
LOCAL = ("example.com", ".example.com")


class Mail:
    """One message with its envelope, as the conditions see it."""

    def __init__(self, message, thread, sender, recipients, auth, client, now, people):
        self.parsed = email.message_from_bytes(message, policy=email.policy.default)
        self.thread, self.auth, self.client = thread, auth, client
        self.now = datetime.datetime.fromisoformat(now).timestamp()
        self.from_address = email.utils.parseaddr(str(self.parsed["From"]))[1]
        self.sender, self.recipients = sender, recipients
        self.person = people.get(self.chosen().lower(), {})

    def chosen(self):
        """The address that counts: From if it is ours, else the envelope's if that is."""
        if is_local(self.from_address) or not is_local(self.sender):
            return self.from_address
        return self.sender

    @property
    def direction(self):
        ours = [is_local(address) for address in self.recipients]
        if is_local(self.from_address) or is_local(self.sender):
            return "internal" if ours and all(ours) else "outbound"
        return "inbound" if any(ours) else "neither"


def domain_of(address):
    return address.rpartition("@")[2].lower().rstrip(".")


def in_domain(domain, name):
    return domain.endswith(name) if name.startswith(".") else domain == name


def is_local(address):
    return "@" in address and any(in_domain(domain_of(address), name) for name in LOCAL)


def text_matches(pattern, text):
    if pattern.startswith("/"):
        return re.search(pattern[1:-1], text, re.IGNORECASE) is not None
    return pattern.lower() in text.lower()


def address_matches(pattern, address):
    if pattern.startswith("/"):
        return re.search(pattern[1:-1], address, re.IGNORECASE) is not None
    if pattern in ("internal", "external"):
        return "@" in address and is_local(address) == (pattern == "internal")
    if pattern.startswith("@"):
        return domain_of(address) == pattern[1:]
    if pattern.startswith("."):
        return domain_of(address).endswith(pattern)
    return address.lower() == pattern.lower()


def seconds(text, last):
    if len(text) == 10:
        day = datetime.datetime.fromisoformat(text + "T00:00:00+00:00").timestamp()
        return day + 86399 if last else day
    time = datetime.datetime.fromisoformat(text)
    if time.tzinfo is None:
        time = time.replace(tzinfo=datetime.timezone.utc)
    return time.timestamp()


# ---- One function for each key: whether one of the values holds


def direction(mail, values, _):
    return mail.direction in values


def sender(mail, values, _):
    return any(address_matches(value, address) for value in values
               for address in (mail.sender, mail.from_address))


def recipient(mail, values, conditions):
    hits = [any(address_matches(value, address) for value in values)
            for address in mail.recipients]
    return all(hits) if conditions.get("recipients") == ["all"] else any(hits)


def thread(mail, values, _):
    return mail.thread in values


def signature(_, values, __):
    return "absent" in values       # no message here quotes a stamp


def subject(mail, values, _):
    return any(text_matches(value, str(mail.parsed["Subject"] or "")) for value in values)


def header(mail, values, _):
    for value in values:
        name, pattern = (half.strip() for half in value.split(":", 1))
        for text in mail.parsed.get_all(name, []):
            if text_matches(pattern, full_text(name, text)):
                return True
    return False


def full_text(name, value):
    if name.lower() == "content-disposition" and value.params:
        return value.content_disposition + "".join(
            f"; {key}={text}" for key, text in value.params.items())
    return " ".join(str(value).split())


def body(mail, values, _):
    text = mail.parsed.get_body(("plain", "html")).get_content()
    return any(text_matches(value, text) for value in values)


def person(mail, values, _):
    for value in values:
        name, pattern = value.split("=", 1)
        if name in mail.person and text_matches(pattern, mail.person[name]):
            return True
    return False


def authenticated(mail, values, _):
    return (values == ["yes"]) == bool(mail.auth)


def client(mail, values, _):
    if not mail.client:
        return False
    address = ipaddress.ip_address(mail.client)
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in ipaddress.ip_network(value) for value in values)


def not_before(mail, values, _):
    return mail.now >= seconds(values[0], False)


def not_after(mail, values, _):
    return mail.now <= seconds(values[0], True)


def holds(mail, key, conditions):
    return globals()[key.replace("-", "_")](mail, conditions[key], conditions)


def judge(mail, when, other):
    """("yes", None) or ("no", "when sender")."""
    if mail.direction not in when.get("direction", ["outbound", "internal"]):
        return "no", "when direction"
    for key in ORDER:
        if key in when and not holds(mail, key, when):
            return "no", "when " + key
    for key in ORDER:
        if key in other and holds(mail, key, other):
            return "no", "except " + key
    return "yes", None
