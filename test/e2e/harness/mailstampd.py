# SPDX-License-Identifier: BSD-2-Clause
"""The daemon under test."""
import os
import re
import shutil
import signal

from . import process

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIG = os.path.join(os.path.dirname(HERE), "config")
SANITIZER = re.compile(r"(ERROR|WARNING): \w+Sanitizer|runtime error:")
OUTCOME = re.compile(r"(?m)(\w{6,}): ((?:stamped|passed|failed) .*)$")
USER, GROUP = "nobody", "postfix"


class Mailstampd:
    """mailstampd with a copy of the folder `config`, on a unix socket below `folder`, or on
    a `port` of 127.0.0.1.

    It runs as a user who is neither root nor the MTA's, with the MTA's group, as the
    service file does it; so program and configuration are copied to where it may read.
    `wrapper` is a command that runs it, `environment` what it gets besides our own.
    """

    def __init__(self, folder, binary, config=CONFIG, socket=None, port=None, wrapper=(),
                 environment=None):
        self.folder = folder
        self.wrapper, self.environment = list(wrapper), environment or {}
        self.logfile = self.path("log")
        self.config = self.path("conf/mailstamp.conf")
        self.socket = socket or self.path("run/milter.sock")
        self.milter = f"inet:{port}@127.0.0.1" if port else "unix:" + self.socket
        self.address = ("127.0.0.1", port) if port else self.socket
        self._process = None
        self._program = shutil.copy(binary, self.path("mailstampd"))
        shutil.copytree(config, self.path("conf"))
        give_to_daemon(self.path("conf"))
        for path in (self.path("state"), os.path.dirname(self.socket)):
            os.makedirs(path)
            give_to_daemon(path)
        self.set_value("listen", self.milter)
        self.set_value("loop-key-file", self.path("state/loop.key"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def set_value(self, key, text):
        """Changes a top-level key of the configuration, or adds it."""
        with open(self.config, encoding="utf-8") as file:
            old = file.read()
        line = f'{key} = "{text}"\n'
        new, count = re.subn(rf"(?m)^{key}\s*=.*\n", line, old)
        new = new if count else line + old
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(new)

    def write_template(self, text, name="signature"):
        """Puts `text` into the template, as an editor does: a new file, renamed."""
        for kind, line in (("html", f"<p>SIGNATURE-OF-THE-TEST {text}</p>\n"),
                           ("txt", f"SIGNATURE-OF-THE-TEST {text}\n")):
            path = self.path(f"conf/templates/e2e/{name}.{kind}")
            with open(path + "~", "w", encoding="utf-8") as file:
                file.write(line)
            shutil.chown(path + "~", USER, GROUP)
            os.rename(path + "~", path)

    def use_key(self, key):
        """The loop key of all instances of an organization, as bytes."""
        path = self.path("state/loop.key")
        with open(path, "wb") as file:
            file.write(key)
        shutil.chown(path, USER, GROUP)
        os.chmod(path, 0o600)

    @property
    def pid(self):
        return self._process.pid

    @property
    def status(self):
        """None while it runs, as Popen.poll has it."""
        return self._process.poll()

    def start(self):
        command = [*self.wrapper, self._program, "--config", self.config]
        starts = self.starts()
        self._process = process.start(command, self.logfile, user=USER, group=GROUP,
                                      env={**os.environ, **self.environment})
        process.wait_until_up(self._process, self.address, "mailstampd", self.log,
                              lambda: self.starts() > starts)
        return self

    def starts(self):
        return self.log().count(" started, listening on ")

    def reload(self, expected="mailstamp.conf reloaded"):
        """Asks for it and waits for what it says."""
        count = self.log().count(expected)
        os.kill(self.pid, signal.SIGUSR1)
        process.wait_for(lambda: self.log().count(expected) > count, expected)

    def forget(self):
        """One that failed to start, as it should: that is no error of the test."""
        self._process = None

    def kill(self):
        """As a crash would: no clean-up, the socket's file stays."""
        signal_and_wait(self._process, signal.SIGKILL)

    def ask_to_stop(self):
        os.kill(self.pid, signal.SIGTERM)

    def freeze(self):
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self):
        os.kill(self.pid, signal.SIGCONT)

    def stop(self):
        """Asks it to end; what it says and whether a sanitizer complained is an error."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            signal_and_wait(self._process, signal.SIGTERM)
        status, self._process = self._process.returncode, None
        if status not in (0, -signal.SIGKILL):
            raise AssertionError(f"mailstampd ended with status {status}:\n" + self.log())
        if SANITIZER.search(self.log()):
            raise AssertionError("a sanitizer complains:\n" + self.log())

    def log(self):
        return process.read_log(self.logfile)

    def outcomes(self):
        """{queue id: outcome}, one for each message so far, in their order."""
        return dict(OUTCOME.findall(self.log()))


def give_to_daemon(top):
    for folder, _, files in os.walk(top):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            shutil.chown(path, USER, GROUP)
            os.chmod(path, 0o640 if os.path.isfile(path) else 0o750)


def signal_and_wait(popen, number):
    popen.send_signal(number)
    popen.wait(20)
