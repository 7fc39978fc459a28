# SPDX-License-Identifier: BSD-2-Clause
"""The promise for a signed message that got its stamp beside it: what came in is one part of
a new multipart/mixed, octet for octet, and the stamp is the other one."""

import mime
import promise

# What says how to read the content goes with it.
MOVED = ("content-type", "content-transfer-encoding", "content-disposition")


def octets(part, field):
    return part.raw[field.start:field.end]


def check(old, new, signature):
    """As promise.check."""
    verdict = promise.Verdict()
    bare = promise.take_mark_out(old, new, verdict)
    a, b = mime.parse(old), mime.parse(bare)
    if b.type != "multipart/mixed" or len(b.children) != 2:
        verdict.fault("tree", f"is {promise.shape(b)}")
        return verdict
    content = old[a.body[0]:]
    kept = [child for child in b.children if child.raw_body() == content]
    if len(kept) != 1:
        verdict.fault("bytes", "the signed content is not one of the parts")
        return verdict
    check_heads(a, b, kept[0], verdict)
    check_stamp(next(child for child in b.children if child is not kept[0]), signature,
                verdict)
    return verdict


def check_heads(a, b, kept, verdict):
    """No field lost, none changed but those that the new multipart needs for itself."""
    down = [octets(a, field) for field in a.fields if field.name in MOVED]
    if [octets(kept, field) for field in kept.fields] != down:
        verdict.fault("head", "the signed part does not have the fields that describe it")
    stay = [octets(a, field) for field in a.fields if field.name not in MOVED]
    now = [octets(b, field) for field in b.fields if field.name not in MOVED]
    added = now[len(stay):]
    if now[:len(stay)] != stay:
        verdict.fault("head", "a field of the message changed")
    if any(not text.lower().startswith(b"mime-version:") for text in added):
        verdict.fault("head", f"added {added}")
    if b.encoding not in ("7bit", a.encoding) or (b.disposition or "inline") != "inline":
        verdict.fault("head", "the multipart is encoded, or an attachment")


def check_stamp(part, signature, verdict):
    for leaf in mime.leaves(part):
        if not leaf.type.startswith("text/"):
            continue
        text = leaf.text()[0]
        if text.count(signature) != 1:
            verdict.fault("once", f"{leaf.path}: {text.count(signature)} signatures")
        if promise.lines_longer(leaf.raw_body(), promise.LONGEST_LINE):
            verdict.fault("wire", f"{leaf.path}: a long line")
        if any(octet > 127 for octet in leaf.raw_body()):
            verdict.fault("wire", f"{leaf.path}: octets over 127")
        verdict.stamped.append(promise.Stamped(leaf.path, leaf.type, "", ""))
    kinds = [stamped.type for stamped in verdict.stamped]
    if kinds != ["text/plain", "text/html"]:
        verdict.fault("tree", f"the stamp is {kinds}")
