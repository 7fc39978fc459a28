#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Where the log goes, how it looks, and what is left out of it."""

import json
import os
import shutil
import socket
import subprocess
import time
import unittest

from daemon import MAILSTAMPD, PATIENCE, DaemonTest
from mta import message


def huge():
    return message(sender="huge@example.com")


class Formats(DaemonTest):
    def test_json_has_the_fields_of_the_line(self):
        plain = self.started()
        plain.deliver(message(), queue_id="4XyZ12")
        line, = plain.log_lines("4XyZ12: stamped")
        plain.stop()
        server = self.daemon(arguments=["--log-format", "json"]).start()
        server.deliver(message(), queue_id="4XyZ13")
        row = json.loads(server.log_lines("4XyZ13")[0])
        for name in ("rule", "template", "parts", "place", "separator"):
            self.assertIn(f" {name}={row[name]}", line)
        self.assertEqual((row["level"], row["queue-id"], row["result"]),
                         ("info", "4XyZ13", "stamped"))
        self.assertGreater(row["added"], 0)
        self.assertGreater(row["size"], row["ms"])
        self.assertRegex(row["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")

    def test_every_line_is_json(self):
        server = self.started(arguments=["--log-format=json"])
        server.deliver(huge(), sender="<huge@example.com>")
        server.write_config('broken "=" 1\n')
        server.reload("not reloaded")
        server.stop()
        with open(server.log_path, encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        failed, = [row for row in rows if row.get("result") == "failed"]
        self.assertEqual((failed["level"], failed["action"]), ("error", "defer"))
        self.assertIn("too large", failed["error"])
        self.assertTrue(all("message" in row or "result" in row for row in rows))


class Levels(DaemonTest):
    @staticmethod
    def wait_until_it_serves(server):
        """Its log may not say so."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                server.mta().close()
                return
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def log_of(self, level):
        server = self.daemon(arguments=["--log-level", level])
        server.log_path = f"{self.folder}/log.{level}"
        server.start(wait=False)
        self.wait_until_it_serves(server)
        server.deliver(message())
        server.deliver(huge(), sender="<huge@example.com>")
        server.stop()
        return server.log()

    def test_a_level_leaves_out_what_is_below(self):
        for level, debug, info, error in (("error", False, False, True),
                                          ("warning", False, False, True),
                                          ("info", False, True, True),
                                          ("debug", True, True, True)):
            with self.subTest(level):
                log = self.log_of(level)
                self.assertEqual("connection of an MTA" in log, debug)
                self.assertEqual(": stamped " in log, info)
                self.assertEqual(": failed " in log, error)


class Repeats(DaemonTest):
    def test_a_failure_of_every_message_is_told_twice(self):
        server = self.started()
        with server.mta() as mta:
            for number in range(20):
                mta.deliver(huge(), sender="<huge@example.com>", queue_id=f"4X{number}")
        self.assertEqual(len(server.log_lines("failed error=")), 1)
        self.assertIn("4X0: failed", server.log())
        server.stop()
        last = server.log_lines("failed error=")[1:]
        self.assertEqual(len(last), 1, server.log())
        self.assertTrue(last[0].endswith(" action=defer repeated=19"), last[0])

    def test_a_message_that_went_out_all_the_same_has_a_line_of_its_own(self):
        server = self.started(settings="on-failure = pass")
        with server.mta() as mta:
            for number in range(3):
                mta.deliver(huge(), sender="<huge@example.com>", queue_id=f"4X{number}")
        server.stop()
        lines = server.log_lines("failed error=")
        self.assertEqual([line.split()[1] for line in lines], ["4X0:", "4X1:", "4X2:"])


class PrivateTest(DaemonTest):
    """The daemon in a mount namespace, where `mounts` have put a socket of ours in the
    place of one of the machine's."""

    def start_private(self, mounts, *arguments):
        probe = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs none /run"]
        if not shutil.which("unshare") or subprocess.run(
                probe, capture_output=True, check=False).returncode != 0:
            self.skipTest("no mount namespace for us")
        server = self.daemon()
        server.process = subprocess.Popen(
            ["unshare", "--mount", "sh", "-ec", mounts + ' shift && exec "$@"', "sh", self.folder,
             MAILSTAMPD, "--config", server.config_path, *arguments],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return server

    def listener(self, name):
        os.makedirs(os.path.dirname(f"{self.folder}/{name}"), exist_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(listener.close)
        listener.bind(f"{self.folder}/{name}")
        listener.settimeout(PATIENCE)
        return listener


class Syslog(PrivateTest):
    MOUNTS = """
        for device in null urandom; do
            touch "$1/dev/$device"
            mount --bind "/dev/$device" "$1/dev/$device"
        done
        mount --rbind "$1/dev" /dev
    """

    @staticmethod
    def line(syslog, wanted):
        while True:
            text = syslog.recv(65536).decode().rstrip("\0")
            if wanted in text:
                return text

    def test_syslog_gets_the_line_as_mail(self):
        syslog = self.listener("dev/log")
        server = self.start_private(self.MOUNTS, "--log", "syslog")
        self.line(syslog, " started, ")
        server.deliver(message(), queue_id="4XyZ12")
        # RFC 3164: facility mail (2), severity info (6); the time; who, and which process.
        self.assertRegex(self.line(syslog, "4XyZ12"),
                         r"^<22>\w{3} [ \d]\d \d\d:\d\d:\d\d mailstampd\[\d+\]: "
                         r"4XyZ12: stamped rule=corporate ")
        server.deliver(huge(), sender="<huge@example.com>", queue_id="4XyZ13")
        self.assertRegex(self.line(syslog, "4XyZ13"), r"^<19>.*: 4XyZ13: failed error=")
        server.stop()

    def test_syslog_gets_json(self):
        syslog = self.listener("dev/log")
        server = self.start_private(self.MOUNTS, "--log", "syslog", "--log-format", "json")
        self.line(syslog, " started, ")
        server.deliver(message(), queue_id="4XyZ12")
        row = json.loads(self.line(syslog, "4XyZ12").partition("]: ")[2])
        self.assertEqual((row["queue-id"], row["result"]), ("4XyZ12", "stamped"))
        server.stop()


class Journal(PrivateTest):
    """A journal of our own."""

    MOUNTS = """
        mount -t tmpfs none /run
        mkdir /run/systemd
        mount --bind "$1/systemd" /run/systemd
    """

    @staticmethod
    def entries(journal, wanted):
        while True:
            entry = journal.recv(65536).decode()
            fields = dict(line.split("=", 1) for line in entry.splitlines() if "=" in line)
            if wanted in fields.get("MESSAGE", ""):
                return fields

    def test_the_journal_gets_fields(self):
        journal = self.listener("systemd/journal/socket")
        server = self.start_private(self.MOUNTS, "--log", "journal")
        self.entries(journal, " started, ")
        server.deliver(message(), queue_id="4XyZ12")
        fields = self.entries(journal, "4XyZ12: stamped ")
        self.assertEqual(fields["PRIORITY"], "6")
        self.assertEqual(fields["SYSLOG_IDENTIFIER"], "mailstampd")
        self.assertEqual(fields["MAILSTAMP_QUEUE_ID"], "4XyZ12")
        self.assertEqual(fields["MAILSTAMP_RESULT"], "stamped")
        self.assertEqual(fields["MAILSTAMP_RULE"], "corporate")
        self.assertGreater(int(fields["MAILSTAMP_ADDED"]), 0)
        server.stop()

    def test_stderr_stands_in_for_a_journal(self):
        if os.path.exists("/run/systemd/journal/socket"):
            self.skipTest("this machine has a journal")
        server = self.started(arguments=["--log", "journal", "--log-format", "json"])
        server.deliver(message(), queue_id="4XyZ12")
        rows = [json.loads(line) for line in server.log().splitlines()]
        self.assertEqual(rows[0]["level"], "warning")
        self.assertIn("--log journal: there is none", rows[0]["message"])
        self.assertIn("4XyZ12", [row.get("queue-id") for row in rows])


if __name__ == "__main__":
    unittest.main()
