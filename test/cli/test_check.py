#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""mailstamp check: all that is wrong, with file and line."""

import os
import unittest

from tool import ToolTest, run


class Check(ToolTest):
    def edit(self):
        """The first things that an administrator does."""
        for name, old, new in (
                ("mailstamp.conf", 'organization = "example.com"', 'organization = "ours.example"'),
                ("templates/corporate/signature.html", "Example Ltd", "Ours"),
                ("templates/corporate/signature.txt", "Example Ltd", "Ours")):
            text = self.read(f"conf/{name}").decode()
            self.assertIn(old, text)
            self.write(f"conf/{name}", text.replace(old, new))

    def test_a_starter_that_nobody_has_edited_is_a_warning(self):
        result = run("check", "--config", self.config)
        self.assertStatus(result, 0)
        self.assertOneLine(result.stderr, self.config, 'organization: is still "example.com"')
        self.edit()
        self.assertEqual(run("check", "--config", self.config).stderr, b"")

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
        self.edit()
        os.chmod(self.path("conf/loop.key"), 0o644)
        result = run("check", "--config", self.config)
        self.assertStatus(result, 0)
        self.assertOneLine(result.stderr, "loop.key", "warning: ")

    def test_a_key_that_the_daemon_will_make_is_a_warning(self):
        self.edit()
        os.remove(self.path("conf/loop.key"))
        result = run("check", "--config", self.config)
        self.assertStatus(result, 0)
        self.assertOneLine(result.stderr, "loop.key", "warning: ")
        self.assertFalse(os.path.exists(self.path("conf/loop.key")))
        self.write("conf/loop.key", "too short")
        self.assertStatus(run("check", "--config", self.config), 1)

    def check_template(self, html, **files):
        """What is said of a template with this HTML: a list of lines below its folder."""
        folder = "conf/templates/own"
        self.write(f"{folder}/signature.html", html)
        self.write(f"{folder}/signature.txt", "{{name}}")
        for name, octets in files.items():
            self.write(f"{folder}/{name.replace('_', '.')}", octets)
        self.write("conf/people.csv", "email,name\njane@example.com,Jane\n")
        self.configure('rule "all" { template = "own" }')
        result = run("check", "--config", self.config)
        lines = result.stderr.decode().splitlines()
        self.assertEqual(result.returncode, any("warning: " not in line for line in lines))
        return [line.partition("/templates/own/")[2] for line in lines
                if "/templates/own/" in line]

    def test_each_fault_of_a_template_is_named_with_its_place(self):
        png, large = b"\x89PNG\r\n\x1a\n", bytes(200 * 1024)
        for html, files, want in (
                ("<p>\n<b>{{name}}</p>", {}, "2:1: warning: <b>"),
                ("{{name}}\n</div>", {}, "2:1: warning: </div>"),
                ("{{name}}\n<b class='x", {}, "2:1: the tag is never closed"),
                ("{{name}}\n<!-- x", {}, "2:1: the comment is never closed"),
                ("{{name}}\n{{#a}}", {}, "2:1: section"),
                ("{{name}}\n<script>x()</script>", {}, "2:1: warning: scripts"),
                ("{{name}}\n<b onclick='x()'>x</b>", {}, "2:4: warning: mail clients take"),
                ("{{name}}\n<link href='a.css'>", {}, "2:1: warning: external style"),
                ("<html><head>\n<link href='a.css'></head><body>{{name}}</body></html>", {},
                 "2:1: warning: external style"),
                ("{{name}}\n<style>@import 'a'</style>", {}, "2:1: warning: style sheets"),
                ("{{name}}\n<b style='left:0;position:fixed'>x</b>", {},
                 '2:4: warning: mail clients take "position"'),
                ("{{name}}\n<img src=a.png width=1>", {"a_png": png},
                 "2:1: warning: the picture has no alt"),
                ("{{name}}\n<img src=a.png alt=A>", {"a_png": png},
                 "2:1: warning: the picture has no width"),
                ("{{name}}\nM\xfcller".encode("latin-1"), {}, "2:2: octet 0xfc is not UTF-8"),
                (b"\xff\xfe" + "{{name}}".encode("utf-16-le"), {}, "1:1: the file is UTF-16"),
                ("{{name}}\n<img src=a.svg width=1 alt=A>", {"a_svg": b"<svg/>"},
                 '2:6: warning: picture "a.svg" is SVG'),
                ("{{name}}\n<img src=a.webp width=1 alt=A>", {"a_webp": b"RIFF1234WEBP"},
                 '2:6: warning: picture "a.webp" is WebP'),
                ("{{name}}\n<img src=a.png width=1 alt=A>", {"a_png": png + large},
                 '2:6: warning: picture "a.png" is larger than 200 KB'),
                ("{{name}}\n<img src=a.png width=1 alt=A>", {"a_png": b"RIFF1234WEBP"},
                 '2:6: warning: picture "a.png" is WebP'),
                ("{{name}}\n<img src=a.png width=1 alt=A>", {"a_png": b"<html>"},
                 '2:6: picture "a.png": expected a PNG, JPEG or GIF file'),
                ("{{name}}\n<img src=a.png width=1 alt=A>", {"a_png": png + 11 * large},
                 '2:6: picture "a.png": '),
                ("{{name}}\n<img src=none.png width=1 alt=A>", {},
                 '2:6: picture "none.png": No such'),
                ("{{name}}\n<img src='../minimal/a.png' width=1 alt=A>", {},
                 '2:6: picture "../minimal/a.png": '),
                ("{{name}}\n{{nmae}}", {}, '2:1: warning: nobody has a field "nmae"'),
                ("x" * 600000, {}, ": is too large, expected at most 524288"),
        ):
            with self.subTest(html[:60]):
                said = self.check_template(html, **files)
                self.assertEqual(len(said), 1, said)
                self.assertIn("signature.html:" + want.removeprefix(":"), said[0])

    def test_a_byte_order_mark_is_nothing_to_speak_of(self):
        self.assertEqual(self.check_template(b"\xef\xbb\xbf<p>{{name}}</p>"), [])

    def test_a_text_that_is_missing_and_columns_that_nothing_uses(self):
        self.write("conf/templates/own/signature.html", "{{name}}")
        self.write("conf/people.csv", "email,name,fax\njane@example.com,Jane,1\n")
        self.configure('rule "all" { template = "own" }')
        result = run("check", "--config", self.config)
        self.assertStatus(result, 0)
        self.assertIn(b"own/signature.txt: warning: is not there", result.stderr)
        self.assertIn(b"people.csv:1:3: warning: no template and no rule uses the column",
                      result.stderr)

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

    def test_text_is_not_turned_around(self):
        self.write("conf/mailstamp.conf", "a\u202eb = 1\n".encode())
        result = run("check", "--config", self.config)
        self.assertStatus(result, 1)
        self.assertNotIn("\u202e", result.stderr.decode())

    def test_a_file_name_with_a_line_end_makes_no_second_line(self):
        result = run("check", "--config", self.path("a\nb: ok\x1b"))
        self.assertStatus(result, 1)
        self.assertOneLine(result.stderr, "a?b: ok?")


if __name__ == "__main__":
    unittest.main()
