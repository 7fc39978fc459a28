#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""mailstamp explain: why, as text and as JSON."""

import glob
import json
import os
import re
import unittest

import schema
from tool import LETTER, ToolTest

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")

REPLY = LETTER.replace(b"Subject: Hello", b"Subject: Re: Hello\nIn-Reply-To: <0@example.net>") + b"""
On Wed, 4 Mar 2026 at 10:00, Bob <bob@example.net> wrote:
> Good morning
"""

MIXED = b"""From: Jane Doe <jane.doe@example.com>
To: bob@example.net
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Hello
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename=a.pdf

pdf
--b--
"""


class Json(ToolTest):
    def explain(self, *words, stdin=LETTER):
        result = self.call("explain", "--json", *words, stdin=stdin)
        self.assertStatus(result, 0)
        self.assertEqual(result.stderr, b"")
        return json.loads(result.stdout)

    def test_it_says_who_writes_to_whom(self):
        told = self.explain()["message"]
        self.assertEqual(told["sender"], "jane.doe@example.com")
        self.assertEqual(told["recipients"], "bob@example.net")
        self.assertEqual(told["direction"], "outbound")
        self.assertEqual(told["person"], "known")

    def test_it_names_the_condition_that_failed(self):
        rules = self.explain()["rules"]
        self.assertEqual([rule["name"] for rule in rules],
                         ["replies and forwards", "everything else"])
        self.assertEqual(rules[0]["matches"], "no")
        self.assertEqual(rules[0]["failed"], "when thread")
        self.assertEqual(rules[1]["matches"], "yes")
        self.assertEqual(rules[1]["template"], "corporate")

    def test_it_names_the_line_of_each_rule(self):
        lines = self.read("conf/mailstamp.conf").decode().splitlines()
        for rule in self.explain()["rules"]:
            self.assertIn(f'rule "{rule["name"]}"', lines[rule["line"] - 1])

    def test_it_names_the_separator_and_where_the_stamp_went(self):
        told = self.explain(stdin=REPLY)
        self.assertEqual(told["message"]["thread"], "reply")
        self.assertNotEqual(told["parts"][0]["separator"], "none")
        self.assertLess(told["parts"][0]["above-quote"], told["parts"][0]["bottom"])
        self.assertEqual(told["result"]["place"], "above-quote")

    def test_it_lists_the_parts(self):
        parts = self.explain(stdin=MIXED)["parts"]
        self.assertEqual([(part["path"], part["type"]) for part in parts],
                         [("1", "multipart/mixed"), ("1.1", "text/plain"),
                          ("1.2", "application/pdf")])
        self.assertEqual(parts[1]["octets"], 5)
        self.assertEqual(parts[2]["role"], "attachment")

    def test_it_warns_of_a_relay_that_had_the_message_before(self):
        self.assertEqual(self.explain()["warnings"], [])
        told = self.explain(stdin=b"X-AntiLoop-Smarthost: true\n" + LETTER)["warnings"]
        self.assertEqual([(each["kind"], each["field"]) for each in told],
                         [("relay-before", "X-AntiLoop-Smarthost")])

    def test_relays_behind_us_are_no_matter_of_a_warning(self):
        stamped = self.call("stamp", stdin=LETTER).stdout
        told = self.explain(stdin=b"X-AntiLoop-Smarthost: true\n" + stamped)
        self.assertEqual(told["result"]["reason"], "already-processed")
        self.assertEqual(told["warnings"], [])

    def test_it_lists_the_headers_that_are_added(self):
        self.configure('rule "all" { template = "minimal" add-headers = { "X-A: 1", "X-A: 2" } }')
        headers = [(h["name"], h["value"]) for h in self.explain()["headers"]]
        self.assertIn(("X-A", "1"), headers)
        self.assertIn(("X-A", "2"), headers)
        self.assertEqual(headers[0][0], "X-MailstampProcessed")

    def test_it_decides_as_stamp_does(self):
        for letter in (LETTER, REPLY, MIXED, b"", b"Precedence: list\n" + LETTER):
            with self.subTest(letter[:30]):
                told = self.explain(stdin=letter)["result"]
                outcome = self.call("stamp", stdin=letter).stderr.decode()
                self.assertTrue(outcome.startswith(told["action"]))
                if told["action"] == "passed":
                    self.assertIn(f"reason={told['reason']} ", outcome)

    def test_octets_of_no_charset_make_valid_json(self):
        letter = (b"From: \"\xff\x01\\\" <jane.doe@example.com>\nTo: \xfe@example.net\n"
                  b"Content-Type: text/pl\xfcin; charset=\"\xfd\x02\"\nSubject: \x00\n\n\xff\n")
        self.explain(stdin=letter)
        self.explain("--to", "a\"b\\c@example.net", stdin=letter)


