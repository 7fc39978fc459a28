# SPDX-License-Identifier: BSD-2-Clause
"""Files that cannot be read, are half there, or gone; and a storm of reloads."""
import os
import shutil
import signal
import threading
import time

from case import FaultCase, LONG, long_form
from harness import process
from harness.mailstampd import GROUP, USER


class Files(FaultCase):
    def setUp(self):
        super().setUp()
        self.up()
        self.template = self.daemon.path("conf/templates/e2e/signature.html")

    def wait_for_log(self, text, count=1, seconds=20):
        process.wait_for(lambda: self.daemon.log().count(text) >= count, f"log of {text!r}",
                         seconds)

    def write(self, path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, path):
        with open(path, encoding="utf-8") as file:
            return file.read()

    def during(self, fault, mend):
        """Mail goes on with the last good configuration, and the mended one is loaded."""
        refused = self.daemon.log().count("not reloaded")
        loaded = self.daemon.log().count("mailstamp.conf reloaded")
        fault()
        self.wait_for_log("not reloaded", refused + 1)
        self.client.deliver_all(self.some(10), 4)
        mend()
        self.wait_for_log("mailstamp.conf reloaded", loaded + 1)
        self.client.deliver_all(self.some(4), 2)

    def faults(self):
        template, config, people = (self.template, self.daemon.config,
                                    self.daemon.path("conf/people.csv"))
        yield lambda: os.chmod(template, 0), lambda: os.chmod(template, 0o640)
        yield (lambda: os.rename(template, template + "~"),
               lambda: os.rename(template + "~", template))
        for path, half in ((template, "<p>SIGNATURE {{#name"), (config, 'rule "everyone" {'),
                           (people, 'email,name\n"jane@example.com')):
            good = self.read(path)
            yield (lambda path=path, half=half: self.write(path, half),
                   lambda path=path, good=good: self.write(path, good))
        folder = os.path.dirname(template)
        yield (lambda: os.rename(folder, folder + ".away"),
               lambda: os.rename(folder + ".away", folder))
        yield (lambda: os.unlink(config),
               lambda config=config, good=self.read(config): self.put_back(config, good))

    def put_back(self, path, text):
        self.write(path, text)
        shutil.chown(path, USER, GROUP)

    def test_files_that_cannot_be_used(self):
        """In the short form, every third."""
        faults = list(self.faults())[::1 if LONG else 3]
        for fault, mend in faults:
            self.during(fault, mend)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.assertEqual(figures.retried, 0)
        self.report("templates, people and configuration unreadable, half-written or "
                    "deleted, in turn", "the last good configuration stays in force, the "
                    "log has file and line; the mended one is loaded by itself", figures,
                    len(faults))

    @long_form
    def test_a_folder_above_that_cannot_be_entered(self):
        """Nothing tells when it can be again."""
        top = self.daemon.folder
        self.daemon.reload()  # now it watches all
        os.chmod(top, 0)
        self.daemon.reload("not reloaded")
        self.daemon.write_template("changed meanwhile")
        os.chmod(top, 0o755)
        self.wait_for_template("changed meanwhile", 30)
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.report("a folder above cannot be entered for a while",
                    "loaded by itself within 10 s of its being open again", figures)

    def test_killed_while_the_configuration_is_broken(self):
        good = self.read(self.daemon.config)
        self.write(self.daemon.config, "rule {")
        self.supervisor.kill()
        process.wait_for(lambda: len(self.supervisor.failed_starts) > 1, "failed starts", 30)
        letters = self.some(4)
        sending = self.client.begin(letters, 2)
        process.wait_for(lambda: all(one.attempts for one in letters[:2]), "deferrals", 30)
        self.write(self.daemon.config, good)
        self.client.wait(sending)
        figures = self.settle().check(self.letters)
        self.assert_only_killed()
        self.report("SIGKILL while the configuration on disk is broken",
                    "does not start, says file and line; deferred; starts by itself when it "
                    "is mended", figures)

    def test_storm_of_reloads(self):
        """By signal and by file, as fast as it goes."""
        over, done = threading.Event(), [0]

        def storm():
            while not over.is_set():
                os.kill(self.daemon.pid, signal.SIGUSR1)
                self.daemon.write_template(f"number {done[0]}")
                done[0] += 1
                time.sleep(0.002)
        thread = threading.Thread(target=storm)
        thread.start()
        self.client.deliver_all(self.some(1000 if LONG else 200), 10)
        over.set()
        thread.join()
        self.wait_for_template(f"number {done[0] - 1}")
        loaded = self.daemon.log().count("mailstamp.conf reloaded")
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.assertEqual(figures.retried, 0)
        self.report(f"storm of reloads: {done[0]} signals and edits, {loaded} reloads",
                    "each message with one whole configuration, the last edit is in force",
                    figures, done[0])


class Socket(FaultCase):
    def test_its_file_is_deleted(self):
        self.up()
        os.unlink(self.daemon.socket)
        sending = self.client.begin(self.some(10), 4)
        self.supervisor.wait_for_death(1)
        self.client.wait(sending)
        figures = self.settle().check(self.letters)
        self.assertEqual(self.supervisor.deaths, [1])
        self.assertGreater(figures.retried, 0)
        self.report("the socket's file is deleted", "mailstampd notices within 5 s, says so "
                    "and ends with status 1, to be started again; deferred meanwhile",
                    figures)

    def test_folder_that_cannot_be_written_to(self):
        self.up()
        folder = os.path.dirname(self.daemon.socket)
        shutil.chown(folder, "root")
        os.chmod(folder, 0o755)
        self.supervisor.kill()
        process.wait_for(lambda: len(self.supervisor.failed_starts) > 1, "failed starts", 30)
        self.assertIn("a stale socket cannot be removed: Permission denied",
                      self.daemon.log())
        letters = self.some(4)
        sending = self.client.begin(letters, 2)
        process.wait_for(lambda: letters[0].attempts, "deferrals", 30)
        shutil.chown(folder, USER)
        self.client.wait(sending)
        figures = self.settle().check(self.letters)
        self.report("the socket's folder cannot be written to, and a stale socket is there",
                    "does not start, says so; starts by itself when it is mended", figures)

    @long_form
    def test_two_at_one_socket(self):
        self.up()
        second = self.make_daemon({}, {}, "second")
        second.set_value("listen", self.daemon.milter)
        with self.assertRaises(OSError):
            second.start()
        self.assertIn("another process listens there", second.log())
        second.forget()
        self.client.deliver_all(self.some(4))
        figures = self.settle().check(self.letters)
        self.assert_never_died()
        self.assertEqual(figures.retried, 0)
        self.report("a second mailstampd is started at the same socket",
                    "it ends and says so; the first goes on", figures)
