#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Peers that break the protocol: the daemon lives on and serves the others.

One thing is left out because libmilter 8.17 itself does not survive it: a macro packet
with a name and no value (smfi_getsymval reads past the end of the list). Whoever may
connect to the socket can do that; the socket's permissions are the guard."""

import random
import socket
import struct
import threading
import time
import unittest

from daemon import SANITIZED, DaemonTest
from mta import Hangup, Mta, message

SIGNATURE = b"Jane Doe, Example Inc"
OPTNEG = struct.pack("!III", 6, 0x1FF, 0x1FFFFF)
CONNECT = b"client.example.net\x004\x12\x34192.0.2.7\0"


def packet(command, data=b""):
    return Mta.packet(command, data)


def stages(*names):
    """The ordinary packets of these stages, one after another."""
    ordinary = {
        "O": packet("O", OPTNEG), "C": packet("C", CONNECT),
        "M": packet("M", b"<jane@example.com>\0"), "R": packet("R", b"<b@example.net>\0"),
        "L": packet("L", b"Subject\0 x\0"), "N": packet("N"), "B": packet("B", b"Hi\r\n"),
        "E": packet("E"), "A": packet("A"), "K": packet("K"), "Q": packet("Q"),
        "U": packet("U", b"XYZZY\0"), "H": packet("H", b"helo\0"), "T": packet("T"),
    }
    return b"".join(ordinary[name] for name in names)


HANDSHAKE = stages("O", "C")
ENVELOPE = HANDSHAKE + stages("M", "R")

BAD_LENGTHS = {
    "zero": struct.pack("!I", 0) + b"O",
    "all ones": b"\xff" * 5,
    "largest positive": b"\x7f\xff\xff\xff" + b"O",
    "hundred megabytes": struct.pack("!I", 100000000) + b"B" + b"x" * 70000,
    "shorter than the data": struct.pack("!I", 3) + b"O" + OPTNEG,
    "one past a chunk": HANDSHAKE + packet("L", b"X\0" + b"x" * 1100000),
    "half a length": b"\0\0",
    "half a packet": struct.pack("!I", 13) + b"O\0\0",
    "half a packet in a message": ENVELOPE + struct.pack("!I", 5000) + b"Lab",
}
BAD_CONTENT = {
    "garbage": bytes(range(256)) * 20,
    "http": b"GET / HTTP/1.1\r\nHost: example.net\r\n\r\n",
    "smtp": b"EHLO client.example.net\r\nMAIL FROM:<jane@example.com>\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 500,
    "short negotiation": packet("O", b"\0\0\0\6"),
    "ancient version": packet("O", struct.pack("!III", 1, 0x1FF, 0)),
    "future version": packet("O", struct.pack("!III", 999, 0xFFFFFFFF, 0xFFFFFFFF)),
    "unknown command": HANDSHAKE + packet("z", b"data"),
    "address without an end": HANDSHAKE + packet("M", b"<jane@example.com>"),
    "no address": HANDSHAKE + packet("M"),
    "empty address": HANDSHAKE + packet("M", b"\0") + stages("R", "L", "N", "B", "E"),
    "many arguments": HANDSHAKE + packet("M", b"<a@example.com>\0" + b"X=Y\0" * 9000),
    "header without a value": ENVELOPE + packet("L", b"Subject"),
    "header without a name": ENVELOPE + packet("L", b"\0 value\0") + stages("N", "B", "E"),
    "header with an empty value": ENVELOPE + packet("L", b"X\0\0") + stages("N", "B", "E"),
    "header of line ends": ENVELOPE + packet("L", b"X\0\n\n\r\r\n\0") + stages("N", "E"),
    "client of no family": stages("O") + packet("C", b"host\0?\0\0x\0"),
    "client without an address": stages("O") + packet("C", b"host\0U"),
    "client of nonsense": stages("O") + packet("C", b"host\x004\0\0not.an.address\0"),
    "macros of no stage": HANDSHAKE + packet("D", b"?name\0value\0"),
    "macros without an end": HANDSHAKE + packet("D", b"Mname"),
    "body with the end": ENVELOPE + stages("L", "N") + packet("E", b"tail\r\n"),
}
BAD_ORDER = {
    "message before the negotiation": stages("M", "R", "L", "N", "B", "E"),
    "negotiation twice": stages("O", "O", "C", "M", "R", "L", "N", "B", "E"),
    "negotiation in a message": ENVELOPE + stages("L", "O", "L", "N", "B", "E"),
    "connection twice": HANDSHAKE + stages("C", "M", "R", "L", "N", "B", "E"),
    "end first": HANDSHAKE + stages("E"),
    "body first": HANDSHAKE + stages("B", "B", "E"),
    "body behind an unknown command": HANDSHAKE + stages("U", "B", "R", "L", "N", "B", "E"),
    "recipient first": HANDSHAKE + stages("R", "L", "N", "B", "E"),
    "header without a recipient": HANDSHAKE + stages("M", "L", "N", "B", "E"),
    "header behind the body": ENVELOPE + stages("L", "N", "B", "L", "N", "B", "E"),
    "end of header twice": ENVELOPE + stages("L", "N", "N", "B", "E"),
    "end twice": ENVELOPE + stages("L", "N", "B", "E", "E"),
    "recipient in the body": ENVELOPE + stages("L", "N", "B", "R", "B", "E"),
    "mail in the body": ENVELOPE + stages("L", "N", "B", "M", "R", "N", "B", "E"),
    "everything behind quit": HANDSHAKE + stages("Q", "M", "R", "L", "N", "B", "E"),
    "quit_nc in a message": ENVELOPE + stages("L", "K", "M", "R", "L", "N", "B", "E"),
    "quit_nc without end": HANDSHAKE + stages(*"KKKKKKKKCMRLNBE"),
    "aborts": ENVELOPE + stages(*"ALANABAEAAAMRLNBE"),
    "helo and data that were declined": HANDSHAKE + stages(*"HMRTLNBE"),
}


