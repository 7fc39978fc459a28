#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Whatever a directory comes to say of somebody, the delivered HTML has the elements, the
attributes and the style that it has with harmless words. Judged by Chromium, which knows
nothing of how the words were escaped: for both shipped templates, and for one that puts
fields wherever a field may stand."""

import base64
import csv
import email
import email.policy
import os
import shutil
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

import browser

MAILSTAMP = os.environ["MAILSTAMP"]
SHIPPED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "templates")
FIELDS = ("name", "title", "department", "phone", "mobile", "web", "colour", "photo")

HARMLESS = "harmless"
VALUES = [
    "<b>bold</b>", "</td></tr></table></div>", "</body></html>", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<style>*{display:none}</style>",
    "<plaintext>", "<textarea>", "<title>", "<xmp>", "<noscript>", "<template>", "<base href=//x>",
    "<meta http-equiv=refresh content=0>", "<form action=//x>", "<!--", "-->", "--!>", "<!-->",
    "<![CDATA[", "]]>", "<!--[if mso]>", "<![endif]-->", "<?php", "<!doctype html>",
    '" onmouseover="alert(1)', "' onmouseover='alert(1)", "x onmouseover=alert(1)",
    "` onmouseover=`alert(1)", '">', "'>", ">", "<", "/>", "=", "\\", '\\"', "&", "&#", "&#x",
    "&quot;", "&#34;", "&#x22;&#x3e;", "&lt;b&gt;", "&NewLine;&Tab;&colon;", "a\u00a0b",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "java\tscript:alert(1)",
    "\x01javascript:alert(1)", " javascript:alert(1)", "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)", "javascript%3aalert(1)", "vbscript:x", "file:///etc/passwd",
    "data:text/html,<script>alert(1)</script>", "data:image/svg+xml,<svg/>", "//evil.example",
    "https://evil.example/\" onclick=\"x", "?x=1&y=2#z", "../../x",
    "red;position:fixed;top:0", "red}*{display:none}", "expression(alert(1))", "url(//x)",
    "/*", "*/", "red/**/;", "\\3b position:fixed", "red!important", "@import", "'red", '"red',
    "x\x01\x02\x08\x0b\x0c\x1b[31m\x7f", "\r\n.\r\n", "a\r\nb\n\nc\td", "x\u2028\u2029",
    "\u202egro.live\u2066", "x\u200e\u200f\u202a\u202b\u202d\u2067\u2068\u2069", "x\ufeff\u200b",
    "\ufffe\uffff", "\U000e0001\U0010ffff", "\u0338", "\u1d2c\ufb00", "{{name}}{{> x}}{{{y}}}",
    "{{=<% %>=}}", "}}", "%0d%0a", "%00%3c%22", "--b--",
    "x" * 1_000_000, "<" * 1_000_000, '"' * 1_000_000, "\u20ac" * 300_000, "& " * 500_000,
]
LARGE = 10_000      # octets; what is larger has a table of people of its own

# A field in every place where one may stand.
NASTY = """
<p title="{{name}}" lang='{{title}}' dir={{colour}} class={{name}}>{{name}}{{title}}</p>
<a href="{{web}}" title="{{web}}">{{web}}</a> <a href='{{web}}'>x</a> <a href={{web}}>x</a>
<a href="https://example.com/{{name}}/{{title}}?a={{name}}&amp;b={{web}}#{{title}}">x</a>
<a href="{{name}}:{{title}}">x</a> <a href="java{{name}}">x</a> <a href="tel:{{phone}}">x</a>
<a href="mailto:{{name}}?subject={{message.subject}}">x</a> <a href={{name}}{{web}}>x</a>
<table background="{{photo}}"><tr><td width={{colour}} bgcolor="{{colour}}" align='{{colour}}'
 style="color:{{colour}};background:{{name}};font-family:'{{title}}';width:{{mobile}}px">x</td>
