#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Thousands of messages stream through while the templates change two hundred times, in the
ways in which people and programs change files. Every message has one version of all of it:
the HTML twice, a partial, a picture, the plain text. None is mixed, none is lost, and no
broken or half-written version is ever seen."""

import itertools
import os
import random
import re
import shutil
import signal
import threading
import time
import unittest

from daemon import SANITIZED, DaemonTest
from mta import Hangup

MESSAGES = int(os.environ.get("MAILSTAMP_STREAM", "1000" if SANITIZED else "10000"))
CHANGES = 20 if SANITIZED else 200
CLIENTS = 4
SECONDS = 20 if SANITIZED else 2    # in which an edit has to be in force

PNG = b"\x89PNG\r\n\x1a\n"
BASE = 1000     # so that every version has as many digits

LETTER = (b"From: Jane Doe <jane@example.com>\r\nTo: bob@example.net\r\nSubject: Hello\r\n"
          b"Date: Sat, 22 Nov 2025 06:00:00 +0000\r\nMessage-ID: <%d@example.com>\r\n"
          b"MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
          b"--b\r\nContent-Type: text/plain\r\n\r\nHi Bob,\r\n\r\n"
          b"--b\r\nContent-Type: text/html\r\n\r\n<p>Hi Bob,</p>\r\n\r\n--b--\r\n")

def version(number):
    """The files of one version."""
    filling = "<!-- " + 4000 * "x" + " -->\n"   # so that half of a file can be told
    return {
        "signature.html": f'<div>V{number} {{{{> part}}}} <img src="v{number}.png" '
                          f'width="1" alt="">{filling} W{number}</div>\n'.encode(),
        "part.html": f"<i>P{number}</i>".encode(),
        "signature.txt": f"T{number}\n{{{{! {4000 * 'x'} }}}}U{number}\n".encode(),
        f"v{number}.png": PNG + str(number).encode(),
    }


def broken(files, kind):
    """A version that must never be in force."""
    files = dict(files)
    name = next(name for name in files if name.endswith(".png"))
    if kind == 0:
        files["signature.html"] += b"{{#open}}"
    elif kind == 1:
        files["part.html"] = b"<i>P\xff</i>"
    elif kind == 2:
        del files[name]
    else:
        files[name] = b"no picture"
    return files


class Stream(DaemonTest):
    def setUp(self):
        super().setUp()
        self.server = self.daemon()
        self.folder_of_template = f"{self.server.folder}/templates/corporate"
        shutil.rmtree(self.folder_of_template)
        os.mkdir(self.folder_of_template)
        self.mounts = itertools.count()
        self.good = [BASE]          # versions that were whole on disk, in order
        self.swap(version(BASE))
        self.server.start()
        self.seen = []              # verdicts
        self.numbers = itertools.count()
        self.lock = threading.Lock()
        self.done = threading.Event()

    # ---- Edits

    def path(self, name=""):
        return f"{self.folder_of_template}/{name}"

    def swap(self, files):
        """As Kubernetes does it: a new folder, and one link that is pointed at it."""
        name = f"..mount{next(self.mounts)}"
        os.mkdir(self.path(name))
        for file, octets in files.items():
            with open(self.path(f"{name}/{file}"), "wb") as out:
                out.write(octets)
        old = os.path.realpath(self.path("..data"))
        self.link(name, "..data")
        for file in files:
            if not os.path.islink(self.path(file)):
                self.link(f"..data/{file}", file)
        shutil.rmtree(old, ignore_errors=True)

    def link(self, target, name):
        os.symlink(target, self.path(".link"))
        os.rename(self.path(".link"), self.path(name))

    def overwrite(self, files):
        """As an editor that keeps the file, and is slow: each is empty, half written,
        whole."""
        opened = {name: open(self.path(f"..data/{name}"), "wb") for name in files}
        for name in files:
            if not os.path.islink(self.path(name)):
                self.link(f"..data/{name}", name)
        for half in (0, 1):
            for name, octets in files.items():
                middle = len(octets) // 2
                opened[name].write(octets[middle:] if half else octets[:middle])
                opened[name].flush()
                time.sleep(random.random() / 200)
        for file in opened.values():
            file.close()

    def replace(self, files):
        """As most editors: a new file beside the old one, renamed over it."""
        for name, octets in files.items():
            with open(self.path(f"{name}.new~"), "wb") as out:
                out.write(octets)
        for name in sorted(files, key=lambda name: not name.endswith(".png")):
            os.rename(self.path(f"{name}.new~"), self.path(name))

    def edit(self, number):
        """One change in four is broken; most are followed by the next before they are
        seen."""
        files = version(BASE + number)
        if number % 4 == 2:
            self.swap(broken(files, number // 4 % 4))
            return
        self.good.append(BASE + number)
        if number % 4 == 3:
            self.replace(files)
            return
        self.swap(files)
        if number % 4 == 1:
            self.overwrite(version(BASE + CHANGES + number))
            self.good.append(BASE + CHANGES + number)

    # ---- Messages

    def judge(self, outcome):
        """(version, None), or (None, what is wrong)."""
        if outcome.deferred:
            return None, outcome.text or outcome.verdict
        html = re.findall(rb"<div>V(\d+) <i>P(\d+)</i> <img src=\"cid:v(\d+)\.",
                          outcome.body)
        ends = re.findall(rb"W(\d+)</div>", outcome.body)
        texts = re.findall(rb"T(\d+)\r\nU(\d+)\r\n", outcome.body)
        pictures = re.findall(rb"Content-ID: <v(\d+)\.", outcome.body)
        found = {*sum(html, ()), *ends, *sum(texts, ()), *pictures}
        counts = [len(html), len(ends), len(texts), len(pictures)]
        if len(found) != 1 or counts != [1, 1, 1, 1]:
            return None, f"{counts} {sorted(found)} in\n{outcome.body.decode()}"
        return int(found.pop()), None

    def send_messages(self):
        """Until all edits are made and all messages are sent."""
        mta = self.server.mta()
        while True:
            number = next(self.numbers)
            if number >= MESSAGES:
                if self.done.is_set():
                    break
                time.sleep(0.01)    # the edits take longer than the messages
            try:
                verdict = self.judge(mta.deliver(LETTER % number))
            except Hangup:
                verdict = None, "the daemon hung up"
                mta.close()
                mta = self.server.mta()
            with self.lock:
                self.seen.append(verdict)
        mta.close()

    def wait_until_seen(self, number):
        deadline = time.monotonic() + SECONDS
        while True:
            with self.lock:
                last = self.seen[-1:]
            if last == [(number, None)]:
                return
            self.assertLess(time.monotonic(), deadline, f"{number} is not in force")
            time.sleep(0.005)

    def make_changes(self):
        for number in range(1, CHANGES + 1):
            self.edit(number)
            if number % 12 == 0 or number == CHANGES:
                self.wait_until_seen(self.good[-1])
            elif number % 4 == 1:
                self.server.signal(signal.SIGUSR1)  # into the midst of the next change
            else:
                time.sleep(random.random() / 10)

    def test_every_message_has_one_whole_version(self):
        clients = [threading.Thread(target=self.send_messages) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        try:
            self.make_changes()
        finally:
            self.done.set()
            for client in clients:
                client.join()
        faults = [fault for _, fault in self.seen if fault]
        self.assertEqual(faults[:1], [], f"{len(faults)} of {len(self.seen)} messages")
        self.assertGreaterEqual(len(self.seen), MESSAGES)
        versions = {number for number, _ in self.seen}
        self.assertEqual(versions - set(self.good), set())
        self.assertGreater(len(versions), CHANGES // 12)

    def test_a_broken_version_is_told_once_and_again_when_it_comes_back(self):
        for time_of_day in (1, 2):
            self.swap(broken(version(BASE + time_of_day), 0))
            place = "corporate/signature.html:3:"
            self.server.wait_for_log(place, time_of_day)
            for _ in range(3):
                self.server.reload("not reloaded")
            self.assertEqual(len(self.server.log_lines(place)), time_of_day,
                             self.server.log())
            self.swap(version(BASE + 10 * time_of_day))
            self.server.wait_for_log(".conf reloaded", time_of_day)
            self.assertEqual(self.judge(self.server.deliver(LETTER % time_of_day)),
                             (BASE + 10 * time_of_day, None))


if __name__ == "__main__":
    unittest.main()
