# SPDX-License-Identifier: BSD-2-Clause
"""What each fault stands on: the servers, a supervisor that starts mailstampd again as
systemd does, the sender, and a line of the table."""
import os
import signal
import threading
import time
import unittest

from harness import process
from harness.case import EndToEnd, required
from harness.mailstampd import Mailstampd, give_to_daemon

import table
from account import Account
from post import Client, key_of, letter
from proxy import Proxy

LONG = os.environ.get("FAULTS", "short") == "long"
SANITIZED = os.environ.get("SANITIZE", "") != ""
MEGABYTE = 1 << 20

long_form = unittest.skipUnless(LONG, "long form")


class Supervisor:
    """Restart=on-failure: starts the daemon again when it died. `deaths` are the statuses
    that it ended with, `failed_starts` the errors; `peak` is the most memory that any of
    them had, in octets."""

    def __init__(self, daemon, restart_after=0.05):
        self.daemon, self.restart_after = daemon, restart_after
        self.deaths, self.failed_starts, self.peak = [], [], 0
        self._stopping, self._up = threading.Event(), threading.Event()
        self._free = threading.Event()
        self._up.set()
        self._free.set()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        while not self._stopping.is_set():
            self.note_peak()
            status = self.daemon.status
            if status is None:
                time.sleep(0.01)
                continue
            self._up.clear()
            self.deaths.append(status)
            self._start()

    def _start(self):
        while not self._stopping.wait(self.restart_after):
            if not self._free.wait(0.02):
                continue
            try:
                self.daemon.start()
                self._up.set()
                return
            except OSError as error:
                self.failed_starts.append(str(error))

    def note_peak(self):
        try:
            with open(f"/proc/{self.daemon.pid}/status", encoding="ascii") as file:
                for line in file:
                    if line.startswith("VmHWM:"):
                        self.peak = max(self.peak, int(line.split()[1]) * 1024)
        except (AttributeError, OSError):
            pass  # it has just died, or was stopped

    def kill(self):
        self.note_peak()
        self.daemon.kill()

    def hold(self):
        """From now on it stays dead, until release()."""
        self._free.clear()

    def release(self):
        self._free.set()

    def wait_for_death(self, count):
        process.wait_for(lambda: len(self.deaths) >= count, f"{count} deaths", 30)

    def wait_until_up(self):
        process.wait_for(lambda: self.daemon.status is None and self._up.is_set(),
                         "mailstampd", 60)

    def stop(self):
        if not self._stopping.is_set():
            self._stopping.set()
            self._thread.join()
            self.note_peak()


class FaultCase(EndToEnd):
    seconds = 900 if LONG or SANITIZED else 120

    def up(self, proxied=False, local=False, daemon=None, values=None, logfile=None,
           files=None, **postfix):
        """All servers: with a proxy between if one is wanted, and mail of local programs
        through the milter; `daemon` are options of mailstampd, `values` of its
        configuration, which `files` may change; the others are Postfix's."""
        self.at_the_end = self.sink()
        self.daemon = self.make_daemon(daemon or {}, values or {})
        self.daemon.logfile = logfile or self.daemon.logfile
        if files:
            files(self.daemon)
            give_to_daemon(self.daemon.path("conf"))
        self.daemon.start()
        self.supervisor = Supervisor(self.daemon)
        self.addCleanup(self.supervisor.stop)
        milter = self.daemon.milter
        if proxied:
            self.proxy = Proxy(os.path.join(self.subfolder("proxy"), "sock"),
                               self.daemon.socket)
            self.addCleanup(self.proxy.stop)
            milter = self.proxy.milter
        # A queue ID is used once, and Postfix sends no mail of its own.
        settings = {"enable_long_queue_ids": "yes", "notify_classes": "",
                    **postfix.pop("settings", {})}
        self.mta = self.postfix(self.at_the_end.port, milters=milter, settings=settings,
                                local_milters=milter if local else "", **postfix)
        self.client = Client(self.mta.address)
        self.letters = []

    def make_daemon(self, options, values, name="mailstampd"):
        """With a configuration, and not started."""
        binary = required("MAILSTAMPD", "no such program; set it to a built mailstampd")
        daemon = Mailstampd(self.subfolder(name), binary, **options)
        for key, value in values.items():
            daemon.set_value(key, value)
        return self.keep(name, daemon)

    def letter(self, kind="outlook-reply", **more):
        self.letters.append(letter(kind, **more))
        return self.letters[-1]

    def some(self, count, kinds=("outlook-reply", "new-plain", "new-html", "attachment")):
        return [self.letter(kinds[number % len(kinds)]) for number in range(count)]

    def delivered_now(self):
        """A message, as it is delivered when it is sent now."""
        one = self.letter()
        self.client.deliver(one)
        self.mta.wait_until_empty()
        return next(each.data for each in self.at_the_end.deliveries
                    if key_of(each.data) == one.key)

    def wait_for_template(self, text, seconds=20):
        process.wait_for(lambda: text.encode() in self.delivered_now(), f"{text!r} in mail",
                         seconds)

    def settle(self, **allowed):
        """Back to work by itself: a message more goes through; then the account."""
        self.supervisor.wait_until_up()
        self.client.deliver(self.letter())
        account = Account(self.mta, self.at_the_end, self.daemon, **allowed)
        return account.settle(self.letters)

    def report(self, fault, outcome, figures, faults=1, restarts=None):
        self.supervisor.note_peak()
        if restarts is None:
            restarts = len(self.supervisor.deaths)
        table.add(fault, outcome, figures, faults, self.supervisor.peak, restarts)

    def assert_only_killed(self):
        """Of itself it never ended."""
        self.assertEqual(set(self.supervisor.deaths) - {-signal.SIGKILL}, set())

    def assert_never_died(self):
        self.assertEqual(self.supervisor.deaths, [])
