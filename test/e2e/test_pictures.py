#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The pictures of a signature as the recipient meets them: the golden messages of B36 and B38
are stamped, taken apart by Python's mail package, and shown by Chromium. Each picture is
there inside the text, and none is listed as a file."""

import email
import email.policy
import glob
import os
import shutil
import subprocess
import tempfile
import unittest

import browser

# What has no picture, or has it elsewhere.
WITHOUT = ("B36-plain", "B36-linked")
MAILSTAMP = os.environ["MAILSTAMP"]
CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cases")

# What the reader sees of a picture, and of the text before it.
LOOK = """page => Array.from(page.images, picture => {
    const box = picture.getBoundingClientRect(), before = page.createRange();
    before.setStart(page.body, 0);
    before.setEndBefore(picture);
    return { source: picture.getAttribute("src").slice(0, 5), real: picture.naturalWidth,
             width: box.width, height: box.height, top: box.top,
             before: before.toString() };
})"""


def stamped(case, folder):
    """The message of a golden case, as it would be delivered."""
    shutil.copytree(os.path.join(CASES, "default"), folder, dirs_exist_ok=True)
    shutil.copytree(case, folder, dirs_exist_ok=True)
    with open(f"{folder}/loop.key", "w", encoding="ascii") as key:
        key.write("the key of the golden cases, known to all\n")
    os.chmod(f"{folder}/loop.key", 0o600)
    done = subprocess.run(
        [MAILSTAMP, "stamp", "--config", f"{folder}/mailstamp.conf", f"{folder}/message.eml"],
        capture_output=True, timeout=60, check=True)
    return done.stdout


def parents(message, found=None):
    """part -> the multipart around it"""
    found = {} if found is None else found
    for child in message.get_payload() if message.is_multipart() else ():
        found[child] = message
        parents(child, found)
    return found


def around(part, parent):
    while part in parent:
        part = parent[part]
        yield part


def pictures_beside(html, parent):
    """Content-ID -> data: URL, of the multipart/related that the HTML is in, as RFC 2387
    has it; not of the whole message."""
    related = next((p for p in around(html, parent)
                    if p.get_content_type() == "multipart/related"), None)
    found = {}
    for part in related.iter_parts() if related is not None else ():
        name = part["content-id"] or ""
        if name.startswith("<") and name.endswith(">"):
            text = "".join(part.get_payload().split())
            found[name[1:-1]] = f"data:{part.get_content_type()};base64,{text}"
    return found


def pages_of(message):
    """Each HTML text that is shown, its pictures put in."""
    parent = parents(message)
    for part in message.walk():
        if part.get_content_type() != "text/html" or part.is_attachment():
            continue
        page = part.get_content()
        for name, url in pictures_beside(part, parent).items():
            page = page.replace(f"cid:{name}", url)
        yield page


def files_of(message):
    """The names of what a mail program lists as files: what is an attachment, and what is
    neither text nor a picture inside a multipart/related."""
    parent = parents(message)
    for part in message.walk():
        if part.is_multipart():
            continue
        inside = part in parent and \
            parent[part].get_content_type() == "multipart/related" and part["content-id"]
        if part.is_attachment() or not (inside or part.get_content_maintype() == "text"):
            yield part.get_filename()


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.old, cls.new, cls.pages = {}, {}, {}
        for case in sorted(glob.glob(f"{CASES}/B3[68]-*")):
            name = os.path.basename(case)
            with tempfile.TemporaryDirectory(prefix="mailstamp-e2e-") as folder:
                octets = stamped(case, folder)
            with open(f"{case}/message.eml", "rb") as file:
                cls.old[name] = email.message_from_binary_file(
                    file, policy=email.policy.default)
            cls.new[name] = email.message_from_bytes(octets, policy=email.policy.default)
            cls.pages[name] = list(pages_of(cls.new[name]))
        shown = browser.measure([page for pages in cls.pages.values() for page in pages],
                                LOOK)
        cls.seen = {name: [shown.pop(0) for _ in pages] for name, pages in cls.pages.items()}

    def each(self, check, *without):
        for name, message in self.new.items():
            if name not in without:
                with self.subTest(name):
                    check(name, message)

    def test_there_is_something_to_look_at(self):
        self.assertGreaterEqual(len(self.seen), 12)

    def test_the_signature_shows_its_picture(self):
        def check(name, _):
            pictures = [p for page in self.seen[name] for p in page if p["real"] == 24]
            self.assertTrue(pictures, self.seen[name])
            for picture in pictures:
                self.assertGreaterEqual(picture["width"], 12)
                self.assertGreaterEqual(picture["height"], 12)
                self.assertRegex(picture["before"], "see the plans|Jane")
        self.each(check, *WITHOUT)

    def test_every_picture_is_there(self):
        def check(name, _):
            self.assertEqual([p for page in self.seen[name] for p in page
                              if p["real"] == 0], [])
        self.each(check, *WITHOUT)

    def test_a_linked_picture_is_fetched_and_not_carried(self):
        self.assertIn("https://www.example.com/signature/logo.png",
                      self.pages["B36-linked"][0])
        self.assertEqual([p.get_content_type() for p in self.new["B36-linked"].walk()],
                         [p.get_content_type() for p in self.old["B36-linked"].walk()])

    def test_no_picture_is_listed_as_a_file(self):
        def check(name, message):
            self.assertEqual(list(files_of(message)), list(files_of(self.old[name])))
        self.each(check)

    def test_a_picture_is_inline_named_and_stands_beside_its_html(self):
        def check(_, message):
            ours = [part for part in message.walk() if part.get_filename() == "logo.png"]
            self.assertEqual(len(ours), 1)
            self.assertEqual(ours[0].get_content_disposition(), "inline")
            self.assertRegex(ours[0]["content-id"] or "", r"\A<[^<>\s@]+@mailstamp>\Z")
            related = parents(message)[ours[0]]
            self.assertEqual(related.get_content_type(), "multipart/related")
            siblings = list(related.iter_parts())
            self.assertIn(siblings[0].get_content_type(),
                          ("text/html", "multipart/alternative"))
            self.assertGreater(siblings.index(ours[0]), 0)
        self.each(check, *WITHOUT)

    def test_no_message_has_a_defect(self):
        def check(_, message):
            self.assertEqual([part.defects for part in message.walk() if part.defects], [])
        self.each(check)


if __name__ == "__main__":
    unittest.main()
