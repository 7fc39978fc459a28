# SPDX-License-Identifier: BSD-2-Clause
"""Twenty sessions at once, a thousand messages of every kind, each accounted for."""
import queue
import re
import threading
import unittest
from collections import Counter

from harness import check, mail
from harness.case import EndToEnd
from harness.client import send

MESSAGES, SESSIONS = 1000, 20


class Load(EndToEnd):
    seconds = 240

    def setUp(self):
        super().setUp()
        self.at_the_end, self.daemon = self.sink(), self.mailstampd()
        self.mta = self.postfix(self.at_the_end.port, milters=self.daemon.milter)

    def a_message_stamped_before(self):
        """A reply that has been through the MTA already and comes back."""
        send(self.mta.address, "jane@example.com", ["bob@example.net"],
             mail.build("outlook-reply"))
        delivered = self.at_the_end.wait(1)[0].data
        self.at_the_end.deliveries.clear()
        return delivered

    def messages(self):
        """[(kind's name, Kind, message)], the kinds in turn."""
        names = [*mail.KINDS, "already-processed"]
        made = []
        for number in range(MESSAGES):
            name = names[number % len(names)]
            if name == "already-processed":
                kind, raw = mail.Kind(name), self.a_copy(number)
            else:
                kind, raw = mail.KINDS[name], mail.build(name)
            made.append((name, kind, raw))
        return made

    def a_copy(self, number):
        # The mark is bound to Message-ID, Date and From: another field numbers them.
        return b"X-Copy: %d\r\n" % number + self.stamped_before

    def send_all(self, messages):
        """Half of the sessions send one message per connection, half send five."""
        waiting, failures = queue.Queue(), []
        for message in messages:
            waiting.put(message)

        def session(per_connection):
            try:
                while True:
                    for _, kind, raw in take(waiting, per_connection):
                        send(self.mta.address, kind.sender, kind.recipients, raw)
            except queue.Empty:
                pass
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)
        threads = [threading.Thread(target=session, args=(1 + 4 * (n % 2),))
                   for n in range(SESSIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def test_a_thousand_messages_of_mixed_kinds_are_each_delivered_once(self):
        self.stamped_before = self.a_message_stamped_before()
        messages = self.messages()
        self.send_all(messages)
        # A message to two recipients is one delivery: both have the same next hop.
        arrived = self.at_the_end.wait(MESSAGES, 120)
        self.mta.wait_until_empty()
        self.assertEqual(len(self.at_the_end.deliveries), MESSAGES)
        by_key = {key(delivery.data): delivery.data for delivery in arrived}
        self.assertEqual(len(by_key), MESSAGES, "each is there once")
        for name, kind, sent in messages:
            with self.subTest(kind=name, message=key(sent)):
                self.check_one(kind, sent, by_key[key(sent)])
        self.check_log(messages)

    def check_one(self, kind, sent, delivered):
        changes = check.changes(sent, delivered)
        if kind.outcome == "already-processed":
            self.assert_passed(sent, delivered, marked=False)
        elif not kind.stamped:
            self.assert_passed(sent, delivered, kind.marked)
        else:
            leaves = [insertion.type for insertion in changes.insertions]
            self.assertTrue(leaves)
            self.assert_stamped_once(sent, delivered, leaves)

    def check_log(self, messages):
        """Postfix's log tells which queue id is which message, ours what became of it."""
        pattern = r"cleanup\[\d+\]: (\w+): message-id=<([\w-]+)\."
        kind_of = dict(re.findall(pattern, self.mta.log()))
        logged = Counter()
        for queue_id, outcome in self.daemon.outcomes().items():
            word = re.match(r"passed reason=(\S+)|(\w+)", outcome)
            logged[kind_of.get(queue_id), word[1] or word[2]] += 1
        wanted = Counter()
        for name, kind, _ in messages:
            wanted["outlook-reply" if name == "already-processed" else name,
                   kind.outcome] += 1
        wanted["outlook-reply", "stamped"] += 1  # the one that came back
        self.assertEqual(logged, wanted)


def take(waiting, count):
    """Up to `count` messages; queue.Empty when there are none."""
    taken = [waiting.get_nowait()]
    while len(taken) < count and not waiting.empty():
        try:
            taken.append(waiting.get_nowait())
        except queue.Empty:
            break
    return taken


def key(raw):
    head, _ = check.halves(raw)
    return check.value_of(head, "message-id"), check.value_of(head, "x-copy")


if __name__ == "__main__":
    unittest.main(verbosity=2)
