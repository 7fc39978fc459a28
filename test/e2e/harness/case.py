# SPDX-License-Identifier: BSD-2-Clause
"""What every end-to-end test stands on: a fresh folder, and an end without remains."""
import os
import shutil
import signal
import sys
import unittest

from . import check, mail, process
from .mailstampd import Mailstampd
from .postfix import Postfix
from .sink import Sink


def required(variable, what):
    path = os.environ.get(variable, "")
    if not os.path.exists(path):
        raise AssertionError(f"{variable}={path}: {what}")
    return path


class EndToEnd(unittest.TestCase):
    seconds = 90  # a test that takes longer has failed
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        process.adopt_orphans()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))

    def setUp(self):
        if os.geteuid() != 0:
            self.fail("Postfix's master runs as root only: run this test as root")
        self._logs = []
        # In /tmp, where all may write, Sendmail and OpenDKIM refuse sockets and keys;
        # /run is often mounted noexec.
        self.folder = process.new_folder("/var/lib")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.addCleanup(process.end_all)
        signal.signal(signal.SIGALRM, self.out_of_time)
        signal.alarm(self.seconds)
        self.addCleanup(signal.alarm, 0)

    def out_of_time(self, *_):
        raise TimeoutError(f"longer than {self.seconds} s")

    def run(self, result=None):
        """As in unittest, but what failed is shown with what the daemons said."""
        before = len(result.failures) + len(result.errors) if result else 0
        super().run(result)
        if result and len(result.failures) + len(result.errors) > before:
            for title, text in getattr(self, "_shown", []):
                print(f"--- {title} of {self.id()}\n{text[-6000:]}", file=sys.stderr)

    def tearDown(self):
        self._shown = [(title, log()) for title, log in self._logs]

    def subfolder(self, name):
        path = os.path.join(self.folder, name)
        os.mkdir(path)
        os.chmod(path, 0o755)
        return path

    def keep(self, name, daemon):
        """Ends the daemon after the test and shows its log when the test fails."""
        self.addCleanup(daemon.stop)
        if hasattr(daemon, "log"):
            self._logs.append((name, daemon.log))
        return daemon

    def sink(self):
        return self.keep("sink", Sink())

    def mailstampd(self, name="mailstampd", **options):
        binary = required("MAILSTAMPD", "no such program; set it to a built mailstampd")
        daemon = Mailstampd(self.subfolder(name), binary, **options)
        return self.keep(name, daemon).start()

    def postfix(self, next_hop, name="postfix", **options):
        return self.keep(name, Postfix(self.subfolder(name), next_hop, **options)).start()

    # ---- What should have arrived ---------------------------------------------------

    def mark(self, delivered):
        """The value of the mark; there is exactly one."""
        head, _ = check.halves(delivered)
        marks = [raw for raw in check.fields(head) if check.name_of(raw) == check.MARK]
        self.assertEqual(len(marks), 1, "exactly one mark:\n" + head.decode("latin-1"))
        return check.value_of(head, check.MARK)

    def assert_stamped_once(self, sent, delivered, leaves, received=1):
        """One stamp in each of the leaves (their types), the mark, and nothing else new
        but `received` Received fields. Returns the insertions."""
        changes = check.changes(sent, delivered)
        self.assertEqual([i.type for i in changes.insertions], leaves)
        for insertion in changes.insertions:
            self.assertEqual(insertion.text.count(mail.SIGNATURE), 1, insertion.text)
        self.assert_added_fields(changes, received, marked=True)
        want = r"^true; org=example\.com; result=stamped;"
        self.assertRegex(self.mark(delivered), want)
        return changes.insertions

    def assert_passed(self, sent, delivered, marked=True, received=1):
        """The same octets, but for the mark and `received` Received fields."""
        changes = check.changes(sent, delivered)
        self.assertEqual(changes.insertions, [])
        self.assertEqual(check.halves(delivered)[1], check.halves(sent)[1])
        self.assert_added_fields(changes, received, marked)

    def assert_added_fields(self, changes, received, marked):
        names = sorted(check.name_of(raw) for raw in changes.added)
        want = ["received"] * received + [check.MARK] * marked
        self.assertEqual(names, sorted(want))
