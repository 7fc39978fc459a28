# SPDX-License-Identifier: BSD-2-Clause
"""HAProxy with a configuration out of packaging/haproxy, as it is shipped."""
import csv
import os
import signal
import socket

from . import process

HERE = os.path.dirname(os.path.abspath(__file__))
SHIPPED = os.path.join(HERE, "../../../packaging/haproxy")


class Haproxy:
    """`name` is the file below packaging/haproxy. It is used word by word but for `replace`:
    addresses, folders and times. Each of these texts must be there."""

    def __init__(self, folder, name, replace):
        self.folder = folder
        self.admin = os.path.join(folder, "admin.sock")
        self._process = None
        with open(os.path.join(SHIPPED, name), encoding="ascii") as file:
            text = file.read()
        ours = {"/run/haproxy/admin.sock": self.admin, "/dev/log": "stderr"}
        for old, new in {**ours, **replace}.items():
            if old not in text:
                raise AssertionError(f"not in {name}: {old}")
            text = text.replace(old, new)
        self.config = os.path.join(folder, "haproxy.cfg")
        with open(self.config, "w", encoding="ascii") as file:
            file.write(text)

    def check(self):
        """What HAProxy itself finds wrong in the file."""
        return process.output(["haproxy", "-c", "-q", "-f", self.config])

    def start(self):
        self._process = process.start(["haproxy", "-W", "-f", self.config],
                                      os.path.join(self.folder, "log"))
        process.wait_until_up(self._process, self.admin, "HAProxy", self.log)
        return self

    def reload(self):
        """As `systemctl reload haproxy` does it: a new process, beside the old one until
        that one's connections have ended. Returns when the new one answers."""
        old = self.process_id()
        self._process.send_signal(signal.SIGUSR2)
        process.wait_for(lambda: self.process_id() != old, "HAProxy to reload", 20)

    def process_id(self):
        try:
            lines = self.tell("show info").splitlines()
        except OSError:
            return None  # between the two
        return next(line for line in lines if line.startswith("Pid:"))

    def workers(self):
        return process.children(self._process.pid)

    def stop(self):
        if self._process:
            process.end_tree(self._process)
            self._process = None

    def tell(self, command):
        """As with `socat - /run/haproxy/admin.sock`."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as admin:
            admin.settimeout(10)
            admin.connect(self.admin)
            admin.sendall(command.encode("ascii") + b"\n")
            return admin.makefile().read()

    def server(self, name):
        """Its row of the statistics: `status`, `scur` for its connections, …"""
        lines = self.tell("show stat").lstrip("# ").splitlines()
        return next(row for row in csv.DictReader(lines) if row["svname"] == name)

    def set_state(self, name, state):
        """ready, drain or maint."""
        if said := self.tell(f"set server mailstamp/{name} state {state}").strip():
            raise AssertionError(said)

    def wait_for(self, name, seconds=20.0, **want):
        """Until the server's row has these values."""
        def has_them():
            row = self.server(name)
            return all(row[key].startswith(value) for key, value in want.items())
        process.wait_for(has_them, f"{name}: {want}", seconds)

    def log(self):
        return process.read_log(os.path.join(self.folder, "log"))
