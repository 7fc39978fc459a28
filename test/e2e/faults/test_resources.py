# SPDX-License-Identifier: BSD-2-Clause
"""Out of descriptors, out of memory, out of disk."""
import os
import re
import shutil
import subprocess
import time
import unittest

from case import FaultCase, LONG, MEGABYTE, SANITIZED, long_form
from harness import process
from harness.mailstampd import GROUP, USER
from mta import Hangup, Mta
from post import DEFERRED, large

IMPATIENT = {"milter_connect_timeout": "1s", "milter_command_timeout": "1s",
             "milter_content_timeout": "20s"}
CGROUP = "/sys/fs/cgroup/memory"


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def limit(pid, **limits):
    """Of a daemon that runs; as its own user, which takes no capability."""
    subprocess.run(["prlimit", f"--pid={pid}", *(f"--{name}={value}:"
                                                 for name, value in limits.items())],
                   user=USER, group=GROUP, extra_groups=[], check=True)


def limited(**limits):
    """A daemon that starts so."""
    return {"wrapper": ["prlimit", *(f"--{name}={value}:{value}"
                                     for name, value in limits.items()), "--"]}


class Descriptors(FaultCase):
    LIMIT = 64

    def use_up(self):
        """Idle connections, more than there are descriptors."""
        peers = []
        for _ in range(self.LIMIT + 16):
            peer = Mta(self.daemon.socket, 1)
            peers.append(peer)
            self.addCleanup(peer.close)
            try:
                peer.open()
            except (Hangup, OSError):
                break
        return peers

    def test_more_connections_than_descriptors(self):
        """Half of so few are kept for other things than the MTA."""
        self.up(daemon=limited(nofile=self.LIMIT), settings=IMPATIENT)
        peers = self.use_up()
        letters = self.some(20)
        sending = self.client.begin(letters, sessions=4)
        process.wait_for(lambda: sum(len(one.attempts) for one in letters) >= 8, "deferral")
        self.assertEqual([one for one in letters if one.accepted], [])
        self.daemon.write_template("changed meanwhile")
        process.wait_for(lambda: "mailstamp.conf reloaded" in self.daemon.log(), "a reload")
        before = cpu_seconds(self.daemon.pid)
        time.sleep(1)
        load = cpu_seconds(self.daemon.pid) - before
        for peer in peers:
            peer.close()
        self.client.wait(sending)
        self.wait_for_template("changed meanwhile")
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.assertIn("open files allows: connection refused", self.daemon.log())
        self.assertLess(load, 0.5)
        self.report(f"more connections than descriptors ({self.LIMIT}), and a template "
                    "changed meanwhile", "further connections are refused at once, mail is "
                    "deferred until some are closed; the reload takes place", figures)

    def descriptor_of(self, what):
        """Lower ones are in use; so there is none left, not even when it closes this."""
        folder = f"/proc/{self.daemon.pid}/fd"
        return next(int(name) for name in os.listdir(folder)
                    if what in os.readlink(f"{folder}/{name}"))

    def test_no_descriptor_at_all(self):
        """Of a process that runs already: it can neither read nor watch any file."""
        self.up(settings=IMPATIENT)
        limit(self.daemon.pid, nofile=self.descriptor_of("inotify"))
        self.daemon.write_template("changed meanwhile")
        process.wait_for(lambda: "not reloaded" in self.daemon.log(), "a failed reload")
        sending = self.client.begin(self.some(10), sessions=4)
        process.wait_for(lambda: sum(len(one.attempts) for one in self.letters) >= 4,
                         "deferral")
        limit(self.daemon.pid, nofile=1024)
        self.client.wait(sending)
        self.wait_for_template("changed meanwhile", 30)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.report("no descriptor at all, and a template changed meanwhile",
                    "deferred; the last good configuration stays, the new one is loaded by "
                    "itself within 10 s of there being descriptors", figures)


