# SPDX-License-Identifier: BSD-2-Clause
"""A second opinion on MIME: raw bytes to a tree of parts with exact byte ranges.

Written from RFC 5322, 2045, 2046, 2047 and 3676 alone, on the standard library without its
mail package, so that it shares no fault with gmime or with Python's parser. It never fails:
every byte string is a message.
"""
import base64
import binascii
import codecs
import re

LINE = re.compile(rb"[^\n]*\n|[^\n]+")
FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
PARAMETER = re.compile(r';[\s]*([^\s=;]+)\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.S)
COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)', re.S)
MAX_DEPTH = 100


class Field:
    """One header field: name in lower case, unfolded value, the range with its line end."""

    def __init__(self, name, start):
        self.name, self.start, self.end, self.raw = name, start, start, b""

    @property
    def value(self):
        return re.sub(rb"\r?\n(?=[ \t])", b"", self.raw).strip().decode("utf-8", "replace")


class Part:
    """One entity. `head` is the header block without the empty line, `body` the encoded
    content without the line end that belongs to the delimiter behind it."""

    def __init__(self, raw, path, parent):
        self.raw, self.path, self.parent = raw, path, parent
        self.fields, self.children = [], []
        self.head = self.body = (0, 0)
        self.ended = False      # an empty line ends the header, as it must

    @property
    def sound(self):
        """Its header says one thing, and ends: programs agree on what the part is."""
        names = [f.name for f in self.fields]
        kind = self.header("content-type")
        return self.ended and all(names.count(n) < 2 for n in (
            "content-type", "content-transfer-encoding")) and \
            not re.search(rb"\r(?!\n)", self.raw_head()) and \
            (kind is None or re.match(r"[\s!-~]+/[!-~]+", kind) is not None)

    def header(self, name):
        return next((f.value for f in self.fields if f.name == name), None)

    @property
    def type(self):
        value = self.header("content-type")
        if value is None:
            digest = self.parent is not None and self.parent.type == "multipart/digest"
            return "message/rfc822" if digest else "text/plain"
        main = re.split(r"[;\s]", COMMENT.sub(strip_comment, value).strip(), maxsplit=1)[0]
        return main.lower() if main.count("/") == 1 else "text/plain"

    @property
    def params(self):
        return parameters(self.header("content-type") or "")

    @property
    def encoding(self):
        value = self.header("content-transfer-encoding") or "7bit"
        return COMMENT.sub(strip_comment, value).strip().rstrip(";").lower()

    @property
    def disposition(self):
        value = self.header("content-disposition") or ""
        return re.split(r"[;\s]", value.strip(), maxsplit=1)[0].lower()

    @property
    def attached(self):
        """A file, and no text of the author. A name in the type alone does not make one,
        nor is a message attached to itself."""
        found = parameters(self.header("content-disposition") or "")
        named = any(k.split("*")[0] == "filename" for k in found)
        return self.disposition not in ("", "inline") or \
            named and self.parent is not None

    @property
    def charset(self):
        return self.params.get("charset", "us-ascii").strip(" '\"").lower() or "us-ascii"

    @property
    def ancestors(self):
        up, found = self.parent, []
        while up is not None:
            found.append(up.type)
            up = up.parent
        return found

    def raw_head(self):
        return self.raw[self.head[0]:self.head[1]]

    def raw_body(self):
        return self.raw[self.body[0]:self.body[1]]

    def data(self, lenient=False):
        """The content with its transfer encoding taken off; `lenient` as most programs do
        it where RFC 2045 and they differ."""
        if self.encoding == "base64":
            return unbase64(self.raw_body(), lenient)
        if self.encoding == "quoted-printable":
            return unquote(self.raw_body(), lenient)
        return self.raw_body()

    def text(self, lenient=False):
        """(the content as text, whether every octet of it was one of the charset)"""
        return to_text(self.data(lenient), self.charset)


def strip_comment(match):
    return match.group(0) if match.group(0)[0] == '"' else " "


def parameters(value):
    """name -> value; RFC 2231 forms keep the star in their name."""
    found = {}
    for m in PARAMETER.finditer(value):
        text = m.group(2).strip()
        if text[:1] == '"':
            text = re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"'))
        found.setdefault(m.group(1).lower(), text)
    return found


def unbase64(body, lenient=False):
    if lenient:
        try:
            return binascii.a2b_base64(body + b"==")
        except binascii.Error:
            pass
    digits = re.sub(rb"[^A-Za-z0-9+/=]", b"", body)
    out = b""
    # Each run up to its padding is one encoding: some clients glue several together.
    for run in re.findall(rb"[^=]+", digits):
        whole = len(run) - (len(run) % 4 == 1)
        out += base64.b64decode(run[:whole] + b"=" * (-whole % 4))
    return out


