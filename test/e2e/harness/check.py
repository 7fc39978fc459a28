# SPDX-License-Identifier: BSD-2-Clause
"""What is different between the message that was sent and the one that arrived.

Own code down to the MIME boundaries, so that it shares no fault with a mail library. It
reads only messages that are well-formed, as those of ../messages are.
"""
import base64
import quopri
import re
from dataclasses import dataclass, field

MARK_NAME = "X-MailstampProcessed"
MARK = MARK_NAME.lower()
MAY_CHANGE = ("content-type", "content-transfer-encoding", "mime-version")


class Difference(AssertionError):
    """Something is not as it was sent that should be."""


@dataclass
class Segment:
    """A stretch of a message: a leaf with its header, or what lies between leaves."""
    head: bytes
    body: bytes
    leaf: bool = True

    def __post_init__(self):
        content_type = value_of(self.head, "content-type") or "text/plain"
        self.type = content_type.partition(";")[0].strip().lower()
        charset = re.search(r'charset="?([\w.:-]+)', content_type, re.I)
        self.charset = charset[1] if charset else "us-ascii"
        encoding = value_of(self.head, "content-transfer-encoding") or "7bit"
        self.encoding = encoding.lower()

    def text(self):
        decode = {"base64": base64.b64decode, "quoted-printable": quopri.decodestring}
        data = decode.get(self.encoding, bytes)(self.body)
        return data.decode(self.charset).replace("\r\n", "\n")


@dataclass
class Insertion:
    """Text that was put into a leaf, with what the leaf had before and behind it."""
    type: str
    before: str
    text: str
    behind: str


@dataclass
class Changes:
    added: list = field(default_factory=list)  # raw fields, in the order of the header
    insertions: list = field(default_factory=list)

    def fields(self, name):
        return [raw for raw in self.added if name_of(raw) == name.lower()]


def fields(head):
    """The raw fields of a header block, folded lines and line ends included."""
    return re.findall(rb"[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*", head)


def name_of(raw):
    return raw.partition(b":")[0].decode("ascii", "replace").strip().lower()


def value_of(head, name):
    for raw in fields(head):
        if name_of(raw) == name:
            value = raw.partition(b":")[2].decode("latin-1")
            return re.sub(r"\r\n[ \t]", " ", value).strip()
    return None


def halves(raw):
    """(header block, body); the empty line between them belongs to neither."""
    if raw.startswith(b"\r\n"):
        return b"", raw[2:]
    head, _, body = raw.partition(b"\r\n\r\n")
    return head + b"\r\n", body


def segments(head, body):
    """The message in order, as Segments that hold all its octets but line ends."""
    whole = Segment(head, body)
    if not whole.type.startswith("multipart/"):
        return [whole]
    content_type = value_of(head, "content-type")
    boundary = re.search(r'boundary=(?:"([^"]+)"|([^\s;]+))', content_type)
    name = re.escape((boundary[1] or boundary[2]).encode("ascii"))
    pieces = re.split(rb"\r\n--%s(?:--)?[ \t]*\r\n" % name, b"\r\n" + body + b"\r\n")
    found = [Segment(head, pieces[0], leaf=False)]
    for piece in pieces[1:-1]:
        found += segments(*halves(piece))
    return [*found, Segment(b"", pieces[-1], leaf=False)]


def insertion(old, new):
    """(before, inserted, behind) when `new` is `old` with one insertion."""
    start = 0
    while start < len(old) and old[start:start + 1] == new[start:start + 1]:
        start += 1
    behind = old[start:]
    if len(new) < len(old) or not new.endswith(behind):
        raise Difference(f"not one insertion:\n{old!r}\nbecame\n{new!r}")
    return old[:start], new[start:len(new) - len(behind)], behind


def changed_leaf(old, new):
    """The Insertion that makes `new` of `old`; all else of the two leaves is equal."""
    def kept(head):
        return [raw for raw in fields(head) if name_of(raw) not in MAY_CHANGE]
    if kept(old.head) != kept(new.head):
        raise Difference(f"header of a part: {old.head!r} became {new.head!r}")
    if (old.encoding, old.charset) == (new.encoding, new.charset):
        if old.head != new.head:
            raise Difference(f"header of a part: {old.head!r} became {new.head!r}")
        if old.encoding != "base64":
            insertion(old.body, new.body)
    if old.type != new.type or not old.type.startswith("text/"):
        raise Difference(f"a part of type {old.type} changed")
    return Insertion(old.type, *insertion(old.text(), new.text()))


def header_changes(sent, delivered):
    """The fields that were added; the others must be the same, in the same order.

    A field of MAY_CHANGE may differ: whether it had to is changed_leaf's business.
    """
    rest, added = fields(sent), []
    for raw in fields(delivered):
        if rest and (raw == rest[0] or name_of(raw) == name_of(rest[0]) in MAY_CHANGE):
            rest.pop(0)
        else:
            added.append(raw)
    if rest:
        raise Difference(f"lost or changed in the header: {rest[0]!r}")
    return added


def changes(sent, delivered):
    """Everything that differs, or Difference when it is more than mailstamp promises."""
    sent_head, sent_body = halves(sent)
    new_head, new_body = halves(delivered)
    result = Changes(header_changes(sent_head, new_head))
    old = segments(sent_head, sent_body)
    new = segments(new_head, new_body)
    if [(s.leaf, s.type) for s in old] != [(s.leaf, s.type) for s in new]:
        raise Difference(f"structure: {old}\nbecame\n{new}")
    # The first segment has the message's own header, the rest of which is compared.
    old[0].head, new[0].head = part_fields(sent_head), part_fields(new_head)
    for before, after in zip(old, new):
        if (before.head, before.body) == (after.head, after.body):
            continue
        if not before.leaf:
            raise Difference(f"between the parts: {before!r} became {after!r}")
        result.insertions.append(changed_leaf(before, after))
    return result


def part_fields(head):
    return b"".join(raw for raw in fields(head) if name_of(raw) in MAY_CHANGE)
