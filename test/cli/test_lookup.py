#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""mailstamp lookup: what the directories say about somebody, and which says what."""

import json
import unittest

from tool import ToolTest

JANE = "jane.doe@example.com"
RULE = 'rule "all" { template = "minimal" }\n'

HR = """
directory "hr" {
    type = csv
    file = "hr.csv"
}
"""


class Lookup(ToolTest):
    def two_sources(self, merge):
        self.write("conf/people.csv", f"email,name,title\n{JANE},Jane Doe,\n")
        self.write("conf/hr.csv", f"email,title,team\n{JANE},CTO,\"R&D\"\"\"\njoe@example.com,,\n")
        self.configure(RULE, HR + f"directory-merge = {merge}\n")

    def test_fields_and_where_they_come_from(self):
        self.two_sources("merge")
        result = self.call("lookup", JANE)
        self.assertStatus(result, 0)
        self.assertEqual(result.stdout.decode(), f"{JANE}: known to people, hr\n"
                         f"  email  {JANE}  (people)\n"
                         "  name   Jane Doe  (people)\n"
                         "  team   R&D\"  (hr)\n"
                         "  title  CTO  (hr)\n")

    def test_the_first_that_knows_is_the_only_one(self):
        self.two_sources("first")
        result = self.call("lookup", JANE)
        self.assertStatus(result, 0)
        self.assertIn(b": known to people\n", result.stdout)
        self.assertNotIn(b"hr", result.stdout)
        self.assertIn(b": known to hr, unknown to people\n",
                      self.call("lookup", "joe@example.com").stdout)

    def test_json(self):
        self.two_sources("merge")
        result = self.call("lookup", "--json", "<Jane.Doe@EXAMPLE.COM>")
        self.assertStatus(result, 0)
        self.assertEqual(json.loads(result.stdout), {
            "address": "Jane.Doe@example.com", "local": True, "known": True,
            "sources": [{"name": "people", "known": True}, {"name": "hr", "known": True}],
            "fields": {"email": {"source": "people", "value": JANE},
                       "name": {"source": "people", "value": "Jane Doe"},
                       "team": {"source": "hr", "value": "R&D\""},
                       "title": {"source": "hr", "value": "CTO"}}})

    def test_somebody_unknown(self):
        result = self.call("lookup", "nobody@example.com")
        self.assertStatus(result, 3)
        self.assertEqual(result.stdout, b"nobody@example.com: unknown to people\n")
        found = json.loads(self.call("lookup", "--json", "nobody@example.com").stdout)
        self.assertEqual((found["known"], found["fields"]), (False, {}))

    def test_somebody_who_is_not_ours(self):
        result = self.call("lookup", "bob@example.net")
        self.assertStatus(result, 3)
        self.assertIn(b"bob@example.net: not in local-domains", result.stdout)

    def test_values_cannot_forge_a_line(self):
        self.write("conf/people.csv", f"email,name\n{JANE},\"Jane\n  title  CEO\x1b[1m\"\n")
        result = self.call("lookup", JANE)
        self.assertIn(b"  name   Jane   title  CEO [1m  (people)\n", result.stdout)

    def test_an_address_of_any_octets_is_shown(self):
        for address, shown in (("jane@example.com\udcf0", "jane@example.com\ufffd"),
                               ("j\x1b[1m@example.com", "j [1m@example.com"),
                               ("j\u202e@example.com", "j @example.com")):
            with self.subTest(shown):
                result = self.call("lookup", address)
                self.assertStatus(result, 3)
                self.assertEqual(result.stdout.decode().splitlines()[0],
                                 f"{shown}: unknown to people")

    def test_json_has_nothing_that_a_terminal_obeys(self):
        self.write("conf/people.csv", f"email,name\n{JANE},J\x9b1m\u202e\U000e0041\n".encode())
        out = self.call("lookup", "--json", JANE).stdout
        self.assertIn(b"J\\u009b1m\\u202e\\udb40\\udc41", out)
        self.assertEqual(json.loads(out)["fields"]["name"]["value"],
                         "J\x9b1m\u202e\U000e0041")

    def test_words_that_are_wrong(self):
        for words in ((), ("jane",), (JANE, JANE)):
            with self.subTest(words):
                result = self.call("lookup", *words)
                self.assertStatus(result, 1)
                self.assertOneLine(result.stderr, "lookup: ")


if __name__ == "__main__":
    unittest.main()
