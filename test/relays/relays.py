# SPDX-License-Identifier: BSD-2-Clause
"""What relays do to a message on its way. Each takes the octets of one and gives those that
it passes on; all of them take out the X- fields, and with them the mark."""
import base64
import email
import email.policy
import html
import quopri
import re
import subprocess
import textwrap
import unicodedata

FIELD = re.compile(rb"(?:^[!-9;-~]+[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*)", re.M)
CLOSED = ("multipart/signed", "multipart/encrypted", "multipart/report", "message/rfc822")
ATTRIBUTE = re.compile(r"""\s(?:class|id|name|style)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+)""", re.I)
PREFIXED = re.compile(r"""(\s(?:class|id|name)\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)""", re.I)
TAG = re.compile(r"<[A-Za-z/][^<>]*>")
FOOTER = "_______________________________________________\nplans mailing list\nplans@lists.example.org"
DISCLAIMER = "This message was checked by another product. It may be confidential."
BANNER = "[CAUTION] Scanned by the gateway of example.net"


# Those that differ most from each other.
FEW = {"stripped", "python", "gmime-qp", "libxml2", "wrapped", "x-prefixed", "footer",
       "footer-part", "banner", "sanitised+footer", "plain-only"}


class Rewriter:
    """The program beside this file: gmime and libxml2, asked for one message after another."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, how, data):
        self.process.stdin.write(f"{len(data)} {how}\n".encode() + data)
        self.process.stdin.flush()
        line = self.process.stdout.readline().strip()
        return None if line == b"-" else self.process.stdout.read(int(line))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


# ---- Octets

def head_end(data):
    found = re.search(rb"\r?\n(?=\r?\n)", data)
    return found.end() if found else len(data)


def without_x_fields(data):
    end = head_end(data)
    return FIELD.sub(lambda m: b"" if m[0][:2] in (b"X-", b"x-") else m[0], data[:end]) + \
        data[end:]


def with_field(data, name, value):
    """`value` gives the new value for the old."""
    end = head_end(data)
    pattern = re.compile(rb"^(" + name + rb"[ \t]*:)([^\n]*(?:\n[ \t][^\n]*)*)", re.M | re.I)
    return pattern.sub(lambda m: m[1] + b" " + value(m[2].strip()), data[:end], count=1) + data[end:]


def folded(data):
    end = head_end(data)
    head = re.sub(rb"\r?\n[ \t]+", b" ", data[:end])
    lines = [re.sub(rb"(.{40}[^ ]*) ", rb"\1\n\t", line) for line in head.split(b"\n")]
    return b"\n".join(lines) + data[end:]


def with_crlf(data):
    return re.sub(rb"\r?\n", b"\r\n", data)


def beside_a_footer(data):
    """As Mailman does with what it cannot append to: the content moves down."""
    end = head_end(data)
    own = [m[0] for m in FIELD.finditer(data[:end])
           if m[0].lower().startswith((b"content-type", b"content-transfer"))]
    rest = b"".join(m[0] for m in FIELD.finditer(data[:end]) if m[0] not in own)
    if b"MIME-Version" not in rest:
        rest += b"MIME-Version: 1.0\n"
    return rest + b"Content-Type: multipart/mixed; boundary=list\n\n--list\n" + b"".join(own) + \
        data[end:] + b"\n--list\nContent-Type: text/plain; charset=us-ascii\n\n" + \
        FOOTER.encode() + b"\n--list--\n"


# ---- Texts

def parse(data):
    return email.message_from_bytes(data, policy=email.policy.compat32.clone(max_line_length=0))


def own_texts(part):
    if part.get_content_type() in CLOSED:
        return
    if part.is_multipart():
        for child in part.get_payload():
            yield from own_texts(child)
    elif part.get_content_type() in ("text/plain", "text/html") and \
            part.get_content_disposition() != "attachment":
        yield part


def text_of(part):
    """None where it cannot be read."""
    try:
        return part.get_payload(decode=True).decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeError, AttributeError, ValueError):
        return None


def write_text(part, text, encoding=None, charset=None):
    charset = charset or part.get_content_charset("us-ascii")
    try:
        octets = text.encode(charset)
    except (LookupError, UnicodeError):
        charset, octets = "utf-8", text.encode()
    encoding = encoding or str(part.get("Content-Transfer-Encoding", "7bit")).strip().lower()
    if encoding not in ("base64", "quoted-printable"):
        encoding = "8bit"
    if encoding == "base64":
        octets = base64.encodebytes(octets)
    elif encoding == "quoted-printable":
        octets = quopri.encodestring(octets)
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = encoding
    if "Content-Type" not in part:
        part["Content-Type"] = "text/plain"
    part.set_param("charset", charset)
    part.set_payload(octets.decode("ascii", "surrogateescape"))


def each_text(change, encoding=None, charset=None):
    """A relay that takes every text of the body to what `change` (text, is_html) gives."""
    def relay(data):
        message = parse(data)
        for part in own_texts(message):
            text = text_of(part)
            if text is None:
                continue
            text = change(text.replace("\r\n", "\n"), part.get_content_type() == "text/html")
            write_text(part, text, encoding, charset)
        return message.as_bytes()
    return relay


def same(text, _):
    return text


def re_wrapped(text, is_html):
    if is_html:
        return re.sub(r"(>)(<)", "\\1\n\\2", text)
    return "\n".join(textwrap.fill(line, 60) if len(line) > 60 else line
                     for line in text.split("\n"))


def trimmed(text, _):
    return "\n".join(line.rstrip() for line in text.split("\n"))


def closer(text, is_html):
    return text if is_html else re.sub(r"\n{2,}", "\n", text)


def sanitised(text, is_html):
    return TAG.sub(lambda m: ATTRIBUTE.sub("", m[0]), text) if is_html else text


def x_prefixed(text, is_html):
    """Outlook on the web: new names for all, a head of its own."""
    if not is_html:
        return text

    def rename(match):
        value = match[2].strip("\"'")
        return match[1] + '"' + " ".join("x_" + word for word in value.split()) + '"'
    text = TAG.sub(lambda m: PREFIXED.sub(rename, m[0]), text)
    text = re.sub(r"</?(?:html|body)\b[^>]*>|<head\b.*?</head>", "", text, flags=re.I | re.S)
    return ('<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n'
            f"</head>\n<body>\n{text}\n</body>\n</html>\n")


def appended(footer):
    def change(text, is_html):
        if not is_html:
            return text.rstrip("\n") + "\n" + footer + "\n"
        block = "<div>" + html.escape(footer).replace("\n", "<br>") + "</div>"
        at = text.lower().rfind("</body")
        return text[:at] + block + text[at:] if at >= 0 else text + block
    return change


def headed(text, is_html):
    if not is_html:
        return BANNER + "\n\n" + text
    block = f"<table><tr><td>{html.escape(BANNER)}</td></tr></table>"
    found = re.search(r"<body\b[^>]*>", text, re.I)
    at = found.end() if found else 0
    return text[:at] + block + text[at:]


def in_ascii(text, is_html):
    if is_html:
        return text.encode("ascii", "xmlcharrefreplace").decode()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).encode(
        "ascii", "replace").decode()


def two(first, second):
    return lambda text, is_html: second(first(text, is_html), is_html)


# ---- Trees

def only(kind):
    """Of the alternatives one is left."""
    def relay(data):
        message = parse(data)
        for part in message.walk():
            if part.get_content_type() != "multipart/alternative":
                continue
            kept = [child for child in part.get_payload()
                    if child.get_content_type() == kind or kind == "text/html" and
                    child.get_content_type() == "multipart/related"]
            if kept:
                part.set_payload(kept)
        return message.as_bytes()
    return relay


def written_anew(data):
    """Python's mail package, as filters and lists in it do: all fields and texts anew."""
    policy = email.policy.SMTP.clone(refold_source="all", cte_type="7bit")
    message = email.message_from_bytes(data, policy=policy)
    for part in own_texts(message):
        if text_of(part) is None:
            continue
        text = part.get_content()
        params = {k: v for k, v in part["Content-Type"].params.items()
                  if k not in ("charset",)} if part["Content-Type"] else {}
        part.set_content(text, subtype=part.get_content_subtype(), params=params,
                         cid=part["Content-ID"])
    return message.as_bytes()


