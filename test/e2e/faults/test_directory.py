# SPDX-License-Identifier: BSD-2-Clause
"""A directory that is slow, or dead: real slapd, and mailstampd that has to ask it."""
import os
import re
import shutil
import signal
import time

from case import FaultCase, LONG, long_form
from harness import mail, process
from harness.mailstampd import GROUP, USER
from slapd import BASE, BIND_DN, PASSWORD, Slapd

DIRECTORY = """
directory "staff" {{
    type               = ldap
    uri                = "{uri}"
    bind-dn            = "{bind_dn}"
    bind-password-file = "{password}"
    base               = "{base}"
    filter             = "(mail=%s)"
    attributes         = {{ "name=displayName", "title" }}
    timeout            = 1s
    cache-ttl          = {cache_ttl}
    negative-ttl       = 0s
    stale              = {stale}
}}
"""


class WithDirectory:
    def start(self, stale="0s", on_failure="defer", cache_ttl="0s", **more):
        """jane is in slapd, and nowhere else."""
        self.slapd = Slapd(self.subfolder("slapd")).start()
        self.addCleanup(self.slapd.kill)
        self.section = DIRECTORY.format(
            uri=self.slapd.uri, bind_dn=BIND_DN, base=BASE, stale=stale,
            cache_ttl=cache_ttl, password=self.password())
        self.up(values={"on-failure": on_failure}, files=self.write_files, **more)
        self.client.deliver(self.letter())  # jane is known

    def password(self):
        path = f"{self.folder}/password"
        with open(path, "w", encoding="ascii") as file:
            file.write(PASSWORD + "\n")
        shutil.chown(path, USER, GROUP)
        os.chmod(path, 0o600)
        return path

    def write_files(self, daemon):
        with open(daemon.path("conf/people.csv"), "w", encoding="ascii") as file:
            file.write("email,name,title\n")
        with open(daemon.config, "a", encoding="ascii") as file:
            file.write(self.section)

    def janes(self, count):
        return [self.letter() for _ in range(count)]

    def wait_for_deferrals(self, letters, count=4):
        process.wait_for(lambda: sum(len(one.attempts) for one in letters) >= count,
                         "deferrals", 60)

    def during(self, fault, mend):
        """Mail while it is broken, that goes out when it is mended."""
        fault()
        letters = self.janes(40 if LONG else 8)
        sending = self.client.begin(letters, 4)
        self.wait_for_deferrals(letters)
        mend()
        self.client.wait(sending)
        return letters

    def freeze(self):
        self.slapd.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.slapd.process.send_signal(signal.SIGCONT)


class Directory(WithDirectory, FaultCase):
    def test_that_hangs_and_dies(self):
        self.start()
        letters = self.during(self.freeze, self.thaw)
        said = letters[0].attempts[0][1]
        self.during(self.slapd.kill, self.slapd.start)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.assertIn("action=defer", self.daemon.log())
        self.report("LDAP server hangs (SIGSTOP), then dies (SIGKILL); on-failure = defer",
                    f"deferred ({said}) until it is back", figures, 2)

    @long_form
    def test_that_hangs_while_old_answers_are_good(self):
        self.start(stale="1d")
        self.freeze()
        start = time.monotonic()
        self.client.deliver_all(self.janes(20 if LONG else 4), 2)
        seconds = time.monotonic() - start
        self.slapd.kill()
        self.client.deliver_all(self.janes(20), 4)
        figures = self.settle().check(self.letters)
        self.assertEqual(figures.retried, 0)
        self.report("LDAP server hangs, then dies; stale = 1d",
                    "stamped with what was known; nobody is deferred, "
                    f"{seconds:.0f} s for the first ones", figures, 2)

    @long_form
    def test_that_dies_where_mail_may_pass(self):
        self.start(on_failure="pass")
        self.slapd.kill()
        self.client.deliver_all(self.janes(20), 4)
        self.slapd.start()
        process.wait_for(self.is_stamped_again, "a stamp", 30)
        figures = self.settle(passes=["pass"]).check(self.letters)
        self.assertEqual(figures.retried, 0)
        self.assertGreaterEqual(figures.passed["pass"], 20)
        self.check_log(figures.passed["pass"])
        self.report("LDAP server dies; on-failure = pass",
                    "unsigned meanwhile; the log names each",
                    figures)

    def is_stamped_again(self):
        """A server that failed is left alone for a moment."""
        return mail.SIGNATURE.encode() in self.delivered_now()

    def check_log(self, count):
        """Which messages went out unsigned is to be found in the log."""
        self.supervisor.stop()
        self.daemon.stop()
        names = re.findall(r"(\w+): failed error=.* action=pass", self.daemon.log())
        self.assertEqual(len(set(names)), count)
