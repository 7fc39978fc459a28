# SPDX-License-Identifier: BSD-2-Clause
"""The MTA's side of the milter protocol, as Postfix 3.7 and Sendmail 8.17 speak it.

An Mta is one connection to a milter. It can behave (deliver) or misbehave (send_raw)."""

import random
import socket
import struct

# What both offer: all actions and all protocol steps up to SMFIP_HDR_LEADSPC.
ACTIONS = 0x1FF
PROTOCOL = 0x1FFFFF

SMFIF_ADDHDRS, SMFIF_CHGBODY, SMFIF_CHGHDRS = 0x1, 0x2, 0x10
SMFIP_NR_HDR, SMFIP_SKIP, SMFIP_HDR_LEADSPC = 0x80, 0x400, 0x100000
SMFIP_NOCONNECT, SMFIP_NOHELO, SMFIP_NOUNKNOWN, SMFIP_NODATA = 0x1, 0x2, 0x100, 0x200
SMFIP_NR = {"C": 0x1000, "H": 0x2000, "M": 0x4000, "R": 0x8000, "T": 0x10000,
            "U": 0x20000, "N": 0x40000, "B": 0x80000, "L": SMFIP_NR_HDR}
CHUNK = 65535

CONTINUE, ACCEPT, TEMPFAIL, SKIP, REPLYCODE = "c", "a", "t", "s", "y"


class Hangup(Exception):
    """The milter closed the connection."""


class Outcome:
    """What the milter said about one message, and what became of it."""

    def __init__(self, verdict, message, text="", edits=(), chunks_sent=0, packets=0):
        self.verdict = verdict          # the last answer: CONTINUE, ACCEPT, REPLYCODE, ...
        self.message = message          # the octets that would be delivered
        self.text = text                # of a REPLYCODE
        # In order: ("add", name, value), ("insert" or "change", name, index, value).
        self.edits = list(edits)
        self.chunks_sent = chunks_sent  # body chunks that the milter wanted to see
        self.body_packets = packets     # in which it sent the new body

    @property
    def deferred(self):
        return self.verdict in (TEMPFAIL, REPLYCODE)

    def added(self, name):
        """The values of the fields of that name that the milter added."""
        return [value for kind, field, *_, value in self.edits
                if kind in ("add", "insert") and field == name]

    @property
    def body(self):
        return split_message(self.message)[1]


def split_message(message):
    """([(name, rest of the field behind the colon)], body); lines of a field end in LF
    as a milter gets them."""
    head, _, body = (b"\r\n" + message).partition(b"\r\n\r\n")
    fields = []
    for line in head.split(b"\r\n")[1:]:
        if line[:1] in (b" ", b"\t"):
            name, value = fields.pop()
            fields.append((name, value + b"\n" + line))
        else:
            name, _, value = line.partition(b":")
            fields.append((name, value))
    return fields, body


def join_message(fields, body):
    head = b"".join(name + b":" + value.replace(b"\n", b"\r\n") + b"\r\n"
                    for name, value in fields)
    return head + b"\r\n" + body


