# SPDX-License-Identifier: BSD-2-Clause
"""Processes that end with the test that started them, also when it is killed."""
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """A daemon whose parent dies becomes our child instead of init's: it can be found."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


_guardian = None


def guard(kind, value):
    """Tells the guardian, which outlives us, of a "process" or a "folder"."""
    global _guardian  # pylint: disable=global-statement
    if _guardian is None:
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "guardian.py")
        _guardian = subprocess.Popen([sys.executable, "-B", script], text=True,
                                     stdin=subprocess.PIPE, start_new_session=True)
    print(kind, value, file=_guardian.stdin, flush=True)


def new_folder(parent=None):
    """A folder that others may enter and that goes away with the test."""
    path = tempfile.mkdtemp(prefix="mailstamp.", dir=parent)
    guard("folder", path)
    os.chmod(path, 0o755)
    return path


def start(command, log, user=None, group=None, env=None):
    """Runs `command` with its output appended to the file `log`."""
    groups = [] if user else None
    with open(log, "ab") as output:
        popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output,
                                 stderr=output, env=env, start_new_session=True,
                                 user=user, group=group, extra_groups=groups)
    guard("process", popen.pid)
    return popen


def output(command):
    """What a command that ends by itself says, on stdout and on stderr."""
    return subprocess.run(command, text=True, stdin=subprocess.DEVNULL, check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout


def start_time(pid):
    """Tells a process from a later one with the same number; None when it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[19]
    except OSError:
        return None


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def descendants(pid):
    found = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


def signal_pid(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def kill_tree(pid):
    """Stopped first, it cannot start more. Returns the numbers of those below it."""
    signal_pid(pid, signal.SIGSTOP)
    below = descendants(pid)
    for each in [pid, *below]:
        signal_pid(each, signal.SIGKILL)
    return below


def end_tree(popen):
    """Ends a daemon and all it started at once, and waits until they are gone."""
    below = kill_tree(popen.pid) if popen.poll() is None else []
    popen.wait()
    reap(below)


def end_all():
    """Ends what is still below this process; returns how many there were."""
    left, spared = 0, {_guardian.pid} if _guardian else set()
    while pids := [pid for pid in descendants(os.getpid()) if pid not in spared]:
        left += len(pids)
        for pid in pids:
            signal_pid(pid, signal.SIGKILL)
        reap(pids)
    return left


def reap(pids):
    """Until they are gone, and with them the ports they held. Those we have adopted."""
    for pid in pids:
        try:
            os.waitpid(pid, 0)
        except ChildProcessError:
            pass


def wait_for(condition, what, seconds=10.0):
    """Polls until `condition` holds and returns its value."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.02)
    return value


def wait_until_up(popen, address, what, log, says_so=lambda: True, seconds=20.0):
    """Waits until the daemon says that it is up and accepts connections: a socket alone may
    be the one of a predecessor that was killed a moment ago. What `log` returns says why it
    died."""
    def is_up():
        if popen.poll() is not None:
            raise OSError(f"{what} did not start:\n{log()}")
        return says_so() and accepts(address)
    wait_for(is_up, what, seconds)


def read_log(*paths):
    text = ""
    for path in paths:
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                text += file.read()
    return text


def accepts(address):
    """Whether somebody listens there: a (host, port) pair, or a unix socket's path."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(address) == 0


def free_port():
    """A port nobody listens on, below the range from which the kernel takes its own."""
    for _ in range(200):
        port = random.randrange(12000, 32000)
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise OSError("no free port on 127.0.0.1")
