#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""mailstamp stamp: what the MTA would deliver."""

import os
import subprocess
import unittest

from tool import LETTER, MAILSTAMP, NOW, ToolTest, crlf

MARK = b"X-MailstampProcessed: "


def without_mark(octets):
    return b"".join(line for line in octets.splitlines(True) if not line.startswith(MARK))


class Octets(ToolTest):
    def test_a_letter_is_stamped_and_marked(self):
        result = self.call("stamp")
        self.assertStatus(result, 0)
        self.assertIn(b"Head of Sales", result.stdout)
        self.assertEqual(result.stdout.count(MARK), 1)
        self.assertOneLine(result.stderr, 'stamped rule="everything else" template=corporate ')

    def test_what_was_there_stays_there(self):
        octets = self.call("stamp").stdout
        for line in LETTER.splitlines(True):
            self.assertIn(line, octets)

    def test_lf_gives_lf(self):
        self.assertNotIn(b"\r", self.call("stamp").stdout)

    def test_crlf_gives_crlf(self):
        octets = self.call("stamp", stdin=crlf(LETTER)).stdout
        self.assertNotRegex(octets, rb"(?<!\r)\n")

    def test_both_give_the_same_text(self):
        self.assertEqual(crlf(self.call("stamp").stdout),
                         self.call("stamp", stdin=crlf(LETTER)).stdout)

    def test_a_second_pass_changes_nothing(self):
        once = self.call("stamp").stdout
        twice = self.call("stamp", stdin=once)
        self.assertEqual(twice.stdout, once)
        self.assertOneLine(twice.stderr, "passed reason=already-processed")

    def test_a_passed_letter_gets_the_mark_alone(self):
        letter = b"Auto-Submitted: auto-replied\n" + LETTER
        result = self.call("stamp", stdin=letter)
        self.assertStatus(result, 0)
        self.assertEqual(without_mark(result.stdout), letter)
        self.assertEqual(result.stdout.count(MARK), 1)
        self.assertOneLine(result.stderr, "passed reason=auto-reply")

    def test_the_word_that_wants_no_signature_is_taken_out(self):
        letter = LETTER.replace(b"Subject: Hello", b"Subject: Hello [nosig]")
        result = self.call("stamp", stdin=letter)
        self.assertStatus(result, 0)
        self.assertEqual(without_mark(result.stdout), LETTER)
        self.assertEqual(result.stdout.count(MARK), 1)
        self.assertOneLine(result.stderr, "passed reason=opt-out")

    def test_a_letter_of_somebody_else_is_left_alone(self):
        letter = LETTER.replace(b"example.com", b"example.org")
        result = self.call("stamp", stdin=letter)
        self.assertEqual(result.stdout, letter)
        self.assertOneLine(result.stderr, "passed reason=sender-not-local")

    def test_nothing_gives_nothing(self):
        result = self.call("stamp", stdin=b"")
        self.assertStatus(result, 0)
        self.assertEqual(result.stdout, b"")

    def test_what_is_no_mail_is_mail(self):
        octets = bytes(range(256)) * 100
        result = self.call("stamp", stdin=octets)
        self.assertStatus(result, 0)
        self.assertEqual(result.stdout, octets)

    def test_a_large_message_comes_whole(self):
        letter = LETTER + b"x" * 70 + b"\n"
        letter += (b"y" * 70 + b"\n") * 50000
        result = self.call("stamp", stdin=letter)
        self.assertStatus(result, 0)
        self.assertIn(letter[-1000000:], result.stdout)


class Sources(ToolTest):
    def test_a_file(self):
        path = self.write("letter.eml", LETTER)
        self.assertEqual(self.call("stamp", path, stdin=b"").stdout, self.call("stamp").stdout)

    def test_a_dash_is_standard_input(self):
        self.assertEqual(self.call("stamp", "-").stdout, self.call("stamp").stdout)

    def test_a_name_that_begins_with_a_dash(self):
        self.write("-letter", LETTER)
        result = subprocess.run(
            [MAILSTAMP, "stamp", "--config", self.config, "--now", NOW, "--", "-letter"],
            capture_output=True, cwd=self.folder, check=False)
        self.assertEqual(result.stdout, self.call("stamp").stdout)

    def test_a_pipe_with_a_name(self):
        path = self.path("pipe")
        os.mkfifo(path)
        with subprocess.Popen(["/bin/sh", "-c", f'cat >"{path}"'],
                              stdin=subprocess.PIPE) as writer:
            writer.stdin.write(LETTER)
            writer.stdin.close()
            result = self.call("stamp", path, stdin=b"")
        self.assertEqual(result.stdout, self.call("stamp").stdout)

    def test_a_file_that_cannot_be_read(self):
        for path, why in ((self.path("nowhere.eml"), "No such file"), (self.folder, "directory")):
            with self.subTest(why):
                result = self.call("stamp", path)
                self.assertStatus(result, 1)
                self.assertEqual(result.stdout, b"")
                self.assertOneLine(result.stderr, path, why)


