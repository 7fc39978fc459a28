# SPDX-License-Identifier: BSD-2-Clause
"""What stands in a page: Markdown as GitHub reads it, or mdoc as mandoc does."""
import os
import re
from dataclasses import dataclass

# What GitHub leaves of a heading: letters, digits, underscores, dashes and blanks.
NOT_IN_SLUG = re.compile(r"[^\w\- ]")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


@dataclass
class Block:
    """Literal lines. `kind` is what stands behind the fence, "" for indented ones."""
    kind: str
    line: int
    text: str


def slug(heading):
    text = LINK.sub(lambda match: match.group(0)[1:match.group(0).index("]")], heading)
    return NOT_IN_SLUG.sub("", text.strip().lower()).replace(" ", "-")


class Markdown:
    """`links`, `spans` are (line, text); `headings` (line, level, text)."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.blocks, self.headings, self.links, self.spans = [], [], [], []
        self._paragraph = []
        self._read(text.splitlines())

    @property
    def anchors(self):
        found, seen = set(), {}
        for _, _, text in self.headings:
            name = slug(text)
            seen[name] = seen.get(name, -1) + 1
            found.add(f"{name}-{seen[name]}" if seen[name] else name)
        return found

    def section(self, heading):
        """(line, level, text) of the headings below one of that name."""
        below, inside = [], None
        for line, level, text in self.headings:
            if inside and level <= inside:
                break
            if inside:
                below.append((line, level, text))
            elif text == heading:
                inside = level
        return below

    def _read(self, lines):
        number = 0
        while number < len(lines):
            fence = re.match(r"( *)(```+)\s*(\S*)", lines[number])
            if fence:
                self._end_paragraph()
                number = self._read_fenced(lines, number, *fence.groups())
            elif lines[number].startswith("    ") and self._is_open(lines, number):
                self._end_paragraph()
                number = self._read_indented(lines, number)
            else:
                self._read_line(number + 1, lines[number])
                number += 1
        self._end_paragraph()

    @staticmethod
    def _is_open(lines, number):
        """Code needs an empty line before it; in a list it would be a paragraph."""
        before = number - 1
        while before >= 0 and not lines[before].strip():
            before -= 1
        in_list = before >= 0 and re.match(r"\s*([*-]|\d+\.) ", lines[before])
        return number == 0 or (not lines[number - 1].strip() and not in_list)

    def _read_fenced(self, lines, start, indent, fence, kind):
        end = start + 1
        while end < len(lines) and lines[end].strip() != fence:
            end += 1
        cut = len(indent)
        body = [line[cut:] if not line[:cut].strip() else line
                for line in lines[start + 1:end]]
        self.blocks.append(Block(kind, start + 2, "\n".join(body) + "\n"))
        return end + 1

    def _read_indented(self, lines, start):
        end = start
        while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
            end += 1
        body = [line[4:] for line in lines[start:end]]
        self.blocks.append(Block("", start + 1, "\n".join(body).rstrip() + "\n"))
        return end

    def _read_line(self, number, line):
        heading = re.match(r"(#{1,6}) (.*)", line)
        if heading:
            self._end_paragraph()
            self.headings.append((number, len(heading.group(1)), heading.group(2)))
        if not line.strip() or line.startswith("|"):
            self._end_paragraph()
        self._paragraph.append((number, line))

    def _end_paragraph(self):
        """Spans and links may go over the end of a line."""
        if not self._paragraph:
            return
        first = self._paragraph[0][0]
        text = "\n".join(line for _, line in self._paragraph)
        self._paragraph = []

        def line_of(match):
            return first + text.count("\n", 0, match.start())
        self.spans += [(line_of(match), " ".join(match.group(2).split()).replace("\\|", "|"))
                       for match in SPAN.finditer(text)]
        without = SPAN.sub(lambda match: re.sub(r"[^\n]", "x", match.group(0)), text)
        self.links += [(line_of(match), match.group(1)) for match in LINK.finditer(without)]


ESCAPES = {r"\e": "\\", r"\-": "-", r"\&": "", r"\(aq": "'", r"\(dq": '"'}


def unescape(text):
    for escape, character in ESCAPES.items():
        text = text.replace(escape, character)
    return text


class Manual:
    """A manual page: sections and subsections, options, literal blocks. What a block is
    stands in a comment above it: .\\" mailstamp.conf"""

    def __init__(self, path, text):
        self.path, self.text = path, text
        stem, _, self.number = os.path.basename(path).rpartition(".")
        self.name = stem
        self.sections = {unescape(title).strip('"') for title in
                         re.findall(r"(?m)^\.S[hs] (.*)$", text)}
        self.words = set(re.split(r"[\s,=:\"{}]+", unescape(text)))
        self.blocks = list(self._blocks(text.splitlines()))

    @property
    def options(self):
        """Those that are described: items of a list."""
        found = set()
        for line in re.findall(r"(?m)^\.It (Fl .*)$", self.text):
            found |= set(re.findall(r"Fl Fl ([a-z-]+)", line))
        return found

    @staticmethod
    def _blocks(lines):
        start = None
        for number, line in enumerate(lines):
            if line.startswith(".Bd -literal"):
                start = number
            elif line == ".Ed" and start is not None:
                kind = re.match(r'\.\\" (\S+)$', lines[start - 1])
                text = unescape("\n".join(lines[start + 1:number]) + "\n")
                yield Block(kind.group(1) if kind else "", start + 2, text)
                start = None


def load(top):
    """All Markdown of the project and its manual pages."""
    markdown, manuals = [], []
    for folder, names, files in os.walk(top):
        names[:] = sorted(set(names) - {".git", "build"})
        for name in sorted(files):
            path = os.path.join(folder, name)
            is_manual = folder.endswith("packaging/man")
            if not name.endswith(".md") and not is_manual:
                continue
            with open(path, encoding="utf-8") as file:
                page = (Manual if is_manual else Markdown)(os.path.relpath(path, top),
                                                           file.read())
            (manuals if is_manual else markdown).append(page)
    return markdown, manuals
