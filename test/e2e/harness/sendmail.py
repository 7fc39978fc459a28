# SPDX-License-Identifier: BSD-2-Clause
"""A Sendmail of its own. Its package conflicts with Postfix's, so that it is not
installed but unpacked into a folder by ../get-sendmail."""
import os
import subprocess

from . import process

MC = """\
divert(-1)
define(`_CF_DIR_', `{tree}/usr/share/sendmail/cf/')
include(`{tree}/usr/share/sendmail/cf/m4/cf.m4')
divert(0)
VERSIONID(`a test')
OSTYPE(`linux')
define(`confDOMAIN_NAME', `{host}')
define(`confTO_IDENT', `0')
define(`confDONT_PROBE_INTERFACES', `True')
define(`confSERVICE_SWITCH_FILE', `{folder}/service.switch')
define(`confPID_FILE', `{folder}/pid')
define(`STATUS_FILE', `{folder}/statistics')
define(`HELP_FILE', `{folder}/helpfile')
define(`QUEUE_DIR', `{folder}/queue')
define(`ALIAS_FILE', `{folder}/aliases')
define(`confDEF_USER_ID', `mail:mail')
define(`confRUN_AS_USER', `root')
define(`confCT_FILE', `-o {folder}/trusted-users')
define(`confCW_FILE', `-o {folder}/local-host-names')
define(`confCR_FILE', `-o {folder}/relay-domains')
define(`confDONT_BLAME_SENDMAIL', `groupwritabledirpathsafe')
define(`confBIND_OPTS', `-DNSRCH -DEFNAMES')
define(`confDELIVERY_MODE', `background')
define(`confREFUSE_LA', `200')
define(`confQUEUE_LA', `200')
FEATURE(`no_default_msa')
FEATURE(`nocanonify')
FEATURE(`promiscuous_relay')
FEATURE(`accept_unresolvable_domains')
DAEMON_OPTIONS(`Name=MTA, Family=inet, Addr=127.0.0.1, Port={port}')
define(`SMART_HOST', `relay:[127.0.0.1]')
define(`RELAY_MAILER_ARGS', `TCP $h {next_hop}')
INPUT_MAIL_FILTER(`mailstamp', `S={milter}, F=T, T=C:10s;S:60s;R:60s;E:5m')
MAILER(`smtp')
"""


class Sendmail:
    """Takes mail on `port` from this machine and hands all of it to `next_hop`.

    Two of them in a row need different host names: Sendmail refuses to talk to itself.
    """

    def __init__(self, folder, tree, next_hop, *, milter, host="mail.example.com"):
        self.folder, self.tree, self.port = folder, tree, process.free_port()
        self.host = host
        self._process = None
        self._fill_folder(MC.format(tree=tree, folder=folder, host=host, port=self.port,
                                    next_hop=next_hop, milter=milter))

    @property
    def address(self):
        return ("127.0.0.1", self.port)

    def path(self, name):
        return os.path.join(self.folder, name)

    def _fill_folder(self, mc):
        os.mkdir(self.path("queue"), 0o700)
        for name, text in (("aliases", ""), ("sendmail.mc", mc),
                           # without it, Sendmail asks DNS for everything
                           ("service.switch", "hosts files\naliases files\n")):
            with open(self.path(name), "w", encoding="ascii") as file:
                file.write(text)
        with open(self.path("sendmail.cf"), "wb") as file, \
             open(self.path("start.log"), "wb") as log:
            subprocess.run(["m4", self.path("sendmail.mc")], stdout=file, stderr=log,
                           check=True)

    def start(self):
        binary = os.path.join(self.tree, "usr/libexec/sendmail/sendmail")
        # A host name without a dot makes Sendmail sleep for a minute: it gets its own.
        self._process = process.start(
            ["unshare", "--uts", "sh", "-c",
             f'echo {self.host} >/proc/sys/kernel/hostname && exec "$@"', "sh",
             binary, f"-C{self.path('sendmail.cf')}", "-bD", "-q1s"],
            self.path("start.log"))
        process.wait_until_up(self._process, self.address, "Sendmail", self.log)
        return self

    def stop(self):
        if self._process:
            process.end_tree(self._process)

    def queued(self):
        return os.listdir(self.path("queue"))

    def log(self):
        return process.read_log(self.path("start.log"))