class Mta:
    def __init__(self, address, timeout=30):
        family = socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX
        self.socket = socket.socket(family)
        self.socket.settimeout(timeout)
        self.protocol = self.actions = 0
        try:
            self.socket.connect(address)
        except OSError:
            self.socket.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    # ---- Packets

    @staticmethod
    def packet(command, data=b""):
        return struct.pack("!I", len(data) + 1) + command.encode() + data

    def send_raw(self, data):
        self.socket.sendall(data)

    def send(self, command, data=b""):
        self.send_raw(self.packet(command, data))

    def receive_exactly(self, length):
        data = b""
        while len(data) < length:
            try:
                more = self.socket.recv(length - len(data))
            except ConnectionError as error:
                raise Hangup() from error
            if not more:
                raise Hangup()
            data += more
        return data

    def receive(self):
        length, = struct.unpack("!I", self.receive_exactly(4))
        packet = self.receive_exactly(length)
        return chr(packet[0]), packet[1:]

    def command(self, command, data=b""):
        """Sends it; the answer, or CONTINUE where none was agreed on."""
        self.send(command, data)
        return self.answer(command)

    def answer(self, command):
        if self.protocol & SMFIP_NR.get(command, 0):
            return CONTINUE, b""
        return self.receive()

    # ---- Stages

    def negotiate(self, version=6, actions=ACTIONS, protocol=PROTOCOL):
        self.send("O", struct.pack("!III", version, actions, protocol))
        command, data = self.receive()
        assert command == "O", command
        got_version, self.actions, self.protocol = struct.unpack("!III", data[:12])
        return got_version, self.actions, self.protocol

    def macros(self, stage, **values):
        data = b"".join(name.encode() + b"\0" + value.encode() + b"\0"
                        for name, value in values.items())
        self.send("D", stage.encode() + data)

    def connect(self, client="192.0.2.7", host="client.example.net"):
        self.macros("C", j="mx.example.com", **{"{daemon_name}": "mx.example.com"})
        family = b"6" if ":" in client else b"4"
        self.command("C", host.encode() + b"\0" + family + struct.pack("!H", 4711) +
                     client.encode() + b"\0")
        if not self.protocol & SMFIP_NOHELO:
            self.command("H", b"client.example.net\0")

    def open(self, **kwargs):
        """Everything before the first message."""
        try:
            self.negotiate(**kwargs)
            self.connect()
        except (Hangup, OSError):
            self.close()
            raise
        return self

    def mail(self, sender="<jane@example.com>", **macros):
        self.macros("M", **macros)
        return self.command("M", sender.encode() + b"\0SIZE=1000\0")

    def recipient(self, address="<bob@example.net>", **macros):
        self.macros("R", **macros)
        return self.command("R", address.encode() + b"\0")

    def header(self, name, value):
        if not self.protocol & SMFIP_HDR_LEADSPC and value[:1] == b" ":
            value = value[1:]
        return self.command("L", name + b"\0" + value + b"\0")

    def envelope(self, sender="<jane@example.com>", recipients=("<bob@example.net>",),
                 auth=None):
        auth = {"{auth_type}": "PLAIN", "{auth_authen}": auth} if auth else {}
        self.mail(sender, **auth)
        for recipient in recipients:
            self.recipient(recipient)

    def end_of_header(self, queue_id="4XyZ12"):
        if queue_id:
            self.macros("N", i=queue_id)
        return self.command("N")

    def end_of_message(self, fields, body, queue_id="4XyZ12"):
        """Sends it and makes the changes that come back."""
        if queue_id:
            self.macros("E", i=queue_id)
        self.send("E")
        edits, new_body = [], []
        while True:
            command, data = self.receive()
            if command == "h":
                name, value = data.rstrip(b"\0").split(b"\0", 1)
                edits.append(("add", name.decode(), value.decode()))
            elif command == "i":
                index, = struct.unpack("!I", data[:4])
                name, value = data[4:-1].split(b"\0", 1)
                edits.append(("insert", name.decode(), index, value.decode()))
            elif command == "m":
                index, = struct.unpack("!I", data[:4])
                name, value = data[4:-1].split(b"\0", 1)
                edits.append(("change", name.decode(), index, value.decode()))
            elif command == "b":
                new_body.append(data)
            elif command != "p":
                break
        message = self.changed(fields, edits, b"".join(new_body) if new_body else body)
        text = data.rstrip(b"\0").decode() if command == REPLYCODE else ""
        return Outcome(command, message, text, edits, packets=len(new_body))

    def changed(self, fields, edits, body):
        fields = list(fields)
        blank = b"" if self.protocol & SMFIP_HDR_LEADSPC else b" "
        for kind, name, *index, value in edits:
            field = (name.encode(), blank + value.encode())
            if kind == "add":
                fields.append(field)
                continue
            if kind == "insert":
                fields.insert(index[0], field)
                continue
            places = [i for i, (old, _) in enumerate(fields)
                      if old.lower() == name.lower().encode()]
            if value:
                fields[places[index[0] - 1]] = field
            else:       # as Postfix and Sendmail do
                del fields[places[index[0] - 1]]
        return join_message(fields, body)

    # ---- A whole message

    def deliver(self, message, sender="<jane@example.com>",
                recipients=("<bob@example.net>",), auth=None, queue_id="4XyZ12",
                chunk=CHUNK):
        """`chunk` octets to a body packet, or a function that gives their number."""
        fields, body = split_message(message)
        self.envelope(sender, recipients, auth)
        for name, value in fields:
            self.header(name, value)
        verdict, data = self.end_of_header(queue_id)
        if verdict != CONTINUE:
            return self.ended(verdict, data, message, 0)
        sent, at = 0, 0
        while at < len(body):
            size = chunk() if callable(chunk) else chunk
            verdict, data = self.command("B", body[at:at + size])
            sent, at = sent + 1, at + size
            if verdict == SKIP:
                break
            if verdict != CONTINUE:
                return self.ended(verdict, data, message, sent)
        outcome = self.end_of_message(fields, body, queue_id)
        outcome.chunks_sent = sent
        return outcome

    @staticmethod
    def ended(verdict, data, message, chunks_sent):
        text = data.rstrip(b"\0").decode() if verdict == REPLYCODE else ""
        return Outcome(verdict, message, text, chunks_sent=chunks_sent)

    def abort(self):
        self.send("A")

    def quit(self):
        self.send("Q")


def message(subject="Hello", sender="Jane Doe <jane@example.com>", body=b"Hi Bob,\r\n",
            extra=()):
    fields = [f"From: {sender}", "To: bob@example.net", f"Subject: {subject}",
              "Date: Sat, 22 Nov 2025 06:00:00 +0000",
              f"Message-ID: <{random.getrandbits(64):x}@example.com>", *extra]
    return "".join(field + "\r\n" for field in fields).encode() + b"\r\n" + body