class Abuse(DaemonTest):
    def setUp(self):
        super().setUp()
        self.server = self.started()

    def assert_alive(self):
        self.assertIsNone(self.server.process.poll(), self.server.log())
        self.assertIn(SIGNATURE, self.server.deliver(message()).body)

    def assert_nothing_under_way(self):
        """A message that was left behind would hold the stop."""
        self.assertEqual(self.server.stop()[0], 0)
        self.assertEqual(len(self.server.log_lines("stopping, 0 messages")), 1)

    def abuse(self, data):
        """Sends, reads what comes, hangs up."""
        with Mta(self.server.address, 0.2) as peer:
            try:
                peer.send_raw(data)
                peer.socket.shutdown(socket.SHUT_WR)
                while peer.socket.recv(65536):
                    pass
            except OSError:
                pass

    def run_table(self, table):
        for name, data in table.items():
            with self.subTest(name):
                self.abuse(data)
                self.assert_alive()
        self.assert_nothing_under_way()

    def test_bad_lengths(self):
        self.run_table(BAD_LENGTHS)

    def test_bad_content(self):
        self.run_table(BAD_CONTENT)

    def test_bad_order(self):
        self.run_table(BAD_ORDER)

    def test_connection_lost_at_every_octet(self):
        session = ENVELOPE + stages("L", "N", "B", "E")
        for length in range(0, len(session), 3):
            with Mta(self.server.address) as peer:
                peer.send_raw(session[:length])
        self.assert_alive()
        self.assert_nothing_under_way()

    def test_connection_lost_in_the_middle_of_the_new_body(self):
        with self.server.mta() as peer:
            peer.envelope()
            peer.header(b"From", b" jane@example.com")
            peer.end_of_header()
            for _ in range(50):
                peer.command("B", b"0123456789\r\n" * 5000)
            peer.send("E")
            self.assertEqual(peer.receive()[0], "i")
        self.server.wait_for_log("did not take the new body")
        line, = self.server.log_lines("did not take")
        self.assertTrue(line.endswith(" action=defer"), line)
        self.assert_alive()
        self.assert_nothing_under_way()

    def test_random_sessions(self):
        dice = random.Random(20251122)
        names = "OCHMRTLNBEAKQU"
        for _ in range(100 if SANITIZED else 300):
            session = bytearray(HANDSHAKE + b"".join(
                stages(dice.choice(names)) for _ in range(dice.randrange(30))))
            for _ in range(dice.choice((0, 0, 1, 5))):
                session[dice.randrange(len(session))] = dice.randrange(256)
            with Mta(self.server.address) as peer:
                try:
                    peer.send_raw(bytes(session))
                except OSError:
                    pass
        self.assert_alive()
        self.assert_nothing_under_way()


class Company(DaemonTest):
    """Others are served while some are slow."""

    def test_slow_peer_holds_up_nobody(self):
        server = self.started()
        with Mta(server.address) as slow:
            for octet in ENVELOPE[:60]:
                slow.send_raw(bytes([octet]))
                start = time.monotonic()
                server.deliver(message())
                self.assertLess(time.monotonic() - start, 5)

    def test_slow_message_arrives_whole(self):
        server = self.started()
        session = ENVELOPE + stages("L", "N", "B", "E")
        with Mta(server.address) as slow:
            for octet in session:
                slow.send_raw(bytes([octet]))
                time.sleep(0.001)
            commands = [slow.receive()[0] for _ in range(5)]
        self.assertEqual(commands[0], "O")

    def test_many_idle_connections(self):
        server = self.started()
        idle = [server.mta() for _ in range(500)]
        self.assertIn(SIGNATURE, server.deliver(message()).body)
        for peer in idle:
            peer.close()
        self.assertIn(SIGNATURE, server.deliver(message()).body)

    def test_many_clients_at_once(self):
        server = self.started()
        bodies, errors = [], []

        def send():
            try:
                with server.mta() as peer:
                    for _ in range(10):
                        bodies.append(peer.deliver(message()).body)
            except (Hangup, OSError) as error:
                errors.append(error)

        clients = [threading.Thread(target=send) for _ in range(20)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        self.assertEqual(errors, [])
        self.assertEqual(sum(body.count(SIGNATURE) for body in bodies), 200)
        self.assertEqual(len(server.log_lines(": stamped")), 200)


if __name__ == "__main__":
    unittest.main()
