# SPDX-License-Identifier: BSD-2-Clause
"""OpenDKIM as a signing milter, and a verifier that is not OpenDKIM and needs no DNS."""
import os
import re
import subprocess

import dkim  # python3-dkim

from . import process

DOMAIN, SELECTOR = "example.com", "test"


class OpenDkim:
    """`conf` is a configuration to use word by word but for domain, key and socket."""

    def __init__(self, folder, socket=None, conf=None):
        self.folder = folder
        self.socket = socket or os.path.join(folder, "run", "opendkim")
        self.milter = "unix:" + self.socket
        self._process = None
        os.makedirs(os.path.dirname(self.socket))
        subprocess.run(["opendkim-genkey", "-b", "2048", "-d", DOMAIN, "-s", SELECTOR,
                        "-D", folder], check=True)
        with open(os.path.join(folder, "opendkim.conf"), "w", encoding="ascii") as file:
            file.write(self._ours(conf or "Mode s\nCanonicalization simple/simple\n"))

    def _ours(self, conf):
        ours = {"Domain": DOMAIN, "Selector": SELECTOR, "Socket": f"local:{self.socket}",
                "KeyFile": f"{self.folder}/{SELECTOR}.private", "UMask": "000",
                "Syslog": "no"}
        kept = [line for line in conf.splitlines() if line.split(" ")[0] not in ours]
        return "\n".join(kept + [" ".join(pair) for pair in ours.items()]) + "\n"

    def start(self):
        self._process = process.start(
            ["opendkim", "-f", "-x", os.path.join(self.folder, "opendkim.conf")],
            os.path.join(self.folder, "opendkim.log"))
        process.wait_until_up(self._process, self.socket, "OpenDKIM", self.log)
        return self

    def log(self):
        return process.read_log(os.path.join(self.folder, "opendkim.log"))

    def stop(self):
        if self._process:
            process.end_tree(self._process)

    def public_key(self):
        """The TXT record, as a name server would give it."""
        with open(os.path.join(self.folder, SELECTOR + ".txt"), encoding="ascii") as file:
            return "".join(re.findall(r'"([^"]*)"', file.read())).encode("ascii")

    def verifies(self, message):
        """Whether the message's DKIM signature is good for what it now says."""
        record = {f"{SELECTOR}._domainkey.{DOMAIN}.": self.public_key()}

        def lookup(name, timeout=5):
            return record.get(name.decode("ascii") if isinstance(name, bytes) else name)
        return dkim.verify(message, dnsfunc=lookup)
