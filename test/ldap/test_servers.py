#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Servers that are away, come back, hang or lie: a lookup never outlives its deadline, and
what is known is still known."""

import os
import time
import unittest

from ask import LdapTest
from slapd import Stuck

JANE = "jane@example.com"
SANITIZED = os.environ.get("SANITIZE", "") != ""

# What a test allows beyond the deadline: the machine may be busy.
SLACK = 4000

# A response that announces 4 KB and sends 3 octets; a TLS record likewise.
HALF_ANSWER = b"\x30\x82\x10\x00\x02\x01\x01"
HALF_RECORD = b"\x16\x03\x03\x10\x00\x02"


class Deadline(LdapTest):
    def stuck(self, **more):
        server = Stuck(**more)
        self.addCleanup(server.close)
        return server

    def assertInTime(self, *uris, want="failed", deadline=500, **keys):
        driver = self.drive(*uris, timeout=f"{deadline}ms", **keys)
        answer, milliseconds = driver.lookup(JANE)
        self.assertIn(want, answer)
        self.assertLess(milliseconds, deadline + SLACK)
        return driver

    def test_a_server_that_accepts_and_says_nothing(self):
        self.assertInTime(self.stuck().uri)

    def test_a_server_that_does_not_even_accept(self):
        self.assertInTime(self.stuck(deaf=True).uri)

    def test_a_tls_handshake_that_stalls(self):
        self.assertInTime(self.stuck().tls_uri, tls_verify="no")
        self.assertInTime(self.stuck(answer=HALF_RECORD).tls_uri, tls_verify="no")

    def test_a_start_tls_that_stalls(self):
        self.assertInTime(self.stuck().uri, start_tls="yes", tls_verify="no")

    def test_an_answer_that_stalls(self):
        self.assertInTime(self.stuck(answer=HALF_ANSWER).uri)

    def test_an_address_where_nobody_listens(self):
        self.assertInTime("ldap://127.0.0.1:1")

    def test_a_name_that_is_none(self):
        self.assertInTime("ldap://nobody.invalid")

    @unittest.skipIf(SANITIZED, "a sanitizer's own library has to be the first")
    def test_name_servers_that_do_not_answer(self):
        os.environ["LD_PRELOAD"] = os.environ["SLOW_RESOLVER"]
        self.addCleanup(os.environ.pop, "LD_PRELOAD")
        driver = self.assertInTime("ldap://ldap.example.com", want="no answer in time")
        answer, milliseconds = driver.lookup("ad@example.com")
        self.assertIn("no answer in time", answer)
        self.assertLess(milliseconds, SLACK)
        driver.kill()

    def test_garbage(self):
        self.assertInTime(self.stuck(answer=b"HTTP/1.1 400 Bad Request\r\n\r\n").uri)

    def test_the_next_server_answers_within_the_deadline(self):
        for bad in (self.stuck().uri, self.stuck(deaf=True).uri, "ldap://127.0.0.1:1"):
            with self.subTest(bad):
                self.assertInTime(bad, self.one.uri, want="name=Jane Doe", deadline=3000)

    def test_the_next_server_answers_after_a_handshake_that_stalls(self):
        self.assertInTime(self.stuck().tls_uri, self.one.tls_uri, want="name=Jane Doe",
                          deadline=3000, tls_ca_file=self.one.ca)

    def test_a_stuck_server_is_not_asked_again_at_once(self):
        server = self.stuck()
        driver = self.drive(server.uri, timeout="300ms", connections="64")
        driver.do("many", 20, 1, 20)
        asked = server.accepted
        self.assertLessEqual(asked, 20)
        numbers = driver.numbers("many", 20, 20, 20)
        self.assertEqual(numbers["failed"], 400)
        self.assertLess(server.accepted - asked, 20)

    def test_workers_survive_servers_that_hang(self):
        server = self.stuck()
        driver = self.drive(server.tls_uri, self.one.uri, timeout="3s", cache_ttl="0s",
                            connections="1", tls_verify="no")
        for _ in range(5):
            self.assertIn("name=Jane Doe", driver.lookup(JANE)[0])


class Failover(LdapTest):
    def setUp(self):
        super().setUp()
        self.two = self.server("two" + self.id().rpartition(".")[2])

    def department(self, driver):
        return driver.lookup(JANE)[0].partition("department=")[2].split(" ")[0]

    def test_another_server_takes_over_and_the_first_one_again(self):
        label = self.two.label
        driver = self.drive(self.two.uri, self.one.uri, cache_ttl="0s")
        self.assertEqual(self.department(driver), label)
        self.two.kill()
        self.assertEqual(self.department(driver), "one")
        self.assertEqual(driver.stats()["failures"], 0)

    def test_a_server_that_comes_back_is_used(self):
        self.two.kill()
        driver = self.drive(self.two.uri, cache_ttl="0s")
        self.assertRegex(driver.lookup(JANE)[0], "^failed directory ldap: ldap://")
        self.two.start()
        deadline = time.monotonic() + 60
        while "name=Jane Doe" not in driver.lookup(JANE)[0]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)

    def test_a_connection_that_the_server_closed_is_no_failure(self):
        driver = self.drive(self.two.uri, cache_ttl="0s")
        self.assertIn("name=Jane Doe", driver.lookup(JANE)[0])
        self.two.kill()
        self.two.start()
        self.assertIn("name=Jane Doe", driver.lookup(JANE)[0])
        self.assertEqual(driver.stats()["server_failures"], 0)

    def test_what_is_known_stays_known_while_the_server_is_away(self):
        driver = self.drive(self.two.uri, cache_ttl="0s", negative_ttl="0s")
        self.assertIn("name=Jane Doe", driver.lookup(JANE)[0])
        self.assertEqual(driver.lookup("nobody@example.com")[0], "unknown")
        self.two.kill()
        self.assertIn("name=Jane Doe", driver.lookup(JANE)[0])
        self.assertEqual(driver.lookup("nobody@example.com")[0], "unknown")
        self.assertIn("failed", driver.lookup("ad@example.com")[0])
        stats = driver.stats()
        self.assertEqual((stats["stale"], stats["failures"]), (2, 1))

    def test_what_is_too_old_is_forgotten(self):
        driver = self.drive(self.two.uri, cache_ttl="0s", stale="0s")
        self.assertIn("name=Jane Doe", driver.lookup(JANE)[0])
        self.two.kill()
        self.assertIn("failed", driver.lookup(JANE)[0])

    def test_a_reload_keeps_what_is_known_where_nothing_changed(self):
        driver = self.drive(self.two.uri)
        driver.lookup(JANE)
        self.two.kill()
        self.write("templates/photo/signature.html", "<p>{{name}} again</p>")
        self.assertEqual(driver.do("reload"), "ok")
        self.assertIn("name=Jane Doe", driver.lookup(JANE)[0])
        self.assertEqual(driver.stats()["hits"], 1)
        self.write("password", "another", 0o600)
        self.assertEqual(driver.do("reload"), "ok")
        self.assertIn("failed", driver.lookup(JANE)[0])

    def test_check_warns_and_the_configuration_loads(self):
        self.two.kill()
        self.configure([self.two.uri, self.one.uri])
        result = self.tool("check")
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stderr, f"mailstamp.conf:5: warning: directory ldap: {self.two.uri}: ")
        self.assertNotIn(self.one.uri, result.stderr)
        self.assertEqual(self.tool("lookup", JANE).returncode, 0)


if __name__ == "__main__":
    unittest.main()
