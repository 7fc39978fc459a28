#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The daemon with its people in LDAP: from a message to a signature with a photo."""

import email
import email.policy
import os
import unittest

from ask import ATTRIBUTES, FILTER, SIGNATURE, quoted
from daemon import DaemonTest, free_port
from mta import message
from slapd import BASE, BIND_DN, PASSWORD, PHOTO, Slapd
from watcher import Watcher

CONFIG = """\
organization = "example.com"
listen = "unix:{folder}/sock"
local-domains = {{ "example.com" }}
loop-key-file = "loop.key"
{settings}
directory "ldap" {{
    type = ldap
    uri = "{uri}"
    bind-dn = "{bind_dn}"
    bind-password-file = "password"
    base = "{base}"
    filter = "{filter}"
    attributes = {attributes}
    timeout = 2s
    cache-ttl = 0s
    stale = {stale}
}}
rule "no tests" {{
    when {{ person = {{ "department=never" }} }}
    template = none
}}
rule "photo" {{
    when {{ direction = {{ outbound, inbound }} }}
    template = "photo"
}}
"""

HTML = ("MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8")


class Stamp(DaemonTest):
    def setUp(self):
        super().setUp()
        self.slapd = Slapd(f"{self.folder}/slapd").start()
        self.addCleanup(self.slapd.kill)

    def running(self, settings="", stale="1h"):
        daemon = self.daemon()
        daemon.write("password", PASSWORD)
        daemon.write("mailstamp.conf", CONFIG.format(
            folder=self.folder, settings=settings, uri=self.slapd.uri, bind_dn=BIND_DN,
            base=BASE, filter=FILTER, attributes=quoted(ATTRIBUTES), stale=stale))
        os.makedirs(f"{self.folder}/templates/photo")
        daemon.write("templates/photo/signature.html", SIGNATURE)
        return daemon.start()

    def send(self, daemon, sender, **more):
        return daemon.deliver(message(sender=sender, extra=HTML, body=b"<p>Hello</p>\r\n"),
                              more.pop("envelope", f"<{sender}>"), **more)

    def test_a_signature_with_a_list_and_a_photo(self):
        daemon = self.running()
        outcome = self.send(daemon, "jane@example.com")
        parsed = email.message_from_bytes(outcome.message, policy=email.policy.default)
        self.assertEqual(parsed.get_content_type(), "multipart/related")
        html, photo = parsed.iter_parts()
        self.assertEqual((photo.get_content_type(), photo.get_content()), ("image/jpeg", PHOTO))
        self.assertEqual(photo.get_filename(), "photo.jpg")
        text = html.get_content()
        self.assertIn("<p>Jane Doe, CTO</p>", text)
        self.assertEqual(text.count("<p>Tel +1 555 010"), 2)
        self.assertIn(f'src="cid:{photo["Content-ID"][1:-1]}"', text)

    def test_an_alias_gets_the_same_person(self):
        outcome = self.send(self.running(), "alias@example.com")
        self.assertIn(b"image/jpeg", outcome.message)
        self.assertIn("dmin Direkt", outcome.message.decode())

    def test_without_the_server_nobody_gets_half_a_signature(self):
        daemon = self.running(stale="0s")
        self.slapd.kill()
        self.assertTrue(self.send(daemon, "jane@example.com").deferred)
        self.assertEqual(len(daemon.log_lines("action=defer")), 1)
        self.slapd.start()

    def test_without_the_server_mail_passes_where_that_is_wanted(self):
        daemon = self.running(settings="on-failure = pass")
        self.slapd.kill()
        outcome = self.send(daemon, "jane@example.com")
        self.assertFalse(outcome.deferred)
        self.assertEqual(outcome.body, b"<p>Hello</p>\r\n")
        self.assertEqual(len(daemon.log_lines("action=pass")), 1)

    def test_who_wrote_before_is_still_known(self):
        daemon = self.running()
        first = self.send(daemon, "jane@example.com")
        self.slapd.kill()
        second = self.send(daemon, "jane@example.com")
        self.assertIn(b"Jane Doe, CTO", first.body)
        self.assertIn(b"Jane Doe, CTO", second.body)
        self.assertTrue(self.send(daemon, "ad@example.com").deferred)

    def test_what_gets_no_signature_asks_nobody(self):
        daemon = self.running(stale="0s")
        first = self.send(daemon, "jane@example.com").message
        self.slapd.kill()
        self.assertFalse(self.send(daemon, "stranger@example.org").deferred)
        self.assertFalse(self.send(daemon, "jane@example.com", envelope="<>").deferred)
        self.assertFalse(daemon.deliver(first, "<jane@example.com>").deferred)
        self.assertEqual(daemon.log_lines("failed"), [])

    def test_what_the_directory_did_is_in_the_metrics(self):
        port = free_port()
        daemon = self.running(settings=f'metrics = "127.0.0.1:{port}"')
        self.send(daemon, "jane@example.com")
        self.slapd.kill()
        self.send(daemon, "jane@example.com")
        self.send(daemon, "ad@example.com")
        got = Watcher(port).figures()
        want = {"lookups_total": 3, "cache_hits_total": 0, "stale_answers_total": 1,
                "failures_total": 1, "cache_entries": 1, "query_duration_seconds_count": 1}
        self.assertEqual({name: got[f'mailstamp_directory_{name}{{directory="ldap"}}']
                          for name in want}, want)
        seconds = got['mailstamp_directory_query_duration_seconds_sum{directory="ldap"}']
        self.assertGreater(seconds, 0)
        self.assertLess(seconds, 2)     # the timeout
        last = 'mailstamp_directory_query_duration_seconds_bucket{directory="ldap",le="5"}'
        self.assertEqual(got[last], 1)
        self.assertNotIn('mailstamp_people{directory="ldap"}', got)

    def test_it_starts_while_the_server_is_away(self):
        self.slapd.kill()
        daemon = self.running()
        self.slapd.start()
        self.assertIn(b"Jane Doe, CTO", self.send(daemon, "jane@example.com").body)


if __name__ == "__main__":
    unittest.main()
