#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What happens to messages on their way through the daemon."""

import random
import unittest

import mta
from daemon import DaemonTest
from mta import ACCEPT, CONTINUE, SKIP, message, split_message

SIGNATURE = b"Jane Doe, Example Inc"
MARK = "X-MailstampProcessed"
LONG_BODY = b"".join(b"Line %06d of the body.\r\n" % i for i in range(12000))


class Negotiation(DaemonTest):
    def test_asks_for_what_it_needs_and_no_more(self):
        with self.started().mta() as peer:
            self.assertEqual(peer.actions, mta.SMFIF_ADDHDRS | mta.SMFIF_CHGHDRS |
                             mta.SMFIF_CHGBODY)
            self.assertEqual(peer.protocol,
                             mta.SMFIP_NOHELO | mta.SMFIP_NOUNKNOWN | mta.SMFIP_NODATA |
                             mta.SMFIP_SKIP | mta.SMFIP_HDR_LEADSPC |
                             sum(mta.SMFIP_NR[stage] for stage in "CMRLN"))

    def test_refuses_an_mta_that_allows_no_new_body(self):
        daemon = self.started()
        with mta.Mta(daemon.address) as peer, self.assertRaises(mta.Hangup):
            peer.negotiate(actions=mta.SMFIF_ADDHDRS)
        self.assertEqual(len(daemon.log_lines("connection refused")), 1)

    def test_old_mta_that_waits_for_every_answer_is_served(self):
        with self.started().mta(version=2, actions=0x3F, protocol=0x7F) as peer:
            self.assertEqual(peer.protocol, mta.SMFIP_NOHELO)
            self.assertIn(SIGNATURE, peer.deliver(message()).message)

    def test_mta_without_leading_space_gets_the_same_message(self):
        text = message(extra=("X-Folded: one\r\n\ttwo",))
        with self.started().mta(protocol=mta.PROTOCOL & ~mta.SMFIP_HDR_LEADSPC) as peer:
            outcome = peer.deliver(text)
        mark, = outcome.added(MARK)
        self.assertTrue(mark.startswith("true;"), mark)
        self.assertIn(text[:text.index(b"\r\n\r\n")], outcome.message)

    def test_mta_without_skip_need_not_wait_for_body_answers(self):
        with self.started().mta(protocol=mta.PROTOCOL & ~mta.SMFIP_SKIP) as peer:
            self.assertTrue(peer.protocol & mta.SMFIP_NR["B"])
            outcome = peer.deliver(message(body=LONG_BODY))
            self.assertTrue(SIGNATURE in outcome.message)
            outcome = peer.deliver(message(body=LONG_BODY), "<robot@example.com>")
            self.assertTrue(outcome.body == LONG_BODY)
            self.assertEqual(len(outcome.added(MARK)), 1)


