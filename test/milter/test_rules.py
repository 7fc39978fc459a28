#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Rules over the socket: the order of recipients, dry runs, notices on inbound mail, a new
key, a signed message."""

import email
import itertools
import os
import re
import unittest

from daemon import DaemonTest
from mta import message

SIGNATURE = b"Jane Doe, Example Inc"
MARK = "X-MailstampProcessed"
INBOUND = """
rule "from outside" {
    when { direction = inbound }
    template = "notice"
    place = top
}
"""
BY_RECIPIENT = """
rule "inside" { when { recipient = internal  recipients = all } template = none }
rule "bob" { when { recipient = "bob@example.net" } template = "notice" }
rule "no joe" { when { recipient = external  recipients = all } template = none }
rule "joe" { when { recipient = "joe@example.com" } template = "notice"  place = top }
"""


def timeless(text):
    return re.sub(r"t=\d+; h=\S+", "", text)


class Rules(DaemonTest):
    def served(self, settings):
        server = self.daemon(settings=settings)
        self.write_notice(server)
        return server.start()

    def write_notice(self, server):
        os.makedirs(f"{self.folder}/templates/notice", exist_ok=True)
        for form in ("html", "txt"):
            server.write(f"templates/notice/signature.{form}", "NOTICE OF THE COMPANY\n")

    def outcomes(self, server):
        lines = [line.split(": ", 1)[1] for line in server.log().splitlines()
                 if re.search(r": (stamped|passed|failed) ", line)]
        return [re.sub(r" ms=\S+", "", line) for line in lines]


class Recipients(Rules):
    def test_their_order_changes_nothing(self):
        server = self.served(BY_RECIPIENT)
        text = message()
        everybody = ["<bob@example.net>", "<joe@example.com>", "<ann@example.org>",
                     "<Joe@Sub.Example.Net>"]
        with server.mta() as peer:
            for size in range(1, len(everybody) + 1):
                for some in itertools.combinations(everybody, size):
                    found = set()
                    for order in itertools.permutations(some):
                        outcome = peer.deliver(text, recipients=order)
                        found.add((timeless(outcome.message.decode()),
                                   self.outcomes(server)[-1]))
                    self.assertEqual(len(found), 1, f"{some}: {found}")


class DryRun(Rules):
    def test_the_whole_daemon_changes_nothing(self):
        server = self.served("dry-run = true\n" + INBOUND)
        for words in ({}, {"sender": "<robot@example.com>"}, {"sender": "<>"},
                      {"sender": "<huge@example.com>"}):
            text = message(sender=words.get("sender", "<jane@example.com>"))
            outcome = server.deliver(text, **words)
            self.assertEqual((outcome.message, outcome.edits, outcome.deferred),
                             (text, [], False), words)
        first, robot, bounce, huge = self.outcomes(server)
        self.assertIn("passed reason=dry-run rule=corporate template=corporate parts=text "
                      "place=bottom", first)
        self.assertIn("passed reason=rule-none", robot)
        self.assertIn("passed reason=bounce", bounce)
        self.assertTrue(huge.startswith("failed") and huge.endswith("action=pass"), huge)
        self.assertEqual(len(server.log_lines("dry-run: is on")), 1)

    def test_a_rule_that_is_tried_is_told_and_does_nothing(self):
        server = self.served('rule "new" { dry-run = true  template = "notice" }\n')
        outcome = server.deliver(message())
        self.assertIn(SIGNATURE, outcome.body)
        self.assertNotIn(b"NOTICE", outcome.message)
        self.assertIn(" dry-run=new ", self.outcomes(server)[0])

    def test_the_log_names_the_first_condition_that_failed(self):
        server = self.served("")
        server.deliver(message(sender="x@example.com"), sender="<x@example.com>")
        self.assertIn('passed reason=no-rule failed="no rule for robots: when sender; '
                      'corporate: when sender"', self.outcomes(server)[0])


class Inbound(Rules):
    FROM = {"sender": "<eve@example.org>", "recipients": ("<jane@example.com>",)}

    def test_the_notice_is_put_on_once(self):
        server = self.served(INBOUND)
        text = message(sender="eve@example.org")
        first = server.deliver(text, **self.FROM)
        self.assertTrue(first.body.startswith(b"NOTICE OF THE COMPANY\r\n"), first.body)
        self.assertEqual(len(first.added(MARK)), 1)
        again = server.deliver(first.message, **self.FROM)
        self.assertEqual(again.edits, [])
        self.assertEqual(again.message, first.message)

    def test_its_mark_on_another_text_counts_for_nothing(self):
        server = self.served(INBOUND)
        first = server.deliver(message(sender="eve@example.org"), **self.FROM)
        stripped = first.message.replace(b"NOTICE OF THE COMPANY", b"")
        self.assertIn(b"NOTICE OF", server.deliver(stripped, **self.FROM).body)

    def test_without_a_rule_nothing_is_done(self):
        server = self.served("")
        outcome = server.deliver(message(sender="eve@example.org"), **self.FROM)
        self.assertEqual(outcome.edits, [])


class Keys(Rules):
    def test_a_new_key_takes_over_while_mail_is_under_way(self):
        server = self.served("")
        first = server.deliver(message())
        server.write("new.key", "another key, with 32 octets or more in it\n")
        with open(server.config_path, encoding="utf-8") as file:
            text = file.read()
        server.write("mailstamp.conf", text.replace(
            'loop-key-file = "loop.key"', 'loop-key-file = { "new.key", "loop.key" }'))
        server.wait_for_log("reloaded")
        self.assertEqual(server.deliver(first.message).edits, [])
        second = server.deliver(message())
        server.write("mailstamp.conf", text.replace('"loop.key"', '"new.key"'))
        server.wait_for_log("reloaded", 2)
        self.assertEqual(server.deliver(second.message).edits, [])
        old = server.deliver(first.message)
        self.assertEqual(len(old.added(MARK)), 1)


class Signed(Rules):
    def test_a_signed_message_is_wrapped(self):
        server = self.served('rule "signed" { wrap = true  template = "notice" }\n')
        body = (b"--in\r\nContent-Type: text/plain\r\n\r\nHello\r\n--in\r\n"
                b"Content-Type: application/pgp-signature\r\n\r\nx\r\n--in--\r\n")
        text = message(body=body, extra=("MIME-Version: 1.0", "Content-Type: multipart/signed;"
                                         "\r\n\tboundary=in; protocol=\"application/pgp-signature\"",
                                         "Content-Transfer-Encoding: 8bit"))
        outcome = server.deliver(text)
        told = email.message_from_bytes(outcome.message)
        self.assertEqual(told.get_content_type(), "multipart/mixed")
        self.assertEqual([part.get_content_type() for part in told.get_payload()],
                         ["multipart/signed", "multipart/alternative"])
        self.assertIn(b"Content-Type: multipart/signed;\r\n\tboundary=in;", outcome.body)
        self.assertIn(body, outcome.body)
        self.assertEqual(server.deliver(outcome.message).edits, [])


if __name__ == "__main__":
    unittest.main()
