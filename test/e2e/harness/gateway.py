# SPDX-License-Identifier: BSD-2-Clause
"""A Postfix that runs a configuration out of packaging/flows, as it is shipped."""
import os
import re

from . import process
from .postfix import SERVICES, Postfix

HERE = os.path.dirname(os.path.abspath(__file__))
FLOWS = os.path.join(HERE, "../../../packaging/flows")

# What a test has to have otherwise than a machine of one's own: its folders, its address
# and port, no DNS, and little patience. A shipped file may set none of them.
OURS = """config_directory queue_directory data_directory meta_directory daemon_directory
    shlib_directory command_directory mail_owner setgid_group maillog_file
    maillog_file_prefixes inet_interfaces inet_protocols smtp_bind_address
    smtp_dns_support_level smtp_host_lookup smtpd_peername_lookup
    smtpd_client_connection_count_limit in_flow_delay queue_run_delay
    minimal_backoff_time maximal_backoff_time""".split()


class Gateway(Postfix):
    """`flow` is the folder below packaging/flows. Its files are used word by word but for
    `replace`: what the administrator has to change, hosts, networks and certificates. Each
    of these texts must be there. `world` is the port of all other mail systems, for a
    gateway that would look them up in DNS."""

    def __init__(self, folder, flow, replace, *, host, world=None):
        self._flow = os.path.join(FLOWS, flow)
        self._replace = {**replace, "/etc/postfix": os.path.join(folder, "etc")}
        self._unused = set(self._replace)
        self._to_the_world = ["default_transport"] if world else []
        self.ports = {}
        super().__init__(folder, world, host=host)
        if self._unused:
            raise AssertionError(f"not in {flow}: {sorted(self._unused)}")

    def shipped(self, name):
        """A file of the flow, as it is used here."""
        with open(os.path.join(self._flow, name), encoding="ascii") as file:
            text = file.read()
        for old, new in self._replace.items():
            if old in text:
                self._unused.discard(old)
                text = text.replace(old, new)
        return text

    def _write_files(self):
        main = self.shipped("main.cf")
        set_there = set(re.findall(r"(?m)^(\w+)\s*=", main))
        if both := set_there & set(OURS):
            raise AssertionError(f"a test cannot run with {sorted(both)} of its own")
        needed = {name: self._settings[name] for name in OURS + self._to_the_world}
        self._write("main.cf", [main, *(f"{key} = {value}"
                                        for key, value in needed.items())])
        self._write("master.cf", self._master_cf())
        for name in os.listdir(self._flow):
            if not name.endswith((".md", ".ps1", ".conf", ".cf")):
                self._write(name, [self.shipped(name)])

    def _master_cf(self):
        """Postfix's own services, and in the place of those of the same name the shipped
        ones, whose ports become free ones."""
        shipped = self.shipped("master.cf")
        names = re.findall(r"(?m)^(\S+)\s+(\w+)\s", shipped)
        rest = [line for line in SERVICES.format(chroot="y").splitlines()
                if tuple(line.split()[:2]) not in names]
        return [*rest, re.sub(r"(?m)^(\S+)(?=\s+inet\s)", self._listen, shipped)]

    def _listen(self, match):
        if match[1].startswith("127."):
            return match[0]  # for this machine itself
        first = not self.ports
        self.ports[match[1]] = self.port if first else process.free_port()
        return f"{self.host}:{self.ports[match[1]]}"

    def warnings(self):
        """What Postfix itself finds wrong or unused in the files."""
        result = process.output(["postconf", "-c", self.path("etc")])
        return [line for line in result.splitlines() if ": warning: " in line]
