#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""SIGUSR1: a new configuration at once, or the last good one. What the files themselves
set off, a moment later, is in test_watch.py."""

import re
import signal
import threading
import unittest

from daemon import DaemonTest
from mta import message

BROKEN = "broken = 1\n"


class Reload(DaemonTest):
    def setUp(self):
        super().setUp()
        self.server = self.started()
        self.server.write_template("Version 1.")

    def body(self):
        return self.server.deliver(message()).body

    def test_new_template_is_in_force(self):
        self.server.reload()
        self.assertIn(b"Version 1.", self.body())

    def test_broken_configuration_keeps_the_last_good_one(self):
        self.server.reload()
        self.server.write_template("Version 2.")
        self.server.write_config(BROKEN)
        self.server.reload("not reloaded")
        self.assertIn(b"Version 1.", self.body())

    def test_problem_is_logged_once_with_file_and_line(self):
        self.server.write_config(BROKEN)
        for _ in range(3):
            self.server.reload("not reloaded")
        place = self.server.config_path + ":"
        problems = [line for line in self.server.log_lines(place) if "broken" in line]
        self.assertEqual(len(problems), 1, self.server.log())
        self.assertRegex(problems[0], re.escape(place) + r"\d+:")

    def test_mended_configuration_is_in_force(self):
        self.server.write_config(BROKEN)
        self.server.reload("not reloaded")
        self.server.write_config()
        self.server.reload()
        self.assertIn(b"Version 1.", self.body())

    def test_same_problem_after_a_good_time_is_logged_again(self):
        for _ in range(2):
            self.server.write_config(BROKEN)
            self.server.reload("not reloaded")
            self.server.write_config()
            self.server.reload()
        place = self.server.config_path + ":"
        self.assertEqual(len([line for line in self.server.log_lines(place)
                              if "broken" in line]), 2)

    def test_message_keeps_the_configuration_it_began_with(self):
        with self.server.mta() as peer:
            peer.envelope()
            peer.header(b"From", b" jane@example.com")
            peer.end_of_header()
            peer.command("B", b"Hi\r\n")
            self.server.reload()
            outcome = peer.end_of_message([], b"Hi\r\n")
            self.assertIn(b"Jane Doe, Example Inc", outcome.body)
            self.assertIn(b"Version 1.", peer.deliver(message()).body)

    def test_new_socket_needs_a_new_start(self):
        self.server.settings = ""
        old = self.server.listen
        self.server.listen = f"unix:{self.folder}/other"
        self.server.write_config()
        self.server.listen = old
        self.server.reload()
        self.assertEqual(len(self.server.log_lines("at the next start")), 1)
        self.assertIn(b"Version 1.", self.body())

    def test_many_signals_do_no_harm(self):
        for _ in range(200):
            self.server.signal(signal.SIGUSR1)
        self.server.reload()
        self.assertIn(b"Version 1.", self.body())
        self.assertEqual(self.server.stop()[0], 0)


class UnderLoad(DaemonTest):
    CLIENTS, CHANGES = 4, 40

    def setUp(self):
        super().setUp()
        self.server = self.started()
        self.server.write_template("Version 0.")
        self.server.reload()
        self.bodies = []
        self.running = True

    def send_messages(self):
        while self.running:
            with self.server.mta() as peer:
                for _ in range(5):
                    self.bodies.append(peer.deliver(message()).body)

    def change(self, number):
        """Every fourth version is one that must never be seen."""
        broken = number % 4 == 3
        if broken:
            self.server.write_config(BROKEN)
        self.server.write_template(f"Version {number}.")
        if broken:
            self.server.reload("not reloaded")
            self.server.write_template(f"Version {number + 1}.")
            self.server.write_config()
        self.server.reload()

    def test_every_message_has_one_whole_version(self):
        clients = [threading.Thread(target=self.send_messages)
                   for _ in range(self.CLIENTS)]
        for client in clients:
            client.start()
        for number in range(1, self.CHANGES):
            self.change(number)
        self.running = False
        for client in clients:
            client.join()
        versions = [re.findall(rb"Version (\d+)\.", body) for body in self.bodies]
        self.assertGreater(len(versions), 50)
        self.assertEqual([found for found in versions if len(found) != 1], [])
        self.assertEqual([found for found in versions if int(found[0]) % 4 == 3], [])


if __name__ == "__main__":
    unittest.main()
