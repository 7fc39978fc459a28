# SPDX-License-Identifier: BSD-2-Clause
"""Processes that end with the test that started them, also when it is killed."""
import ctypes
import os
import random
import signal
import socket
import subprocess
import time

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans():
    """A daemon whose parent dies becomes our child instead of init's: it can be found."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(command, log, user=None, group=None, umask=-1, env=None):
    """Runs `command` with its output appended to the file `log`.

    setpriv makes the kernel kill it should we die first; a preexec_fn could do that too,
    but is not safe beside the sink's threads.
    """
    wrapper = ["setpriv", "--pdeathsig", "KILL"]
    if user:
        wrapper += ["--reuid", user, "--regid", group or user, "--clear-groups"]
    with open(log, "ab") as output:
        return subprocess.Popen([*wrapper, "--", *command], stdin=subprocess.DEVNULL,
                                stdout=output, stderr=output, umask=umask, env=env,
                                start_new_session=True)


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


def end_tree(popen):
    """Ends a daemon and all it started at once. Stopped first, it cannot start more."""
    if popen.poll() is None:
        signal_pid(popen.pid, signal.SIGSTOP)
    below = descendants(popen.pid)
    for pid in [popen.pid, *below]:
        signal_pid(pid, signal.SIGKILL)
    popen.wait()
    reap(below)


def end_all():
    """Ends what is still below this process; returns how many there were."""
    left = 0
    while pids := descendants(os.getpid()):
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


def wait_until_up(popen, address, what, log, seconds=20.0):
    """Waits until the daemon accepts connections; what `log` returns says why it died."""
    def is_up():
        if popen.poll() is not None:
            raise OSError(f"{what} did not start:\n{log()}")
        return accepts(address)
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
