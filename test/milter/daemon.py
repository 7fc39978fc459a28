# SPDX-License-Identifier: BSD-2-Clause
"""A real mailstampd with a configuration and a folder of its own, for one test."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from mta import Mta

MAILSTAMPD = os.environ.get("MAILSTAMPD", "build/dev/milter/mailstampd")
MAILSTAMP = os.environ.get("MAILSTAMP", "")
SANITIZED = os.environ.get("SANITIZE", "") != ""
PATIENCE = 60 if SANITIZED else 20

CONFIGURATION = """\
organization = "example.com"
listen = "{listen}"
templates = "templates"
people = "people.csv"
local-domains = {{ "example.com" }}
loop-key-file = "loop.key"
{settings}
rule "no rule for robots" {{
    when {{ sender = {{ "robot@example.com" }} }}
    template = none
}}
rule "corporate" {{
    when {{ sender = {{ "jane@example.com", "huge@example.com" }} }}
    template = "corporate"
}}
"""

# huge's text outgrows what a template may become: the one way to make stamping fail.
PEOPLE = "email,name,text\njane@example.com,Jane Doe,\nhuge@example.com,Huge,{}\n"


class Daemon:
    def __init__(self, folder, listen=None, settings="", arguments=(), environment=None):
        self.folder = folder
        self.listen = listen or f"unix:{folder}/sock"
        self.settings = settings
        self.arguments = list(arguments)
        self.environment = environment or {}
        self.config_path = f"{folder}/mailstamp.conf"
        self.log_path = f"{folder}/log"
        self.process = None
        self.write_files()

    # ---- Files

    def write_files(self):
        os.makedirs(f"{self.folder}/templates/corporate", exist_ok=True)
        self.write_template("Jane Doe, Example Inc")
        self.write("people.csv", PEOPLE.format("x" * 4000))
        self.write_config()

    def write(self, name, text):
        path = f"{self.folder}/{name}"
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + ".new", path)

    def write_config(self, extra=""):
        self.write("mailstamp.conf", CONFIGURATION.format(
            listen=self.listen, settings=self.settings) + extra)

    def write_template(self, text):
        more = "{{text}}" * 80
        self.write("templates/corporate/signature.html", f"<p>{text}</p>{more}\n")
        self.write("templates/corporate/signature.txt", f"{text}\n{more}\n")

    # ---- Process

    @property
    def address(self):
        kind, _, where = self.listen.partition(":")
        if kind == "unix":
            return where
        port, _, host = where.partition("@")
        return host, int(port)

    def program_for(self, user):
        """Somebody else may not be able to reach a clone in our home."""
        return shutil.copy(MAILSTAMPD, self.folder) if user else MAILSTAMPD

    def start(self, wait=True, user=None, umask=0o022):
        environment = {key: value for key, value in os.environ.items()
                       if key not in ("NOTIFY_SOCKET", "JOURNAL_STREAM")}
        environment.update(self.environment)
        starts = len(self.log_lines(" started, "))
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [self.program_for(user), "--config", self.config_path, *self.arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                user=user, umask=umask)
        if wait:
            self.wait_for_log(" started, ", starts + 1)
        return self

    def log(self):
        if not os.path.exists(self.log_path):
            return ""
        with open(self.log_path, encoding="utf-8") as file:
            return file.read()

    def log_lines(self, word):
        return [line for line in self.log().splitlines() if word in line]

    def wait_for_log(self, word, count=1):
        deadline = time.monotonic() + PATIENCE
        while len(self.log_lines(word)) < count:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"no {word!r} in the log:\n{self.log()}")
            time.sleep(0.01)

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=PATIENCE):
        """The exit status; it must come by itself."""
        return self.process.wait(seconds)

    def stop(self):
        """The exit status and the seconds that it took."""
        start = time.monotonic()
        self.signal(signal.SIGTERM)
        return self.wait(), time.monotonic() - start

    def reload(self, expected="reloaded"):
        count = len(self.log_lines(expected))
        self.signal(signal.SIGUSR1)
        self.wait_for_log(expected, count + 1)

    def mta(self, **kwargs):
        """A connection, ready for its first message."""
        return Mta(self.address, PATIENCE).open(**kwargs)

    def deliver(self, *args, **kwargs):
        """One message on a connection of its own."""
        with self.mta() as mta:
            return mta.deliver(*args, **kwargs)

    def status(self, field):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return re.search(rf"(?m)^{field}:\s+(\w+)", file.read()).group(1)

    def memory(self, field):
        return int(self.status(field)) * 1024

    def signals_blocked(self):
        return int(self.status("SigBlk"), 16)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class DaemonTest(unittest.TestCase):
    """Gives each test a folder, takes away what it started, and finds what a sanitizer
    said."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mailstampd-")
        self.daemons = []

    def tearDown(self):
        for daemon in self.daemons:
            self.end(daemon)
        shutil.rmtree(self.folder)

    def end(self, daemon):
        if daemon.process is None:
            return
        if daemon.process.poll() is None:
            daemon.process.terminate()
            try:
                daemon.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                daemon.process.kill()
                daemon.process.wait()
                self.fail(f"the daemon did not stop:\n{daemon.log()}")
        for sign in ("Sanitizer", "runtime error", "CRITICAL", "GLib-WARNING"):
            self.assertNotIn(sign, daemon.log())

    def daemon(self, **kwargs):
        """Not started yet."""
        daemon = Daemon(self.folder, **kwargs)
        self.daemons.append(daemon)
        return daemon

    def started(self, **kwargs):
        return self.daemon(**kwargs).start()
