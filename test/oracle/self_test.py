#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The checker, checked: it must accept a right result and name each seeded damage."""
import base64
import unittest

import mime
import promise
from insertions import insertions

SIGN = "SIGNATURE-OF"
HTML_STAMP = '<table><tr><td>SIGNATURE-OF Jane</td></tr></table>'
MARK = ("X-MailstampProcessed: true; org=example.com; result=stamped; rule=all; "
        "t=1772704800; h=" + "A" * 43 + "=\n")

HEAD = """From: Jane <jane@example.com>
To: Bob <bob@example.net>
Subject: Re: plans
MIME-Version: 1.0
"""

ALTERNATIVE = HEAD + """Content-Type: multipart/mixed; boundary=out

preamble
--out
Content-Type: multipart/alternative; boundary="in"

--in
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Gr=C3=BC=C3=9Fe, see you tomorrow.
@TEXT@
> quoted
--in
Content-Type: text/html; charset=utf-8

<html><body><p>See you tomorrow.</p>@HTML@<blockquote>quoted</blockquote>
<!--[if mso]><p>x</p><![endif]--></body></html>
--in--
--out
Content-Type: application/pdf; name=a.pdf
Content-Disposition: attachment; filename=a.pdf
Content-Transfer-Encoding: base64

AAECAwQFBgcICQ==
--out
Content-Type: message/rfc822

From: x@example.org

An attached message.
--out--
epilogue
"""


def stamped(template, text="\n--=20\nSIGNATURE-OF Jane\n", html=HTML_STAMP, mark=MARK):
    out = mark + template
    return out.replace("@TEXT@", text).replace("@HTML@", html)


def original(template):
    return template.replace("@TEXT@", "").replace("@HTML@", "")


def kinds(old, new, stamps=None):
    verdict = promise.check(old.encode(), new.encode(), SIGN, stamps=stamps)
    return {f.split(":")[0] for f in verdict.faults}, verdict


class Right(unittest.TestCase):
    def test_accepts_a_stamped_alternative(self):
        faults, verdict = kinds(original(ALTERNATIVE), stamped(ALTERNATIVE))
        self.assertEqual(verdict.faults, [])
        self.assertEqual([s.path for s in verdict.stamped], ["1.1.1", "1.1.2"])
        self.assertTrue(verdict.stamped[0].before.rstrip().endswith("see you tomorrow."))
        self.assertTrue(verdict.stamped[1].after.startswith("quoted"))

    def test_accepts_crlf(self):
        faults, verdict = kinds(original(ALTERNATIVE).replace("\n", "\r\n"),
                                stamped(ALTERNATIVE).replace("\n", "\r\n"))
        self.assertEqual(verdict.faults, [])

    def test_accepts_a_passed_message_with_its_mark(self):
        old = original(ALTERNATIVE)
        faults, verdict = kinds(old, MARK + old)
        self.assertEqual((faults, verdict.stamped), (set(), []))

    def test_accepts_a_widened_part(self):
        old = HEAD + "Content-Type: text/plain; charset=us-ascii; format=fixed\n\na=b\n"
        new = MARK + HEAD + "Content-Type: text/plain; charset=utf-8; format=fixed\n" + \
            "Content-Transfer-Encoding: quoted-printable\n\na=3Db\n-- =\n\nSIGNATURE-OF K=C3=B6ln\n"
        faults, verdict = kinds(old, new)
        self.assertEqual(verdict.faults, [])


