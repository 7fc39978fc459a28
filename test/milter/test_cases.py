#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The golden cases (test/cases) through the daemon: octet by octet what the tool says, in
whatever pieces the body comes."""

import glob
import os
import random
import re
import shutil
import subprocess
import unittest

from daemon import MAILSTAMP, SANITIZED, DaemonTest
from mta import ACCEPT, join_message, split_message

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cases")
FROM, TO = "jane@example.com", "bob@example.net"

# The moment, and the hash over it.
MARK = re.compile(rb"(X-MailstampProcessed: true;[^\r\n]*?) t=\d+;[^\r\n]*")


def without_time(message):
    return MARK.sub(rb"\1", message, count=1)


def read_case(path):
    """The message as an MTA has it; None for one that no MTA could hand over."""
    with open(path, "rb") as file:
        text = file.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    fields, body = split_message(text)
    sound = all(re.fullmatch(rb"[!-9;-~]+", name) for name, _ in fields)
    return text if sound and join_message(fields, body) == text else None


class Cases(DaemonTest):
    def setUp(self):
        super().setUp()
        self.server = self.daemon()
        shutil.copytree(f"{CASES}/default", self.folder, dirs_exist_ok=True)
        with open(self.server.config_path, encoding="utf-8") as file:
            config = file.read()
        more = f'listen = "{self.server.listen}"\nopt-out = "[nosig]"\n'
        self.server.write("mailstamp.conf", more + config)
        self.server.start()
        self.messages = {}
        for path in sorted(glob.glob(f"{CASES}/*/message.eml")):
            text = read_case(path)
            if text is not None:
                self.messages[path.split(os.sep)[-2]] = text

    def by_tool(self, text):
        result = subprocess.run([MAILSTAMP, "stamp", "--config", self.server.config_path,
                                 "--from", FROM, "--to", TO],
                                input=text, capture_output=True, check=False)
        return result.stdout if result.returncode == 0 else None

    def compare(self, text, chunk):
        wanted = self.by_tool(text)
        outcome = self.server.deliver(text, f"<{FROM}>", [f"<{TO}>"], chunk=chunk)
        if wanted is None:
            self.assertTrue(outcome.deferred)
        else:
            self.assertEqual(without_time(outcome.message), without_time(wanted))

    def test_there_are_some(self):
        self.assertGreater(len(self.messages), 50)

    def test_whole_chunks(self):
        for name, text in self.messages.items():
            with self.subTest(name):
                self.compare(text, 65535)

    def test_second_pass_changes_nothing(self):
        """The mark covers what the MTA has, folded fields included."""
        for name, text in self.messages.items():
            first = self.server.deliver(text, f"<{FROM}>", [f"<{TO}>"])
            if not first.added("X-MailstampProcessed"):
                continue
            with self.subTest(name):
                second = self.server.deliver(first.message, f"<{FROM}>", [f"<{TO}>"])
                self.assertEqual((second.verdict, second.edits), (ACCEPT, []))

    def test_one_octet_at_a_time(self):
        largest = 2000 if SANITIZED else 20000
        for name, text in self.messages.items():
            if len(text) <= largest:
                with self.subTest(name):
                    self.compare(text, 1)

    def test_random_pieces(self):
        dice = random.Random(1)
        for name, text in self.messages.items():
            with self.subTest(name):
                self.compare(text, lambda: dice.randint(1, 3000))


if __name__ == "__main__":
    unittest.main()
