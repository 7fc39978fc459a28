# SPDX-License-Identifier: BSD-2-Clause
"""Clients that are many, or slow, or have too much to say."""
import os
import socket
import struct
import threading
import time
import unittest

from case import FaultCase, LONG, MEGABYTE, SANITIZED, long_form
from harness import process
from mta import Mta, message
from post import Dripping, large

SIGNATURE = b"SIGNATURE-OF-THE-TEST"


def threads_of(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


class WithPeers:
    def open_connections(self, count):
        """Without Postfix."""
        peers = []
        for _ in range(count):
            peers.append(Mta(self.daemon.socket, 60))
            self.addCleanup(peers[-1].close)
            peers[-1].open()
        return peers


class Many(WithPeers, FaultCase):
    def test_connections_to_the_milter(self):
        """All are open at once, then all send a message."""
        count = 2000 if LONG else 500
        self.up()
        bodies, lock = [], threading.Lock()
        peers = self.open_connections(count)
        self.client.deliver_all(self.some(20))

        def send(some):
            for peer in some:
                outcome = peer.deliver(message())
                with lock:
                    bodies.append(outcome.body)
        workers = [threading.Thread(target=send, args=(peers[n::20],)) for n in range(20)]
        start, most = time.monotonic(), 0
        for worker in workers:
            worker.start()
        while any(worker.is_alive() for worker in workers):
            most = max(most, threads_of(self.daemon.pid))
            time.sleep(0.02)
        seconds = time.monotonic() - start
        self.assertEqual(sum(body.count(SIGNATURE) for body in bodies), count)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.report(f"{count} connections to the milter at once, a message on each",
                    f"{count} stamped once, {count / seconds:.0f} a second, {most} threads "
                    "at most; Postfix is served meanwhile", figures)

    @long_form
    def test_sessions_of_postfix(self):
        count = 2000 if LONG else 150
        self.up()
        self.client.patience = 600
        self.client.deliver_all(self.some(count), count)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.report(f"{count} SMTP connections at once, 100 smtpd",
                    "Postfix serves 100 at a time, all are stamped", figures)


class Slow(WithPeers, FaultCase):
    def test_a_client_that_drips(self):
        seconds = 0.2 if LONG else 0.005
        self.up()
        dripping = Dripping(self.mta.address, seconds, timeout=600)
        slow = [self.letter("new-plain") for _ in range(20 if LONG else 5)]
        sending = dripping.begin(slow, len(slow))
        time.sleep(0.5)
        self.client.deliver_all(self.some(40), 4)
        early = not any(one.accepted for one in slow)
        dripping.wait(sending)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.assertTrue(early, "the others did not wait")
        self.report(f"{len(slow)} SMTP clients that send an octet each {seconds:g} s",
                    "the milter has an idle connection for each; others are not held up",
                    figures)

    def test_peers_that_stall_in_a_packet(self):
        """Each takes a thread of libmilter's, as long as it stays. One that the thread was
        meant for waits until something else happens: Postfix may lose its patience."""
        self.up(settings={"milter_command_timeout": "5s"})
        before = threads_of(self.daemon.pid)
        peers = self.open_connections(200 if LONG else 50)
        for peer in peers:
            peer.send_raw(struct.pack("!I", 1000) + b"L" + b"x" * 100)
        self.client.deliver_all(self.some(40), 4)
        process.wait_for(lambda: threads_of(self.daemon.pid) >= len(peers), "threads")
        stalled = threads_of(self.daemon.pid)
        for peer in peers:
            peer.close()
        process.wait_for(lambda: threads_of(self.daemon.pid) <= before + 2, "threads to end",
                         30)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.report(f"{len(peers)} milter clients that stall in the middle of a packet",
                    f"{stalled} threads instead of {before} as long as they stay; others "
                    "are not held up", figures)

    def test_a_stop_while_peers_stall(self):
        self.up()
        for peer in self.open_connections(10):
            peer.send_raw(struct.pack("!I", 1000) + b"M<jane")
        start = time.monotonic()
        self.daemon.ask_to_stop()
        self.supervisor.wait_for_death(1)
        seconds = time.monotonic() - start
        self.assertEqual(self.supervisor.deaths, [0])
        figures = self.settle().check(self.letters)
        self.report("SIGTERM while milter clients stall in the middle of a packet",
                    f"ends after {seconds:.1f} s", figures)
        self.assertLess(seconds, 10)


class Large(FaultCase):
    LIMITS = {"message_size_limit": "0", "queue_minfree": "0"}

    def deliver_large(self, octets):
        one = large(octets)
        self.letters.append(one)
        self.client.timeout = 600
        self.client.deliver(one)

    @long_form
    def test_200_megabytes(self):
        self.up(settings=self.LIMITS)
        self.daemon.set_value("max-message-size", "50M")
        self.daemon.reload()
        self.deliver_large(200_000_000)
        figures = self.settle(passes=["oversize"]).check(self.letters)
        self.assert_never_died()
        self.supervisor.note_peak()
        self.assertLess(self.supervisor.peak, 150 * MEGABYTE)
        self.report("message of 200 MB, max-message-size = 50M",
                    "passes with the mark as soon as it is too large", figures)

    @long_form
    def test_200_megabytes_that_are_to_be_stamped(self):
        self.up(settings=self.LIMITS, values={"max-message-size": "300M"})
        self.deliver_large(200_000_000)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.report("message of 200 MB, max-message-size = 300M", "stamped", figures)

    @unittest.skipIf(SANITIZED, "the sanitizer's memory would be measured")
    def test_past_the_limit(self):
        """The same with less."""
        self.up(settings=self.LIMITS, values={"max-message-size": "2M"})
        self.deliver_large(10_000_000)
        figures = self.settle(passes=["oversize"]).check(self.letters)
        self.supervisor.note_peak()
        self.assertEqual(figures.passed["oversize"], 1)
        self.assertLess(self.supervisor.peak, 25 * MEGABYTE)
        self.report("message of 10 MB, max-message-size = 2M", "passes with the mark", figures)
