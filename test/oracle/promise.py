# SPDX-License-Identifier: BSD-2-Clause
"""The promise of mailstamp, checked on the bytes that went in and the bytes that came out.

check() knows nothing of how a stamp is made: it takes both messages apart with its own
parser (mime.py), compares, and says what it finds. Python's mail package is asked as well,
as a reader that nobody here wrote.
"""
import email
import email.header
import email.policy
import re
from dataclasses import dataclass, field

import mime
import pictures
from insertions import best_readings, common, insertion, insertions
from page import NO_TEXT_HERE, Page, squeeze

MARK_NAME = "x-mailstampprocessed"
MARK = re.compile(rb"X-MailstampProcessed: true; org=[^;\r\n]+; result=[a-z-]+;"
                  rb"(?: rule=[^;\r\n]+;)? t=[0-9]+; h=[A-Za-z0-9+/]{43}=\r?\n")
# What the mark may never look like: it is read by transport rules of other programs.
BROKEN_MARK = re.compile(rb"(?mi)^X-MailstampProcessed: true; org=")
MAY_CHANGE = {"content-type", "content-transfer-encoding", "mime-version"}
PROTECTED = {"multipart/signed", "multipart/encrypted", "multipart/report", "message/rfc822"}
LONGEST_LINE = 998
LONGEST_QP_LINE = 76


@dataclass
class Stamped:
    """A part that got a stamp: the reader's text before and behind the signature."""
    path: str
    type: str
    before: str
    after: str


@dataclass
class Verdict:
    faults: list = field(default_factory=list)
    stamped: list = field(default_factory=list)
    added: list = field(default_factory=list)   # names of the fields put into the header
    words: tuple = ()                           # what authors type for mailstamp
    stamps: dict = field(default_factory=dict)  # path -> how many, where it is not one

    def fault(self, kind, text):
        self.faults.append(f"{kind}: {text}")

    def most(self, path):
        """How many stamps a part may have."""
        return self.stamps.get(path, 1)


def check(old, new, signature, words=(), stamps=None):
    """What became of `old`. `signature`: a word of the stamp that `old` does not have.
    `words`: what authors type for mailstamp, and what is taken out, once in each text.
    `stamps`: how many each part gets, by its path, where rules go on to the next; without
    it one, and one part of each alternative."""
    verdict = Verdict(words=tuple(words), stamps=stamps or {})
    if new == old:      # perhaps with a mark of ours at its top that was there before
        return verdict
    bare = pictures.take_out(old, take_added_fields_out(old, new, verdict), verdict)
    bare = put_subject_back(old, bare, verdict)
    if bare == old:
        return verdict
    a, b = mime.parse(old), mime.parse(bare)
    if not a.sound:
        check_headless(old, bare, signature, verdict)
        return verdict
    if shape(a) != shape(b):
        verdict.fault("tree", f"was {shape(a)}, is {shape(b)}")
        return verdict
    hits = compare_leaves(a, b, signature, verdict)
    if put_back(a, b, hits) != old:
        verdict.fault("bytes", "something outside the stamped parts changed")
    check_once_each(b, {s.path for s in verdict.stamped}, verdict)
    check_second_reader(old, bare, a, {part.path for part in hits}, verdict)
    return verdict


def take_added_fields_out(old, new, verdict):
    """`new` without the mark at the top and what was added at the end of its header. The
    fields that say how to read the body stay: they are judged with their part."""
    new = take_mark_out(old, new, verdict)
    a, b = mime.parse(old).fields, mime.parse(new).fields
    if not (len(b) > len(a) and [f.name for f in b[:len(a)]] == [f.name for f in a]):
        return new
    cut, at = b"", 0
    for f in b[len(a):]:
        verdict.added.append(f.name)
        if f.name not in MAY_CHANGE:
            cut, at = cut + new[at:f.start], f.end
    return cut + new[at:]


def take_mark_out(old, new, verdict):
    """The mark stands above all fields, behind the line that begins a message in an mbox (or
    the end of a field whose beginning is lost)."""
    at = re.match(rb"(?:From [^\n]*\n)?(?:[ \t][^\n]*\n)*", old).end()
    mark = MARK.match(new, at)
    if mark is None:
        if len(BROKEN_MARK.findall(new)) > len(BROKEN_MARK.findall(old)):
            verdict.fault("mark", "malformed, or not at the top")
        return new
    verdict.added.append(MARK_NAME)
    return new[:at] + new[mark.end():]