<td style='color:{{colour}}'>{{department}}</td><td style=color:{{colour}}>x</td></tr></table>
<img src="people/{{photo}}" alt="{{name}}" width={{mobile}}><img src=people/x.gif alt={{name}}>
<!-- {{name}} {{web}} --><!--[if mso]><b title="{{name}}">{{name}}</b><![endif]-->
<![if !mso]><i title={{name}}>{{name}}</i><![endif]><pre>{{name}}</pre>
{{#name}}<b>{{.}}</b>{{/name}}{{^name}}<u>none</u>{{/name}}{{&sender.address}}
<ul><li>{{sender.name}}<li>{{message.subject}}<li>{{date.iso}}</ul>
"""

CONFIG = """organization = "example.com"
templates = "templates"
people = "people.csv"
local-domains = { "example.com" }
loop-key-file = "loop.key"
rule "minimal" { continue = true  template = "minimal" }
rule "corporate" { continue = true  template = "corporate" }
"""
# So much in so many places as nasty has is more than a signature may be.
SMALL = 'rule "nasty" { template = "nasty" }\n'

# Elements with their attributes' names, and what styles come to mean; not the words.
TREE = """page => {
    const bad = [], tree = (node) => {
        const names = Array.from(node.attributes, a => a.name).sort();
        for (const a of node.attributes)
            if (/^on/.test(a.name) || /^(href|src|background|action)$/.test(a.name) &&
                /^[^a-z]*(javascript|vbscript|data|file):/i.test(a.value))
                bad.push(a.name + "=" + a.value.slice(0, 80));
        if (node.protocol && !/^(https?|mailto|tel|file|):$/.test(node.protocol))
            bad.push(node.protocol);
        const style = getComputedStyle(node);
        return node.localName + "[" + names + "]" + [style.position, style.display,
            style.visibility, style.opacity, style.unicodeBidi, style.direction] +
            "(" + Array.from(node.children, tree).join("") + ")";
    };
    return { tree: tree(page.body), bad, quoted: !!page.querySelector("#quoted"),
             after: page.body.innerText.trim().endsWith("the end") };
}"""


def letter(sender, words):
    """A message whose display name and subject are hostile too."""
    encoded = "\r\n ".join(f"=?utf-8?b?{base64.b64encode(words[i:i + 10].encode()).decode()}?="
                           for i in range(0, min(len(words), 300), 10))
    return (f"From: {encoded} <{sender}>\r\nTo: bob@example.net\r\nSubject: {encoded}\r\n"
            "Message-ID: <1@example.com>\r\nDate: Thu, 05 Mar 2026 09:58:00 +0000\r\n"
            "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            "<!doctype html><html><body><p>Hi Bob</p>\r\n"
            "<blockquote type=cite id=quoted><p>quoted</p></blockquote>"
            "</body></html>\r\n").encode()


def name(number, value):
    """Of the configuration that has this person."""
    return "small" if len(value) < LARGE else str(number)


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="mailstamp-e2e-")
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.folder = folder
        shutil.copytree(SHIPPED, f"{folder}/templates")
        os.makedirs(f"{folder}/templates/nasty/people")
        cls.write("templates/nasty/signature.html", NASTY)
        cls.write("templates/nasty/people/x.gif", "GIF89a")
        cls.write("loop.key", "a key of thirty-two octets or more\n")
        os.chmod(f"{folder}/loop.key", 0o600)
        everybody = list(enumerate((HARMLESS, *VALUES)))
        cls.write_people("small", CONFIG + SMALL,
                         [p for p in everybody if len(p[1]) < LARGE])
        cls.write_people("large", CONFIG, everybody[:1])
        for person in everybody:
            if len(person[1]) >= LARGE:
                cls.write_people(str(person[0]), CONFIG, [person])
        cls.cases = [("large", 0), *((name(*person), person[0]) for person in everybody)]
        with ThreadPoolExecutor(2) as pool:
            pages = list(pool.map(lambda case: cls.page(*case), cls.cases))
        cls.seen = dict(zip(cls.cases, browser.measure(pages, TREE)))

    @classmethod
    def write(cls, name, text):
        with open(f"{cls.folder}/{name}", "w", encoding="utf-8", newline="") as file:
            file.write(text)

    @classmethod
    def write_people(cls, name, config, people):
        cls.write(f"{name}.conf", config.replace("people.csv", f"{name}.csv"))
        with open(f"{cls.folder}/{name}.csv", "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(("email", *FIELDS))
            for number, value in people:
                table.writerow((f"p{number}@example.com", *(value for _ in FIELDS)))

    @classmethod
    def page(cls, config, number):
        """The HTML as it is delivered."""
        words = (HARMLESS, *VALUES)[number]
        sender = f"p{number}@example.com"
        done = subprocess.run(
            [MAILSTAMP, "stamp", "--config", f"{cls.folder}/{config}.conf", "--from", sender,
             "--to", "bob@example.net", "-"],
            input=letter(sender, words), capture_output=True, timeout=60, check=True)
        assert done.stderr.startswith(b"stamped"), (words[:40], done.stderr)
        message = email.message_from_bytes(done.stdout, policy=email.policy.default)
        return next(part.get_content() for part in message.walk()
                    if part.get_content_type() == "text/html")

    def each(self, check):
        for config, number in self.cases:
            if number > 0:
                good = self.seen["small" if config == "small" else "large", 0]
                with self.subTest(value=VALUES[number - 1][:40]):
                    check(self.seen[config, number], good)

    def test_the_tree_is_that_of_harmless_words(self):
        self.each(lambda seen, good: self.assertEqual(seen["tree"], good["tree"]))

    def test_no_url_and_no_attribute_does_anything(self):
        self.each(lambda seen, _: self.assertEqual(seen["bad"], []))

    def test_harmless_words_are_a_fair_measure(self):
        self.assertEqual(self.seen["small", 0]["bad"], [])
        self.assertTrue(self.seen["small", 0]["quoted"])
        self.assertGreater(self.seen["small", 0]["tree"].count("["), 60)
        self.assertGreater(self.seen["large", 0]["tree"].count("["), 30)


if __name__ == "__main__":
    unittest.main()