# (what was damaged, find, put, kind of fault wanted)
DAMAGE = [
    ("attachment octets", "AAECAwQ", "AAEBAwQ", "where"),
    ("preamble", "preamble", "pre-amble", "bytes"),
    ("epilogue", "epilogue\n", "epilogue\n\n", "bytes"),
    ("boundary spacing", "--out--", "--out-- ", "bytes"),
    ("attached message", "attached message.", "attached message.\nSIGNATURE-OF", "where"),
    ("header folding of a part", 'alternative; boundary="in"',
     'alternative;\n boundary="in"', "head bytes"),
    ("author's text", "see you tomorrow", "see you", "text"),
    ("second stamp in one part", "SIGNATURE-OF Jane\n", "SIGNATURE-OF SIGNATURE-OF\n", "text"),
    ("stamp hidden in a comment", HTML_STAMP, "<!-- SIGNATURE-OF -->", "html"),
    ("stamp in display none", HTML_STAMP, '<p style="display: none">SIGNATURE-OF</p>', "html"),
    ("markup lost", "<![endif]-->", "<![endif]>", "text"),
    ("bare CR", "\n--=20\nSIGN", "\r--=20\nSIGN", "wire"),
    ("blank of the separator lost", "\n--=20\nSIGN", "\n--\nSIGN", "text"),
    ("8-bit octets", "SIGNATURE-OF Jane\n", "SIGNATURE-OF Köln\n", "wire"),
    ("long line", "SIGNATURE-OF Jane\n", "SIGNATURE-OF " + "x" * 80 + "\n", "wire"),
    ("very long line", HTML_STAMP, HTML_STAMP + "<b>" + "x" * 999 + "</b>", "wire"),
    ("one alternative only", HTML_STAMP, "", "once"),
    ("transfer encoding", "Encoding: base64", "Encoding: 7bit", "where text"),
    ("part lost", "--out\nContent-Type: message/rfc822", "Content-Type: message/rfc822", "tree"),
    ("mark malformed", "h=AAAA", "h=A-AA", "mark"),
    ("type of the part", "text/html; charset", "text/enriched; charset", "tree"),
    ("header of the message", "Subject: Re: plans", "Subject: RE: plans", "head bytes"),
    ("text re-encoded", "Gr=C3=BC=C3=9Fe", "Gr=C3=BC=C3=9F=65", "raw"),
    ("charset misdeclared", "text/plain; charset=utf-8", "text/plain; charset=koi8-r",
     "head text"),
]


PICTURE_ID = "logo.0123@mailstamp"
PICTURE = f"""Content-Type: image/png; name="logo.png"
Content-Transfer-Encoding: base64
Content-ID: <{PICTURE_ID}>
Content-Disposition: inline; filename="logo.png"

iVBORw0KGgo=
"""
LETTER = HEAD + "Content-Type: text/html\n\n<p>Hello</p>\n"
SHOWING = f'<p>SIGNATURE-OF Jane <img src="cid:{PICTURE_ID}"></p>'
WRAPPED = MARK + HEAD + f"""Content-Type: multipart/related; boundary="=_mailstamp_1"; type="text/html"

--=_mailstamp_1
Content-Type: text/html

<p>Hello</p>{SHOWING}

--=_mailstamp_1
{PICTURE}
--=_mailstamp_1--
"""
RELATED = HEAD + """Content-Type: multipart/related; boundary=rel

--rel
Content-Type: text/html

<p>Hello <img src="cid:own@x"></p>@HTML@
--rel
@PICTURE@Content-Type: image/png
Content-ID: <own@x>
Content-Transfer-Encoding: base64

iVBORw0KGgoA
--rel--
"""
JOINED = MARK + RELATED.replace("@HTML@", SHOWING).replace("@PICTURE@", PICTURE + "\n--rel\n")
RELATED = RELATED.replace("@HTML@", "").replace("@PICTURE@", "")

PICTURE_DAMAGE = [
    ("shown as a file", "inline; filename", "attachment; filename", "picture"),
    ("container that shows files", "multipart/related", "multipart/mixed", "picture"),
    ("not a container of HTML", 'type="text/html"', 'type="image/png"', "picture"),
    ("no angle brackets", f"<{PICTURE_ID}>", PICTURE_ID, "tree"),
    ("another id than the HTML's", f"ID: <{PICTURE_ID}", "ID: <other@mailstamp", "picture"),
    ("type that is not its own", "image/png", "image/gif", "picture"),
    ("junk in the base64", "iVBORw0KGgo=", "iVBORw0*KGgo=", "picture"),
    ("twice", PICTURE, PICTURE + "\n--=_mailstamp_1\n" + PICTURE, "picture"),
    ("before the HTML", "--=_mailstamp_1\n", "--=_mailstamp_1\n" + PICTURE +
     "\n--=_mailstamp_1\n", "picture"),
    ("text behind it", "<p>Hello</p>", "<p>Hullo</p>", "text"),
]


