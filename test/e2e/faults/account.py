# SPDX-License-Identifier: BSD-2-Clause
"""Who took which message, and what came of it: the invariant of all faults.

Postfix has taken a message where its queue manager has (`qmgr: ID: from=`), and where it
was delivered. Of each letter it has taken the one that it answered 250 to, and besides at
most as many as there were attempts without any answer after the final dot. Each that it
took was delivered once: as it was sent but for one stamp in each part that shall have one,
and one mark; unstamped only where mailstampd's log names a reason for it that the fault
allows."""
import re
from collections import Counter
from dataclasses import dataclass, field

from harness import check, mail

from post import DEFERRED, LOST, UNHEARD, key_of

TAKEN = re.compile(r"qmgr\[\d+\]: (\w+): from=<")
MESSAGE_ID = re.compile(r"cleanup\[\d+\]: (\w+): message-id=<([^>]+)>")
BOUNCED = re.compile(r".*status=(?:bounced|expired).*|.*corrupt.*")
RECEIVED = re.compile(rb"\bwith E?SMTP id (\w+)")
PICKED_UP = re.compile(rb"userid \d+\)\s+id (\w+)")


@dataclass
class Figures:
    messages: int = 0
    retried: int = 0      # attempts that were answered 4xx or lost
    unheard: int = 0      # attempts that nothing answered after the final dot
    delivered: int = 0
    duplicates: int = 0   # taken by Postfix in an attempt that it did not answer
    resent: int = 0       # by Postfix to the sink, from one queue file
    passed: Counter = field(default_factory=Counter)  # unstamped, by reason


class Violation(AssertionError):
    """The invariant does not hold."""


class Account:
    """`passes` are the reasons for which a message that shall be stamped may pass,
    `resends` whether Postfix was killed while it delivered."""

    def __init__(self, mta, sink, daemon, passes=(), resends=False, unlogged=False):
        self._mta, self._sink, self._daemon = mta, sink, daemon
        self._passes, self._resends, self._unlogged = passes, resends, unlogged

    def settle(self, letters, seconds=60):
        """Waits until nothing is on its way any more; then check() has all."""
        self._mta.wait_until_empty(seconds)
        log = self._mta.log()
        if bad := BOUNCED.search(log):
            raise Violation(bad[0])
        self._taken, self._ids = set(TAKEN.findall(log)), {}
        for queue_id, key in MESSAGE_ID.findall(log):
            self._ids.setdefault(key, set()).add(queue_id)
        self._outcomes = self._daemon.outcomes()
        self._sort_deliveries({one.key for one in letters})
        return self

    def _sort_deliveries(self, keys):
        """What is delivered was taken, also where Postfix died before it wrote the log."""
        self._delivered = {}
        for delivery in self._sink.deliveries:
            queue_id, key = queue_id_of(delivery.data), key_of(delivery.data)
            if key not in keys:
                raise Violation(f"{queue_id}: delivered and never sent: {key}")
            self._ids.setdefault(key, set()).add(queue_id)
            self._taken.add(queue_id)
            self._delivered.setdefault(queue_id, []).append(delivery.data)

    def check(self, letters):
        figures = Figures(messages=len(letters))
        for one in letters:
            self._check_letter(one, figures)
        return figures

    def _check_letter(self, one, figures):
        taken = self._ids.get(one.key, set()) & self._taken
        unheard = taken - set(one.queue_ids)
        if len(one.queue_ids) != 1 or not set(one.queue_ids) <= taken:
            raise Violation(f"{one.key}: told {one.queue_ids}, taken {taken}")
        if len(unheard) > one.count(UNHEARD):
            raise Violation(f"{one.key}: {unheard} taken, but not told: {one.attempts}")
        for queue_id in taken:
            self._check_copies(one, queue_id, figures)
        figures.retried += one.count(DEFERRED, LOST)
        figures.unheard += one.count(UNHEARD)
        figures.duplicates += len(unheard)

    def _check_copies(self, one, queue_id, figures):
        copies = self._delivered.get(queue_id, [])
        if not copies or (len(copies) > 1 and not self._resends):
            raise Violation(f"{one.key}: {queue_id} delivered {len(copies)} times")
        for copy in copies:
            self._check_content(one, queue_id, copy, figures)
        figures.delivered += 1
        figures.resent += len(copies) - 1

    def _check_content(self, one, queue_id, copy, figures):
        changes = check.changes(one.raw, copy)
        added = Counter(check.name_of(raw) for raw in changes.added)
        marks = added.pop(check.MARK, 0)
        if marks > 1 or set(added) != {"received"}:
            raise Violation(f"{queue_id}: fields {changes.added}")
        if any(each.text.count(mail.SIGNATURE) != 1 for each in changes.insertions):
            raise Violation(f"{queue_id}: {changes.insertions}")
        leaves = [each.type for each in changes.insertions]
        said = self._outcomes.get(queue_id, "")
        if leaves and leaves == one.leaves and marks == 1:
            if not said.startswith("stamped") and not (self._unlogged and not said):
                raise Violation(f"{queue_id}: stamped, and the log says {said!r}")
            return
        reason = re.search(r"^passed reason=(\S+)|action=(pass)$", said)
        reason = reason and (reason[1] or reason[2])
        if not said and "pass" in self._passes:
            reason = "pass"  # a failure that repeats is logged once a minute
        if leaves or (one.leaves and reason not in self._passes) or not reason:
            raise Violation(f"{queue_id}: parts {leaves}, mark {marks}, log {said!r}")
        if check.halves(one.raw)[1] != check.halves(copy)[1]:
            raise Violation(f"{queue_id}: passed, and its body is another")
        if one.leaves:
            figures.passed[reason] += 1


def queue_id_of(delivered):
    found = RECEIVED.search(delivered) or PICKED_UP.search(delivered)
    return found[1].decode("ascii") if found else ""