def subject_of(message):
    return next((f for f in mime.parse(message).fields if f.name == "subject"), None)


def reading_of(subject):
    return " ".join(str(email.header.make_header(
        email.header.decode_header(subject.value))).split())


def put_subject_back(old, new, verdict):
    """`new` with the subject of `old`, where all that is gone is one of the words."""
    a, b = subject_of(old), subject_of(new)
    if not verdict.words or a is None or (b is not None and a.raw == b.raw):
        return new
    was, now = reading_of(a), reading_of(b) if b is not None else ""
    for word in verdict.words:
        if now == " ".join(re.sub(re.escape(word), "", was, count=1, flags=re.I).split()):
            break
    else:
        verdict.fault("head", f"the subject was {was!r}, is {now!r}")
        return new
    return new[:a.start] + old[a.start:a.end] + new[b.end if b is not None else a.start:]


def without_a_word(text, words, html=False):
    """(text, place) for each way to take one of the words out of it once. In HTML there may
    be tags in it, which stay, and references."""
    between = r"((?:<[^>]*>)*)" if html else "()"
    for word in words:
        letters = [r"(?:\s|&nbsp;)+" if c == " " else
                   f"(?:{re.escape(c)}|&#{ord(c)};|&#x{ord(c):x};)" if html else re.escape(c)
                   for c in word]
        for match in re.finditer(between.join(letters), text, re.I):
            tags = "".join(match.groups())
            yield text[:match.start()] + tags + text[match.end():], match.start()


def check_headless(old, bare, signature, verdict):
    """No two programs agree where a header ends that nobody ended, so what the parts are is
    open; what is left to ask is that there is just one signature more."""
    if bare.count(signature.encode()) > old.count(signature.encode()) + 2:
        verdict.fault("once", "several signatures in a message whose header does not end")
    if signature.encode() in bare.replace(signature.encode(), b"", old.count(
            signature.encode())) or len(bare) > len(old) + 16:
        verdict.stamped.append(Stamped("?", "?", "", ""))


def shape(part):
    return [part.type] + [shape(c) for c in part.children]


def compare_leaves(a, b, signature, verdict):
    """The parts of the new tree that differ from the old, with all that is wrong in them."""
    hits = []
    for x, y in zip(mime.walk(a), mime.walk(b)):
        whole = not x.children
        if x.raw_head() == y.raw_head() and (not whole or x.raw_body() == y.raw_body()):
            continue
        if not whole:
            verdict.fault("head", f"{x.path} {x.type}: the header changed")
            continue
        hits.append(y)
        if x.raw[x.head[1]:x.body[0]] not in (b"", y.raw[y.head[1]:y.body[0]]):
            verdict.fault("bytes", f"{x.path}: the line between header and body changed")
        check_place_in_tree(y, verdict)
        if not x.sound:
            check_unsound(x, y, verdict)
            continue
        check_head(x, y, verdict)
        check_wire(x, y, verdict)
        check_text(x, y, signature, verdict)
    return hits


def check_unsound(x, y, verdict):
    """Where programs do not agree what a part is, nothing of it may be written anew."""
    old, new = (p.raw[p.head[0]:p.body[1]] for p in (x, y))
    if insertion(old, new) is None:
        verdict.fault("unsound", f"{x.path}: more than an insertion in a part with a broken "
                                 f"header")
    verdict.stamped.append(Stamped(x.path, x.type, "", ""))


def check_place_in_tree(part, verdict):
    where = f"{part.path} {part.type}"
    if part.type not in ("text/plain", "text/html"):
        verdict.fault("where", f"{where} is no text")
    if part.attached:
        verdict.fault("where", f"{where} is an attachment")
    for above in part.ancestors:
        if above in PROTECTED:
            verdict.fault("where", f"{where} is inside {above}")


def check_head(x, y, verdict):
    """Only what must change may: the charset, and the encoding that carries it."""
    known = {f.name for f in x.fields}
    old = [(f.name, f.raw) for f in x.fields if f.name not in MAY_CHANGE]
    new = [(f.name, f.raw) for f in y.fields if f.name not in MAY_CHANGE]
    if old != new:
        verdict.fault("head", f"{x.path}: a field that must not change did")
    if [f.name for f in y.fields if f.name in known] != [f.name for f in x.fields]:
        verdict.fault("head", f"{x.path}: the order of the fields changed")
    if x.type != y.type:
        verdict.fault("head", f"{x.path}: {x.type} became {y.type}")
    p, q = x.params, y.params
    if {k: v for k, v in p.items() if k != "charset"} != \
            {k: v for k, v in q.items() if k != "charset"}:
        verdict.fault("head", f"{x.path}: parameters {p} became {q}")
    if x.charset != y.charset and y.charset != "utf-8":
        verdict.fault("head", f"{x.path}: charset {x.charset} became {y.charset}")