def without_flow(data):
    """format=flowed to lines as long as they are."""
    message = parse(data)
    for part in own_texts(message):
        text = text_of(part)
        if text is None or str(part.get_param("format", "")).lower() != "flowed":
            continue
        text = re.sub(r"(?<!\n--) \n(?! ?>)", " ", text.replace("\r\n", "\n"))
        part.del_param("format")
        part.del_param("delsp")
        write_text(part, text)
    return message.as_bytes()


def serialised(rewriter):
    """HTML as libxml2 writes it."""
    def change(text, is_html):
        out = rewriter.ask("html", text.encode()) if is_html else None
        return out.decode("utf-8", "replace") if out else text
    return each_text(change)


def with_name(value):
    return value + b".relay"


def relays(rewriter):
    """name -> relay"""
    return {
        "stripped": lambda data: data,
        "crlf": with_crlf,
        "folded": folded,
        "subject": lambda data: with_field(data, b"Subject", lambda v: b"[EXT] " + v),
        "message-id": lambda data: with_field(data, b"Message-ID", lambda v: b"<9@relay.example>"),
        "date": lambda data: with_field(data, b"Date", lambda v: b"Thu, 5 Mar 2026 11:00:00 +0100"),
        "8bit": each_text(same, "8bit", "utf-8"),
        "base64": each_text(same, "base64"),
        "quoted-printable": each_text(same, "quoted-printable"),
        "gmime-base64": lambda data: rewriter.ask("base64", data),
        "gmime-qp": lambda data: rewriter.ask("quoted-printable", data),
        "python": written_anew,
        "libxml2": serialised(rewriter),
        "wrapped": each_text(re_wrapped),
        "trimmed": each_text(trimmed),
        "closer": each_text(closer),
        "fixed": without_flow,
        "ascii": each_text(in_ascii, charset="us-ascii"),
        "x-prefixed": each_text(x_prefixed, "base64", "utf-8"),
        "footer": each_text(appended(FOOTER)),
        "footer-part": beside_a_footer,
        "disclaimer": each_text(appended(DISCLAIMER)),
        "banner": each_text(headed),
        "banner+footer": each_text(two(headed, appended(FOOTER))),
        "sanitised": each_text(sanitised),
        "sanitised+footer": each_text(two(sanitised, appended(FOOTER))),
        "sanitised+banner": each_text(two(sanitised, headed)),
        "x-prefixed+footer": each_text(two(x_prefixed, appended(FOOTER)), "base64", "utf-8"),
        "message-id+footer": lambda data: with_field(
            each_text(appended(FOOTER))(data), b"Message-ID", lambda v: b"<9@relay.example>"),
        "plain-only": only("text/plain"),
        "html-only": only("text/html"),
        "plain-only+footer": lambda data: each_text(appended(FOOTER))(only("text/plain")(data)),
    }
