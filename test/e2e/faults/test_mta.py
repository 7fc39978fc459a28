# SPDX-License-Identifier: BSD-2-Clause
"""Postfix and mailstampd are stopped and started in the midst of mail."""
import signal
import time

from case import FaultCase, LONG, SANITIZED, long_form
from harness import process

ROUNDS = 5 if LONG else 2
MESSAGES = 1000 if LONG else 40 if SANITIZED else 120


class Mta(FaultCase):
    def in_the_midst(self, what, rounds=ROUNDS):
        """Calls `what` so often while mail comes in."""
        letters = self.some(MESSAGES)
        sending = self.client.begin(letters, 10)
        for number in range(rounds):
            share = MESSAGES * (number + 1) // (rounds + 1)
            process.wait_for(lambda share=share: sum(one.accepted for one in letters)
                             >= share, f"{share} messages", 120)
            what()
        self.client.wait(sending)

    @long_form
    def test_postfix_reloads(self):
        self.up()
        self.in_the_midst(self.mta.reload)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.report("postfix reload in the midst of mail",
                    "nobody notices" if not figures.retried else "some sent again",
                    figures, ROUNDS)

    def test_postfix_stops_and_starts(self):
        """As `postfix stop` and `postfix abort` do it: SIGTERM to all of it."""
        self.up()

        def restart():
            self.mta.abort()
            self.mta.start()
        self.in_the_midst(restart)
        figures = self.settle(resends=True).check(self.letters)
        self.assert_never_died()
        self.report("postfix stop and start in the midst of mail",
                    "clients send again what was under way", figures, ROUNDS)

    @long_form
    def test_postfix_is_killed(self):
        self.up()

        def restart():
            self.mta.stop()
            self.mta.start()
        self.in_the_midst(restart)
        figures = self.settle(resends=True).check(self.letters)
        self.assert_never_died()
        self.report("SIGKILL of all of Postfix in the midst of mail",
                    "clients send again what was under way", figures, ROUNDS)

    def test_mailstampd_is_killed(self):
        self.up()
        self.in_the_midst(self.kill, 2 * ROUNDS)
        figures = self.settle().check(self.letters)
        self.assert_only_killed()
        self.report("SIGKILL of mailstampd in the midst of mail",
                    "what was under way is deferred", figures, 2 * ROUNDS)

    def kill(self):
        self.supervisor.wait_until_up()
        self.supervisor.kill()

    def test_mailstampd_is_stopped(self):
        """SIGTERM, as systemctl stop and restart."""
        self.up()
        slowest = 0

        def stop():
            nonlocal slowest
            self.supervisor.wait_until_up()
            count, start = len(self.supervisor.deaths), time.monotonic()
            self.daemon.ask_to_stop()
            self.supervisor.wait_for_death(count + 1)
            slowest = max(slowest, time.monotonic() - start)
        self.in_the_midst(stop, 2 * ROUNDS)
        figures = self.settle().check(self.letters)
        self.assertEqual(set(self.supervisor.deaths), {0})
        self.assertNotIn("did not finish", self.daemon.log())
        self.report("SIGTERM to mailstampd in the midst of mail",
                    "messages under way finish, new ones are deferred; it takes "
                    f"{slowest:.1f} s at most", figures, 2 * ROUNDS)

    def test_both_at_once(self):
        self.up()

        def restart():
            self.supervisor.wait_until_up()
            self.supervisor.kill()
            self.mta.stop()
            self.mta.start()
        self.in_the_midst(restart)
        figures = self.settle(resends=True).check(self.letters)
        self.assert_only_killed()
        self.report("SIGKILL of Postfix and mailstampd at once (power failure but for the "
                    "disk)", "clients send again what was under way", figures, ROUNDS)
