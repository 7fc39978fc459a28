# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of the tool share: a folder that `mailstamp init` made, messages, calls."""

import os
import shutil
import subprocess
import tempfile
import unittest

MAILSTAMP = os.environ["MAILSTAMP"]
NOW = "2026-03-05T10:00:00Z"

LETTER = b"""From: Jane Doe <jane.doe@example.com>
To: bob@example.net
Subject: Hello
Message-ID: <1@example.com>
Date: Thu, 05 Mar 2026 09:59:00 +0000

Hello Bob
"""

CONFIG = """
organization = "example.com"
local-domains = { "example.com" }
loop-key-file = "loop.key"
people = "people.csv"
"""


def crlf(octets):
    return octets.replace(b"\n", b"\r\n")


def run(*words, stdin=b"", cwd=None):
    """The finished call; its output is octets."""
    return subprocess.run([MAILSTAMP, *words], input=stdin, capture_output=True, timeout=60,
                          cwd=cwd, check=False)


class ToolTest(unittest.TestCase):
    """Each test has a folder of its own, with a starter configuration in `conf`."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailstamp-cli-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.assertEqual(run("init", self.path("conf")).returncode, 0)
        self.config = self.path("conf/mailstamp.conf")

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)
        return path

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def configure(self, rules, more=""):
        self.write("conf/mailstamp.conf", CONFIG + more + rules)

    def call(self, command, *words, stdin=LETTER):
        """The command under the test's configuration, at the same time every time."""
        return run(command, "--config", self.config, "--now", NOW, *words, stdin=stdin)

    def assertStatus(self, result, status):
        self.assertEqual(result.returncode, status, result.stderr.decode(errors="replace"))

    def assertOneLine(self, octets, *parts):
        """One line on standard error, with all of `parts` in it."""
        self.assertRegex(octets, rb"\A[^\n]*\n\Z")
        for part in parts:
            self.assertIn(part.encode(), octets)