class Pictures(unittest.TestCase):
    def test_accepts_a_picture_in_a_new_container(self):
        for old, new in ((LETTER, WRAPPED), (LETTER.replace("\n", "\r\n"),
                                             WRAPPED.replace("\n", "\r\n"))):
            _, verdict = kinds(old, new)
            self.assertEqual(verdict.faults, [])
            self.assertEqual([s.path for s in verdict.stamped], ["1"])

    def test_accepts_a_picture_that_joins_others(self):
        _, verdict = kinds(RELATED, JOINED)
        self.assertEqual(verdict.faults, [])
        self.assertEqual([s.path for s in verdict.stamped], ["1.1"])

    def test_each_seeded_damage_is_named(self):
        for name, find, put, want in PICTURE_DAMAGE:
            with self.subTest(name):
                self.assertIn(find, WRAPPED)
                faults, verdict = kinds(LETTER, WRAPPED.replace(find, put, 1))
                self.assertIn(want, faults, verdict.faults)

    def test_a_picture_of_the_author_that_changed_is_named(self):
        faults, _ = kinds(RELATED, JOINED.replace("iVBORw0KGgoA", "iVBORw0KGgoB"))
        self.assertIn("where", faults)


class Damaged(unittest.TestCase):
    def test_each_seeded_damage_is_named(self):
        for name, find, put, want in DAMAGE:
            with self.subTest(name):
                good = stamped(ALTERNATIVE)
                self.assertIn(find, good)
                faults, verdict = kinds(original(ALTERNATIVE), good.replace(find, put, 1))
                self.assertTrue(faults & set(want.split()), verdict.faults)

    def test_base64_written_anew_is_named(self):
        text = "".join(f"line {i} of the author's text\n" for i in range(20))
        lines = base64.encodebytes(text.encode()).decode()
        wrapped = "\n".join(lines.replace("\n", "")[i:i + 60] for i in range(0, 1000, 60))
        head = HEAD + "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n"
        both = text + "-- \nSIGNATURE-OF Jane\n"
        kept = lines.rstrip("\n")
        more = base64.b64encode(both.encode()).decode()[len(kept.replace("\n", "")):]
        faults, verdict = kinds(head + "\n" + lines, MARK + head + "\n" + kept + more + "\n")
        self.assertEqual(verdict.faults, [])
        anew = wrapped.rstrip("\n") + base64.b64encode(both.encode()).decode()[
            len(wrapped.replace("\n", "")):]
        faults, verdict = kinds(head + "\n" + lines, MARK + head + "\n" + anew + "\n")
        self.assertEqual(faults, {"raw"})

    def test_a_paragraph_that_flows_into_the_stamp_is_named(self):
        head = HEAD + "Content-Type: text/plain; format=flowed\n"
        old = head + "\nA paragraph that \n"
        faults, verdict = kinds(old, MARK + head + "\nA paragraph that \nSIGNATURE-OF\n")
        self.assertIn("flowed", faults)


SEVERAL = HEAD + """Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

@TOP@See you tomorrow.
@TEXT@> quoted
--b
Content-Type: text/html; charset=utf-8

<body>@HTMLTOP@<p>See you tomorrow.</p>@HTML@<blockquote>quoted</blockquote></body>
--b--
"""
TOP = "SIGNATURE-OF us all\n\n"
HTML_TOP = "<p>SIGNATURE-OF us all</p>"
TWO = {"1.1": 2, "1.2": 2}


