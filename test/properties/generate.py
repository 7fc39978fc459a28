# SPDX-License-Identifier: BSD-2-Clause
"""Mail that nobody wrote: a tree of parts from a seed, with what must become of it.

message(seed) always gives the same Mail. Most are well-formed in one of the many ways that
RFC 2045 to 2049 allow and clients use; one in four is then broken on purpose.
"""
import base64
import quopri
import random
import re
from dataclasses import dataclass, field

from texts import html_body, plain_body


@dataclass
class Mail:
    seed: int
    data: bytes = b""
    sender: str = "jane@example.com"
    must: str = "yes"           # "yes": stamped, "no": passed, "any": either
    own_end: str = ""           # the author's last word; "" where nothing is claimed
    has_quote: bool = None      # whether quoted history follows; all forms agree
    token: bool = False         # whether the author typed the place token above the last word
    forms: set = field(default_factory=set)   # "plain", "html": what the body has
    shape: str = ""


CHARSETS = ["utf-8"] * 8 + ["us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252",
                            "windows-1251", "koi8-r", "iso-8859-2", "iso-2022-jp", "shift_jis",
                            "euc-jp", "gb18030", "gbk", "gb2312", "big5", "euc-kr", "utf-16"]
SHAPES = ["plain"] * 4 + ["html"] * 4 + ["alternative"] * 6 + ["alternative_related"] * 2 + [
    "related_alternative", "related", "apple", "apple_html", "alternative_amp"]
WRAPS = ["none"] * 6 + ["mixed"] * 5 + ["mixed_deep", "mixed_first"]
UNSTAMPED = ["signed", "signed_deep", "encrypted", "report", "calendar", "null_sender", "auto",
             "list", "pkcs7", "armor"]


