# SPDX-License-Identifier: BSD-2-Clause
"""The end of the road: an SMTP server that keeps exactly the bytes it was given."""
import os
import socketserver
import threading
from dataclasses import dataclass


@dataclass
class Delivery:
    sender: str
    recipients: list
    data: bytes


class Sink:
    """Listens on a loopback port, a free one if it is 0; `deliveries` grows, `folder` gets a
    file for each."""

    def __init__(self, folder=None, port=0):
        self.deliveries = []
        self.folder = folder
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", port), _Session)
        self._server.sink = self
        self.port = self._server.server_address[1]
        serve = self._server.serve_forever
        threading.Thread(target=serve, args=(0.05,), daemon=True).start()

    def take(self, delivery):
        """Keeps it. Returns what the client is answered."""
        with self._changed:
            self.deliveries.append(delivery)
            if self.folder:
                name = os.path.join(self.folder, f"{len(self.deliveries)}.eml")
                with open(name, "wb") as file:
                    file.write(delivery.data)
            self._changed.notify_all()
        return "250 2.0.0 Ok: kept"

    def wait(self, count, seconds=20.0):
        """Waits for `count` deliveries in all and returns them."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.deliveries) >= count, seconds):
                raise TimeoutError(f"{len(self.deliveries)} of {count} messages arrived "
                                   f"within {seconds:g} s")
            return list(self.deliveries)

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    sink = None


class _Session(socketserver.StreamRequestHandler):
    def setup(self):
        super().setup()
        self.sender, self.recipients = None, []

    def handle(self):
        try:
            self._reply("220 sink ESMTP")
            while line := self.rfile.readline():
                if not self._answer(line.decode("ascii", "replace").strip()):
                    return
        except OSError:
            pass

    def _reply(self, *lines):
        self.wfile.write("".join(line + "\r\n" for line in lines).encode("ascii"))

    def _answer(self, line):
        verb = line[:4].upper()
        if verb == "EHLO":
            self._reply("250-sink", "250-8BITMIME", "250-PIPELINING", "250 SIZE")
        elif verb == "MAIL":
            self.sender, self.recipients = _path(line), []
            self._reply("250 2.1.0 Ok")
        elif verb == "RCPT":
            self.recipients.append(_path(line))
            self._reply("250 2.1.5 Ok")
        elif verb == "DATA":
            self._reply("354 Go ahead")
            return self._take_message()
        elif verb == "QUIT":
            self._reply("221 2.0.0 Bye")
            return False
        else:
            self._reply("250 2.0.0 Ok")
        return True

    def _take_message(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False  # the sender went away in the middle: nothing was delivered
            lines.append(line[1:] if line.startswith(b".") else line)
        delivery = Delivery(self.sender, self.recipients, b"".join(lines))
        self._reply(self.server.sink.take(delivery))
        return True


def _path(line):
    return line[line.index("<") + 1:line.index(">")]
