# SPDX-License-Identifier: BSD-2-Clause
"""Many connections of an MTA to one milter, from one thread; and what the milter's process
takes for it, as the kernel counts it."""

import os
import re
import selectors
import struct
import time

from mta import CONTINUE, SKIP, Hangup, Mta, split_message

PATIENCE = 600
CHUNK = 65535
# What may come between the end of a message and the verdict on it.
CHANGES = "himbp"


class Wire:
    """A message as the packets that an MTA sends, up to the first body packet together: no
    answer is waited for before."""

    def __init__(self, octets, sender="jane@example.com", recipient="bob@example.net"):
        fields, body = split_message(octets)
        packet = Mta.packet
        self.start = b"".join(
            [packet("D", b"M"), packet("M", b"<" + sender.encode() + b">\0"),
             packet("D", b"R"), packet("R", b"<" + recipient.encode() + b">\0")] +
            [packet("L", name + b"\0" + value + b"\0") for name, value in fields] +
            [packet("D", b"Ni\0004XyZ12\0"), packet("N")])
        self.chunks = [packet("B", body[at:at + CHUNK]) for at in range(0, len(body), CHUNK)]
        self.end = packet("D", b"Ei\0004XyZ12\0") + packet("E")


class Line:
    """One connection, and the message on it."""

    def __init__(self, address):
        self.mta = Mta(address, PATIENCE).open()
        self.socket = self.mta.socket
        self.head, self.skip = b"", 0       # of the packet that is being read
        self.wire = self.hold = self.began = None
        self.sent = 0                       # body packets
        self.ending = False

    def fileno(self):
        return self.socket.fileno()

    def close(self):
        self.mta.close()

    def begin(self, wire, hold=False):
        """With `hold` the message stays without its end, all the rest sent."""
        self.wire, self.hold, self.ending, self.sent = wire, hold, False, 1
        self.began = time.perf_counter()
        self.socket.sendall(wire.start + wire.chunks[0])

    def end(self):
        self.ending = True
        self.socket.sendall(self.wire.end)

    def take(self):
        """Reads what is there. True when there is no more to wait for."""
        data = self.socket.recv(1 << 18)
        if not data:
            raise Hangup()
        over = False
        for command in self.commands(data):
            over |= self.answer(command)
        return over

    def commands(self, data):
        at = 0
        while at < len(data):
            if self.skip > 0:
                step = min(self.skip, len(data) - at)
                self.skip -= step
                at += step
                continue
            more = data[at:at + 5 - len(self.head)]
            self.head += more
            at += len(more)
            if len(self.head) == 5:
                self.skip = struct.unpack("!I", self.head[:4])[0] - 1
                command, self.head = chr(self.head[4]), b""
                yield command

    def answer(self, command):
        if self.ending:
            return command not in CHANGES
        if command == CONTINUE and self.sent < len(self.wire.chunks):
            self.socket.sendall(self.wire.chunks[self.sent])
            self.sent += 1
            return False
        if command in (CONTINUE, SKIP) and not self.hold:
            self.end()
            return False
        return True


def connect(address, count):
    return [Line(address) for _ in range(count)]


def close(lines):
    for line in lines:
        line.close()


def wait(lines, ended):
    """Calls `ended` with each line whose wait is over until it says that all is done."""
    with selectors.DefaultSelector() as selector:
        for line in lines:
            selector.register(line, selectors.EVENT_READ)
        done = False
        while not done:
            ready = selector.select(PATIENCE)
            if not ready:
                raise TimeoutError(f"no answer within {PATIENCE} s")
            for key, _ in ready:
                if key.fileobj.take():
                    done = ended(key.fileobj)


def deliver(lines, wire, count):
    """`count` messages, on each line one after another. The milliseconds of each, sorted."""
    times, begun = [], min(len(lines), count)

    def ended(line):
        nonlocal begun
        times.append((time.perf_counter() - line.began) * 1e3)
        if begun < count:
            begun += 1
            line.begin(wire)
        return len(times) == count

    for line in lines[:begun]:
        line.begin(wire)
    wait(lines, ended)
    return sorted(times)


def hold(lines, wire):
    """A message on each line, whole but for its end."""
    left = len(lines)

    def ended(_):
        nonlocal left
        left -= 1
        return left == 0

    for line in lines:
        line.begin(wire, hold=True)
    wait(lines, ended)


def release(lines):
    left = len(lines)

    def ended(_):
        nonlocal left
        left -= 1
        return left == 0

    for line in lines:
        line.end()
    wait(lines, ended)


class Usage:
    """A process, as /proc has it. Memory in octets."""

    def __init__(self, pid):
        self.pid = pid

    def read(self, name):
        with open(f"/proc/{self.pid}/{name}", encoding="ascii") as file:
            return file.read()

    def cpu(self):
        """Milliseconds, of all threads, user and system."""
        fields = self.read("stat").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") * 1e3

    def status(self, field):
        return int(re.search(rf"(?m)^{field}:\s+(\d+)", self.read("status")).group(1))

    def memory(self):
        return self.status("VmRSS") * 1024

    def peak(self):
        return self.status("VmHWM") * 1024

    def forget_peak(self):
        with open(f"/proc/{self.pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")

    def threads(self):
        return self.status("Threads")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))
