# SPDX-License-Identifier: BSD-2-Clause
"""What the built programs know, asked of themselves."""
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request

MAILSTAMP, MAILSTAMPD = os.environ["MAILSTAMP"], os.environ["MAILSTAMPD"]

# Where a key that there is not makes the program name those that there are.
ASK_KEYS = 'nonsense = 1\nrule "r" { nonsense = 1 when { nonsense = 1 } }\n' + \
    'directory "c" { nonsense = 1 type = csv }\ndirectory "l" { nonsense = 1 type = ldap }\n'


def run(*words):
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=False)


class Tool:
    """A starter configuration in a folder of its own, and what can be asked there."""

    def __init__(self, folder):
        self.folder = folder
        self.starter = os.path.join(folder, "starter")
        made = run(MAILSTAMP, "init", self.starter)
        if made.returncode != 0:
            raise AssertionError(made.stderr)
        self._number = 0

    def fresh(self):
        self._number += 1
        path = os.path.join(self.folder, f"fragment{self._number}")
        shutil.copytree(self.starter, path)
        return path

    def keys(self):
        """All keys of mailstamp.conf, template.conf and separators."""
        folder = self.fresh()
        template = os.path.join(folder, "templates/corporate/template.conf")
        for path, text in ((template, "nonsense = 1\n"),
                           (f"{folder}/words.conf", 'separator "x" { nonsense = 1 }\nnonsense = 1\n'),
                           (f"{folder}/mailstamp.conf",
                            ASK_KEYS + 'separators = "words.conf"\nrule "t" { template = corporate }\n')):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        said = run(MAILSTAMP, "check", "--config", f"{folder}/mailstamp.conf").stderr
        lists = re.findall(r"expected (?:one of )?(.*)", said)
        words = {word for text in lists for word in re.findall(r"[a-z]+(?:-[a-z]+)*", text)}
        return words | {"directory", "rule", "when", "except", "from", "sent", "date", "to",
                        "cc"}

    def commands(self):
        """{command: its options}, with "mailstampd" and "" for mailstamp without one."""
        usage = run(MAILSTAMP, "--help").stdout
        names = re.findall(r"(?m)^  mailstamp (\w+)", usage)
        found = {name: options_in(run(MAILSTAMP, name, "--help").stdout) for name in names}
        found["mailstampd"] = options_in(run(MAILSTAMPD, "--help").stdout)
        found[""] = {"help", "version"}
        return found

    def exposition(self):
        """/metrics of a daemon that has all there can be, at its start."""
        folder = self.fresh()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        conf = os.path.join(folder, "mailstamp.conf")
        with open(conf, encoding="utf-8") as file:
            text = file.read()
        with open(conf, "w", encoding="utf-8") as file:
            file.write(text + f'metrics = "127.0.0.1:{port}"\n')
            file.write('directory "l" { type = ldap uri = "ldap://127.0.0.1:9" base = "o=x"'
                       ' attributes = name }\n')
        settle(conf, f'listen = "unix:{folder}/milter.sock"')
        with open(f"{folder}/log", "wb") as log:
            daemon = subprocess.Popen([MAILSTAMPD, "--config", conf], stdin=subprocess.DEVNULL,
                                      stdout=log, stderr=log)
        try:
            return fetch(f"http://127.0.0.1:{port}/metrics", daemon, f"{folder}/log")
        finally:
            daemon.terminate()
            daemon.wait(20)

    def check(self, kind, text):
        """The problems of a fragment of configuration, or of a whole one; "" if it has none.
        What it names is there; what it does not say, the starter does."""
        folder = self.fresh()
        conf = os.path.join(folder, "mailstamp.conf")
        text = re.sub(r"/(?:etc|var/lib)/mailstamp/", f"{folder}/", text)
        if kind == "separators.conf":
            write(f"{folder}/separators.conf", text)
            settle(conf, 'separators = "separators.conf"')
        elif kind == "template.conf":
            write(f"{folder}/templates/corporate/template.conf", text)
        else:
            provide(folder, text)
            write(conf, complete(conf, text))
        asks = "ldap" not in text
        program = [MAILSTAMP, "check"] if asks else [MAILSTAMPD, "--check"]
        done = run(*program, "--config", conf)
        return done.stderr.strip() or "failed" if done.returncode != 0 else ""