def unquote(body, lenient=False):
    """RFC 2045 section 6.7; what is not an encoding stands for itself. `lenient` is what
    most programs do: blanks at the end of a line stay, "==" is one "="."""
    if lenient:
        return binascii.a2b_qp(body)
    out = []
    for line in LINE.findall(body):
        text = line.rstrip(b"\r\n")
        end = line[len(text):]
        text = text.rstrip(b" \t")
        if text[-1:] == b"=":
            text, end = text[:-1], b""
        out.append(re.sub(rb"=([0-9A-Fa-f]{2})",
                          lambda m: bytes([int(m.group(1), 16)]), text) + end)
    return b"".join(out)


# Names that mail uses and Python's codecs do not know, or know too narrowly.
ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "ks_c_5601-1987": "cp949",
           "iso-8859-8-i": "iso-8859-8", "x-sjis": "cp932", "shift_jis": "cp932",
           "unicode-1-1-utf-7": "utf-7", "utf8": "utf-8", "x-unknown": "us-ascii",
           "euc-kr": "cp949", "x-mac-cyrillic": "mac_cyrillic", "macintosh": "mac_roman",
           "ansi_x3.4-1968": "us-ascii", "us-ascii": "us-ascii"}


def to_text(data, charset):
    name = ALIASES.get(charset, charset)
    if name.startswith("utf-16") and b"\0" not in data:
        name = "us-ascii"       # a label that cannot be true of text
    if name == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        name = "utf-16-be"      # RFC 2781 section 4.3
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        name = "us-ascii"
    try:
        return data.decode(name), True
    except (UnicodeDecodeError, ValueError):
        pass
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return data.decode("latin-1"), False


def parse(raw):
    """The root Part of a message."""
    root = Part(raw, "1", None)
    read_entity(root, 0, len(raw), 0)
    return root


def lines(raw, start, end):
    """(start, end, line) of each line, with its line end."""
    for m in LINE.finditer(raw, start, end):
        yield m.start(), m.end(), m.group(0)


def read_head(part, start, end):
    """Fills in fields and head; gives the offset of the body."""
    raw, field = part.raw, None
    for a, b, line in lines(raw, start, end):
        if line in (b"\n", b"\r\n"):
            part.head, part.ended = (start, a), True
            return b
        if line[:1] in b" \t" and field is not None:
            field.raw += line
            field.end = b
            continue
        m = FIELD.match(line)
        if not m:
            # A header that nobody ended: the body starts here (as most parsers read it).
            part.head = (start, a)
            return a
        field = Field(m.group(1).decode("ascii").lower(), a)
        field.raw, field.end = line[m.end():], b
        part.fields.append(field)
    # A part without a body: its empty line is the line end that belongs to the delimiter.
    part.head, part.ended = (start, end), part.parent is not None and bool(part.fields)
    return end


def read_entity(part, start, end, depth):
    at = read_head(part, start, end)
    part.body = (at, end)
    if depth > MAX_DEPTH:
        return
    boundary = part.params.get("boundary", "").rstrip(" ")
    if part.type.startswith("multipart/") and boundary:
        for number, (a, b) in enumerate(between(part.raw, at, end, boundary), 1):
            child = Part(part.raw, f"{part.path}.{number}", part)
            part.children.append(child)
            read_entity(child, a, b, depth + 1)
    elif part.type == "message/rfc822" and part.encoding in ("7bit", "8bit", "binary"):
        child = Part(part.raw, f"{part.path}.1", part)
        part.children.append(child)
        read_entity(child, at, end, depth + 1)


def between(raw, start, end, boundary):
    """The ranges between the delimiter lines of a multipart (RFC 2046 section 5.1.1)."""
    opening = b"--" + boundary.encode("utf-8", "surrogateescape")
    found, begun = [], None
    for a, b, line in lines(raw, start, end):
        if line[:2] != b"--" or not line.startswith(opening):
            continue
        rest = line[len(opening):].rstrip(b" \t\r\n")
        if rest not in (b"", b"--"):
            continue
        if begun is not None:
            found.append((begun, max(begun, before_line_end(raw, begun, a))))
        begun = b
        if rest == b"--":
            return found
    if begun is not None:
        found.append((begun, end))
    return found


def before_line_end(raw, start, at):
    if at - 2 >= start and raw[at - 2:at] == b"\r\n":
        return at - 2
    if at - 1 >= start and raw[at - 1:at] == b"\n":
        return at - 1
    return at


def walk(part):
    yield part
    for child in part.children:
        yield from walk(child)


def leaves(part):
    return [p for p in walk(part) if not p.children]


def paragraphs(text, delsp):
    """format=flowed as a reader shows it (RFC 3676 section 4.2): (quote depth, text)."""
    out, flowing = [], None
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        line = line[depth:]
        line = line[1:] if line[:1] == " " else line
        signature = line == "-- "
        soft = line.endswith(" ") and not signature
        if delsp and soft:
            line = line[:-1]
        if flowing == depth and not signature:
            out[-1] = (depth, out[-1][1] + line)
        else:
            out.append((depth, line))
        flowing = depth if soft else None
    return out
