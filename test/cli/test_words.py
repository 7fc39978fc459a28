#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What the tool is told, and what it says when it is told wrong."""

import unittest

from tool import ToolTest, run

COMMANDS = ("init", "check", "stamp", "explain", "render")


class Help(ToolTest):
    def test_help_names_every_command(self):
        for word in ("--help", "-h"):
            result = run(word)
            self.assertStatus(result, 0)
            self.assertEqual(result.stderr, b"")
            for command in COMMANDS:
                self.assertIn(f"mailstamp {command}".encode(), result.stdout)

    def test_each_command_has_its_own(self):
        for command in COMMANDS:
            with self.subTest(command):
                result = run(command, "--help")
                self.assertStatus(result, 0)
                self.assertIn(f"mailstamp {command}".encode(), result.stdout)

    def test_version(self):
        self.assertRegex(run("--version").stdout, rb"\Amailstamp \d+\.\d+\.\d+\n\Z")


class Wrong(ToolTest):
    def assertWrong(self, words, *parts):
        result = run(*words)
        self.assertStatus(result, 1)
        self.assertEqual(result.stdout, b"")
        self.assertOneLine(result.stderr, *parts)

    def test_no_command_at_all(self):
        result = run()
        self.assertStatus(result, 1)
        self.assertIn(b"usage:", result.stderr)

    def test_a_command_that_there_is_not(self):
        result = run("stmap\x1b")
        self.assertStatus(result, 1)
        self.assertIn(b"'stmap?'", result.stderr)

    def test_an_option_that_there_is_not(self):
        for command in COMMANDS:
            with self.subTest(command):
                self.assertWrong((command, "--nonsense"), f"mailstamp {command}: ", "nonsense")

    def test_an_option_of_another_command(self):
        self.assertWrong(("check", "--from", "a@example.com"), "--from")
        self.assertWrong(("stamp", "--json"), "--json")

    def test_an_option_without_its_value(self):
        self.assertWrong(("stamp", "--config"), "--config")

    def test_too_many_words(self):
        for words in (("check", "a"), ("stamp", "a", "b"), ("explain", "a", "b"),
                      ("render", "a"), ("init", "a", "b")):
            with self.subTest(words):
                self.assertWrong(words, "too many words")

    def test_init_needs_a_folder(self):
        self.assertWrong(("init",), "DIR")
        self.assertWrong(("init", ""), "DIR")

    def test_a_time_that_is_none(self):
        for time in ("yesterday", "2026-13-01", "2026-03-05T25:00:00Z", ""):
            with self.subTest(time):
                self.assertWrong(("stamp", "--config", self.config, "--now", time), "--now")

    def test_a_client_that_is_no_address(self):
        for client in ("mail.example.com", "192.0.2", "192.0.2.0/24", ""):
            with self.subTest(client):
                self.assertWrong(("stamp", "--config", self.config, "--client", client),
                                 "--client")


if __name__ == "__main__":
    unittest.main()
