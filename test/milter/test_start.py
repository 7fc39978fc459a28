#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""How the daemon starts, or says why not."""

import os
import pwd
import socket
import stat
import subprocess
import unittest

from daemon import MAILSTAMPD, DaemonTest, free_port
from mta import message

SIGNATURE = b"Jane Doe, Example Inc"


def run(*arguments):
    return subprocess.run([MAILSTAMPD, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, check=False)


class Arguments(DaemonTest):
    def test_version(self):
        result = run("--version")
        self.assertRegex(result.stdout, r"^mailstampd \d+\.\d+\.\d+\n$")
        self.assertEqual(result.returncode, 0)

    def test_check_of_a_good_configuration_says_nothing(self):
        daemon = self.started()  # it makes the key
        result = run("--check", "--config", daemon.config_path)
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_check_of_a_bad_configuration_names_every_problem(self):
        daemon = self.daemon()
        daemon.write_config("broken = 1\nalso-wrong = 2\n")
        result = run("--check", "--config", daemon.config_path)
        self.assertEqual(result.returncode, 1)
        lines = [line for line in result.stderr.splitlines()
                 if line.startswith(daemon.config_path + ":")]
        self.assertGreaterEqual(len(lines), 2, result.stderr)

    def test_bad_configuration_does_not_start(self):
        daemon = self.daemon()
        daemon.write_config("broken = 1\n")
        daemon.start(wait=False)
        self.assertEqual(daemon.wait(), 1)
        self.assertIn(daemon.config_path + ":", daemon.log())

    def test_missing_configuration_does_not_start(self):
        result = run("--config", f"{self.folder}/nowhere.conf")
        self.assertEqual(result.returncode, 1)
        self.assertIn("nowhere.conf", result.stderr)

    def test_wrong_arguments_are_named(self):
        for arguments, word in ((["--log", "paper"], "paper"), (["extra"], "extra"),
                                (["--log-format", "xml"], "xml"),
                                (["--log-level", "loud"], "loud"),
                                (["--socket-mode", "rw"], "rw"), (["--nonsense"], "nonsense"),
                                (["--socket-mode", "-1"], "-1")):
            with self.subTest(word):
                result = run(*arguments)
                self.assertEqual(result.returncode, 1)
                self.assertIn(word, result.stderr)


class Socket(DaemonTest):
    def refused(self, word, user=None, **kwargs):
        """One line and exit 1."""
        daemon = self.daemon(**kwargs)
        daemon.start(wait=False, user=user)
        self.assertEqual(daemon.wait(), 1)
        lines = daemon.log_lines("cannot listen on")
        self.assertEqual(len(lines), 1, daemon.log())
        self.assertIn(word, lines[0])

    def test_unix_socket_is_for_owner_and_group(self):
        for umask in (0o022, 0o002, 0o077):
            with self.subTest(oct(umask)):
                server = self.daemon().start(umask=umask)
                mode = os.stat(server.address).st_mode
                self.assertTrue(stat.S_ISSOCK(mode))
                self.assertEqual(stat.S_IMODE(mode), 0o660)
                server.stop()

    def test_unix_socket_is_for_everybody_where_the_umask_is_zero(self):
        server = self.daemon().start(umask=0)
        self.assertEqual(stat.S_IMODE(os.stat(server.address).st_mode), 0o666)

    def test_socket_mode_can_be_chosen(self):
        mode = os.stat(self.started(arguments=["--socket-mode", "0666"]).address).st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o666)

    def test_inet_socket_serves(self):
        server = self.started(listen=f"inet:{free_port()}@127.0.0.1")
        self.assertIn(SIGNATURE, server.deliver(message()).body)

    def test_stale_socket_is_replaced(self):
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(f"{self.folder}/sock")
        self.assertIn(SIGNATURE, self.started().deliver(message()).body)

    def test_socket_in_use_is_left_alone(self):
        first = self.started()
        self.refused("another process listens there")
        self.assertIn(SIGNATURE, first.deliver(message()).body)

    def test_port_in_use(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            self.refused("another process listens there",
                         listen=f"inet:{other.getsockname()[1]}@127.0.0.1")

    def test_other_file_in_the_way_is_left_alone(self):
        path = f"{self.folder}/sock"
        with open(path, "w", encoding="ascii") as file:
            file.write("precious")
        self.refused("not a socket")
        with open(path, encoding="ascii") as file:
            self.assertEqual(file.read(), "precious")

    def test_missing_folder(self):
        self.refused("No such file", listen=f"unix:{self.folder}/nowhere/sock")

    def test_folder_without_permission(self):
        folder = f"{self.folder}/locked"
        os.mkdir(folder, 0o555)
        user = None
        if os.geteuid() == 0:  # whom permissions do not bind
            user = "nobody"
            os.chown(self.folder, pwd.getpwnam(user).pw_uid, -1)
        self.refused("Permission denied", user, listen=f"unix:{folder}/sock")

    def refused_by_the_configuration(self, word, listen):
        daemon = self.daemon(listen=listen).start(wait=False)
        self.assertEqual(daemon.wait(), 1)
        line, = daemon.log_lines("listen")
        self.assertIn(word, line)

    def test_path_that_is_too_long(self):
        self.refused_by_the_configuration("too long", f"unix:{self.folder}/{'x' * 120}")

    def test_nonsense_port(self):
        self.refused_by_the_configuration("inet:nonsense", "inet:nonsense@127.0.0.1")

    def test_host_that_does_not_exist(self):
        self.refused("nowhere.invalid", listen=f"inet:{free_port()}@nowhere.invalid")


class ServiceManager(DaemonTest):
    def setUp(self):
        super().setUp()
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(f"{self.folder}/notify")
        self.manager.settimeout(20)
        self.environment = {"NOTIFY_SOCKET": f"{self.folder}/notify"}

    def tearDown(self):
        super().tearDown()
        self.manager.close()

    def wait_for(self, word):
        while True:
            notice = self.manager.recv(4096).decode()
            if word in notice:
                return notice

    def test_is_told_of_start_reload_and_stop(self):
        server = self.started(environment=self.environment)
        self.assertIn("STATUS=Listening on unix:", self.wait_for("READY=1"))
        server.reload()
        self.assertIn("MONOTONIC_USEC=", self.wait_for("RELOADING=1"))
        self.wait_for("READY=1")
        self.assertEqual(server.stop()[0], 0)
        self.wait_for("STOPPING=1")

    def test_is_told_of_a_broken_configuration(self):
        server = self.started(environment=self.environment)
        self.wait_for("READY=1")
        server.write_config("broken = 1\n")
        server.reload("not reloaded")
        self.assertIn("broken", self.wait_for("READY=1"))

    def test_watchdog_is_kept_quiet(self):
        self.environment["WATCHDOG_USEC"] = "200000"
        self.started(environment=self.environment)
        for _ in range(3):
            self.wait_for("WATCHDOG=1")


class Streams(DaemonTest):
    def test_log_in_a_file_is_dated(self):
        daemon = self.started()
        self.assertRegex(daemon.log_lines("started")[0],
                         r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} mailstampd ")

    def test_log_in_a_pipe_is_not_dated(self):
        daemon = self.daemon()
        daemon.process = subprocess.Popen(
            [MAILSTAMPD, "--config", daemon.config_path], stderr=subprocess.PIPE, text=True)
        with daemon.process.stderr as stream:
            lines = iter(stream.readline, "")
            line = next(line for line in lines if "started" in line)
        self.assertTrue(line.startswith("mailstampd "), line)

    def test_log_in_the_journal_has_levels(self):
        daemon = self.daemon()
        ours, theirs = socket.socketpair()
        status = os.fstat(theirs.fileno())
        environment = dict(os.environ, JOURNAL_STREAM=f"{status.st_dev}:{status.st_ino}")
        daemon.process = subprocess.Popen([MAILSTAMPD, "--config", daemon.config_path],
                                          stderr=theirs, env=environment)
        theirs.close()
        with ours, ours.makefile(encoding="utf-8") as stream:
            line = next(line for line in stream if "started" in line)
        self.assertTrue(line.startswith("<6>mailstampd "), line)


if __name__ == "__main__":
    unittest.main()
