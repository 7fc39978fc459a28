#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""wrap = true: a signed message gets its stamp beside it, and OpenSSL and GnuPG verify what
was signed as they did before. Keys are made here."""

import email
import email.policy
import os
import subprocess
import unittest

from tool import ToolTest, crlf

HEADER = b"""From: Jane Doe <jane.doe@example.com>
To: bob@example.net
Subject: Signed
Message-ID: <w@example.com>
Date: Thu, 05 Mar 2026 09:59:00 +0000
MIME-Version: 1.0
"""
TEXT = (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
        b"quoted-printable\r\n\r\nTwo blanks  =\r\nand a dot:\r\n.\r\n-- =20\r\nJ=C3=A4ne\r\n")
RULE = 'rule "all" { template = "corporate" wrap = true }\n'


def program(*words, data=b"", env=None):
    return subprocess.run(words, input=data, capture_output=True, timeout=60, check=False,
                          env={**os.environ, **(env or {})})


def parts_of(message):
    """The direct parts of a multipart, octets each, found without a parser of mail."""
    head, _, body = message.partition(b"\r\n\r\n" if b"\r\n\r\n" in message else b"\n\n")
    boundary = email.message_from_bytes(head + b"\n\n").get_boundary().encode()
    eol = b"\r\n" if b"\r\n" in message else b"\n"
    pieces = (eol + body).split(eol + b"--" + boundary)
    return [piece[len(eol):] for piece in pieces[1:-1]]


def body_of(message, eol):
    return message[len(eol):] if message.startswith(eol) else message.partition(eol + eol)[2]


def on_the_wire(message):
    """RFC 8551 section 3.1.1: signatures are made and verified over CRLF."""
    return crlf(message.replace(b"\r\n", b"\n"))


class Wrapped(ToolTest):
    def setUp(self):
        super().setUp()
        self.configure(RULE)

    def wrap(self, message, *words):
        result = self.call("stamp", *words, stdin=message)
        self.assertStatus(result, 0)
        self.assertOneLine(result.stderr, "stamped", "wrapped=yes", "parts=html,text")
        return result.stdout

    def check_wrapped(self, message, wrapped, place=0):
        """Structure, octets, and that a second pass changes nothing."""
        eol = b"\r\n" if b"\r\n" in message else b"\n"
        told = email.message_from_bytes(wrapped, policy=email.policy.default)
        self.assertEqual(told.get_content_type(), "multipart/mixed")
        parts = parts_of(wrapped)
        self.assertEqual(len(parts), 2)
        self.assertEqual(body_of(parts[place], eol), body_of(message, eol))
        stamp = email.message_from_bytes(parts[1 - place], policy=email.policy.default)
        self.assertEqual(stamp.get_content_type(), "multipart/alternative")
        for kind in ("plain", "html"):
            text = stamp.get_body((kind,)).get_content()
            self.assertIn("Jane", text)
        again = self.call("stamp", stdin=wrapped)
        self.assertEqual(again.stdout, wrapped)
        self.assertOneLine(again.stderr, "reason=already-processed")
        bare = eol.join(line for line in wrapped.split(eol)
                        if not line.startswith(b"X-MailstampProcessed"))
        self.assertOneLine(self.call("stamp", stdin=bare).stderr, "reason=already-signed")
        return parts[place]


class Smime(Wrapped):
    def setUp(self):
        super().setUp()
        self.key, self.certificate = self.path("key.pem"), self.path("cert.pem")
        done = program("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                       "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.key, "-out",
                       self.certificate, "-days", "2", "-subj",
                       "/CN=Jane/emailAddress=jane.doe@example.com")
        self.assertStatus(done, 0)

    def sign(self, *more):
        done = program("openssl", "cms", "-sign", "-signer", self.certificate, "-inkey",
                       self.key, "-crlfeol", "-binary", *more, data=TEXT)
        self.assertStatus(done, 0)
        signed = done.stdout.replace(b"\r\n", b"\n")
        return HEADER + signed.replace(b"MIME-Version: 1.0\n", b"", 1)

    def verify(self, entity):
        done = program("openssl", "cms", "-verify", "-CAfile", self.certificate, "-purpose",
                       "any", "-crlfeol", "-binary", data=on_the_wire(entity))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"J=C3=A4ne", done.stdout)

    def test_multipart_signed_goes_on_verifying(self):
        for form in (bytes, crlf):
            with self.subTest(form.__name__):
                message = form(self.sign())
                self.assertIn(b"multipart/signed", message)
                self.verify(message)
                inner = self.check_wrapped(message, self.wrap(message))
                self.verify(inner)

    def test_opaque_signed_data_goes_on_verifying(self):
        for form in (bytes, crlf):
            with self.subTest(form.__name__):
                message = form(self.sign("-nodetach"))
                self.assertIn(b"signed-data", message)
                wrapped = self.wrap(message)
                inner = self.check_wrapped(message, wrapped)
                self.verify(inner)
                self.assertIn(b"smime.p7m", inner)
                told = email.message_from_bytes(wrapped)
                self.assertEqual(told["Content-Transfer-Encoding"], "7bit")
                self.assertNotEqual(told.get_content_disposition(), "attachment")

    def test_a_changed_octet_is_noticed(self):
        message = self.wrap(self.sign()).replace(b"Two blanks", b"Two blonks")
        done = program("openssl", "cms", "-verify", "-CAfile", self.certificate, "-purpose",
                       "any", "-crlfeol", "-binary", data=on_the_wire(parts_of(message)[0]))
        self.assertNotEqual(done.returncode, 0)

    def test_place_top_puts_it_before(self):
        self.configure('rule "all" { template = "corporate" wrap = true place = top }\n')
        message = self.sign()
        self.verify(self.check_wrapped(message, self.wrap(message), place=1))

    def test_pictures_come_with_the_stamp(self):
        self.write("conf/templates/corporate/logo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 30)
        self.write("conf/templates/corporate/signature.html",
                   '<p>{{name}} <img src="logo.png" alt=""></p>\n')
        wrapped = self.wrap(self.sign())
        stamp = email.message_from_bytes(parts_of(wrapped)[1])
        kinds = [part.get_content_type() for part in stamp.walk()]
        self.assertEqual(kinds, ["multipart/alternative", "text/plain", "multipart/related",
                                 "text/html", "image/png"])
        cid = list(stamp.walk())[4]["Content-ID"].strip("<>")
        self.assertIn("cid:" + cid, list(stamp.walk())[3].get_payload())

    def test_without_wrap_it_passes(self):
        self.configure('rule "all" { template = "corporate" }\n')
        message = self.sign()
        result = self.call("stamp", stdin=message)
        self.assertOneLine(result.stderr, "passed reason=signed")
        self.assertTrue(result.stdout.endswith(message[message.index(b"\n\n"):]))

    def test_only_a_rule_with_wrap_that_matches_wraps(self):
        self.configure('rule "a" { when { subject = "x" } template = "corporate" wrap = true }\n'
                       'rule "b" { template = "corporate" }\n')
        self.assertOneLine(self.call("stamp", stdin=self.sign()).stderr, "reason=signed")

    def test_other_kinds_stay_alone(self):
        for more, reason in ((b"List-Id: <l>\n", "list"), (b"Auto-Submitted: auto-replied\n",
                                                           "auto-reply")):
            result = self.call("stamp", stdin=more + self.sign())
            self.assertOneLine(result.stderr, f"reason={reason}")

    def test_encrypted_mail_is_never_wrapped(self):
        done = program("openssl", "cms", "-encrypt", "-aes128", self.certificate, data=TEXT)
        self.assertStatus(done, 0)
        result = self.call("stamp", stdin=HEADER + done.stdout.replace(b"\r\n", b"\n"))
        self.assertOneLine(result.stderr, "reason=encrypted")


class Pgp(Wrapped):
    def setUp(self):
        super().setUp()
        self.env = {"GNUPGHOME": self.path("g")}
        os.mkdir(self.path("g"), 0o700)
        self.addCleanup(program, "gpgconf", "--kill", "all", env=self.env)
        done = self.gpg("--passphrase", "", "--quick-generate-key", "jane.doe@example.com",
                        "ed25519", "sign", "1d")
        self.assertStatus(done, 0)

    def gpg(self, *words, data=b""):
        return program("gpg", "--batch", "--quiet", *words, data=data, env=self.env)

    def sign(self):
        """RFC 3156."""
        done = self.gpg("--armor", "--digest-algo", "SHA256", "--detach-sign", data=TEXT)
        self.assertStatus(done, 0)
        return crlf(HEADER + b'Content-Type: multipart/signed; micalg=pgp-sha256;\n'
                    b'\tprotocol="application/pgp-signature"; boundary="in ner"\n\n') + \
            b"--in ner\r\n" + TEXT + b"\r\n--in ner\r\n" + crlf(
                b'Content-Type: application/pgp-signature; name="signature.asc"\n\n' +
                done.stdout) + b"\r\n--in ner--\r\n"

    def verify(self, entity):
        signed, signature = parts_of(entity)
        path = self.write("signed", signed)
        asc = self.write("signature.asc", signature.partition(b"\r\n\r\n")[2])
        return self.gpg("--verify", asc, path)

    def test_pgp_mime_goes_on_verifying(self):
        message = self.sign()
        inner = self.check_wrapped(message, self.wrap(message))
        self.assertStatus(self.verify(inner), 0)
        self.assertNotEqual(self.verify(inner.replace(b"blanks", b"blonks")).returncode, 0)

    def test_a_clear_signed_text_goes_on_verifying(self):
        done = self.gpg("--clear-sign", data=b"Hello\n- dash\n")
        self.assertStatus(done, 0)
        for header in (HEADER, HEADER.replace(b"MIME-Version: 1.0\n", b"")):
            message = header + b"\n" + done.stdout
            wrapped = self.wrap(message)
            inner = self.check_wrapped(message, wrapped)
            told = email.message_from_bytes(wrapped)
            self.assertEqual(told["MIME-Version"], "1.0")
            self.assertStatus(self.gpg("--verify", data=inner), 0)


if __name__ == "__main__":
    unittest.main()