class Envelope(ToolTest):
    RULES = """
        rule "from outside" { when { direction = inbound } template = none }
        rule "to bob" { when { recipient = { "bob@example.net" } } template = "minimal" }
        rule "by login" { when { authenticated = yes } template = none }
        rule "by client" { when { client = { "192.0.2.0/24" } } template = none }
        rule "later" { when { not-before = "2026-03-06" } template = none }
    """

    def outcome(self, *words, stdin=LETTER):
        self.configure(self.RULES)
        result = self.call("stamp", *words, stdin=stdin)
        self.assertStatus(result, 0)
        return result.stderr.decode()

    def test_without_words_the_headers_are_the_envelope(self):
        self.assertIn('rule="to bob"', self.outcome())

    def test_cc_is_in_the_envelope_too(self):
        letter = LETTER.replace(b"To: bob", b"To: ann@example.com\nCc: bob")
        self.assertIn('rule="to bob"', self.outcome(stdin=letter))

    def test_to_takes_the_place_of_the_headers(self):
        self.assertIn("reason=no-rule", self.outcome("--to", "ann@example.net"))

    def test_to_may_be_given_several_times(self):
        self.assertIn('rule="to bob"',
                      self.outcome("--to", "ann@example.net", "--to", "<bob@example.net>"))

    def test_from_takes_the_place_of_the_header(self):
        letter = LETTER.replace(b"jane.doe@example.com", b"eve@example.org")
        self.assertIn("reason=sender-not-local", self.outcome(stdin=letter))
        self.assertIn('rule="to bob"', self.outcome("--from", "jane@example.com", stdin=letter))

    def test_the_null_sender_is_a_bounce(self):
        for sender in ("", "<>"):
            self.assertIn("reason=bounce", self.outcome("--from", sender))

    def test_the_login(self):
        self.assertIn('rule="by login"',
                      self.outcome("--to", "ann@example.net", "--auth", "jane"))

    def test_the_client(self):
        for client, want in (("192.0.2.7", 'rule="by client"'), ("198.51.100.1", "no-rule"),
                             ("2001:db8::1", "no-rule")):
            self.assertIn(want, self.outcome("--to", "ann@example.net", "--client", client))

    def test_the_time(self):
        self.assertIn('rule=later',
                      self.outcome("--to", "ann@example.net", "--now", "2026-03-06"))

    def test_the_time_is_in_the_mark(self):
        self.assertIn(b"t=1772704800;", self.call("stamp").stdout)


class Failure(ToolTest):
    def test_nothing_is_printed_when_mailstamp_fails(self):
        # A signature that outgrows its limit while it is rendered.
        self.write("conf/templates/minimal/signature.html",
                   "{{title}}" * 200)
        self.write("conf/people.csv",
                   "email,name,title\njane.doe@example.com,Jane," + "x" * 4000 + "\n")
        self.configure('rule "all" { template = "minimal" }')
        html = LETTER.replace(b"\n\n", b"\nContent-Type: text/html\n\n", 1)
        result = self.call("stamp", stdin=html)
        self.assertStatus(result, 2)
        self.assertEqual(result.stdout, b"")
        self.assertRegex(result.stderr, rb'\Afailed error="[^\n]+"\n\Z')

    def test_a_full_disk_is_a_failure(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([MAILSTAMP, "stamp", "--config", self.config], input=LETTER,
                                    stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertStatus(result, 2)
        self.assertOneLine(result.stderr, "standard output", "No space left")

    def test_a_broken_configuration_prints_nothing(self):
        self.write("conf/mailstamp.conf", "nonsense = 1\n")
        result = self.call("stamp")
        self.assertStatus(result, 1)
        self.assertEqual(result.stdout, b"")
        self.assertIn(f"{self.config}:1:".encode(), result.stderr)

    def test_warnings_are_for_check(self):
        os.chmod(self.path("conf/loop.key"), 0o644)
        result = self.call("stamp")
        self.assertStatus(result, 0)
        self.assertOneLine(result.stderr, "stamped ")


if __name__ == "__main__":
    unittest.main()
