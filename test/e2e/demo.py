# SPDX-License-Identifier: BSD-2-Clause
"""demo.py [--keep] BUILD: what packaging/quickstart shows.

A private Postfix with mailstampd from the folder BUILD, configured as `mailstamp init`
does it. A reply goes in by SMTP; what comes out is shown, and sent through once more.
"""
import difflib
import email
import email.policy
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from html.parser import HTMLParser

from harness import check, mail, process
from harness.client import send
from harness.mailstampd import Mailstampd
from harness.postfix import Postfix
from harness.sink import Sink

SENDER, RECIPIENT = "jane@example.com", "bob@example.net"
NEXT = """\
On a Postfix of your own (README.md has the whole way), three lines attach mailstampd:

    postconf -e 'smtpd_milters = unix:mailstamp/milter.sock'
    postconf -e 'non_smtpd_milters = $smtpd_milters'
    postconf -e 'milter_default_action = tempfail'
"""
KEPT = """\
Still running, for you to play with:

    Postfix        127.0.0.1:{port}   (mail from {sender} gets stamped)
    configuration  {config}
    templates      {templates}
    delivered      {delivered}
    log            {log}

    kill {pid}     ends it and removes all of it
"""


class VisibleText(HTMLParser):
    """The lines of an HTML document that a reader sees, and its pictures."""
    BREAKS = {"p", "div", "br", "tr", "table", "li", "h1", "h2", "h3"}
    HIDDEN = {"style", "script", "title"}

    def __init__(self, html):
        super().__init__()
        self.text, self._hidden = "", 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self._hidden += tag in self.HIDDEN
        self.text += "\n" * (tag in self.BREAKS)
        if tag == "img":
            values = dict(attrs)
            self.text += f"[picture: {values.get('alt') or values.get('src')}]"

    def handle_endtag(self, tag):
        self._hidden -= tag in self.HIDDEN
        self.text += "\n" * (tag in self.BREAKS)

    def handle_data(self, data):
        if not self._hidden:
            self.text += re.sub(r"[ \t\r\n]+", " ", data)

    def lines(self):
        return [line.strip() for line in self.text.split("\n") if line.strip("\xa0 ")]


def lines_of(message, kind):
    part = email.message_from_bytes(message, policy=email.policy.default)
    content = part.get_body((kind,)).get_content()
    return VisibleText(content).lines() if kind == "html" else content.splitlines()


def show(sent, delivered):
    """Both alternatives as a reader sees them; what mailstamp put in has a plus sign."""
    for kind, title in (("plain", "plain text"), ("html", "HTML, as text")):
        print(f"\n  The delivered message, {title}:\n")
        for line in difflib.ndiff(lines_of(sent, kind), lines_of(delivered, kind)):
            if line[0] in " +-":
                print(f"   {line[0]} | {line[2:]}")
    print(f"\n  Its mark:\n\n     {check.MARK_NAME}: "
          f"{check.value_of(check.halves(delivered)[0], check.MARK)}")


class Demo:
    def __init__(self, build, stack):
        self.folder = process.new_folder()
        stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.sink = Sink(self.subfolder("delivered"))
        stack.callback(self.sink.stop)
        self.daemon = self.configured_daemon(build)
        self.postfix = Postfix(self.subfolder("postfix"), self.sink.port,
                               milters=self.daemon.milter,
                               local_milters=self.daemon.milter)
        for program in (self.daemon, self.postfix):
            stack.callback(program.stop)
            program.start()

    def subfolder(self, name):
        path = os.path.join(self.folder, name)
        os.mkdir(path)
        os.chmod(path, 0o755)
        return path

    def configured_daemon(self, build):
        starter = os.path.join(self.folder, "starter")
        subprocess.run([os.path.join(build, "cli/mailstamp"), "init", starter],
                       check=True, stdout=subprocess.DEVNULL)
        daemon = Mailstampd(self.subfolder("mailstamp"),
                            os.path.join(build, "milter/mailstampd"), config=starter)
        shutil.rmtree(starter)
        return daemon

    def pass_through(self, message):
        """Returns what was delivered, and the line that mailstampd logged."""
        count = len(self.sink.deliveries) + 1
        send(self.postfix.address, SENDER, [RECIPIENT], message)
        delivered = self.sink.wait(count)[-1].data
        log = process.wait_for(lambda: list(self.daemon.outcomes().items())[count - 1:],
                               "the log line")
        return delivered, ": ".join(log[0])

    def run(self):
        print(f"\n1. A reply from Outlook, sent by SMTP to Postfix on port "
              f"{self.postfix.port}")
        sent = mail.build("outlook-reply")
        delivered, logged = self.pass_through(sent)
        show(sent, delivered)
        print(f"\n  mailstampd logged:\n\n     {logged}")
        if check.halves(delivered)[1] == check.halves(sent)[1]:
            raise check.Difference("the message was not stamped")

        print("\n2. The delivered message, sent through the same Postfix once more")
        again, logged = self.pass_through(delivered)
        print(f"\n  mailstampd logged:\n\n     {logged}\n")
        if check.halves(again)[1] != check.halves(delivered)[1]:
            raise check.Difference("the body changed in the second pass")
        print("  The body is the same, octet for octet: no second signature.")
        print(f"\n3. What next\n\n{NEXT}")

    def describe(self):
        conf = os.path.dirname(self.daemon.config)
        return KEPT.format(port=self.postfix.port, sender=SENDER, pid=os.getpid(),
                           config=self.daemon.config,
                           templates=os.path.join(conf, "templates"),
                           delivered=self.sink.folder, log=self.daemon.logfile)


def wait_in_the_background(done):
    """Lets the parent, and with it the caller's shell, go on; ends with SIGTERM."""
    os.write(done, b"k")
    os.close(done)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    while True:
        signal.pause()


def demonstrate(build, done=None):
    with ExitStack() as stack:
        process.adopt_orphans()
        stack.callback(process.end_all)
        demo = Demo(build, stack)
        demo.run()
        if done is not None:
            print(demo.describe(), flush=True)
            wait_in_the_background(done)


def demonstrate_and_keep(build):
    """In a child that stays; the parent waits until there is nothing more to see."""
    watch, done = os.pipe()
    if os.fork() == 0:
        os.setsid()
        os.close(watch)
        demonstrate(build, done)
    os.close(done)
    return os.read(watch, 1) == b"k"


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    build = sys.argv[-1]
    if "--keep" in sys.argv[1:-1]:
        return 0 if demonstrate_and_keep(build) else 1
    demonstrate(build)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, AssertionError, subprocess.SubprocessError) as error:
        sys.exit(f"quickstart: {error}")
