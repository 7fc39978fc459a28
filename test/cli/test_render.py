#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""mailstamp render: one person's signature, before any mail is sent."""

import unittest

from tool import ToolTest

JANE = ("--person", "jane.doe@example.com")
MINIMAL = ("--template", "minimal")


class Render(ToolTest):
    def test_html_is_the_default(self):
        result = self.call("render", *MINIMAL, *JANE)
        self.assertStatus(result, 0)
        self.assertIn(b"<", result.stdout)
        self.assertIn(b"Jane Doe", result.stdout)
        self.assertEqual(result.stdout, self.call("render", *MINIMAL, *JANE, "--html").stdout)

    def test_text(self):
        result = self.call("render", *MINIMAL, *JANE, "--text")
        self.assertStatus(result, 0)
        self.assertNotIn(b"<", result.stdout)
        self.assertIn(b"Jane Doe", result.stdout)

    def test_the_person_is_found_whatever_the_case(self):
        result = self.call("render", *MINIMAL, "--person", "<Jane.Doe@EXAMPLE.com>", "--text")
        self.assertIn(b"Head of Sales", result.stdout)

    def test_it_ends_with_one_line_end(self):
        self.assertRegex(self.call("render", *MINIMAL, *JANE, "--text").stdout, rb"[^\n]\n\Z")

    def test_the_date_is_the_one_that_is_asked_for(self):
        self.write("conf/templates/minimal/signature.html", "<p>{{date.iso}} {{date.year}}</p>")
        self.configure('rule "all" { template = "minimal" }')
        result = self.call("render", *MINIMAL, *JANE, "--now", "1999-12-31")
        self.assertIn(b"1999-12-31 1999", result.stdout)

    def assertWrong(self, words, *parts):
        result = self.call("render", *words)
        self.assertStatus(result, 1)
        self.assertEqual(result.stdout, b"")
        self.assertOneLine(result.stderr, *parts)

    def test_a_template_that_no_rule_uses(self):
        self.assertWrong(("--template", "none-such", *JANE), "none-such")

    def test_a_field_that_is_required_and_missing(self):
        self.write("conf/templates/minimal/template.conf", "required = { shoe-size }\n")
        self.write("conf/people.csv", "email,name,shoe-size\njane.doe@example.com,Jane,\n")
        self.configure('rule "all" { template = "minimal" }')
        self.assertWrong((*MINIMAL, *JANE), "shoe-size", "jane.doe@example.com")

    def test_words_that_are_missing(self):
        for words in ((), MINIMAL, JANE, (*MINIMAL, *JANE, "--html", "--text")):
            with self.subTest(words):
                self.assertWrong(words, "expected")


if __name__ == "__main__":
    unittest.main()
