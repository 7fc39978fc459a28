#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""How the daemon ends: at once when it is idle, and never in the middle of a message."""

import os
import signal
import threading
import time
import unittest

from daemon import SANITIZED, DaemonTest, free_port
from mta import CONTINUE, Hangup, Mta, message

SIGNATURE = b"Jane Doe, Example Inc"


class Idle(DaemonTest):
    def test_each_signal_ends_it_cleanly(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                server = self.started()
                server.signal(number)
                self.assertEqual(server.wait(), 0)
                self.assertTrue(server.log().endswith(" stopped\n"))

    def test_stop_during_the_start_is_clean(self):
        server = self.daemon()
        server.write("people.csv", "email,name,text\n" + "".join(
            f"p{number}@example.com,Person {number},\n" for number in range(100000)))
        server.start(wait=False)
        while not server.signals_blocked() & 1 << signal.SIGTERM - 1:
            time.sleep(0.001)
        server.signal(signal.SIGTERM)
        self.assertEqual(server.wait(), 0, server.log())
        self.assertFalse(os.path.exists(server.address))

    def test_stop_in_a_storm_of_reloads_is_clean(self):
        for _ in range(10):
            server = self.started()
            for _ in range(50):
                server.signal(signal.SIGUSR1)
            server.signal(signal.SIGTERM)
            self.assertEqual(server.wait(), 0)

    def test_it_takes_no_five_seconds(self):
        status, seconds = self.started().stop()
        self.assertEqual(status, 0)
        self.assertLess(seconds, 6 if SANITIZED else 1.5)

    def test_inet_listener_takes_no_five_seconds(self):
        status, seconds = self.started(listen=f"inet:{free_port()}@127.0.0.1").stop()
        self.assertEqual(status, 0)
        self.assertLess(seconds, 6 if SANITIZED else 1.5)

    def test_socket_is_gone(self):
        server = self.started()
        server.stop()
        self.assertFalse(os.path.exists(server.address))

    def test_idle_connections_do_not_hold_it(self):
        server = self.started()
        with server.mta() as peer, server.mta() as other, Mta(server.address):
            peer.deliver(message())
            other.envelope()
            status, seconds = server.stop()
        self.assertEqual(status, 0)
        self.assertLess(seconds, 6 if SANITIZED else 2)

    def test_it_starts_again_at_the_same_place(self):
        server = self.started()
        for _ in range(3):
            server.deliver(message())
            server.stop()
            server.start()
        self.assertIn(SIGNATURE, server.deliver(message()).body)


class MessageUnderWay(DaemonTest):
    def setUp(self):
        super().setUp()
        self.server = self.started()
        self.peer = self.in_a_message(self.server)

    def tearDown(self):
        self.peer.close()
        super().tearDown()

    @staticmethod
    def in_a_message(server):
        """A connection with a message that lacks its end."""
        peer = server.mta()
        peer.envelope()
        peer.header(b"From", b" jane@example.com")
        peer.end_of_header()
        peer.command("B", b"Hi\r\n")
        return peer

    def finish(self):
        return self.peer.end_of_message([], b"Hi\r\n")

    def test_it_finishes(self):
        self.server.signal(signal.SIGTERM)
        self.server.wait_for_log("stopping, 1 messages")
        outcome = self.finish()
        self.assertEqual(outcome.verdict, CONTINUE)
        self.assertIn(SIGNATURE, outcome.body)
        self.assertEqual(self.server.wait(), 0)

    def test_new_message_is_deferred(self):
        with self.server.mta() as other:
            self.server.signal(signal.SIGTERM)
            self.server.wait_for_log("stopping, 1 messages")
            outcome = other.deliver(message())
        self.assertTrue(outcome.text.startswith("451 4.3.2 "), outcome.text)
        self.finish()

    def test_new_connection_over_tcp_is_refused(self):
        """A load balancer then takes another machine, and nobody is deferred."""
        server = self.started(listen=f"inet:{free_port()}@127.0.0.1")
        with self.in_a_message(server) as peer:
            server.signal(signal.SIGTERM)
            server.wait_for_log("stopping, 1 messages")
            for _ in range(20):
                with self.assertRaises(ConnectionRefusedError):
                    server.mta()
            self.assertIn(SIGNATURE, peer.end_of_message([], b"Hi\r\n").body)
        self.assertEqual(server.wait(), 0)

    def test_its_abort_ends_the_wait(self):
        self.server.signal(signal.SIGTERM)
        self.server.wait_for_log("stopping, 1 messages")
        self.peer.abort()
        self.assertEqual(self.server.wait(5), 0)

    def test_its_lost_connection_ends_the_wait(self):
        self.server.signal(signal.SIGTERM)
        self.server.wait_for_log("stopping, 1 messages")
        self.peer.close()
        self.assertEqual(self.server.wait(5), 0)

    def test_second_signal_ends_the_wait(self):
        self.server.signal(signal.SIGTERM)
        self.server.wait_for_log("stopping, 1 messages")
        self.server.signal(signal.SIGINT)
        self.assertEqual(self.server.wait(5), 0)
        self.assertEqual(len(self.server.log_lines("1 messages did not finish")), 1)

    def test_message_that_never_ends_is_given_up(self):
        self.server.signal(signal.SIGTERM)
        self.assertEqual(self.server.wait(40), 0)
        self.assertEqual(len(self.server.log_lines("1 messages did not finish")), 1)


class UnderLoad(DaemonTest):
    CLIENTS = 8

    def setUp(self):
        super().setUp()
        self.server = self.started()
        self.finished = []
        self.broken = []

    def send_message(self, peer):
        """Whoever was told to go on with the body gets an answer at the end."""
        peer.envelope()
        peer.header(b"From", b" jane@example.com")
        peer.end_of_header()
        if peer.command("B", b"0123456789\r\n" * 1000)[0] != CONTINUE:
            return
        try:
            for _ in range(19):
                peer.command("B", b"0123456789\r\n" * 1000)
            self.finished.append(peer.end_of_message([], b"").body)
        except Hangup:
            self.broken.append(peer)

    def send_messages(self):
        try:
            while True:
                with self.server.mta() as peer:
                    for _ in range(3):
                        self.send_message(peer)
        except (Hangup, OSError):
            pass  # the daemon has gone

    def test_no_message_is_cut_off(self):
        clients = [threading.Thread(target=self.send_messages)
                   for _ in range(self.CLIENTS)]
        for client in clients:
            client.start()
        self.server.wait_for_log(": stamped", 20)
        status, _ = self.server.stop()
        for client in clients:
            client.join()
        self.assertEqual(status, 0)
        self.assertEqual(self.broken, [])
        self.assertEqual(len(self.finished), len(self.server.log_lines(": stamped")))
        for body in self.finished:
            self.assertIn(SIGNATURE, body)


if __name__ == "__main__":
    unittest.main()
