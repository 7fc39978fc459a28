#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What the daemon tells those who watch it: /metrics, /healthz, /readyz."""

import os
import resource
import signal
import socket
import threading
import time
import unittest

from daemon import PATIENCE, DaemonTest, free_port
from mta import Mta, message
from watcher import Watcher


class HttpTest(DaemonTest):
    def watched(self, **kwargs):
        """A daemon, and somebody who watches it."""
        port = free_port()
        server = self.started(settings=f'metrics = "127.0.0.1:{port}"', **kwargs)
        return server, Watcher(port)


class Pages(HttpTest):
    def test_off_unless_asked_for(self):
        self.assertNotIn("metrics", self.started().log())

    def test_well_and_ready(self):
        _, watcher = self.watched()
        self.assertEqual(watcher.ask("/healthz")[:2], (200, "ok\n"))
        self.assertEqual(watcher.ask("/readyz")[:2], (200, "ready\n"))

    def test_head_is_get_without_the_page(self):
        _, watcher = self.watched()
        status, body, headers = watcher.ask("/healthz", "HEAD")
        self.assertEqual((status, body, headers["Content-Length"]), (200, "", "3"))

    def test_nothing_else_is_taken(self):
        _, watcher = self.watched()
        for method in ("POST", "PUT", "DELETE", "NONSENSE"):
            status, _, headers = watcher.ask("/healthz", method, b"x" * 100)
            self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"), method)
        for path in ("/", "/metrics/", "/../etc/passwd"):
            self.assertEqual(watcher.status(path), 404, path)

    def test_nonsense_does_no_harm(self):
        _, watcher = self.watched()
        for nonsense in (b"\0" * 1000, b"GET " + b"x" * 100000, b"\r\n\r\n\r\n",
                         b"GET /metrics HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n" * 5000):
            with socket.create_connection(("127.0.0.1", watcher.port), PATIENCE) as client:
                try:
                    client.sendall(nonsense)
                except OSError:
                    pass  # it has seen enough
            self.assertEqual(watcher.status("/healthz"), 200)

    def test_ipv6(self):
        port = free_port()
        try:
            with socket.create_server(("::1", 0), family=socket.AF_INET6):
                pass
        except OSError:
            self.skipTest("no IPv6 here")
        self.started(settings=f'metrics = "[::1]:{port}"')
        self.assertEqual(Watcher(port, "::1").status("/readyz"), 200)

    def test_port_in_use_is_no_start(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            server = self.daemon(settings=f'metrics = "127.0.0.1:{port}"')
            server.start(wait=False)
            self.assertEqual(server.wait(), 1)
        line, = server.log_lines("for metrics")
        self.assertIn("Address already in use", line)
        with self.assertRaises(OSError):
            server.mta()

    def test_not_ready_while_the_last_messages_finish(self):
        server, watcher = self.watched()
        with server.mta() as mta:
            mta.envelope()
            mta.header(b"From", b" jane@example.com")
            mta.end_of_header()
            watcher.wait_for("mailstamp_messages_in_flight", 1)
            server.signal(signal.SIGTERM)
            server.wait_for_log("stopping, 1 messages under way")
            self.assertEqual(watcher.ask("/readyz")[:2], (503, "stopping\n"))
            self.assertEqual(watcher.status("/healthz"), 200)
            self.assertEqual(watcher.figures()["mailstamp_ready"], 0)
            mta.abort()
            self.assertEqual(server.wait(), 0)


class Figures(HttpTest):
    def test_messages_are_counted(self):
        server, watcher = self.watched()
        with server.mta() as mta:
            for _ in range(3):
                mta.deliver(message())
            mta.deliver(message(sender="robot@example.com"), sender="<robot@example.com>")
            mta.deliver(message(sender="huge@example.com"), sender="<huge@example.com>")
            got = watcher.figures()
            self.assertEqual(got["mailstamp_connections"], 1)
        want = {'messages_total{result="stamped",reason="none"}': 3,
                'messages_total{result="passed",reason="rule-none"}': 1,
                'messages_total{result="failed",reason="template"}': 1,
                'deferrals_total{reason="failure"}': 1,
                'rule_messages_total{rule="corporate",result="stamped"}': 3,
                'rule_messages_total{rule="no rule for robots",result="passed"}': 1,
                'template_messages_total{template="corporate"}': 3,
                'separator_messages_total{separator="none"}': 3,
                "message_duration_seconds_count": 4,
                "message_size_bytes_count": 4,
                "messages_in_flight": 0,
                "connections_total": 1,
                'people{directory="people"}': 2,
                "ready": 1}
        self.assertEqual({name: got.get("mailstamp_" + name) for name in want}, want)
        watcher.wait_for("mailstamp_connections", 0)

    def test_health_checks_are_no_connections_of_mail_servers(self):
        server, watcher = self.watched()
        for hang_up in (Mta.quit, Mta.close, Mta.quit):
            with Mta(server.address, PATIENCE) as check:
                check.negotiate()
                hang_up(check)
        server.deliver(message())
        watcher.wait_for("mailstamp_connections", 0)
        self.assertEqual(watcher.figures()["mailstamp_connections_total"], 1)

    def test_reloads_are_counted(self):
        server, watcher = self.watched()
        loaded = watcher.figures()["mailstamp_config_loaded_timestamp_seconds"]
        self.assertAlmostEqual(loaded, time.time(), delta=2 * PATIENCE)
        server.write_config("broken = 1\n")
        server.reload("not reloaded")
        watcher.wait_for("mailstamp_config_last_reload_successful", 0)
        server.write_config()
        server.reload()
        watcher.wait_for("mailstamp_config_last_reload_successful", 1)
        got = watcher.figures()
        self.assertGreaterEqual(got['mailstamp_config_reloads_total{result="done"}'], 1)
        self.assertGreaterEqual(got['mailstamp_config_reloads_total{result="refused"}'], 1)
        self.assertGreaterEqual(got["mailstamp_config_loaded_timestamp_seconds"], loaded)

    def test_another_address_takes_a_start(self):
        server, watcher = self.watched()
        server.settings = f'metrics = "127.0.0.1:{free_port()}"'
        server.write_config()
        server.wait_for_log("metrics takes effect at the next start")
        self.assertEqual(watcher.status("/readyz"), 200)

    def test_mail_reloads_and_scrapes_at_once(self):
        """For ThreadSanitizer, and for the sum."""
        server, watcher = self.watched()

        def send():
            with server.mta() as mta:
                for _ in range(10):
                    mta.deliver(message())

        def scrape():
            for _ in range(10):
                watcher.figures()

        threads = [threading.Thread(target=task) for task in 4 * [send] + 2 * [scrape]]
        for thread in threads:
            thread.start()
        server.reload()
        for thread in threads:
            thread.join()
        stamped = 'mailstamp_messages_total{result="stamped",reason="none"}'
        self.assertEqual(watcher.figures()[stamped], 40)



class Crowd(HttpTest):
    """More than it takes."""

    def connect(self, port, count):
        """Connections that say nothing, begin a request, or send an octet now and then."""
        clients = []
        for number in range(count):
            client = socket.socket()
            self.addCleanup(client.close)
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", port))
            clients.append((client, (b"", b"GET /heal", b"G")[number % 3]))
        return clients

    def drip(self, clients, stop):
        while not stop.wait(0.1):
            for client, octets in clients:
                try:
                    client.send(octets[:1])
                except OSError:
                    pass  # not connected yet, or no longer

    def test_a_thousand_clients_disturb_neither_mail_nor_others(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        server, watcher = self.watched()
        clients = self.connect(watcher.port, 1000)
        for client, octets in clients:
            try:
                client.send(octets)
            except OSError:
                pass
        stop = threading.Event()
        dripping = threading.Thread(target=self.drip, args=(clients, stop))
        dripping.start()
        try:
            with server.mta() as mta:
                for _ in range(20):
                    self.assertIn(b"Jane Doe", mta.deliver(message()).body)
            self.assertEqual(Watcher(watcher.port, source="127.0.0.2").status("/healthz"), 200)
            self.assertLess(len(os.listdir(f"/proc/{server.process.pid}/fd")), 80)
        finally:
            stop.set()
            dripping.join()
            for client, _ in clients:
                client.close()
        deadline = time.monotonic() + PATIENCE
        while not self.is_well(watcher):
            self.assertLess(time.monotonic(), deadline)

    @staticmethod
    def is_well(watcher):
        try:
            return watcher.status("/healthz") == 200
        except OSError:
            return False


if __name__ == "__main__":
    unittest.main()
