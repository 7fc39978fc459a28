# SPDX-License-Identifier: BSD-2-Clause
"""Each check takes pages and what is known, and returns what is wrong: "page:line: text"."""
import os
import re

import sources

# Programs of others whose options and words stand in pages.
FOREIGN_OPTIONS = {"keep", "read-only"}
OTHER_FIELDS = {"org", "t", "h", "dkim"}  # of the mark, of Authentication-Results
# Reasons to fail, and to defer: labels of figures.
FAILURES = {"directory", "template", "io", "internal", "failure", "stopping"}
# What libldap and the system say in the middle of our lines.
FOREIGN_ERRORS = {
    "Can't contact LDAP server", "Invalid credentials", "No such object", "Insufficient access",
    "Strong(er) authentication required", "Confidentiality required", "Referral",
    "Permission denied", "No such file or directory", "Read-only file system", "FILE:LINE:"}


def links(page, all_pages, top):
    """Relative links lead to a file, and their anchors to a heading."""
    anchors = {other.path: other.anchors for other in all_pages}
    for line, target in page.links:
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = os.path.normpath(os.path.join(os.path.dirname(page.path), path))
        if path and not os.path.exists(os.path.join(top, there)):
            yield f"{page.path}:{line}: link to {target}: there is no such file"
        elif anchor and anchor not in anchors.get(there if path else page.path, ()):
            yield f"{page.path}:{line}: link to {target}: no such heading"


def manual_references(page, manuals):
    """mailstampd(8), "LOG": the page, its number and its section."""
    known = {(manual.name, manual.number): manual for manual in manuals}
    pattern = r'\b(mailstamp[\w.-]*)\((\d)\)(?:,\s+(?:"([^"]+)"|([A-Z]{2,}(?: [A-Z]{2,})*)))?'
    for match in re.finditer(pattern, page.text):
        manual, section = known.get(match.group(1, 2)), match.group(3) or match.group(4)
        line = page.text.count("\n", 0, match.start()) + 1
        if not manual:
            yield f"{page.path}:{line}: there is no {match.group(0)}"
        elif section and " ".join(section.split()) not in manual.sections:
            yield f"{page.path}:{line}: {match.group(1)} has no section {section}"


def reasons_are_told(page, heading, reasons):
    """There is a heading for each reason, and for nothing else."""
    told = {text for _, _, text in page.section(heading)}
    for name in sorted(reasons - told):
        yield f"{page.path}: nothing about the reason {name}"
    for name in sorted(told - reasons):
        yield f"{page.path}: there is no reason {name}"


def manual_reasons(manual, reasons):
    """The list of mailstamp(1)."""
    text = manual.text[manual.text.index("The reasons to pass a message are:"):]
    told = set(re.findall(r"(?m)^\.It Li (\S+)$", text[:text.index("\n.El")]))
    for name in sorted(reasons ^ told):
        yield f"{manual.path}: the reasons of the program and of the page differ in {name}"


def reasons_exist(page, reasons):
    known = reasons | FAILURES
    for match in re.finditer(r'\b(?:reason="?|MAILSTAMP_REASON=)([a-z][a-z-]*)', page.text):
        if match.group(1) not in known:
            line = page.text.count("\n", 0, match.start()) + 1
            yield f"{page.path}:{line}: there is no reason {match.group(1)}"


def fields_are_told(manuals, fields):
    """In one of the manual pages."""
    words = set().union(*(manual.words for manual in manuals))
    for name in sorted(fields - words):
        yield f"{manuals[0].path}: nothing about the field {name} of the log"


def log_lines(page, fields):
    """Blocks of the kind "log" have the fields that there are."""
    for block in page.blocks:
        if block.kind != "log":
            continue
        bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', block.text)
        for name in re.findall(r"(?:^|\s)([a-z-]+)=", bare):
            if name not in fields:
                yield f"{page.path}:{block.line}: the log has no field {name}"


def span_assignments(page, keys, fields, postfix):
    """`key = value` is of mailstamp.conf or Postfix, `field=value` of the log or explain."""
    for line, span in page.spans:
        setting = re.match(r"([\w-]+) = ", span)
        field = re.match(r"([a-z]+(?:-[a-z]+)*)=(?!\S*/)", span)
        if setting and setting.group(1) not in keys | postfix:
            yield f"{page.path}:{line}: {setting.group(1)}: no key of that name"
        if field and not setting and field.group(1) not in fields | OTHER_FIELDS | postfix:
            yield f"{page.path}:{line}: {field.group(1)}: no field of that name"


def words_exist(page, words, postfix):
    """`max-message-size`, `smtpd_milters`: names with a dash or an underscore in them."""
    for line, span in page.spans:
        if re.fullmatch(r"[a-z]+(-[a-z]+)+", span) and span not in words:
            yield f"{page.path}:{line}: {span}: no key, field or reason of that name"
        is_setting = re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", span)
        if is_setting and not re.match("mailstamp_|permit_|reject_", span) \
                and span not in words | postfix:
            yield f"{page.path}:{line}: {span}: no setting of that name"