class Maker:
    """One message in the making. Lines end in \\n until the very end."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        # A number of its own, so that the other messages are what they were before.
        self.mail = Mail(seed, token=random.Random(~seed).random() < .15)
        self.boundaries = []

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def pick(self, items):
        return self.random.choice(items)

    # ---- headers

    def name(self, name):
        return self.pick([name] * 6 + [name.lower(), name.upper(), name.title().swapcase()])

    def fold(self):
        return self.pick([" "] * 4 + ["\n ", "\n\t", " \n    ", ""])

    def parameter(self, name, value):
        token = re.fullmatch(r"[A-Za-z0-9!#$%&+.^_`{|}~'-]+", value)
        quoted = not token or self.chance(50)
        text = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if quoted else value
        name = self.pick([name] * 5 + [name.upper(), name.title()])
        return f";{self.fold()}{name}={text}"

    def head(self, ctype, params=(), encoding=None, extra=()):
        """The header lines of one part, in any order."""
        main = self.pick([ctype] * 5 + [ctype.upper(), ctype.title()])
        value = main + "".join(self.parameter(k, v) for k, v in params)
        if self.chance(5):
            value += ";"
        fields = [f"{self.name('Content-Type')}:{self.pick([' ', ' ', '  ', chr(9), ''])}{value}"]
        if encoding:
            text = self.pick([encoding] * 5 + [encoding.upper(), encoding + " "])
            fields.append(f"{self.name('Content-Transfer-Encoding')}: {text}")
        fields += [f"{self.name(k)}: {v}" for k, v in extra]
        if self.chance(20):
            fields.append(self.pick(["X-Odd: --boundary", "Content-Description: a part",
                                     "X-Folded: one\n two\n\tthree", "X-Empty:",
                                     "Content-ID: <part@example.com>", "MIME-Version: 1.0"]))
        self.random.shuffle(fields)
        return "\n".join(fields) + "\n"

    # ---- leaves

    def encode(self, data, encoding):
        if encoding == "base64":
            width = self.pick([76] * 5 + [60, 72, 64, 4, 75, 120])
            text = base64.b64encode(data)
            lines = [text[i:i + width] for i in range(0, len(text), width)]
            return b"\n".join(lines) + self.pick([b"\n", b"\n", b"", b"\n\n"])
        if encoding == "quoted-printable":
            out = quopri.encodestring(data)
            return out.replace(b"=E", b"=e") if self.chance(5) else out
        return data

    def transfer(self, data, charset):
        if charset == "utf-16":
            return "base64"
        plain = not any(c > 127 for c in data)
        long = any(len(line) > 990 for line in data.split(b"\n"))
        choices = ["quoted-printable"] * 3 + ["base64"] * 2
        choices += ["7bit", "7bit", None] if plain and not long else []
        choices += ["8bit"] * 2 if not long else []
        choices += ["binary"]
        return self.pick(choices)

    def text_part(self, subtype, text, charset, params=(), extra=()):
        data = text.encode("utf-16" if charset == "utf-16" else charset, "replace")
        encoding = self.transfer(data, charset)
        params = list(params)
        if charset != "us-ascii" or self.chance(70):
            name = self.pick([charset] * 4 + [charset.upper()])
            params.insert(self.random.randrange(len(params) + 1), ("charset", name))
        head = self.head(f"text/{subtype}", params, encoding, extra)
        return head.encode() + b"\n" + self.encode(data, encoding)

    def body_text(self, html, charset, pieces=1):
        """The parts of one form of the body; they share the author's last word."""
        self.mail.forms.add("html" if html else "plain")
        make = html_body if html else plain_body
        body = make(self.random, charset, self.mail, pieces)
        return [self.text_part("html" if html else "plain", text, charset, body.params)
                for text in body.pieces]

    def file_part(self):
        data = self.random.randbytes(self.random.randrange(0, 400))
        kind = self.random.randrange(7)
        if kind == 0:
            return self.text_part("plain", "An attached text.\n", "utf-8",
                                  extra=[("Content-Disposition", "attachment; filename=a.txt")])
        if kind == 1:
            return self.text_part("html", "<html><body>A page.</body></html>\n", "utf-8",
                                  [("name", "page.html")])
        if kind == 2:
            return self.rfc822()
        if kind == 3:
            return self.digest()
        ctype = self.pick(["application/pdf", "image/png", "application/octet-stream",
                           "video/mp4", "application/x-unknown"])
        extra = [("Content-Disposition", self.pick(
            ["attachment; filename=x.bin", "attachment", "inline;\n filename=\"x y.bin\"",
             "attachment; filename*=utf-8''%c3%a4.bin"]))]
        return self.head(ctype, [("name", "x.bin")], "base64", extra).encode() + b"\n" + \
            self.encode(data, "base64")

    def image_part(self):
        return self.head("image/png", [("name", "p.png")], "base64",
                         [("Content-ID", "<p@example.com>"),
                          ("Content-Disposition", "inline; filename=p.png")]).encode() + \
            b"\n" + self.encode(b"\x89PNG" + self.random.randbytes(60), "base64")

    def rfc822(self):
        inner = Maker(self.random.randrange(1 << 30)).inner()
        extra = [("Content-Disposition", "attachment; filename=m.eml")] if self.chance(50) else []
        return self.head("message/rfc822", [], None, extra).encode() + b"\n" + inner

    def digest(self):
        parts = [b"\n" + Maker(self.random.randrange(1 << 30)).inner()
                 for _ in range(self.random.randrange(1, 3))]
        return self.multipart("digest", parts)

    def inner(self):
        """A whole small message, to be enclosed in another."""
        head = b"From: Carol <carol@example.org>\nSubject: inner\nMIME-Version: 1.0\n"
        if self.chance(50):
            return head + self.text_part("plain", "Enclosed words.\n", "utf-8")
        parts = [self.text_part("plain", "Enclosed words.\n", "utf-8"),
                 self.text_part("html", "<p>Enclosed words.</p>\n", "utf-8")]
        return head + self.multipart(self.pick(["alternative", "mixed"]), parts)

    # ---- multiparts

    def boundary(self):
        if self.boundaries and self.chance(15):
            base = self.pick(self.boundaries)
            text = base + self.pick(["x", "-", "--x", "0"]) if self.chance(60) else base[:-1]
            text = text[:70] if text and text not in self.boundaries else ""
        else:
            text = ""
        if not text:
            letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
            odd = "'()+_,-./:=?"
            text = self.pick(["=_", "----=_Part_", "_000_", "Apple-Mail=_", "b", "===", "",
                              "Mon_Jan_9_15:10:21", "(x) "])
            text += "".join(self.random.choice(letters + (odd if self.chance(30) else ""))
                            for _ in range(self.random.randrange(6, 40)))
        self.boundaries.append(text)
        return text

    def multipart(self, subtype, parts, params=()):
        mark = self.boundary()
        params = list(params) + [("boundary", mark)]
        self.random.shuffle(params)
        out = self.head(f"multipart/{subtype}", params, self.pick([None] * 4 + ["7bit", "8bit"]))
        out = out.encode() + b"\n"
        if self.chance(40):
            out += self.pick([b"This is a multi-part message in MIME format.\n", b"\n",
                              b"--\n", b"--not the boundary\n", b"Content-Type: text/plain\n\n"])
        pad = self.pick([b""] * 8 + [b" ", b"\t "])
        for part in parts:
            out += b"--" + mark.encode() + pad + b"\n" + part + self.pick([b"\n", b"\n", b"\n\n"])
        out += b"--" + mark.encode() + b"--" + pad + b"\n"
        if self.chance(25):
            out += self.pick([b"\n", b"epilogue\n", b"\n--\nepilogue", b"\n\n\n"])
        return out

    # ---- the message

    def form(self, charset=None):
        shape = self.mail.shape = self.pick(SHAPES)
        charset = charset or self.pick(CHARSETS)
        def plain():
            return self.body_text(False, charset)[0]
        def html():
            return self.body_text(True, charset)[0]
        if shape == "plain":
            return plain()
        if shape == "html":
            return html()
        if shape == "alternative":
            return self.multipart("alternative", [plain(), html()])
        if shape == "alternative_related":
            related = self.multipart("related", [html(), self.image_part()])
            return self.multipart("alternative", [plain(), related])
        if shape == "related_alternative":
            both = self.multipart("alternative", [plain(), html()])
            return self.multipart("related", [both, self.image_part()])
        if shape == "related":
            return self.multipart("related", [html(), self.image_part()])
        if shape == "alternative_amp":
            amp = self.text_part("x-amp-html", "<!doctype html><html amp4email></html>", "utf-8")
            return self.multipart("alternative", [plain(), amp, html()])
        first, last = self.body_text(shape == "apple_html", charset, 2)
        return self.multipart("mixed", [first, self.image_part(), last])

    def wrap(self, form):
        wrap = self.pick(WRAPS)
        files = [self.file_part() for _ in range(self.random.randrange(1, 4))]
        if wrap == "mixed":
            return self.multipart("mixed", [form] + files)
        if wrap == "mixed_deep":
            for _ in range(self.random.randrange(1, 6)):
                form = self.multipart("mixed", [form] + files[:1])
            return form
        if wrap == "mixed_first":
            picture = self.head("image/gif", [], "base64").encode() + b"\n" + \
                self.encode(b"GIF89a", "base64")
            return self.multipart("mixed", [picture, form])
        return form

    def protect(self, form, extra):
        """Something that must not be stamped."""
        kind = self.pick(UNSTAMPED)
        self.mail.must, self.mail.shape = "no", kind
        p7s = self.head("application/pkcs7-signature", [("name", "smime.p7s")],
                        "base64").encode() + b"\nMIIF\n"
        if kind == "signed":
            return self.multipart("signed", [form, p7s], [("micalg", "sha-256")])
        if kind == "signed_deep":
            inner = self.multipart("signed", [self.multipart("mixed", [form]), p7s])
            return self.multipart("mixed", [inner, self.file_part()])
        if kind == "encrypted":
            version = self.head("application/pgp-encrypted").encode() + b"\nVersion: 1\n"
            return self.multipart("encrypted", [version, self.file_part()])
        if kind == "report":
            status = self.head("message/delivery-status").encode() + \
                b"\nReporting-MTA: dns; mx.example.com\n\nAction: failed\n"
            return self.multipart("report", [form, status], [("report-type", "delivery-status")])
        if kind == "calendar":
            invite = self.text_part("calendar", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "utf-8",
                                    [("method", "REQUEST")])
            return self.multipart("alternative", [form, invite])
        if kind == "null_sender":
            self.mail.sender = ""
        elif kind == "auto":
            extra.append("Auto-Submitted: auto-replied")
        elif kind == "list":
            extra.append("List-Id: A list <list.example.net>")
        elif kind == "pkcs7":
            return self.head("application/pkcs7-mime", [("smime-type", "enveloped-data")],
                             "base64").encode() + b"\nMIIF\n"
        elif kind == "armor":
            return self.text_part("plain", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
                                  "Signed.\n-----BEGIN PGP SIGNATURE-----\n\nAAAA\n=abcd\n"
                                  "-----END PGP SIGNATURE-----\n", "utf-8")
        return form

    def make(self):
        extra = []
        entity = self.wrap(self.form())
        if self.chance(12):
            entity = self.protect(entity, extra)
        head, _, body = entity.partition(b"\n\n")
        data = self.envelope(extra, head) + b"\n\n" + body
        if self.chance(25):
            data = Breaker(self).broken(data)
        self.mail.data = self.line_ends(data)
        return self.mail

    def envelope(self, extra, head):
        fields = ["From: Jane Doe <jane@example.com>", "To: Bob <bob@example.net>",
                  f"Message-ID: <{self.mail.seed}@example.com>",
                  "Date: Thu, 05 Mar 2026 09:58:00 +0000",
                  self.pick(["Subject: Plans", "Subject: Re: plans", "SUBJECT:Re: plans",
                             "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Subject:\n folded",
                             "Subject: " + "long " * 60])] + extra
        if self.mail.has_quote:
            fields.append("In-Reply-To: <before@example.net>")
        if not re.search(rb"^mime-version:", head, re.M | re.I) and self.chance(95):
            fields.append("MIME-Version: 1.0")
        if self.chance(20):
            fields += ["X-Mailer: a", "x-mailer: b", "X-Long: " + "a" * 500]
        self.random.shuffle(fields)
        at = self.random.randrange(len(fields) + 1)
        return "\n".join(fields[:at]).encode() + (b"\n" if at else b"") + head + \
            (b"\n" if at < len(fields) else b"") + "\n".join(fields[at:]).encode()

    def line_ends(self, data):
        kind = self.random.randrange(20)
        if kind < 9:
            return data
        if kind < 19:
            return data.replace(b"\n", b"\r\n")
        self.mail.must = "any" if self.mail.must == "yes" else self.mail.must
        return b"".join(line + self.pick([b"\n", b"\r\n"]) for line in data.split(b"\n"))


