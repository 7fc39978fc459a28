# SPDX-License-Identifier: BSD-2-Clause
"""HTML as a reader meets it: visible text, markup as a list of events, and what surrounds a
place. On html.parser, so that it shares no fault with libxml2."""
import re
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr"}
UNSEEN = {"style", "script", "title", "head", "noscript", "template", "textarea", "select",
          "object", "iframe"}
HEAD_ONLY = {"html", "head", "meta", "link", "title", "style", "script", "base", "noscript",
             "template", "bgsound"}
NO_TEXT_HERE = {"table", "tbody", "thead", "tfoot", "tr", "colgroup", "select"}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)


# Markup that nothing ends. One html.parser takes it for text, the next drops it.
UNFINISHED = re.compile(r"<[A-Za-z/!?][^<>]*\Z")


class Page(HTMLParser):
    """`events`: markup and text in order; `seen`: (text, open elements, revealed depth)."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.events, self.seen, self.open, self.revealed = [], [], [], 0
        tail = UNFINISHED.search(html)
        self.feed(html[:tail.start()] if tail else html)
        self.close()
        if tail:
            self.events.append(("unfinished", tail[0]))

    def handle_starttag(self, tag, attrs):
        self.events.append(("start", self.get_starttag_text()))
        if tag not in HEAD_ONLY:    # which ends a head that nobody ended
            self.open = [o for o in self.open if o[0] != "head"]
        if tag not in VOID:
            hidden = any(HIDDEN.search(v or "") for k, v in attrs if k == "style")
            self.open.append((tag, hidden or any(k == "hidden" for k, _ in attrs)))

    def handle_startendtag(self, tag, attrs):
        self.events.append(("start", self.get_starttag_text()))

    def handle_endtag(self, tag):
        self.events.append(("end", tag))
        names = [name for name, _ in self.open]
        if tag in names:
            del self.open[len(names) - 1 - names[::-1].index(tag):]

    def handle_data(self, data):
        if self.events and self.events[-1][0] == "text":
            data = self.events.pop()[1] + data
            if self.seen and self.seen[-1][3] == len(self.events):
                self.seen.pop()
        self.events.append(("text", data))
        if not any(tag in UNSEEN or hidden for tag, hidden in self.open):
            self.seen.append((data, [t for t, _ in self.open], self.revealed,
                              len(self.events) - 1))

    def handle_comment(self, data):
        self.events.append(("comment", data))

    def handle_decl(self, decl):
        self.events.append(("decl", decl))

    def handle_pi(self, data):
        self.events.append(("pi", data))

    def unknown_decl(self, data):
        self.events.append(("marked", data))
        word = data.strip().lower()
        self.revealed += word.startswith("if")
        self.revealed -= word.startswith("endif") and self.revealed > 0

    def visible(self):
        return "".join(text for text, _, _, _ in self.seen)

    def around(self, word):
        """(open elements, depth of <![if]>) where `word` is shown; None when it is not."""
        for text, elements, revealed, _ in self.seen:
            if word in text:
                return elements, revealed
        return None


def squeeze(text):
    return re.sub("[\\s\u00a0\u200b\ufeff]+", "", text)
