# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of LDAP share: a server, configurations, and a process that asks."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from slapd import BASE, BIND_DN, PASSWORD, Slapd

DRIVER = os.environ["DRIVER"]
MAILSTAMP = os.environ["MAILSTAMP"]

CONFIG = """\
organization = "example.com"
local-domains = {{ "example.com" }}
loop-key-file = "loop.key"
{settings}
directory "ldap" {{
{directory}
}}
{more}
rule "all" {{
    template = "photo"
}}
"""

SIGNATURE = """\
<p>{{name}}, {{title}}</p>{{#phones}}<p>Tel {{.}}</p>{{/phones}}
{{#photo}}<img src="{{photo}}" alt="{{name}}" width="96">{{/photo}}
"""

FILTER = "(|(mail=%s)(proxyAddresses=smtp:%s))"
ATTRIBUTES = ["name=displayName", "title", "department=departmentNumber",
              "phones=telephoneNumber", "company", "photo=jpegPhoto", "photo=thumbnailPhoto",
              "sid=objectSid"]


def quoted(value):
    if isinstance(value, list):
        return "{ " + ", ".join(quoted(item) for item in value) + " }"
    return f'"{value}"'


class Driver:
    """The process of driver.c: one command, one answer."""

    def __init__(self, config):
        self.log = config + ".log"
        self.killed = False
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([DRIVER, config], stdin=subprocess.PIPE, stderr=log,
                                            stdout=subprocess.PIPE, text=True, bufsize=1)
        self.ready = self.process.stdout.readline() == "ready\n"

    def do(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        answer = self.process.stdout.readline()
        if not answer:
            raise AssertionError(f"the driver died of {words}")
        return answer.rstrip("\n")

    def lookup(self, address):
        """What it says, and the milliseconds."""
        answer, _, milliseconds = self.do("lookup", address).rpartition(" ms=")
        return answer, int(milliseconds)

    def numbers(self, *words):
        return {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", self.do(*words))}

    def stats(self):
        return self.numbers("stats")

    def kill(self):
        """For one that could only end with the resolver."""
        self.killed = True
        self.process.kill()

    def end(self):
        """The exit status, which tells of leaks, and what it said, of anything else."""
        self.process.stdin.close()
        self.process.stdout.close()
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        with open(self.log, encoding="utf-8") as log:
            return status, log.read()


class LdapTest(unittest.TestCase):
    """Each class has a server, `one`; each test a folder and a configuration."""

    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.mkdtemp(prefix="mailstamp-ldap-")
        cls.addClassCleanup(shutil.rmtree, cls.home)
        cls.one = cls.server("one")

    @classmethod
    def server(cls, label, **more):
        server = Slapd(f"{cls.home}/{label}", label, **more).start()
        cls.addClassCleanup(server.kill)
        return server

    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=self.home)
        self.config = f"{self.folder}/mailstamp.conf"
        self.write("loop.key", "k" * 44, 0o600)
        self.write("templates/photo/signature.html", SIGNATURE)
        self.write("password", PASSWORD + "\n", 0o600)

    def write(self, name, text, mode=0o644):
        path = f"{self.folder}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def configure(self, uris, settings="", more="", **keys):
        values = {"uri": uris, "bind-dn": BIND_DN, "bind-password-file": "password",
                  "base": BASE, "filter": FILTER, "attributes": ATTRIBUTES, "timeout": "2s"}
        values.update({key.replace("_", "-"): value for key, value in keys.items()})
        lines = ["    type = ldap"] + [f"    {key} = {quoted(value)}"
                                       for key, value in values.items() if value is not None]
        self.write("mailstamp.conf", CONFIG.format(
            settings=settings, directory="\n".join(lines), more=more))

    def drive(self, *uris, **keys):
        self.configure(list(uris), **keys)
        driver = Driver(self.config)
        self.addCleanup(self.end, driver)
        self.assertTrue(driver.ready, "the driver did not start")
        return driver

    def end(self, driver):
        status, said = driver.end()
        self.assertEqual(status, -signal.SIGKILL if driver.killed else 0, said)
        for sign in ("Sanitizer", "runtime error", "CRITICAL", "GLib-WARNING"):
            self.assertNotIn(sign, said)

    def tool(self, *words):
        command, *rest = words
        return subprocess.run([MAILSTAMP, command, "--config", self.config, *rest],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=60, check=False)