class Delivery(DaemonTest):
    def setUp(self):
        super().setUp()
        self.server = self.started()

    def test_stamps_a_message_of_ours(self):
        text = message()
        outcome = self.server.deliver(text)
        self.assertEqual(outcome.verdict, CONTINUE)
        self.assertTrue(outcome.body.startswith(split_message(text)[1]))
        self.assertIn(SIGNATURE, outcome.body)

    def test_mark_comes_before_any_other_edit(self):
        outcome = self.server.deliver(message(body="Grüße\r\n".encode()))
        self.assertEqual(outcome.edits[0][:3], ("insert", MARK, 0))
        self.assertTrue(outcome.edits[0][-1].startswith(" true;"), outcome.edits[0])

    def test_all_that_came_in_is_in_what_goes_out(self):
        text = message(body=LONG_BODY, extra=("X-Tight:value", "X-Wide:   value",
                                              "X-Folded: a\r\n\tb\r\n c"))
        outcome = self.server.deliver(text)
        fields, body = split_message(outcome.message)
        edited = {edit[1] for edit in outcome.edits}
        self.assertEqual([field for field in fields if field[0].decode() not in edited],
                         split_message(text)[0])
        self.assertTrue(body.startswith(LONG_BODY))

    def test_new_body_takes_as_few_packets_as_can_be(self):
        outcome = self.server.deliver(message(body=LONG_BODY))
        self.assertEqual(outcome.body_packets, -(-len(outcome.body) // mta.CHUNK))

    def test_any_cut_of_the_body_gives_the_same_octets(self):
        text = message(body=LONG_BODY[:3000])
        whole = self.server.deliver(text)
        for name, chunk in (("one", 1), ("prime", 7), ("random", lambda: random.randint(1, 99))):
            with self.subTest(name):
                self.assertEqual(self.server.deliver(text, chunk=chunk).body, whole.body)

    def test_empty_body_is_stamped(self):
        self.assertIn(SIGNATURE, self.server.deliver(message(body=b"")).body)

    def test_bounce_is_accepted_at_the_start_of_its_body(self):
        outcome = self.server.deliver(message(), sender="<>")
        self.assertEqual((outcome.verdict, outcome.chunks_sent), (ACCEPT, 1))

    def test_stranger_is_accepted_at_the_start_of_the_body(self):
        text = message(sender="eve@example.org")
        outcome = self.server.deliver(text, sender="<eve@example.org>")
        self.assertEqual((outcome.verdict, outcome.chunks_sent), (ACCEPT, 1))
        self.assertEqual(outcome.message, text)

    def test_message_without_a_stamp_gets_the_mark_and_keeps_its_body_at_home(self):
        text = message(sender="robot@example.com", body=LONG_BODY)
        outcome = self.server.deliver(text, sender="<robot@example.com>")
        self.assertEqual(outcome.chunks_sent, 1)
        self.assertEqual(outcome.body_packets, 0)
        self.assertEqual([edit[:2] for edit in outcome.edits], [("insert", MARK)])
        self.assertTrue(outcome.body == LONG_BODY)

    def test_local_pickup_has_no_angle_brackets(self):
        outcome = self.server.deliver(message(), sender="jane@example.com",
                                      recipients=["bob@example.net"])
        self.assertIn(SIGNATURE, outcome.message)

    def test_message_of_nothing_but_a_body(self):
        with self.server.mta() as peer:
            peer.envelope()
            self.assertEqual(peer.command("B", b"Hi\r\n")[0], CONTINUE)
            outcome = peer.end_of_message([], b"Hi\r\n")
            self.assertEqual(outcome.verdict, CONTINUE)

    def test_envelope_at_its_end_with_no_message_at_all(self):
        with self.server.mta() as peer:
            peer.envelope()
            self.assertEqual(peer.end_of_message([], b"").verdict, CONTINUE)


class Connections(DaemonTest):
    def setUp(self):
        super().setUp()
        self.server = self.started()

    def test_messages_on_one_connection_do_not_mix(self):
        with self.server.mta() as peer:
            first = peer.deliver(message(body=b"first\r\n"))
            other = peer.deliver(message(sender="eve@example.org", body=b"other\r\n"),
                                 sender="<eve@example.org>")
            second = peer.deliver(message(body=b"second\r\n"))
        self.assertIn(SIGNATURE, first.body)
        self.assertEqual(other.verdict, ACCEPT)
        self.assertTrue(second.body.startswith(b"second\r\n"))
        self.assertNotIn(b"first", second.message)

    def test_abort_at_any_stage_leaves_no_trace(self):
        def at_mail(peer):
            peer.mail("<aborted@example.com>")

        def at_recipient(peer):
            peer.envelope("<aborted@example.com>", ["<lost@example.net>"])

        def at_header(peer):
            at_recipient(peer)
            peer.header(b"Subject", b" aborted")

        def at_end_of_header(peer):
            at_header(peer)
            peer.end_of_header()

        def at_body(peer):
            peer.envelope()
            peer.header(b"From", b" jane@example.com")
            peer.end_of_header()
            peer.command("B", b"aborted body\r\n")

        for stage in (at_mail, at_recipient, at_header, at_end_of_header, at_body):
            with self.subTest(stage.__name__), self.server.mta() as peer:
                stage(peer)
                peer.abort()
                outcome = peer.deliver(message(body=b"after\r\n"))
                self.assertTrue(outcome.body.startswith(b"after\r\n"))
                self.assertIn(SIGNATURE, outcome.body)
                self.assertNotIn(b"aborted", outcome.message)

    def test_abort_without_a_message_is_harmless(self):
        with self.server.mta() as peer:
            peer.abort()
            peer.abort()
            self.assertIn(SIGNATURE, peer.deliver(message()).body)

    def test_new_mail_command_begins_anew(self):
        with self.server.mta() as peer:
            peer.envelope("<eve@example.org>")
            peer.header(b"Subject", b" left behind")
            outcome = peer.deliver(message())
            self.assertIn(SIGNATURE, outcome.body)
            self.assertNotIn(b"left behind", outcome.message)

    def test_connection_is_used_again_after_quit_nc(self):
        with self.server.mta() as peer:
            peer.deliver(message())
            peer.send("K")
            peer.connect("192.0.2.8")
            outcome = peer.deliver(message())
            self.assertIn(SIGNATURE, outcome.body)
            self.assertTrue(outcome.added(MARK)[0].startswith(" true;"))

    def test_everything_at_once_is_answered_in_order(self):
        fields, body = split_message(message())
        with self.server.mta() as peer:
            stream = b""
            for _ in range(3):
                stream += peer.packet("M", b"<jane@example.com>\0")
                stream += peer.packet("R", b"<bob@example.net>\0")
                for name, value in fields:
                    stream += peer.packet("L", name + b"\0" + value + b"\0")
                stream += peer.packet("N") + peer.packet("B", body) + peer.packet("E")
            peer.send_raw(stream)
            for _ in range(3):
                self.assertEqual(peer.receive()[0], CONTINUE)  # body
                commands = []
                while not commands or commands[-1] != CONTINUE:
                    commands.append(peer.receive()[0])
                self.assertEqual(commands, ["i", "b", CONTINUE])

    def test_skip_is_said_once_and_the_next_message_is_looked_at_again(self):
        with self.server.mta() as peer:
            peer.envelope("<robot@example.com>")
            peer.header(b"From", b" robot@example.com")
            self.assertEqual(peer.end_of_header()[0], CONTINUE)
            self.assertEqual(peer.command("B", b"body\r\n")[0], SKIP)
            self.assertEqual(len(peer.end_of_message([], b"").added(MARK)), 1)
            self.assertIn(SIGNATURE, peer.deliver(message()).body)


class Log(DaemonTest):
    def setUp(self):
        super().setUp()
        self.server = self.started()

    def outcomes(self):
        lines = [line.split(" ", 1)[1] for line in self.server.log().splitlines()]
        return [line for line in lines if ": stamped" in line or ": passed" in line]

    def test_one_line_per_message_begins_with_the_queue_id(self):
        self.server.deliver(message(), queue_id="4AbC99")
        line, = self.outcomes()
        self.assertRegex(line, r"^4AbC99: stamped rule=corporate .* ms=\d+\.\d$")

    def test_accepted_message_is_logged_with_its_reason(self):
        self.server.deliver(message(), sender="<>", queue_id="4AbC98")
        line, = self.outcomes()
        self.assertRegex(line, r"^4AbC98: passed reason=bounce .*ms=\d+\.\d$")

    def test_aborted_message_is_not_logged(self):
        with self.server.mta() as peer:
            peer.envelope()
            peer.header(b"Subject", b" x")
            peer.abort()
            peer.deliver(message())
        self.assertEqual(len(self.outcomes()), 1)

    def test_queue_id_cannot_forge_a_line(self):
        self.server.deliver(message(), queue_id="x\nFORGED: stamped")
        line, = self.outcomes()
        self.assertTrue(line.startswith("x?FORGED?"), line)

    def test_message_without_a_queue_id(self):
        self.server.deliver(message(), queue_id=None)
        self.assertTrue(self.outcomes()[0].startswith("NOQUEUE: "))

    def test_nothing_of_the_message_is_in_the_log(self):
        self.server.deliver(message("secret subject", body=b"secret body\r\n"))
        self.assertNotIn("secret", self.server.log())


if __name__ == "__main__":
    unittest.main()