@unittest.skipIf(SANITIZED, "a sanitizer takes terabytes of addresses")
class Memory(FaultCase):
    """RLIMIT_DATA is set where the daemon runs already: it knows how much it needs to
    start."""

    def size(self):
        with open(f"/proc/{self.daemon.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmData:\s+(\d+)", file.read())[1]) * 1024

    def squeeze(self, octets):
        """So much more than it has, when its start is over."""
        most = min(self.size() for _ in range(20) if not time.sleep(0.02)) + octets
        limit(self.daemon.pid, data=most)
        return most

    def squeeze_each(self, octets):
        """All of them, as a service's limit would."""
        self.limit = self.squeeze(octets)
        self.daemon.wrapper = limited(data=self.limit)["wrapper"]

    @long_form
    def test_many_small_messages(self):
        self.up(settings=IMPATIENT)
        self.squeeze_each(4 * MEGABYTE)
        for _ in range(400 if LONG else 60):
            self.letter_of(30_000)
        self.client.deliver_all(self.letters, sessions=20)
        figures = self.settle().check(self.letters)
        self.report("out of memory for threads (RLIMIT_DATA), 30 KB messages in 20 sessions",
                    "a connection that libmilter finds no thread for hangs until Postfix's "
                    "milter_content_timeout, then its message is deferred", figures)
        self.forget()

    def forget(self):
        """libmilter forgets a connection that it found no thread for, and a stop would
        wait for its message for 20 s."""
        self.supervisor.stop()
        self.daemon.kill()

    @long_form
    def test_large_messages(self):
        self.up(values={"max-message-size": "60M"}, settings=IMPATIENT)
        self.squeeze_each(110 * MEGABYTE)
        letters = [self.letter_of(25 * MEGABYTE) for _ in range(8 if LONG else 4)]
        self.client.deliver_all([*letters, *self.some(20)], sessions=4)
        figures = self.settle().check(self.letters)
        self.report("out of memory (RLIMIT_DATA), 25 MB messages in 4 sessions",
                    "those that there is no memory for are deferred, the process goes on",
                    figures)
        self.forget()

    def letter_of(self, octets):
        self.letters.append(large(octets))
        return self.letters[-1]

    def test_a_message_that_never_fits(self):
        self.up(values={"max-message-size": "60M"}, settings=IMPATIENT)
        size = 25 if LONG else 10
        self.squeeze(size * MEGABYTE // 2)
        one = self.letter_of(size * MEGABYTE)
        sending = self.client.begin([one], 1)
        process.wait_for(lambda: len(one.attempts) >= 2, "two attempts", 60)
        said = one.attempts[-1][1]
        self.client.deliver_all(self.some(5))
        limit(self.daemon.pid, data="unlimited")
        self.client.wait(sending)
        figures = self.settle().check(self.letters)
        self.report(f"out of memory, one message of {size} MB that never fits",
                    f"deferred ({said}), small ones are stamped meanwhile; goes out when "
                    "there is memory", figures)

    @unittest.skipUnless(LONG and os.access(CGROUP, os.W_OK), "long form, with cgroups")
    def test_killed_by_the_kernel(self):
        self.up(values={"max-message-size": "60M"}, settings=IMPATIENT)
        group = f"{CGROUP}/mailstamp-faults-{os.getpid()}"
        os.mkdir(group)
        self.addCleanup(self.remove_group, group)
        with open(f"{group}/memory.limit_in_bytes", "w", encoding="ascii") as file:
            file.write(str(64 * MEGABYTE))
        self.confine(group)
        self.client.spread, self.client.patience = 8, 300  # together they never fit
        letters = [self.letter_of(25 * MEGABYTE) for _ in range(4)]
        self.client.deliver_all([*letters, *self.some(20)], sessions=4)
        figures = self.settle().check(self.letters)
        self.assert_only_killed()
        self.report("killed by the kernel for its memory (cgroup of 64 MB), 25 MB "
                    "messages in 4 sessions", "started again; all under way are deferred",
                    figures, len(self.supervisor.deaths))

    def confine(self, group):
        """This one and each that is started later."""
        start = self.daemon.start

        def start_confined():
            start()
            self.put(group, self.daemon.pid)
            return self.daemon
        self.daemon.start = start_confined
        self.put(group, self.daemon.pid)

    @staticmethod
    def put(group, pid):
        with open(f"{group}/cgroup.procs", "w", encoding="ascii") as file:
            file.write(str(pid))

    def remove_group(self, group):
        self.supervisor.stop()
        self.daemon.stop()
        os.rmdir(group)


class Disk(FaultCase):
    def mount(self, path, size):
        """A file system of its own, in memory."""
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755",
                               "tmpfs", path], capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest("nothing can be mounted here: " + done.stderr.decode().strip())
        self.addCleanup(subprocess.run, ["umount", "-l", path], check=False)

    @staticmethod
    def fill(folder, leave=0):
        """The file that takes all the room but so many octets."""
        path = os.path.join(folder, "filler")
        with open(path, "wb") as file:
            file.write(b"x" * max(shutil.disk_usage(folder).free - leave, 0))
        return path

    def test_disk_of_the_queue(self):
        """A message of 150 KB is in the queue once while it comes in and once more with its
        new body: it runs full at one point and the other."""
        self.up(settings={"message_size_limit": "0"}, values={"max-message-size": "50M"},
                disk=lambda path: self.mount(path, "8m"))
        rounds, half_way = 12 if LONG else 5, 0
        for number in range(rounds):
            self.mta.wait_until_empty()
            filler = self.fill(self.mta.path("spool"), 8192 + number * 400_000 // rounds)
            one = large(150_000)
            self.letters.append(one)
            sending = self.client.begin([one, *self.some(2)], 2)
            process.wait_for(lambda one=one: one.attempts, "an attempt", 30)
            time.sleep(0.1)
            os.unlink(filler)
            self.client.wait(sending)
            half_way += one.count(DEFERRED) > 0
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.assertGreater(half_way, 1)
        said = {said for one in self.letters for _, said in one.attempts if said[0] == "4"}
        self.report("disk of the queue runs full while a message comes in, and while the "
                    "new body does", f"Postfix says {' or '.join(sorted(said))}", figures,
                    rounds)

    @long_form
    def test_queue_below_its_minimum(self):
        self.up(settings={"message_size_limit": "400000"},
                disk=lambda path: self.mount(path, "8m"))
        filler = self.fill(self.mta.path("spool"), 300_000)
        sending = self.client.begin(self.some(10), 2)
        one = self.letters[0]
        process.wait_for(lambda: one.attempts, "an attempt", 30)
        os.unlink(filler)
        self.client.wait(sending)
        figures = self.settle().check(self.letters)
        self.report("disk of the queue is nearly full", f"Postfix says {one.attempts[0][1]}",
                    figures)

    def test_disk_of_the_log(self):
        folder = self.subfolder("small")
        self.mount(folder, "64k")
        self.up(logfile=os.path.join(folder, "log"))
        self.client.deliver_all(self.some(4))
        filler = self.fill(folder)
        self.client.deliver_all(self.some(400 if LONG else 40))
        lost = len(self.letters) - len(self.daemon.outcomes())
        os.unlink(filler)
        self.client.deliver_all(self.some(4))
        figures = self.settle(unlogged=True).check(self.letters)
        self.assert_never_died()
        self.assertGreater(lost, 0)
        self.report("disk of mailstampd's log is full",
                    f"{lost} lines are missing, mail goes on", figures)

    def test_disk_of_the_key_at_the_first_start(self):
        self.up()
        self.supervisor.hold()
        state = self.daemon.path("state")
        os.unlink(f"{state}/loop.key")
        self.mount(state, "4k")
        shutil.chown(state, USER, GROUP)
        filler = self.fill(state)
        self.supervisor.kill()
        self.supervisor.release()
        process.wait_for(lambda: len(self.supervisor.failed_starts) > 1, "failed starts", 30)
        self.assertEqual(os.listdir(state), ["filler"])
        self.assertIn("loop.key cannot be made: No space left on device", self.daemon.log())
        sending = self.client.begin(self.some(4), 1)
        os.unlink(filler)
        self.client.wait(sending)
        figures = self.settle().check(self.letters)
        self.assertGreater(os.path.getsize(f"{state}/loop.key"), 32)
        self.report("disk is full at the first start, where the key is made",
                    "does not start, says so, leaves no half key; starts by itself when "
                    "there is room", figures)