class Schema(ToolTest):
    """mailstamp(1) lists what there is; nothing else may come, and all of it does."""

    RULES = """
dry-run = %s
rule "titled" { template = "titled"  wrap = true }
rule "tried" { dry-run = true  when { thread = { new, reply } }  template = "minimal" }
rule "banner" { when { subject = "a" }  template = "minimal"  continue = true }
rule "off" { enabled = false  template = none }
rule "all" { template = "minimal"  wrap = true  when { signature = absent } }
"""

    def setUp(self):
        super().setUp()
        self.write("conf/templates/titled/signature.html", "<p>{{none}}</p>")
        self.write("conf/templates/titled/template.conf", "required = { none }\n")
        self.seen = set()

    def told(self, path, *words):
        result = self.call("explain", "--json", *words, path, stdin=b"")
        self.assertStatus(result, 0)
        told = json.loads(result.stdout)
        self.assertEqual(schema.check(told), [], path)
        for name, value in told.items():
            for item in value if isinstance(value, list) else [value]:
                self.seen |= {(name, member) for member in item}

    def test_it_holds_for_every_golden_message_and_all_members_occur(self):
        paths = sorted(glob.glob(f"{TOP}/test/cases/*/message.eml"))
        self.assertGreater(len(paths), 100)
        for dry_run in ("false", "true"):
            self.configure(self.RULES % dry_run)
            for path in paths[::1 if dry_run == "false" else 10]:
                self.told(path, "--from", "jane.doe@example.com")
        self.configure('rule "all" { when { sender = "x@y.example" } template = none }')
        self.told(paths[0], "--from", "jane.doe@example.com")
        relayed = (b"X-Proofpoint-GUID: 1\nDKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=x;\n"
                   b" bh=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=; b=abc\n")
        self.told(self.write("relayed.eml", relayed + LETTER))
        every = {(name, member) for name, members in schema.TOP.items()
                 for member in (members[0] if isinstance(members, list) else members)}
        self.assertEqual(every - self.seen, set())

    def test_a_header_past_its_limit_has_a_result(self):
        self.configure('max-header-size = 1K\nrule "all" { template = "minimal" }')
        path = self.write("long.eml", b"X: " + b"x" * 2000 + b"\n" + LETTER)
        self.told(path)
        self.assertNotIn(("message", "sender"), self.seen)

    def test_the_manual_lists_every_member(self):
        with open(f"{TOP}/packaging/man/mailstamp.1", encoding="utf-8") as file:
            section = file.read().split(".Sh JSON\n")[1].split(".Sh ")[0]
        listed = set(re.findall(r"[a-z-]+", " ".join(re.findall(r"(?m)^\.It Li (.*)", section))))
        members = set(schema.TOP) | {
            member for part in schema.TOP.values()
            for member in (part[0] if isinstance(part, list) else part)}
        self.assertEqual(members - listed, set())
        self.assertEqual(listed - members, set())

    def test_the_manual_lists_every_reason(self):
        with open(f"{TOP}/packaging/man/mailstamp.1", encoding="utf-8") as file:
            section = file.read().split("The reasons to pass a message are:")[1].split(".El")[0]
        self.assertEqual(set(re.findall(r"(?m)^\.It Li (\S+)", section)), schema.REASONS)


class Text(ToolTest):
    def test_each_thing_has_a_line_and_a_heading(self):
        result = self.call("explain")
        self.assertStatus(result, 0)
        headings = [line.split()[0] for line in result.stdout.decode().splitlines()]
        self.assertEqual(headings[:6], ["message", "rule", "rule", "part", "result", "header"])
        self.assertLessEqual(set(headings[6:]), {"header"})

    def test_what_comes_with_the_mail_makes_no_lines_and_no_pairs(self):
        letter = LETTER.replace(b"To: bob@example.net",
                                b'To: "x\x1b\x07 matches=yes"@example.net')
        first, second = self.call("explain", stdin=letter).stdout.decode().splitlines()[:2]
        self.assertNotIn("\x1b", first)
        self.assertRegex(first, r'recipients="[^=]*matches=yes[^=]*@example.net" direction=')
        self.assertTrue(second.startswith("rule "))


if __name__ == "__main__":
    unittest.main()