def both(top=TOP, html_top=HTML_TOP):
    return stamped(SEVERAL, "\n-- \nSIGNATURE-OF Jane\n\n").replace("@TOP@", top).replace(
        "@HTMLTOP@", html_top)


def neither():
    return original(SEVERAL).replace("@TOP@", "").replace("@HTMLTOP@", "")


class Several(unittest.TestCase):
    def test_accepts_two_stamps_where_two_were_asked_for(self):
        _, verdict = kinds(neither(), both(), TWO)
        self.assertEqual(verdict.faults, [])
        self.assertEqual([s.path for s in verdict.stamped], ["1.1", "1.1", "1.2", "1.2"])
        self.assertEqual(verdict.stamped[0].before, "")
        self.assertTrue(verdict.stamped[1].after.startswith("> quoted"))
        self.assertTrue(verdict.stamped[3].before.endswith("Seeyoutomorrow."))

    def test_two_are_one_too_many_otherwise(self):
        faults, _ = kinds(neither(), both())
        self.assertIn("text", faults)

    def test_each_that_is_missing_is_named(self):
        for top, html_top in (("", HTML_TOP), (TOP, "")):
            with self.subTest(top):
                faults, verdict = kinds(neither(), both(top, html_top), TWO)
                self.assertIn("text", faults, verdict.faults)

    def test_words_of_the_author_that_went_between_them_are_named(self):
        faults, verdict = kinds(neither(), both().replace("See you tomorrow", "See you"), TWO)
        self.assertIn("text", faults, verdict.faults)

    def test_the_places_are_found_whatever_stands_around_them(self):
        for old, new, most, want in (
                ("abc", "abc", 2, None), ("abc", "xabc", 2, ["x"]), ("abc", "xabcx", 2, ["x", "x"]),
                ("aaaa", "aaaaa", 1, ["a"]), ("", "x", 2, ["x"]), ("ab", "axbx", 1, None),
                ("ab" * 30, "X" + "ab" * 15 + "Y" + "ab" * 15, 2, ["X", "Y"]),
                ("abcd", "1a2b3cd", 3, ["1", "2", "3"]), ("abcd", "1a2b3cd", 2, None),
                (["p", "q"], ["x", "p", "y", "q"], 2, 2)):
            found = insertions(old, new, most)
            if isinstance(want, list):
                self.assertEqual([new[a:b] for a, b in found], want)
            else:
                self.assertEqual(found and len(found), want)


class Parsing(unittest.TestCase):
    def test_boundaries_that_begin_alike_are_told_apart(self):
        raw = b"Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--ab\ny\n--a--\n"
        root = mime.parse(raw)
        self.assertEqual([c.raw_body() for c in root.children], [b"x\n--ab\ny"])

    def test_a_missing_close_delimiter_ends_at_the_outer_one(self):
        raw = (b"Content-Type: multipart/mixed; boundary=a\n\n--a\n"
               b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--a\n\ny\n--a--\n")
        root = mime.parse(raw)
        self.assertEqual([p.raw_body() for p in mime.leaves(root)], [b"x", b"y"])

    def test_parameters_may_be_quoted_folded_and_commented(self):
        raw = b'Content-Type: (c) Text/Plain ;\r\n\tcharset="ISO-8859-1" ; Format=Flowed\r\n\r\n'
        part = mime.parse(raw)
        self.assertEqual((part.type, part.charset, part.params["format"]),
                         ("text/plain", "iso-8859-1", "Flowed"))

    def test_quoted_printable_drops_soft_ends_and_trailing_blanks(self):
        self.assertEqual(mime.unquote(b"a=\r\nb  \r\n=3D=zz\r\n"), b"ab\r\n==zz\r\n")

    def test_base64_forgives_junk_and_padding_inside(self):
        self.assertEqual(mime.unbase64(b"YQ==\n!YmM="), b"abc")


if __name__ == "__main__":
    unittest.main()
