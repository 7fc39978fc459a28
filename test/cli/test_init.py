#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""mailstamp init: a starter configuration that works as it stands."""

import os
import signal
import stat
import subprocess
import unittest

from tool import MAILSTAMP, ToolTest, run


class Made(ToolTest):
    def test_what_is_made_passes_the_check(self):
        result = run("check", "--config", self.config)
        self.assertStatus(result, 0)
        self.assertOneLine(result.stderr, "organization: is still")

    def test_it_has_all_that_an_administrator_edits(self):
        for name in ("mailstamp.conf", "people.csv", "templates/minimal/signature.html",
                     "templates/minimal/signature.txt", "templates/corporate/signature.html",
                     "templates/corporate/signature.txt", "templates/corporate/logo.png"):
            with self.subTest(name):
                self.assertGreater(os.path.getsize(self.path("conf/" + name)), 0)

    def test_pictures_come_as_they_are(self):
        self.assertTrue(self.read("conf/templates/corporate/logo.png").startswith(b"\x89PNG\r\n"))

    def test_the_key_is_for_its_owner_alone(self):
        status = os.stat(self.path("conf/loop.key"))
        self.assertEqual(stat.S_IMODE(status.st_mode), 0o600)
        self.assertGreaterEqual(status.st_size, 32)

    def test_each_key_is_another(self):
        run("init", self.path("other"))
        self.assertNotEqual(self.read("conf/loop.key"), self.read("other/loop.key"))

    def test_it_says_what_to_do_next_in_three_lines(self):
        result = run("init", self.path("other"))
        lines = result.stdout.decode().splitlines()
        self.assertEqual(len(lines), 3)
        for line, word in zip(lines, ("edit", "mailstamp check", "mailstampd")):
            self.assertIn(word, line)
            self.assertIn(self.path("other/mailstamp.conf"), line)

    def test_a_folder_with_blanks_is_quoted_for_the_shell(self):
        result = run("init", self.path("my own"))
        self.assertIn(f"--config '{self.path('my own/mailstamp.conf')}'", result.stdout.decode())

    def test_a_relative_folder(self):
        result = run("init", "here", cwd=self.folder)
        self.assertStatus(result, 0)
        self.assertTrue(os.path.exists(self.path("here/mailstamp.conf")))

    def test_a_folder_that_is_there_and_empty(self):
        os.mkdir(self.path("empty"))
        self.assertStatus(run("init", self.path("empty")), 0)

    def test_other_files_in_the_folder_stay(self):
        self.write("full/notes", "mine")
        self.write("full/templates/own/signature.html", "mine")
        self.assertStatus(run("init", self.path("full")), 0)
        self.assertEqual(self.read("full/notes"), b"mine")
        self.assertEqual(self.read("full/templates/own/signature.html"), b"mine")


class Refused(ToolTest):
    def list(self, folder):
        return sorted(os.path.join(where, name)
                      for where, folders, files in os.walk(self.path(folder))
                      for name in folders + files)

    def assertRefused(self, folder, *parts):
        """Nothing is made, and one line says why."""
        before = self.list(folder)
        result = run("init", self.path(folder))
        self.assertStatus(result, 1)
        self.assertEqual(result.stdout, b"")
        self.assertOneLine(result.stderr, *parts)
        self.assertEqual(self.list(folder), before)

    def test_a_file_that_is_there_is_named_and_kept(self):
        for name in ("mailstamp.conf", "people.csv", "loop.key",
                     "templates/corporate/logo.png"):
            with self.subTest(name):
                folder = name.replace("/", "-")
                self.write(f"{folder}/{name}", "mine")
                self.assertRefused(folder, self.path(f"{folder}/{name}"))
                self.assertEqual(self.read(f"{folder}/{name}"), b"mine")

    def test_a_dangling_link_is_not_followed(self):
        os.mkdir(self.path("linked"))
        os.symlink(self.path("elsewhere"), self.path("linked/people.csv"))
        self.assertRefused("linked", "people.csv")
        self.assertFalse(os.path.exists(self.path("elsewhere")))

    def test_all_files_that_are_there_are_named(self):
        result = run("init", self.path("conf"))
        self.assertStatus(result, 1)
        for name in ("mailstamp.conf", "people.csv", "loop.key", "logo.png"):
            self.assertIn(name.encode(), result.stderr)

    def test_a_file_in_place_of_a_folder_takes_back_what_was_made(self):
        self.write("half/templates", "mine")
        self.assertRefused("half", self.path("half/templates"))

    def test_a_file_in_place_of_the_folder(self):
        self.write("file", "mine")
        self.assertRefused("file", self.path("file"))

    def test_only_one_level_is_made(self):
        self.assertRefused("a/b", self.path("a/b"))

    def test_a_folder_that_cannot_be_written(self):
        if os.geteuid() == 0:
            self.skipTest("root writes everywhere")
        os.mkdir(self.path("closed"), 0o500)
        self.assertRefused("closed", self.path("closed"))

    def test_the_disk_that_is_full_leaves_nothing(self):
        # Nothing can be longer than that, and the configuration is.
        limited = 'ulimit -f 1; exec "$0" init "$1"'
        result = subprocess.run(
            ["/bin/sh", "-c", limited, MAILSTAMP, self.path("limited")],
            capture_output=True, check=False,
            preexec_fn=lambda: signal.signal(signal.SIGXFSZ, signal.SIG_IGN))
        self.assertStatus(result, 1)
        self.assertOneLine(result.stderr, "too large")
        self.assertFalse(os.path.exists(self.path("limited")))


if __name__ == "__main__":
    unittest.main()
