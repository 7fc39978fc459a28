#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""mailstamp check: all that is wrong, with file and line."""

import os
import unittest

from tool import ToolTest, run


class Check(ToolTest):
    def test_a_good_configuration_is_named(self):
        result = run("check", "--config", self.config)
        self.assertStatus(result, 0)
        self.assertEqual(result.stdout.decode(), f"{self.config}: ok\n")

    def test_all_errors_are_named_with_their_lines(self):
        self.write("conf/mailstamp.conf", "nonsense = 1\nmore = 2\n")
        result = run("check", "--config", self.config)
        self.assertStatus(result, 1)
        self.assertEqual(result.stdout, b"")
        for line in (1, 2):
            self.assertIn(f"{self.config}:{line}:".encode(), result.stderr)

    def test_errors_of_templates_and_people_are_named_too(self):
        self.write("conf/people.csv", "name\nJane\n")
        self.write("conf/templates/minimal/signature.html", "{{#open}}")
        result = run("check", "--config", self.config)
        self.assertStatus(result, 1)
        self.assertIn(b"people.csv:1", result.stderr)
        self.assertIn(b"signature.html:1", result.stderr)

    def test_warnings_are_printed_and_pass(self):
        os.chmod(self.path("conf/loop.key"), 0o644)
        result = run("check", "--config", self.config)
        self.assertStatus(result, 0)
        self.assertOneLine(result.stderr, "loop.key", "warning: ")

    def test_a_configuration_that_is_not_there(self):
        result = run("check", "--config", self.path("nowhere.conf"))
        self.assertStatus(result, 1)
        self.assertOneLine(result.stderr, self.path("nowhere.conf"))

    def test_a_folder_is_no_configuration(self):
        result = run("check", "--config", self.path("conf"))
        self.assertStatus(result, 1)
        self.assertOneLine(result.stderr, self.path("conf"))

    def test_the_default_configuration_is_named(self):
        result = run("check")
        self.assertIn(b"/mailstamp/mailstamp.conf", result.stderr + result.stdout)

    def test_control_characters_reach_no_terminal(self):
        self.write("conf/mailstamp.conf", '"\x1b[31mred\x07" = 1\n')
        result = run("check", "--config", self.config)
        self.assertStatus(result, 1)
        self.assertNotRegex(result.stderr, rb"[\x00-\x09\x0b-\x1f\x7f]")

    def test_a_file_name_with_a_line_end_makes_no_second_line(self):
        result = run("check", "--config", self.path("a\nb: ok\x1b"))
        self.assertStatus(result, 1)
        self.assertOneLine(result.stderr, "a?b: ok?")


if __name__ == "__main__":
    unittest.main()