def options_in(usage):
    return set(re.findall(r"--([a-z][a-z-]*)", usage)) | {"help"}


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def settle(conf, line):
    """Sets one key at the top of a configuration, in place of what it is there."""
    key = line.split(" ")[0]
    with open(conf, encoding="utf-8") as file:
        text = file.read()
    write(conf, line + "\n" + re.sub(rf"(?m)^{key}\s*=.*\n", "", text))


def provide(folder, text):
    """Templates, tables, keys and other files that a fragment names."""
    for names in re.findall(r"(?m)(?:template\s*=|rotate\s*=)\s*(\{[^}]*\}|\S+)", text):
        for name in re.findall(r"[\w-]+", names):
            path = f"{folder}/templates/{name}"
            if name != "none" and not os.path.exists(path):
                shutil.copytree(f"{folder}/templates/corporate", path)
    for key, like in (("people", "people.csv"), ("file", "people.csv"),
                      ("loop-key-file", "loop.key"), ("bind-password-file", "loop.key")):
        for names in re.findall(rf"(?m)^\s*{key}\s*=\s*(\{{[^}}]*\}}|\S+)", text):
            for name in re.findall(r'[^\s{},"]+', names):
                path = os.path.join(folder, name)
                if not os.path.exists(path):
                    shutil.copy(os.path.join(folder, like), path)


def top_keys(text):
    """Keys outside of any braces."""
    flat = re.sub(r'"[^"\n]*"|#.*', "x", text)
    while re.search(r"\{[^{}]*\}", flat):
        flat = re.sub(r"\{[^{}]*\}", "x", flat)
    return set(re.findall(r"(?m)(?:^|\s)([a-z][a-z-]*)\s*=", flat))


def complete(starter, text):
    """The fragment, below what it lacks of a whole configuration."""
    with open(starter, encoding="utf-8") as file:
        lines = file.read()
    here = top_keys(text)
    base = [line for line in re.findall(r"(?m)^[a-z-]+\s*=.*$", lines)
            if line.split()[0] not in here]
    if not re.search(r"(?m)^rule\b", text):
        base.append('rule "r" { template = "corporate" }')
    return "\n".join(base) + "\n" + text


def fetch(url, daemon, log, seconds=20.0):
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            if daemon.poll() is not None or time.monotonic() > deadline:
                with open(log, encoding="utf-8") as file:
                    raise AssertionError("no answer: " + file.read()) from None
            time.sleep(0.02)


class Postconf:
    """Postfix's own knowledge of its settings."""

    def __init__(self, folder):
        self.folder = os.path.join(folder, "postfix")
        os.makedirs(self.folder)
        self._write("main.cf", "")
        self._write("master.cf", "")
        done = run("/usr/sbin/postconf", "-c", self.folder, "-d")
        self.names = set(re.findall(r"(?m)^(\w+) =", done.stdout))
        if len(self.names) < 500:
            raise AssertionError("postconf -d: " + done.stderr)

    def _write(self, name, text):
        """As if long ago: Postfix waits until a file looks settled."""
        path = os.path.join(self.folder, name)
        write(path, text)
        os.utime(path, (1, 1))

    def check(self, main="", master=""):
        """What Postfix does not know, or cannot read."""
        self._write("main.cf", "compatibility_level = 3.6\n" + main)
        self._write("master.cf", master)
        said = ""
        for words in (["-n"], ["-M"], ["-P"]):
            said += run("/usr/sbin/postconf", "-c", self.folder, *words).stderr
        problems = re.findall(r"(?:unused parameter: \S+|fatal: .*|bad .*)", said)
        return "; ".join(dict.fromkeys(problems))