def lines_longer(body, limit):
    return sum(len(line) > limit for line in re.split(rb"\r?\n", body))


def check_wire(x, y, verdict):
    """What relays and old readers choke on must not be new."""
    old, new, path = x.raw_body(), y.raw_body(), x.path
    eight = any(c > 127 for c in new)
    if eight and not any(c > 127 for c in old) and x.encoding not in ("8bit", "binary"):
        verdict.fault("wire", f"{path}: octets over 127 in a part that had none")
    if lines_longer(new, LONGEST_LINE) > lines_longer(old, LONGEST_LINE):
        verdict.fault("wire", f"{path}: a line over {LONGEST_LINE} octets")
    if y.encoding == "quoted-printable":
        before = lines_longer(old, LONGEST_QP_LINE) if x.encoding == y.encoding else 0
        # Where lines were too long, an insertion may make two of one.
        if lines_longer(new, LONGEST_QP_LINE) > before + (1 if before else 0):
            verdict.fault("wire", f"{path}: a quoted-printable line over {LONGEST_QP_LINE}")
        if re.search(rb"=(?![0-9A-F]{2}|[ \t]*\r?\n)", new) and \
                not re.search(rb"=(?![0-9A-F]{2}|[ \t]*\r?\n)", old):
            verdict.fault("wire", f"{path}: not quoted-printable any more")
    for name, pattern in (("LF", rb"(?<!\r)\n"), ("CRLF", rb"\r\n"), ("CR", rb"\r(?!\n)"),
                          ("NUL", rb"\0")):
        if re.search(pattern, y.raw) and not re.search(pattern, x.raw):
            verdict.fault("wire", f"{path}: {name} in a message that had none")


def check_text(x, y, signature, verdict):
    """Strictly read, or as most programs read it: one of them must be right."""
    strict = Verdict(words=verdict.words, stamps=verdict.stamps)
    check_reading(x, y, signature, strict, False)
    if strict.faults and x.encoding in ("base64", "quoted-printable"):
        lenient = Verdict(words=verdict.words, stamps=verdict.stamps)
        check_reading(x, y, signature, lenient, True)
        strict = strict if lenient.faults else lenient
    verdict.faults += strict.faults
    verdict.stamped += strict.stamped


def check_reading(x, y, signature, verdict, lenient):
    (old, good), (new, still) = x.text(lenient), y.text(lenient)
    path = x.path
    if not good and (x.charset, x.encoding) == (y.charset, y.encoding):
        # Nobody can read it; what can be asked is that nothing of it was lost.
        if x.encoding != "base64" and not is_one_change(x, y, verdict):
            verdict.fault("raw", f"{path}: more than one insertion in what nobody can read")
        verdict.stamped.append(Stamped(path, x.type, "", ""))
        return
    if good and not still:
        verdict.fault("text", f"{path}: cannot be decoded any more ({y.charset})")
    most = verdict.most(path)
    found, gone = insertions(old, new, most), None
    if found is None:
        for rest, place in without_a_word(old, verdict.words, x.type == "text/html"):
            if rest == new:
                return      # the author wanted no stamp
            found = insertions(rest, new, most)
            if found is not None:
                old, gone = rest, place
                break
    if found is None:
        verdict.fault("text", f"{path}: is not the author's text with {most} insertion(s)")
        return
    found = best_readings(new, found, signature, x.type == "text/html")
    counts = [new[start:end].count(signature) for start, end in found]
    if sum(counts) != most or 0 in counts:
        verdict.fault("text", f"{path}: {counts} signatures in what was inserted")
        return
    start = found[0][0]
    check_raw(x, y, start if gone is None else min(start, gone), verdict)
    places = [place for place, count in zip(found, counts) for _ in range(count)]
    if x.type == "text/html":
        check_html(path, old, new, found, signature, verdict)
    else:
        check_plain(x, old, new, places, signature, verdict)


