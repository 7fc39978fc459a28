# SPDX-License-Identifier: BSD-2-Clause
"""The clock of the machine jumps, both ways, by years: libfaketime is its hand. What is
measured by the monotonic clock must not notice; the mark and campaigns must."""
import os
import re
import shutil
import smtplib
import time
import unittest

from case import FaultCase, LONG, SANITIZED, long_form
from harness import mail, process
from harness.client import reply_to_data
from post import ACCEPTED, DEFERRED, Letter
from test_directory import WithDirectory

CAMPAIGN = """
rule "campaign" {
    when     { not-before = "2031-01-01" }
    template = "campaign"
}
"""


def library():
    for triplet in sorted(os.listdir("/usr/lib")):
        path = f"/usr/lib/{triplet}/faketime/libfaketimeMT.so.1"
        if os.path.exists(path):
            return path
    raise AssertionError("libfaketime is not installed")


class ClockCase:
    """`set_clock` takes what is added to the time, in seconds."""

    def clocked(self):
        self.clock = f"{self.folder}/clock"
        self.set_clock(0)
        return {"environment": {
            "LD_PRELOAD": library(), "FAKETIME_TIMESTAMP_FILE": self.clock,
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1"}}

    def set_clock(self, seconds):
        with open(self.clock + "~", "w", encoding="ascii") as file:
            file.write(f"{seconds:+d}\n")
        os.chmod(self.clock + "~", 0o644)
        os.rename(self.clock + "~", self.clock)


YEAR = 366 * 24 * 3600
JUMPS = {"ten years ahead": 10 * YEAR, "ten years back": -10 * YEAR, "back to now": 0}


@unittest.skipIf(SANITIZED, "a sanitizer's own library has to be the first")
class Clock(ClockCase, FaultCase):
    def start(self, **more):
        self.up(daemon=self.clocked(), files=self.add_campaign, **more)

    @staticmethod
    def add_campaign(daemon):
        source = daemon.path("conf/templates/e2e")
        shutil.copytree(source, daemon.path("conf/templates/campaign"))
        with open(daemon.path("conf/templates/campaign/signature.txt"), "a",
                  encoding="ascii") as file:
            file.write("OF-THE-CAMPAIGN\n")
        with open(daemon.config, encoding="ascii") as file:
            config = file.read()
        with open(daemon.config, "w", encoding="ascii") as file:
            file.write(config.replace('rule "everyone"', CAMPAIGN + 'rule "everyone"'))

    def delivered(self, one):
        self.client.deliver(one)
        self.mta.wait_until_empty()
        return next(each.data for each in self.at_the_end.deliveries
                    if one.key.encode("ascii") in each.data)

    def test_jumps_in_the_midst_of_mail(self):
        self.start()
        old = []
        for jump, seconds in JUMPS.items():
            sending = self.client.begin(self.some(40 if LONG else 10), 4)
            self.set_clock(seconds)
            self.client.wait(sending)
            copy = self.delivered(self.letter("new-plain"))
            stamp = int(re.search(r"t=(\d+)", self.mark(copy))[1])
            self.assertLess(abs(stamp - time.time() - seconds), 120, jump)
            campaign = b"OF-THE-CAMPAIGN" in copy
            self.assertEqual(campaign, seconds > 0, jump)
            old.append(copy)
            before = self.reloads()
            self.daemon.write_template(jump)
            process.wait_for(lambda before=before: self.reloads() > before, "a reload", 20)
        self.set_clock(0)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.check_marks(old)
        self.report("clock jumps ten years ahead, back and to now, in the midst of mail",
                    "nobody notices; t= of the mark and campaigns follow the clock, a mark "
                    "of the future verifies, live reload goes on", figures, len(JUMPS))

    def reloads(self):
        return self.daemon.log().count("mailstamp.conf reloaded")

    def check_marks(self, copies):
        """Each of another time's: the message is not stamped again."""
        seen = len(self.at_the_end.deliveries)
        for copy in copies:
            self.client.deliver(Letter(b"X-Again: 1\r\n" + copy))
        self.at_the_end.wait(seen + len(copies))
        for each in self.at_the_end.deliveries[seen:]:
            self.assertEqual(each.data.count(mail.SIGNATURE.encode()), 1)
        self.assertEqual(self.daemon.log().count("reason=already-processed"), len(copies))

    @long_form
    def test_jump_while_a_client_is_sending(self):
        """libmilter counts how long a connection is idle by the wall clock, and closes it
        after two hours."""
        self.start()
        one, waiting = self.letter(), []
        for _ in range(3):
            smtp = smtplib.SMTP(*self.mta.address, timeout=60)
            self.addCleanup(smtp.close)
            self.assertEqual(reply_to_data(smtp, one.sender, one.recipients)[0], 354)
            waiting.append((smtp, one))
            one = self.letter()
        self.set_clock(YEAR)
        time.sleep(0.2)
        self.client.deliver_all(self.some(4))  # so that libmilter looks at its watch
        for smtp, one in waiting:
            smtp.send(one.raw + b".\r\n")
            code, text = smtp.getreply()
            text = text.decode("ascii")
            one.attempts.append((ACCEPTED if code == 250 else DEFERRED, f"{code} {text}"))
            if code == 250:
                one.queue_ids.append(text.rpartition(" ")[2])
            else:
                self.client.deliver(one)
        self.client.deliver(self.letters[3])
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.report("clock jumps a year ahead while clients are in the middle of DATA",
                    "libmilter takes their connections for idle and closes them: deferred",
                    figures)


@unittest.skipIf(SANITIZED, "a sanitizer's own library has to be the first")
class ClockOfDirectory(ClockCase, WithDirectory, FaultCase):
    @long_form
    def test_answers_in_the_cache_keep_their_age(self):
        self.start(cache_ttl="10m", daemon=self.clocked())
        self.slapd.kill()
        for seconds in JUMPS.values():
            self.set_clock(seconds)
            self.client.deliver_all(self.janes(5), 2)
        figures = self.settle().check(self.letters)
        self.assertEqual(figures.retried, 0)
        self.report("clock jumps while an LDAP server is dead and its answer in the cache",
                    "the answer is as old as before", figures, len(JUMPS))

    @long_form
    def test_repeated_failures_are_told_each_minute(self):
        self.start(daemon=self.clocked())
        self.client.patience = 300
        self.slapd.kill()
        sending = self.client.begin(self.janes(2), 1)
        time.sleep(1)
        self.set_clock(-10 * YEAR)
        process.wait_for(lambda: " repeated=" in self.daemon.log(), "the number", 90)
        self.slapd.start()
        self.client.wait(sending)
        figures = self.settle().check(self.letters)
        self.report("clock jumps ten years back while a failure repeats",
                    "the number of repeats is logged a minute after the first", figures)

    @long_form
    def test_a_look_up_ends_in_time(self):
        self.start(daemon=self.clocked())
        self.freeze()
        slowest = 0
        for seconds in JUMPS.values():
            one, start = self.letter(), time.monotonic()
            sending = self.client.begin([one], 1)
            time.sleep(0.3)
            self.set_clock(seconds)
            process.wait_for(lambda one=one: one.attempts, "an answer", 30)
            slowest = max(slowest, time.monotonic() - start)
            self.thaw()
            self.client.wait(sending)
            self.freeze()
        self.thaw()
        figures = self.settle().check(self.letters)
        self.report("clock jumps while an LDAP server hangs; timeout = 1s",
                    f"451 after {slowest:.1f} s at most", figures, len(JUMPS))
        self.assertLess(slowest, 10)
