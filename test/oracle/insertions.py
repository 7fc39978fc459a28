# SPDX-License-Identifier: BSD-2-Clause
"""What was put into a text, or a list, so that another came of it: the places, found by the
two alone."""

PROBES = (40, 12, 4, 1)     # by so much of what follows a place one knows it again
MOST_PLACES = 8


def common(a, b):
    """Length of the common start."""
    n = min(len(a), len(b))
    if a[:n] == b[:n]:
        return n
    low, high = 0, n
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if a[:middle] == b[:middle] else (low, middle)
    return low


def insertion(old, new):
    """(start, end) in `new` of the one insertion that makes it out of `old`, or None."""
    head = common(old, new)
    tail = common(old[::-1], new[::-1])
    if len(new) <= len(old) or head + tail < len(old):
        return None
    head = min(head, len(old))
    return head, len(new) - (len(old) - head)


def insertions(old, new, most):
    """The fewest insertions, `most` at most, that make `new` out of `old`: a list of (start,
    end) in `new`, or None. For lists each item is taken for a letter."""
    if isinstance(old, list):
        old, new = as_letters(old, new)
    for count in range(1, most + 1):
        found = split(old, new, count, 0)
        if found is not None:
            return found
    return None


def as_letters(*lists):
    letters = {}
    return ["".join(letters.setdefault(item, chr(len(letters) + 1)) for item in items)
            for items in lists]


def split(old, new, count, at):
    """Just so many, in new[at:]."""
    if count == 1:
        found = insertion(old, new[at:])
        return None if found is None else [(at + found[0], at + found[1])]
    start = common(old, new[at:])
    rest, start = old[start:], at + start
    for end in places_of(rest, new, start + 1):
        found = split(rest, new, count - 1, end)
        if found is not None:
            return [(start, end)] + found
    return None


def places_of(rest, new, start):
    """Where `rest` may go on, for as long as there is nothing put into it."""
    seen = set()
    for length in PROBES:
        at = start
        for _ in range(MOST_PLACES if len(rest) >= length else 0):
            at = new.find(rest[:length], at) + 1
            if at == 0:
                break
            if at not in seen:
                seen.add(at)
                yield at - 1


def best_reading(new, found, word, html, first=0):
    """Where an insertion can be read in several ways (it shares its ends with the text
    around it), one that has all of `word` in it, and whole tags or whole lines; not before
    `first`."""
    start, end = found
    readings = [(start, end)]
    while start > first and new[start - 1] == new[end - 1]:
        start, end = start - 1, end - 1
        readings.append((start, end))
    for start, end in readings:
        whole = new[start] in "<\r\n " and new[end - 1] in ">\r\n " if html else \
            start == 0 or new[start - 1] == "\n"
        if whole and word in new[start:end]:
            return start, end
    return next((r for r in readings if word in new[r[0]:r[1]]), found)


def best_readings(new, found, word, html):
    best = []
    for one in found:
        best.append(best_reading(new, one, word, html, best[-1][1] if best else 0))
    return best