def is_one_change(x, y, verdict):
    """One insertion into the encoded text (or so many as there are stamps), and perhaps a
    word of the author's gone, with the soft line breaks in it and a new one in its stead."""
    old, new = x.raw_body(), y.raw_body()
    most = verdict.most(x.path)
    if insertions(old, new, most) is not None:
        return True
    if x.encoding == "quoted-printable":
        old, new = (re.sub(rb"=[ \t]*\r?\n", b"", text) for text in (old, new))
        if most > 1 and insertions(old, new, most) is not None:
            return True
    ways = without_a_word(old.decode("latin-1"), verdict.words, x.type == "text/html")
    return any(insertions(way.encode("latin-1"), new, most) is not None for way, _ in ways)


def check_raw(x, y, at, verdict):
    """Encoded octets before the place stay, and behind it where the encoding allows."""
    if (x.encoding, x.charset) != (y.encoding, y.charset):
        return
    old, new = x.raw_body(), y.raw_body()
    if x.encoding != "base64":
        if not is_one_change(x, y, verdict):
            verdict.fault("raw", f"{x.path}: more than one insertion in the encoded text")
        return
    # As many whole groups of four digits as stand before the character at the place.
    octets = len(x.data()) if at >= len(x.text()[0]) else \
        len(x.text()[0][:at].encode(mime.ALIASES.get(x.charset, x.charset), "replace"))
    kept = len(re.sub(rb"[^A-Za-z0-9+/]", b"", old[:common(old, new)]))
    if kept < octets // 3 * 4 - 4:
        verdict.fault("raw", f"{x.path}: base64 before the place was written anew")


def check_plain(x, old, new, places, signature, verdict):
    if new.splitlines().count("--") > old.splitlines().count("--"):
        verdict.fault("text", f"{x.path}: the signature separator lost its blank")
    flowed = x.params.get("format", "").lower() == "flowed"
    if flowed:
        check_flowed(x, old, new, signature, verdict)
    verdict.stamped += [Stamped(x.path, x.type, new[:start], new[end:])
                        for start, end in places]


def check_flowed(x, old, new, signature, verdict):
    """The reader's paragraphs, not just the lines: none joined with another or the stamp."""
    delsp = x.params.get("delsp", "").lower() == "yes"
    a, b = mime.paragraphs(old, delsp), mime.paragraphs(new, delsp)
    if insertions(a, b, verdict.most(x.path)) is None:
        verdict.fault("flowed", f"{x.path}: the author's paragraphs flow differently")
    elif not any(signature in text for _, text in b):
        verdict.fault("flowed", f"{x.path}: the signature is broken by the flow")


def flat(events):
    """Markup as it stands, text letter by letter: an insertion may fall inside a text."""
    out = []
    for kind, text in events:
        out += list(text) if kind == "text" else [(kind, text)]
    return out


def ends_inside_markup(html):
    """Cut off in a tag or a comment: programs differ on what the rest is."""
    return html.rfind("<") > html.rfind(">") or html.count("<!--") > html.count("-->")


def check_html(path, old, new, found, signature, verdict):
    most = verdict.most(path)
    try:
        before, page = Page(old), Page(new)
    except AssertionError:      # html.parser gives up on some marked sections
        verdict.stamped += [Stamped(path, "text/html", "", "")] * most
        return
    around = page.around(signature)
    if around is None:
        verdict.fault("html", f"{path}: the signature is not to be seen")
        return
    if insertions(flat(before.events), flat(page.events), most) is None and \
            not ends_inside_markup(old):
        verdict.fault("html", f"{path}: the author's markup reads differently")
    if around[1]:
        verdict.fault("html", f"{path}: the signature is inside a conditional comment")
    text, seen = squeeze(page.visible()), squeeze(before.visible())
    mark = squeeze(signature)
    if text.count(mark) != seen.count(mark) + most:
        verdict.fault("html", f"{path}: shown {text.count(mark)} times")
    for start, end in found:
        check_block(path, old, (new[:start], new[end:]), verdict)
    check_visible(path, page, [new[start:end] for start, end in found], signature, verdict)
    if verdict.stamped and not ends_inside_markup(old) and author_only(page, new, found) != seen:
        verdict.fault("html", f"{path}: what the reader sees of the author's text changed")


def check_block(path, old, around, verdict):
    """What is open where the signature stands."""
    own = [element for element, _ in Page(around[0]).open]
    if own and own[-1] in NO_TEXT_HERE and not ends_inside_markup(old):
        verdict.fault("html", f"{path}: the signature stands between the cells of a table")
    if "a" in own and "</a" in around[1].lower():
        verdict.fault("html", f"{path}: the signature is inside a link")