OURS = ("mailstamp", "mailstamp.conf", "separators.conf", "template.conf")


def pieces(page):
    """(kind, line, text) of blocks; of those that are not marked, what they look like."""
    for block in page.blocks:
        kind, text = block.kind, block.text
        lines = [line for line in text.splitlines() if line.strip()]
        if not kind and text.startswith("# /etc/mailstamp/mailstamp.conf"):
            kind, text = "mailstamp.conf", text.partition("\n\n")[0]
        elif not kind and all(re.match(r"[a-z0-9]+(_[a-z0-9]+)+ = ", line) for line in lines):
            kind = "main.cf"
        elif not kind and all(re.match(r"[a-z]+(-[a-z]+)* += \S", line) for line in lines):
            kind = "mailstamp.conf"
        yield kind, block.line, text


def configurations(page, check):
    """What is configuration of mailstamp can be loaded."""
    for kind, line, text in pieces(page):
        if kind in OURS and (problem := check(kind, text)):
            yield f"{page.path}:{line}: {problem}"


def postfix_settings(page, check):
    for kind, line, text in pieces(page):
        problem = ""
        if kind in ("main.cf", "master.cf"):
            problem = check(**{kind.partition(".")[0]: text})
        if problem:
            yield f"{page.path}:{line}: {problem}"
    for match in re.finditer(r"postconf -e ((?:'[^'\n]*'\s*(?:\\\n)?\s*)+)", page.text):
        settings = "\n".join(re.findall(r"'([^']*)'", match.group(1))) + "\n"
        if problem := check(main=settings):
            line = page.text.count("\n", 0, match.start()) + 1
            yield f"{page.path}:{line}: {problem}"


COMMAND = re.compile(r"(?:^|[&|(] *)(?:\S*/)?(mailstampd?)(?= |$)([^;&|\n]*)")


def commands_in(page):
    """(line, text) of what is to be typed."""
    for block in page.blocks:
        text = block.text.replace("\\\n", " ")
        for number, line in enumerate(text.splitlines()):
            yield block.line + number, line
    yield from getattr(page, "spans", ())


def program_options(page, commands):
    """Commands and options of our programs are those of their --help."""
    for line, text in commands_in(page):
        for program, rest in COMMAND.findall(text.strip()):
            words = rest.split()
            first = words[0] if words and re.fullmatch(r"[a-z]+", words[0]) else ""
            name = "mailstampd" if program == "mailstampd" else first
            if name not in commands:
                yield f"{page.path}:{line}: mailstamp {name}: no such command"
                continue
            for option in re.findall(r"(?:^|\s)--([a-z-]+)", rest):
                if option not in commands[name]:
                    yield f"{page.path}:{line}: {program} {name} has no option --{option}"


def options_alone(page, commands):
    """`--socket-mode 0660`: of any program of ours."""
    known = set().union(*commands.values()) | FOREIGN_OPTIONS
    for line, span in page.spans:
        alone = re.match(r"--([a-z-]+)", span)
        if alone and alone.group(1) not in known:
            yield f"{page.path}:{line}: no program of ours has an option {span}"


def manual_options(manual, options):
    for name in sorted(manual.options ^ (options - {"help"} | manual.options & {"help"})):
        yield f"{manual.path}: --{name}: not both here and in --help"


def figures_exist(name, text, figures):
    for match in re.finditer(r"\bmailstamp_[a-z][a-z_]*[a-z]\b", text):
        base = re.sub(r"_(?:bucket|sum|count)$", "", match.group(0))
        if not {match.group(0), base} & figures:
            line = text.count("\n", 0, match.start()) + 1
            yield f"{name}:{line}: there is no figure {match.group(0)}"


def figures_are_told(manual, figures):
    for name in sorted(figures):
        if not re.search(rf"\b{name}\b", manual.text):
            yield f"{manual.path}: nothing about {name}"


def plain(text):
    return " ".join(re.sub(r"0x(?=…)|[\\]", "", text).split())


def errors_are_told(page, errors):
    """Each error of the sources is quoted."""
    text = plain(page.text)
    for error in sorted(errors):
        for piece in sources.fragments(plain(error)):
            if piece not in text:
                yield f"{page.path}: nothing about the error \"{error}\""
                break


def errors_exist(page, errors):
    """What a table quotes under "error" or "line" is what a program says."""
    said = " | ".join(plain(error) for error in errors | FOREIGN_ERRORS)
    column = False
    for number, line in enumerate(page.text.splitlines(), 1):
        if not line.startswith("|"):
            column = False
        elif re.match(r"\| (error|line) +\|", line):
            column = True
        elif column:
            cell = line.split("|")[1]
            for quoted in re.findall(r"`([^`]+)`", cell):
                for piece in sources.fragments(plain(quoted)):
                    if not any(part in said for part in (piece, piece.rpartition(": ")[0] or piece)):
                        yield f"{page.path}:{number}: no program says \"{piece}\""
