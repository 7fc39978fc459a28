#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Files that change on disk are in force within two seconds, whole or not at all."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
import unittest

from daemon import SANITIZED, DaemonTest
from mta import message

SECONDS = 10 if SANITIZED else 2
RIPE = 0.2  # the quiet that the daemon waits for


@contextlib.contextmanager
def running(command):
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.kill()


class Edits(DaemonTest):
    def setUp(self):
        super().setUp()
        self.server = self.started()
        self.templates = f"{self.folder}/templates"
        self.corporate = f"{self.templates}/corporate"

    def body(self):
        return self.server.deliver(message()).body.decode()

    def assert_soon(self, text):
        deadline = time.monotonic() + SECONDS
        while text not in self.body():
            self.assertLess(time.monotonic(), deadline, f"no {text!r} in\n{self.body()}")
            time.sleep(0.02)

    def assert_no_reload(self):
        time.sleep(3 * RIPE + 0.5)
        self.assertEqual(self.server.log_lines("reloaded"), [])

    def overwrite(self, text, folder=None):
        """As an editor does that keeps the file."""
        for kind in ("html", "txt"):
            path = f"{folder or self.corporate}/signature.{kind}"
            with open(path, "w", encoding="utf-8") as file:
                file.write(text + "\n")

    def test_file_that_is_renamed_into_place(self):
        self.server.write_template("Renamed.")
        self.assert_soon("Renamed.")

    def test_file_that_is_written_in_place(self):
        self.overwrite("Overwritten.")
        self.assert_soon("Overwritten.")

    def test_second_edit_is_seen_too(self):
        self.overwrite("First.")
        self.assert_soon("First.")
        self.overwrite("Second.")
        self.assert_soon("Second.")

    def test_configuration(self):
        shutil.copytree(self.corporate, f"{self.templates}/other")
        self.overwrite("The other one.", f"{self.templates}/other")
        with open(self.server.config_path, encoding="utf-8") as file:
            config = file.read()
        self.server.write("mailstamp.conf", config.replace('"corporate"\n}', '"other"\n}'))
        self.assert_soon("The other one.")
        self.overwrite("The other one again.", f"{self.templates}/other")
        self.assert_soon("The other one again.")

    def test_people(self):
        self.server.write_template("{{name}}.")
        self.server.write("people.csv", "email,name\njane@example.com,Dr Jane Doe\n")
        self.assert_soon("Dr Jane Doe.")

    def assert_separator(self, name):
        deadline = time.monotonic() + SECONDS
        body = b"Mine.\r\n\r\nCase history\r\n\r\nolder\r\n"
        while True:
            self.server.deliver(message(body=body))
            if f"separator={name} " in self.server.log_lines(" stamped ")[-1]:
                return
            self.assertLess(time.monotonic(), deadline, self.server.log())
            time.sleep(0.02)

    def test_separators(self):
        os.mkdir(f"{self.folder}/separators")
        self.server.write("separators/a.conf", 'separator "crm" { line = "Case history" }')
        self.server.write_config('separators = "separators"\n')
        self.assert_separator("crm")
        self.server.write("separators/a.conf", "off = { gmail }\n")
        self.assert_separator("none")
        self.server.write("separators/b.conf", 'separator "crm-2" { line = "Case history" }')
        self.assert_separator("crm-2")
        self.server.write("separators/b.conf", 'separator "crm-3" { line = "---" }')
        self.server.wait_for_log("not reloaded")
        self.assertIn("b.conf:1: line: ", self.server.log())
        self.assert_separator("crm-2")

    def test_new_file_of_a_template(self):
        self.server.write("templates/corporate/part.html", "<b>A part.</b>")
        with open(f"{self.corporate}/signature.txt", "a", encoding="utf-8") as file:
            file.write("Added.\n")
        self.assert_soon("Added.")

    def test_folder_that_is_taken_away_and_comes_back(self):
        self.overwrite("Back.")
        self.assert_soon("Back.")
        os.rename(self.corporate, f"{self.folder}/away")
        self.server.wait_for_log("not reloaded")
        self.assertIn("Back.", self.body())
        self.overwrite("Back again.", f"{self.folder}/away")
        os.rename(f"{self.folder}/away", self.corporate)
        self.assert_soon("Back again.")

    def test_link_that_is_pointed_at_another_release(self):
        for number in (1, 2):
            shutil.copytree(self.templates, f"{self.folder}/release{number}")
            self.overwrite(f"Release {number}.",
                           f"{self.folder}/release{number}/corporate")
        shutil.rmtree(self.templates)
        os.symlink("release1", self.templates)
        self.assert_soon("Release 1.")
        os.symlink("release2", f"{self.folder}/new")
        os.rename(f"{self.folder}/new", self.templates)
        self.assert_soon("Release 2.")
        self.overwrite("Release 3.", f"{self.folder}/release2/corporate")
        self.assert_soon("Release 3.")

    def test_configmap_of_kubernetes(self):
        def fill(name, text):
            os.mkdir(f"{self.corporate}/{name}")
            self.overwrite(text, f"{self.corporate}/{name}")

        fill("..first", "First map.")
        os.symlink("..first", f"{self.corporate}/..data")
        for kind in ("html", "txt"):
            os.unlink(f"{self.corporate}/signature.{kind}")
            os.symlink(f"..data/signature.{kind}", f"{self.corporate}/signature.{kind}")
        self.assert_soon("First map.")
        fill("..second", "Second map.")
        os.symlink("..second", f"{self.corporate}/..data_tmp")
        os.rename(f"{self.corporate}/..data_tmp", f"{self.corporate}/..data")
        shutil.rmtree(f"{self.corporate}/..first")
        self.assert_soon("Second map.")

    def test_file_that_is_still_written_to_waits(self):
        with open(f"{self.corporate}/signature.txt", "w", encoding="utf-8") as file:
            file.write("Half")
            file.flush()
            os.utime(f"{self.corporate}/signature.html")
            self.assert_no_reload()
            file.write(" and whole.")
        self.assert_soon("Half and whole.")

    def test_many_edits_are_few_reloads(self):
        for number in range(100):
            self.overwrite(f"Edit {number}.")
        self.assert_soon("Edit 99.")
        self.assertLess(len(self.server.log_lines(" reloaded")), 5)

    def test_what_editors_leave_is_no_change(self):
        for name in (".signature.html.swp", "signature.html~", ".#signature.html"):
            self.server.write(f"templates/corporate/.x{name}", "x")
            with open(f"{self.corporate}/{name}", "w", encoding="utf-8") as file:
                file.write("x")
        self.assert_no_reload()

    def test_neighbours_of_the_configuration_are_no_change(self):
        with open(f"{self.folder}/other.txt", "w", encoding="utf-8") as file:
            file.write("x")
        self.assert_no_reload()

    @unittest.skipIf(SANITIZED, "LeakSanitizer and strace both trace")
    def test_neighbour_that_each_look_makes_larger_is_no_hindrance(self):
        noise = f"{self.folder}/noise"
        pid = str(self.server.process.pid)
        with running(["strace", "-f", "-q", "-o", noise, "-p", pid]):
            while not os.path.exists(noise) or os.path.getsize(noise) == 0:
                self.body()
            self.overwrite("Through the noise.")
            self.server.wait_for_log(" reloaded")
            self.assertIn("Through the noise.", self.body())
            self.server.signal(signal.SIGTERM)
            self.assertEqual(self.server.wait(), 0)

    def test_broken_edit_is_told_once_and_mended(self):
        self.overwrite("Good.")
        self.assert_soon("Good.")
        self.server.write_config("broken = 1\n")
        self.server.wait_for_log("not reloaded")
        self.assertIn("Good.", self.body())
        self.overwrite("Better.")
        self.server.wait_for_log("not reloaded", 2)
        self.server.write_config()
        self.assert_soon("Better.")
        place = self.server.config_path + ":"
        self.assertEqual(len([line for line in self.server.log_lines(place)
                              if "broken" in line]), 1)


if __name__ == "__main__":
    unittest.main()
