#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The pages against the programs: links, reasons, fields, figures, options, settings, errors,
and every piece of configuration. Each check is shown a bad sample, too."""
import atexit
import functools
import glob
import os
import re
import shutil
import sys
import tempfile
import unittest

import checks
import pages
import programs
import sources

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
TROUBLE = "packaging/docs/troubleshooting.md"
# Words in pages that are none of ours and none of Postfix's.
FOREIGN = {
    # programs, packages, services
    "clamav-milter", "spamass-milter", "clang-format", "clang-tidy", "need-packages",
    "opendkim-genkey", "postfix-out", "smtp-amavis",
    # conditions as the log has them, words of values
    "above-quote", "skip-own", "body-rewritten", "relay-before", "stop_grace_period",
    "no_milters", "max_user_watches", "milter-reject",
    # style attributes
    "font-family", "font-size", "line-height", "max-width",
}


class Known:
    """What programs and sources say, asked once."""

    def __init__(self, folder):
        self.tool = programs.Tool(folder)
        self.postconf = programs.Postconf(folder)
        self.keys = self.tool.keys()
        self.commands = self.tool.commands()
        exposition = self.tool.exposition()
        self.figures = set(re.findall(r"(?m)^# TYPE (\S+)", exposition))
        self.reasons = set(re.findall(r'result="passed",reason="([^"]+)"', exposition))
        self.fields = sources.fields(TOP)
        self.explained = sources.explained(TOP)
        self.errors, self.lines = sources.errors(TOP), sources.lines(TOP)
        self.markdown, self.manuals = pages.load(TOP)

    @property
    def words(self):
        options = set().union(*self.commands.values())
        return self.keys | self.fields | self.explained | self.reasons | options | FOREIGN

    def page(self, path):
        return next(page for page in self.markdown + self.manuals if page.path == path)


@functools.cache
def known():
    folder = tempfile.mkdtemp(prefix="mailstamp-docs-")
    atexit.register(shutil.rmtree, folder)
    return Known(folder)


class Docs(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.known = known()

    def assert_clean(self, problems):
        self.assertEqual(list(problems), [])

    def assert_found(self, problems, *words):
        """A bad sample has exactly these problems, each with its word in it."""
        problems = list(problems)
        self.assertEqual(len(problems), len(words), problems)
        for problem, word in zip(problems, words):
            self.assertIn(word, problem)

    def sample(self, text):
        return pages.Markdown("sample.md", text)

    def all_pages(self):
        return self.known.markdown + self.known.manuals

    def administrators(self):
        """Those in Markdown that are about mailstamp and mail servers, and little else."""
        return [page for page in self.known.markdown if page.path == "README.md" or
                page.path.split("/")[:2] in (["packaging", name] for name in
                                             ("docs", "flows", "monitoring"))]


class Text(Docs):
    def test_every_link_leads_somewhere(self):
        for page in self.known.markdown:
            self.assert_clean(checks.links(page, self.known.markdown, TOP))
        bad = self.sample("# A `b` c\n[x](README.md) [y](nowhere.md) [z](#a-b-c)\n[w](#no)\n"
                          "`[v](no.md)`\n\n    [u](no.md)\n")
        self.assert_found(checks.links(bad, [bad], TOP), "nowhere.md", "#no")

    def test_the_index_has_every_page(self):
        index = self.known.page("packaging/docs/README.md")
        named = {target for _, target in index.links}
        for path in glob.glob(os.path.join(TOP, "packaging/docs/*.md")):
            if not path.endswith("README.md"):
                self.assertIn(os.path.basename(path), named)

    def test_manual_pages_and_their_sections_are_there(self):
        for page in self.known.markdown:
            self.assert_clean(checks.manual_references(page, self.known.manuals))
        bad = self.sample('mailstampd(8), "LOG", mailstampd(7), mailstamp.conf(5), "The\nmark",'
                          ' mailstampd(8), "NOTHING", mailstampd(8), FRIENDS')
        self.assert_found(checks.manual_references(bad, self.known.manuals),
                          "mailstampd(7)", "NOTHING", "FRIENDS")

    def test_every_reason_has_its_paragraph(self):
        known = self.known
        page = known.page(TROUBLE)
        self.assertGreater(len(known.reasons), 20)
        self.assert_clean(checks.reasons_are_told(page, "Passed, by reason", known.reasons))
        self.assert_clean(checks.manual_reasons(
            known.page("packaging/man/mailstamp.1"), known.reasons))
        bad = self.sample("# A\n## R\n### loop\n### lop\n## S\n### other\n")
        self.assert_found(checks.reasons_are_told(bad, "R", {"loop", "list"}), "list", "lop")

    def test_no_page_names_a_reason_that_there_is_not(self):
        for page in self.all_pages():
            self.assert_clean(checks.reasons_exist(page, self.known.reasons))
        bad = self.sample('`reason=loop` {reason="lop"} MAILSTAMP_REASON=none-at-all')
        self.assert_found(checks.reasons_exist(bad, self.known.reasons), "lop", "none-at-all")

    def test_fields_of_the_log(self):
        known = self.known
        self.assertGreaterEqual(known.fields, {"result", "reason", "ms", "error", "repeated"})
        logs = [known.page("packaging/man/mailstamp.1"), known.page("packaging/man/mailstampd.8")]
        self.assert_clean(checks.fields_are_told(logs, known.fields))
        self.assert_found(checks.fields_are_told(logs, known.fields | {"colour"}), "colour")
        for page in self.all_pages():
            self.assert_clean(checks.log_lines(page, known.fields))
        bad = self.sample('```log\n4X: passed reason=loop colour=red failed="x=y"\n```\n')
        self.assert_found(checks.log_lines(bad, known.fields), "colour")


class Settings(Docs):
    def test_keys_and_fields_in_the_text(self):
        known = self.known
        fields, postfix = known.fields | known.explained, known.postconf.names
        for page in self.administrators():
            self.assert_clean(checks.span_assignments(page, known.keys, fields, postfix))
            self.assert_clean(checks.words_exist(page, known.words, postfix))
        bad = self.sample("`max-size = 1`, `dry-run = true`, `place=top`, `plaice=top`,\n"
                          "`smtpd_milters`, `smtpd_miters`, `opt-out`, `opt-in`\n")
        self.assert_found(checks.span_assignments(bad, known.keys, fields, postfix),
                          "max-size", "plaice")
        self.assert_found(checks.words_exist(bad, known.words, postfix),
                          "smtpd_miters", "opt-in")

    def test_every_configuration_can_be_loaded(self):
        check = self.known.tool.check
        marked = 0
        for page in self.all_pages():
            self.assert_clean(checks.configurations(page, check))
            marked += sum(kind in checks.OURS for kind, _, _ in checks.pieces(page))
        self.assertGreater(marked, 15)
        bad = self.sample("```mailstamp\nmax-size = 1\n```\n\n```mailstamp\ndry-run = true\n```\n"
                          "\n    # /etc/mailstamp/mailstamp.conf\n    listen = 'nowhere:x'\n"
                          "\n```separators.conf\nseparator \"x\" { }\n```\nText\n"
                          "\n    metrics = nowhere\n")
        self.assert_found(checks.configurations(bad, check), "max-size", "listen", "separator",
                          "metrics")

    def test_postfix_knows_every_setting(self):
        check = self.known.postconf.check
        for page in self.all_pages():
            self.assert_clean(checks.postfix_settings(page, check))
        bad = self.sample("```main.cf\nsmtpd_miters = x\n```\n"
                          "```master.cf\nsmtp inet n - n - - smtpd\n  -o smtpd_miters=\n```\n"
                          "postconf -e 'smtpd_milters = x' 'miter_x = y'\n"
                          "\n    milter_timeout = 1s\n")
        self.assert_found(checks.postfix_settings(bad, check), "smtpd_miters", "smtpd_miters",
                          "milter_timeout", "miter_x")

    def test_postfix_knows_every_setting_of_the_flows(self):
        for main in glob.glob(os.path.join(TOP, "packaging/flows/*/main.cf")):
            texts = []
            for path in (main, os.path.join(os.path.dirname(main), "master.cf")):
                with open(path, encoding="utf-8") as file:
                    texts.append(file.read())
            self.assertEqual(self.known.postconf.check(*texts), "", main)


class Programs(Docs):
    def test_options(self):
        known = self.known
        for page in self.all_pages():
            self.assert_clean(checks.program_options(page, known.commands))
        for page in self.administrators():
            self.assert_clean(checks.options_alone(page, known.commands))
        bad = self.sample("```sh\nmailstamp check --config x\nmailstamp stmp x\n"
                          "/usr/bin/mailstamp stamp --froom x \\\n  --json\n"
                          "journalctl -u mailstamp --since today\n```\n"
                          "`--socket-mode 0660` `--socket-mood 0660` `mailstampd --chek`\n")
        self.assert_found(checks.program_options(bad, known.commands), "stmp", "--froom",
                          "--json", "--chek")
        self.assert_found(checks.options_alone(bad, known.commands), "--socket-mood")

    def test_manual_pages_have_the_options_of_the_programs(self):
        known = self.known
        tool = set().union(*(options for name, options in known.commands.items()
                             if name != "mailstampd"))
        manual = known.page("packaging/man/mailstamp.1")
        self.assert_clean(checks.manual_options(manual, tool))
        self.assert_clean(checks.manual_options(known.page("packaging/man/mailstampd.8"),
                                                known.commands["mailstampd"]))
        self.assert_found(checks.manual_options(manual, tool | {"colour"}), "--colour")

    def test_figures(self):
        known = self.known
        self.assertIn("mailstamp_directory_query_duration_seconds", known.figures)
        self.assert_clean(checks.figures_are_told(
            known.page("packaging/man/mailstampd.8"), known.figures))
        watched = glob.glob(os.path.join(TOP, "packaging/monitoring/*"))
        for path in watched + [os.path.join(TOP, page.path) for page in self.all_pages()]:
            with open(path, encoding="utf-8") as file:
                self.assert_clean(checks.figures_exist(path, file.read(), known.figures))
        bad = "mailstamp_people mailstamp_peoples mailstamp_message_size_bytes_sum mailstamp_0"
        self.assert_found(checks.figures_exist("x", bad, known.figures), "mailstamp_peoples")
        self.assert_found(checks.figures_are_told(
            known.page("packaging/man/mailstampd.8"), {"mailstamp_colour"}), "mailstamp_colour")

    def test_errors(self):
        known = self.known
        page = known.page(TROUBLE)
        self.assertGreater(len(known.errors), 25)
        self.assert_clean(checks.errors_are_told(page, known.errors))
        self.assert_clean(checks.errors_exist(page, known.lines))
        bad = self.sample("| error | what |\n|---|---|\n| `the moon is down`, `no answer` | x |\n"
                          "| `Invalid credentials` | `the sun` |\n")
        self.assert_found(checks.errors_exist(bad, known.lines), "the moon")
        told = checks.errors_are_told(bad, {"no answer", "no %s …: answer at all"})
        self.assert_found(told, "at all")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=1))