class Breaker:
    """Damage as transport, clients and attackers do it."""

    def __init__(self, maker):
        self.maker, self.random = maker, maker.random

    def broken(self, data):
        self.maker.mail.must = "any"
        self.maker.mail.own_end = ""
        ways = [self.cut, self.lose_close, self.lose_blank_line, self.put_octets, self.flip,
                self.double, self.lose_line, self.swap_lines, self.long_line, self.bare_cr,
                self.lose_boundary, self.lie_encoding, self.lie_charset, self.lie_type]
        for way in self.random.sample(ways, self.random.choice([1, 1, 1, 2, 3])):
            data = way(data)
        return data

    def place(self, data):
        return self.random.randrange(len(data) + 1)

    def cut(self, data):
        return data[:self.place(data)]

    def lose_close(self, data):
        closes = [m for m in re.finditer(rb"^--[^\n]+--[ \t]*\n", data, re.M)]
        if not closes:
            return data
        m = self.random.choice(closes)
        return data[:m.start()] + data[m.end():]

    def lose_blank_line(self, data):
        blanks = [m.start() for m in re.finditer(rb"\n\n", data)]
        at = self.random.choice(blanks) if blanks else 0
        return data[:at] + data[at + 1:]

    def put_octets(self, data):
        at = self.place(data)
        put = self.random.choice([b"\0", b"\0\0\0", b"\xff\xfe", b"\x1b$B", b"\r", b"\x80" * 9,
                                  b"=", b"=\n", b"\n\n", b"<!--", b"<", b"--\n", b"\n>"])
        return data[:at] + put + data[at:]

    def flip(self, data):
        out = bytearray(data)
        for _ in range(self.random.randrange(1, 6)):
            if out:
                out[self.random.randrange(len(out))] = self.random.randrange(256)
        return bytes(out)

    def double(self, data):
        a, b = sorted((self.place(data), self.place(data)))
        return data[:b] + data[a:b] + data[b:]

    def lose_line(self, data):
        lines = data.split(b"\n")
        del lines[self.random.randrange(len(lines))]
        return b"\n".join(lines)

    def swap_lines(self, data):
        lines = data.split(b"\n")
        i, j = (self.random.randrange(len(lines)) for _ in range(2))
        lines[i], lines[j] = lines[j], lines[i]
        return b"\n".join(lines)

    def long_line(self, data):
        at = self.place(data)
        return data[:at] + self.random.choice([b"x", b"=3D", b"<b>", b"> ", b"\xc3\xa9"]) * \
            self.random.randrange(300, 1500) + data[at:]

    def bare_cr(self, data):
        return re.sub(rb"\n", lambda m: b"\r" if self.random.random() < .05 else b"\n", data)

    def lose_boundary(self, data):
        return re.sub(rb"(?i)boundary", b"bondary", data, count=1)

    def lie_encoding(self, data):
        to = self.random.choice([b"quoted-printable", b"base64", b"7bit", b"x-uuencode", b"8bit",
                                 b"nonsense", b""])
        return re.sub(rb"(?i)(transfer-encoding: *)[-a-z0-9]+", rb"\g<1>" + to, data, count=1)

    def lie_charset(self, data):
        to = self.random.choice([b"us-ascii", b"x-unknown", b"utf-7", b"iso-2022-jp", b"utf-16",
                                 b"utf-8", b"", b"'utf-8'", b"koi8-r", b"iso-2022-kr", b"hz"])
        return re.sub(rb"(?i)(charset=\"?)[-a-z0-9_]+", rb"\g<1>" + to, data, count=1)

    def lie_type(self, data):
        to = self.random.choice([b"text", b"text/", b"/plain", b"text/html", b"multipart/mixed",
                                 b"message/rfc822", b"text/plain"])
        return re.sub(rb"(?i)(content-type:\s*)[-a-z0-9]+/[-a-z0-9]+", rb"\g<1>" + to, data, count=1)


def message(seed):
    return Maker(seed).make()
