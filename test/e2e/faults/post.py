# SPDX-License-Identifier: BSD-2-Clause
"""A sender that does what an MTA does: it keeps a message until somebody takes it."""
import queue
import random
import re
import smtplib
import threading
import time
from dataclasses import dataclass, field

from harness import check, mail

BOTH = ["text/plain", "text/html"]
LEAVES = {"outlook-reply": BOTH, "attachment": BOTH, "new-plain": ["text/plain"],
          "new-html": ["text/html"]}

# What became of an attempt. UNHEARD: the connection was lost when all had been said and
# nothing answered. Whether the message was taken only the other side knows (RFC 1047).
ACCEPTED, DEFERRED, LOST, UNHEARD, REFUSED = (
    "accepted", "deferred", "lost", "unheard", "refused")


def key_of(message):
    return check.value_of(check.halves(message)[0], "message-id").strip("<>")


@dataclass
class Letter:
    """`key` is its Message-ID, `leaves` the types of the parts that are to be stamped,
    none where it shall pass."""
    raw: bytes
    kind: str = "outlook-reply"
    sender: str = "jane@example.com"
    recipients: list = field(default_factory=lambda: ["bob@example.net"])
    leaves: list = field(default_factory=lambda: BOTH)
    attempts: list = field(default_factory=list)  # of (outcome, what was said)
    queue_ids: list = field(default_factory=list)  # that the client was told
    label: str = ""

    def __post_init__(self):
        self.key = key_of(self.raw)

    def count(self, *outcomes):
        return sum(outcome in outcomes for outcome, _ in self.attempts)

    @property
    def accepted(self):
        return self.count(ACCEPTED) > 0


def letter(kind="outlook-reply", **more):
    of_kind = mail.KINDS[kind]
    return Letter(mail.build(kind), kind, of_kind.sender, ["bob@example.net"],
                  LEAVES.get(kind, []), **more)


def large(octets, **more):
    """A letter with an attachment of about so many octets."""
    raw = mail.build("attachment")
    line = b"JVBERi0xLjQKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI+PgplbmRv\r\n"
    head, mark, behind = raw.partition(line)
    raw = head + mark * (octets // len(line) + 1) + behind
    return Letter(raw, "attachment", leaves=BOTH, **more)


class Client:
    """Sends to `address`, again and again until it is taken; `pause` is between, and up to
    `spread` more."""

    def __init__(self, address, pause=0.05, patience=60, timeout=60):
        self.address, self.pause, self.spread = address, pause, 0
        self.patience, self.timeout = patience, timeout
        self.failures, self.connections = [], 0

    def deliver(self, one):
        deadline = time.monotonic() + self.patience
        while not self.attempt(one):
            if time.monotonic() > deadline:
                raise TimeoutError(f"not taken in {self.patience} s: {one.attempts[-3:]}")
            time.sleep(self.pause + random.uniform(0, self.spread))

    def deliver_all(self, letters, sessions=10):
        """Over so many connections at once; comes back when all were taken."""
        self.wait(self.begin(letters, sessions))

    def begin(self, letters, sessions=10):
        waiting = queue.Queue()
        for one in letters:
            waiting.put(one)

        def session():
            try:
                while True:
                    self.deliver(waiting.get_nowait())
            except queue.Empty:
                pass
            except Exception as error:  # pylint: disable=broad-except
                self.failures.append(error)
        threads = [threading.Thread(target=session, daemon=True) for _ in range(sessions)]
        for thread in threads:
            thread.start()
        return threads

    def wait(self, threads):
        for thread in threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    def attempt(self, one):
        """Whether the message was taken."""
        outcome, said = self._talk(one)
        one.attempts.append((outcome, said))
        if outcome == REFUSED:
            raise AssertionError(f"refused for good: {said}")
        if outcome == ACCEPTED:
            found = re.search(r"queued as (\w+)", said)
            one.queue_ids.append(found[1] if found else "")
        return outcome == ACCEPTED

    def _talk(self, one):
        said_all = False
        smtp = smtplib.SMTP(timeout=self.timeout)
        try:
            for step in self._steps(smtp, one):
                code, text = step()
                self.connections += code == 220
                if code // 100 not in (2, 3):
                    return DEFERRED if code // 100 == 4 else REFUSED, answer(code, text)
            said_all = self.put(smtp, re.sub(rb"(?m)^\.", b"..", one.raw) + b".\r\n")
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return UNHEARD if said_all else LOST, repr(error)
        finally:
            smtp.close()
        kind = {2: ACCEPTED, 4: DEFERRED}.get(code // 100, REFUSED)
        return kind, answer(code, text)

    def _steps(self, smtp, one):
        yield lambda: smtp.connect(*self.address)
        yield smtp.ehlo
        yield lambda: smtp.mail(one.sender)
        for recipient in one.recipients:
            yield lambda to=recipient: smtp.rcpt(to)
        yield lambda: smtp.docmd("DATA")

    def put(self, smtp, data):
        """Whether all of it is on its way."""
        smtp.send(data)
        return True


class Dripping(Client):
    """Says its message an octet at a time."""

    def __init__(self, address, seconds, **more):
        super().__init__(address, **more)
        self.seconds = seconds

    def put(self, smtp, data):
        for octet in data:
            smtp.send(bytes([octet]))
            time.sleep(self.seconds)
        return True


def answer(code, text):
    return f"{code} {text.decode('ascii', 'replace')}"