def check_visible(path, page, inserted, signature, verdict):
    """The visible text before and behind each inserted part."""
    text = squeeze(page.visible())
    for html in inserted:
        own = squeeze(Page(html).visible())
        if not own or text.count(own) != 1:
            verdict.fault("html", f"{path}: the inserted text is not shown as one run, once")
            return
        verdict.stamped += [Stamped(path, "text/html", *text.split(own))] * html.count(signature)


def author_only(page, new, found):
    """What a reader sees without what was inserted."""
    text = squeeze(page.visible())
    for start, end in found:
        text = text.replace(squeeze(Page(new[start:end]).visible()), "", 1)
    return text


def put_back(a, b, hits):
    """The new message with the stamped parts as they were."""
    out, at, raw = [], 0, b.raw
    old = {part.path: part for part in mime.walk(a)}
    for part in hits:
        out.append(raw[at:part.head[0]])
        was = old[part.path]
        out.append(a.raw[was.head[0]:was.body[1]])
        at = part.body[1]
    out.append(raw[at:])
    return b"".join(out)


def check_once_each(root, hits, verdict):
    """Both forms of an alternative get a stamp, or neither; each form one at most, unless it
    was said how many."""
    for part in mime.walk(root):
        if part.type != "multipart/alternative" or any(a in PROTECTED for a in part.ancestors):
            continue
        forms = []
        for child in part.children:
            # A mixed one has its own idea of what of it is the body.
            text = child.children[0] if child.type == "multipart/related" and child.children \
                else child
            if not text.children and is_own_text(text) and text.raw_body():
                forms.append(text.path in hits)
        if any(forms) and not all(forms) and all(p.sound for p in mime.walk(part)):
            verdict.fault("once", f"{part.path}: only some alternatives got a stamp")
        for child in part.children:
            inside = [p for p in mime.walk(child)
                      if p.path in hits and p.path not in verdict.stamps]
            if len(inside) > 1 and not any(p.type == "multipart/alternative"
                                           for p in mime.walk(child)):
                verdict.fault("once", f"{child.path}: one alternative got several stamps")
    if len(hits - verdict.stamps.keys()) > 1 and not any(p.type == "multipart/alternative" for p in mime.walk(root)):
        verdict.fault("once", f"{len(hits)} stamps where there are no alternatives")


def is_own_text(part):
    return part.sound and part.type in ("text/plain", "text/html") and not part.attached and \
        not any(a in PROTECTED for a in part.ancestors)


def check_second_reader(old, new, root, hits, verdict):
    """Python's mail package sees the same tree and the same attachments. It takes a CR alone
    for a line end, which mail does not know."""
    if re.search(rb"\r(?!\n)", old):
        return
    try:
        a = email.message_from_bytes(old, policy=email.policy.compat32)
        b = email.message_from_bytes(new, policy=email.policy.compat32)
        changed = []
        same_reading(a, b, "1", changed, verdict)
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        return  # it gave up on the message that came in, too
    # Where it sees another tree than we do, its parts have other numbers.
    same_tree = [p for p, _ in numbered(a, "1")] == [p.path for p in mime.walk(root)]
    for path in changed:
        if same_tree and path not in hits:
            verdict.fault("reader", f"{path}: another content to a second reader")
    if len(changed) > len(hits):
        verdict.fault("reader", f"{len(changed)} parts changed for a second reader")


def numbered(part, path):
    yield path, part
    if part.is_multipart():
        for number, child in enumerate(part.get_payload(), 1):
            yield from numbered(child, f"{path}.{number}")


def same_reading(a, b, path, changed, verdict):
    if a.get_content_type() != b.get_content_type() or a.is_multipart() != b.is_multipart():
        verdict.fault("reader", f"{path}: another type to a second reader")
        return
    if not a.is_multipart():
        if a.get_payload(decode=True) != b.get_payload(decode=True):
            changed.append(path)
        return
    if len(a.get_payload()) != len(b.get_payload()):
        verdict.fault("reader", f"{path}: {len(a.get_payload())} parts became "
                                f"{len(b.get_payload())} to a second reader")
        return
    for number, (x, y) in enumerate(zip(a.get_payload(), b.get_payload()), 1):
        same_reading(x, y, f"{path}.{number}", changed, verdict)
