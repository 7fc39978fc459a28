#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""mailstamp probe: does a milter answer?"""

import os
import re
import socket
import subprocess
import threading
import time
import unittest

from tool import ToolTest, run

MAILSTAMPD = os.environ["MAILSTAMPD"]


class Probe(ToolTest):
    def listen_at(self, address):
        text = self.read("conf/mailstamp.conf").decode()
        self.write("conf/mailstamp.conf",
                   re.sub(r"(?m)^listen = .*", f'listen = "{address}"', text))

    def start_daemon(self):
        with open(self.path("daemon.log"), "wb") as log:
            daemon = subprocess.Popen([MAILSTAMPD, "--config", self.config], stderr=log)
        self.addCleanup(daemon.wait)
        self.addCleanup(daemon.terminate)
        for _ in range(200):
            if b"listening" in self.read("daemon.log"):
                return
            time.sleep(0.05)
        self.fail(self.read("daemon.log").decode())

    def serve_once(self, answer):
        """A socket where somebody answers with these octets; its name for --socket."""
        server = socket.socket(socket.AF_UNIX)
        server.bind(self.path("other.sock"))
        server.listen()
        self.addCleanup(server.close)

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.sendall(answer)
                connection.recv(64)
        threading.Thread(target=serve, daemon=True).start()
        return f"unix:{self.path('other.sock')}"

    def test_a_daemon_that_listens_answers(self):
        self.listen_at(f"unix:{self.path('milter.sock')}")
        self.start_daemon()
        result = run("probe", "--config", self.config)
        self.assertStatus(result, 0)
        self.assertEqual(result.stdout.decode(), f"unix:{self.path('milter.sock')}: ok\n")
        result = run("probe", "--socket", f"unix:{self.path('milter.sock')}")
        self.assertStatus(result, 0)
        self.assertNotIn(b"probe", self.read("daemon.log"))
        self.assertEqual(self.read("daemon.log").count(b"\n"), 1)

    def test_a_daemon_on_tcp_answers(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.listen_at(f"inet:{port}@127.0.0.1")
        self.start_daemon()
        for where in (f"inet:{port}@127.0.0.1", f"inet:{port}@[127.0.0.1]"):
            self.assertStatus(run("probe", "--socket", where), 0)

    def test_nobody_there(self):
        result = run("probe", "--socket", f"unix:{self.path('none.sock')}")
        self.assertStatus(result, 2)
        self.assertOneLine(result.stderr, "none.sock", "No such file")

    def test_somebody_else_there(self):
        for answer in (b"220 mail.example.com ESMTP\r\n", b"\0\0\0\x0dR" + bytes(12), b"\0"):
            where = self.serve_once(answer)
            result = run("probe", "--socket", where)
            self.assertStatus(result, 2)
            os.unlink(self.path("other.sock"))

    def test_a_socket_that_names_nothing(self):
        for where in ("unix:", "tcp:1", "inet:@127.0.0.1", "inet:99999@127.0.0.1", ""):
            result = run("probe", "--socket", where)
            self.assertStatus(result, 2)
            self.assertOneLine(result.stderr, "expected unix:PATH")

    def test_a_broken_configuration(self):
        self.write("conf/mailstamp.conf", "nonsense = 1\n")
        self.assertStatus(run("probe", "--config", self.config), 1)


if __name__ == "__main__":
    unittest.main()
