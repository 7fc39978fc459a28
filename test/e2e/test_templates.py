#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The shipped signatures in Chromium, as wide as a desk and as narrow as a phone: nothing is
cut off, hidden or too small to read, whoever it is for."""

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import browser

MAILSTAMP = os.environ["MAILSTAMP"]
TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "templates")
NAMES = ("corporate", "minimal")
WIDTHS = (1000, 375, 320)

PEOPLE = """email,name,title,department,phone,mobile
all@example.com,Jane Doe,Head of Sales,Sales Europe,+44 (0)20 7946 0123,+44 7700 900123
few@example.com,Bob Smith,,,,
long@example.com,Dr. Maximiliane-Alexandra von Hohenstein-Wallenberg,Deputy Vice President \
of International Business Development,Corporate Strategy,+44 (0)20 7946 0123,+44 7700 900123
"""
PERSONS = ("all", "few", "long")

CONFIG = """organization = "example.com"
templates = "templates"
people = "people.csv"
local-domains = { "example.com" }
loop-key-file = "loop.key"
rule "minimal" { when { subject = "minimal" } template = "minimal" }
rule "corporate" { template = "corporate" }
"""

LOOK = """page => {
    const texts = [], walk = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const text = walk.currentNode.data.trim(), style =
            getComputedStyle(walk.currentNode.parentElement);
        if (text && text !== "\\u00a0") {
            const range = page.createRange();
            range.selectNode(walk.currentNode);
            const box = range.getBoundingClientRect();
            texts.push({ text, size: parseFloat(style.fontSize), width: box.width,
                         left: box.left, right: box.right, color: style.color });
        }
    }
    return { width: page.documentElement.clientWidth, wide: page.documentElement.scrollWidth,
             words: page.body.innerText, texts,
             pictures: Array.from(page.images, i => [i.naturalWidth, i.width, i.height]),
             links: Array.from(page.links, a => a.getAttribute("href")) };
}"""


def luminance(color):
    """WCAG 2: relative luminance of "rgb(r, g, b)"."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4
                        for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(color, other):
    a, b = sorted((luminance(color), luminance(other)))
    return (b + 0.05) / (a + 0.05)


class Templates(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="mailstamp-e2e-")
        cls.addClassCleanup(shutil.rmtree, folder)
        shutil.copytree(TEMPLATES, f"{folder}/templates")
        for name, text in (("mailstamp.conf", CONFIG), ("people.csv", PEOPLE),
                           ("loop.key", "a key of thirty-two octets or more\n")):
            with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
        os.chmod(f"{folder}/loop.key", 0o600)
        cls.folder = folder
        kinds = [(name, person) for name in NAMES for person in PERSONS]
        shown = browser.measure([cls.page(*kind) for kind in kinds], LOOK, WIDTHS)
        cls.seen = {(*kind, width): shown.pop(0) for width in WIDTHS for kind in kinds}

    @classmethod
    def render(cls, name, person, form):
        done = subprocess.run(
            [MAILSTAMP, "render", "--config", f"{cls.folder}/mailstamp.conf", "--template",
             name, "--person", f"{person}@example.com", form],
            capture_output=True, timeout=60, check=True)
        return done.stdout.decode()

    @classmethod
    def page(cls, name, person):
        with open(f"{TEMPLATES}/corporate/logo.png", "rb") as file:
            url = "data:image/png;base64," + base64.b64encode(file.read()).decode()
        html = re.sub(r'cid:[^"]+', url, cls.render(name, person, "--html"))
        return ("<!doctype html><body style='margin:8px;font-family:sans-serif'>"
                f"<p>Hi Bob</p><div>{html}</div></body>")

    def each(self, check):
        for (name, person, width), seen in self.seen.items():
            with self.subTest(name, person=person, width=width):
                check(name, person, seen)

    def test_nothing_is_wider_than_the_screen(self):
        def check(_, __, seen):
            self.assertLessEqual(seen["wide"], seen["width"])
            for text in seen["texts"]:
                self.assertGreaterEqual(text["left"], 0)
                self.assertLessEqual(text["right"], seen["width"])
        self.each(check)

    def test_everything_can_be_read_on_white_and_on_black(self):
        def check(_, __, seen):
            for text in seen["texts"]:
                self.assertGreaterEqual(text["size"], 11, text)
                if text["color"] != "rgb(0, 0, 0)":     # the reader's own
                    for page in ("rgb(255, 255, 255)", "rgb(18, 18, 18)"):
                        self.assertGreaterEqual(contrast(text["color"], page), 4, text)
        self.each(check)

    def test_pictures_are_sharp_and_as_large_as_they_say(self):
        def check(name, _, seen):
            self.assertEqual(seen["pictures"], [[144, 72, 72]] if name == "corporate" else [])
        self.each(check)

    def test_fields_are_shown_and_lines_of_empty_ones_are_not(self):
        def check(_, person, seen):
            self.assertEqual("Phone" in seen["words"], person != "few")
            self.assertNotIn("\n\n\n\n", seen["words"])
            self.assertIn(f"mailto:{person}@example.com", seen["links"])
            self.assertEqual("tel:+442079460123" in seen["links"], person != "few")
        self.each(check)

    def test_the_text_says_what_the_html_says(self):
        for name in NAMES:
            for person in PERSONS:
                words = set(re.findall(r"[\w@.+-]{4,}", self.seen[name, person, 1000]["words"]))
                text = self.render(name, person, "--text")
                with self.subTest(name, person=person):
                    missing = {w for w in words if w not in text} - {"Hi", "Bob"}
                    self.assertEqual(missing, set(), json.dumps(text))


if __name__ == "__main__":
    unittest.main()
