# SPDX-License-Identifier: BSD-2-Clause
"""The pictures of a signature: found in what came out, judged, and taken out again, so that
the rest can be compared with what came in. Like the rest of the oracle it reads the bytes
with its own parser (mime.py) and knows nothing of how they were put there."""
import base64
import re
from html.parser import HTMLParser

import mime

OURS = re.compile(r"<([^<>\s]+@mailstamp)>$")
WRAPPER = "=_mailstamp_"
MAGIC = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif",
         b"RIFF": "image/webp", b"<": "image/svg+xml"}
MOVED = ("content-type", "content-transfer-encoding")


class Shown(HTMLParser):
    """The cid: URLs that the pictures of an HTML text show."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.ids = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.ids |= {value[4:] for name, value in attrs
                     if name in ("src", "background") and (value or "").startswith("cid:")}


def content_id(part):
    found = OURS.match(part.header("content-id") or "")
    return found and found.group(1)


def take_out(old, new, verdict):
    """`new` without the pictures that `old` does not have."""
    known = {content_id(p) for p in mime.walk(mime.parse(old))}
    root = mime.parse(new)
    pictures = [p for p in mime.walk(root) if content_id(p) and content_id(p) not in known]
    cuts = []
    for picture in pictures:
        judge(picture, verdict)
        if not is_wrapper(picture.parent):
            before = picture.parent.children[picture.parent.children.index(picture) - 1]
            cuts.append((before.body[1], picture.body[1], b""))
    check_no_double(pictures, verdict)
    wrappers = {p.parent.path: p.parent for p in pictures if is_wrapper(p.parent)}
    for wrapper in wrappers.values():
        cuts += unwrap(wrapper)
    for start, end, text in sorted(cuts, reverse=True):
        new = new[:start] + text + new[end:]
    return new


def is_wrapper(part):
    return part.params.get("boundary", "").startswith(WRAPPER)


def check_no_double(pictures, verdict):
    """Once in each multipart/related: what is shown twice is still one picture."""
    places = [(p.parent.path, content_id(p)) for p in pictures]
    for place in set(places):
        if places.count(place) > 1:
            verdict.fault("picture", f"{place[1]} is embedded {places.count(place)} times")


def unwrap(wrapper):
    """What turns a new multipart/related into the HTML that it was put around."""
    html = wrapper.children[0]
    cuts = [(html.body[1], wrapper.body[1], b"")]
    if wrapper.parent is not None:
        return cuts + [(wrapper.head[0], html.head[0], b"")]
    cuts.append((wrapper.body[0], html.body[0], b""))
    down = {f.name: html.raw[f.start:f.end] for f in html.fields}
    for f in wrapper.fields:
        if f.name in MOVED and f.name in down:
            cuts.append((f.start, f.end, down[f.name]))
    return cuts


def judge(picture, verdict):
    where, parent = f"{picture.path} {picture.type}", picture.parent
    if parent is None or parent.type != "multipart/related":
        verdict.fault("picture", f"{where} is not in a multipart/related")
        return
    if parent.children[0] is picture:
        verdict.fault("picture", f"{where} stands where the HTML should")
    if picture.disposition != "inline":
        verdict.fault("picture", f"{where}: disposition {picture.disposition}")
    if picture.encoding != "base64" or not is_clean_base64(picture.raw_body()):
        verdict.fault("picture", f"{where} is not in clean base64")
    kind = next((k for m, k in MAGIC.items() if picture.data().startswith(m)), None)
    if picture.type != kind:
        verdict.fault("picture", f"{where} is really {kind}")
    texts = [p for p in mime.walk(parent.children[0]) if p.type == "text/html"]
    if not any(content_id(picture) in Shown(p.text()[0]).ids for p in texts):
        verdict.fault("picture", f"{where}: no HTML beside it shows it")
    if is_wrapper(parent) and (parent.params.get("type") != "text/html" or
                               parent.children[0].type != "text/html"):
        verdict.fault("picture", f"{parent.path}: not HTML with its pictures")


def is_clean_base64(body):
    try:
        base64.b64decode(re.sub(rb"\r?\n", b"", body), validate=True)
    except ValueError:
        return False
    return all(len(line) <= 76 for line in re.split(rb"\r?\n", body))
