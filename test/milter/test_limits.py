#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Messages that are too much, and mailstamp that breaks."""

import unittest

import mta
from daemon import SANITIZED, DaemonTest
from mta import ACCEPT, CONTINUE, REPLYCODE, message

SIGNATURE = b"Jane Doe, Example Inc"
ATTACHMENT = b"".join(b"%09d" % number * 6 + b"0123456789abcdefghij\r\n"
                      for number in range(13500))  # a megabyte
MARK = "X-MailstampProcessed"
MEGABYTE = 1024 * 1024


class Size(DaemonTest):
    def test_body_past_the_limit_is_no_longer_asked_for(self):
        server = self.started(settings='max-message-size = "1M"')
        text = message(body=b"0123456789\r\n" * 400000)
        outcome = server.deliver(text)
        self.assertLess(outcome.chunks_sent, 20)
        self.assertEqual(outcome.body_packets, 0)
        self.assertEqual(len(outcome.added(MARK)), 1)
        self.assertEqual(len(server.log_lines("reason=oversize")), 1)

    def test_oversize_message_of_a_stranger_is_accepted(self):
        server = self.started(settings='max-message-size = "1M"')
        outcome = server.deliver(message(sender="eve@example.org"),
                                 sender="<eve@example.org>")
        self.assertEqual(outcome.verdict, ACCEPT)

    def test_message_just_below_the_limit_is_stamped(self):
        server = self.started(settings='max-message-size = "1M"')
        text = message()
        text += b"0123456789\r\n" * ((MEGABYTE - len(text)) // 12)
        self.assertTrue(SIGNATURE in server.deliver(text).body)

    def test_header_flood_is_passed_and_costs_no_memory(self):
        server = self.started(settings='max-header-size = "100K"')
        with server.mta() as peer:
            peer.envelope()
            peer.header(b"From", b" jane@example.com")
            before = server.memory("VmHWM")
            for number in range(2000):
                peer.header(b"X-Flood", b" %06d " % number + b"x" * 50000)
            verdict, _ = peer.end_of_header()
            grown = server.memory("VmHWM") - before
            self.assertIn(verdict, (ACCEPT, CONTINUE))
            if verdict == CONTINUE:
                self.assertEqual(peer.end_of_message([], b"").body_packets, 0)
        self.assertEqual(len(server.log_lines("reason=too-complex")), 1)
        if not SANITIZED:  # which keep what was freed
            self.assertLess(grown, 20 * MEGABYTE)


def with_attachment(megabytes):
    """Jane's message with a text and a large file."""
    head = (b"--=b\r\nContent-Type: text/plain\r\n\r\nHi Bob,\r\n--=b\r\n"
            b"Content-Type: application/zip; name=a.zip\r\n"
            b"Content-Disposition: attachment; filename=a.zip\r\n"
            b"Content-Transfer-Encoding: base64\r\n\r\n")
    return message(body=head + ATTACHMENT * megabytes + b"--=b--\r\n",
                   extra=["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary==b"])


@unittest.skipIf(SANITIZED, "a sanitizer's own memory would be measured")
class Memory(DaemonTest):
    def test_large_message_costs_its_size_once(self):
        server = self.started(settings='max-message-size = "60M"')
        text = with_attachment(50)
        server.deliver(message())
        outcome = server.deliver(text)
        self.assertTrue(SIGNATURE in outcome.body)
        self.assertLess(server.memory("VmHWM"), 1.5 * len(text) + 16 * MEGABYTE)

    def test_memory_of_large_messages_is_given_back(self):
        server = self.started()
        server.deliver(message())
        before = server.memory("VmRSS")
        with server.mta() as peer:
            for _ in range(5):
                peer.deliver(with_attachment(20))
        self.assertLess(server.memory("VmRSS"), before + 10 * MEGABYTE)


class Failure(DaemonTest):
    HUGE = {"sender": "<huge@example.com>"}

    def test_failure_is_deferred(self):
        server = self.started()
        outcome = server.deliver(message(sender="huge@example.com"), **self.HUGE)
        self.assertEqual(outcome.verdict, REPLYCODE)
        self.assertTrue(outcome.text.startswith("451 4.7.1 "), outcome.text)
        self.assertEqual(outcome.edits, [])
        line, = server.log_lines("failed")
        self.assertRegex(line, r'4XyZ12: failed error=".+" action=defer$')

    def test_failure_passes_unchanged_where_the_configuration_says_so(self):
        server = self.started(settings="on-failure = pass")
        outcome = server.deliver(message(sender="huge@example.com"), **self.HUGE)
        self.assertEqual((outcome.verdict, outcome.edits), (ACCEPT, []))
        self.assertEqual(len(server.log_lines("action=pass")), 1)

    def test_next_message_on_the_connection_is_served(self):
        with self.started().mta() as peer:
            self.assertTrue(peer.deliver(message(sender="huge@example.com"),
                                         **self.HUGE).deferred)
            self.assertIn(SIGNATURE, peer.deliver(message()).body)

    def test_failure_is_deferred_where_the_mta_waits_for_no_body_answer(self):
        with self.started().mta(protocol=mta.PROTOCOL & ~mta.SMFIP_SKIP) as peer:
            self.assertTrue(peer.deliver(message(sender="huge@example.com"),
                                         **self.HUGE).deferred)


if __name__ == "__main__":
    unittest.main()
