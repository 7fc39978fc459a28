# SPDX-License-Identifier: BSD-2-Clause
"""What the C sources say to an administrator: the words of the log."""
import glob
import os
import re

# A literal, or several that the compiler joins, with G_GSIZE_FORMAT and its like between.
LITERAL = r'"(?:[^"\\]|\\.)*"(?:\s*(?:[A-Z][A-Z0-9_]*\s*)?"(?:[^"\\]|\\.)*")*'

# What makes a line of the log, with the file that it stands in. Group 1 is the text.
ERRORS = [
    ("milter/*.c", rf"g_set_error (?:_literal )?\([^;]*?MS_ERROR_\w+,\s*({LITERAL})"),
    ("milter/*.c", rf"log_(?:line|trouble) \([^;\"]*?LOG_(?:ERR|WARNING),\s*({LITERAL})"),
    ("milter/endpoint.c", rf"\bfail \(endpoint, error, ({LITERAL})"),
    ("milter/endpoint.c", rf"\bfail \(endpoint, error,\s+({LITERAL})"),
    ("lib/mustache_render.c", rf"failure = ({LITERAL})"),
    ("lib/loop_key.c", rf"g_set_error \([^;]*?MS_ERROR_\w+,\s*({LITERAL})"),
    ("lib/directory_ldap_session.c", rf"return g_strdup_printf \(({LITERAL})"),
    ("lib/directory_ldap_tls.c", rf"return g_strdup_printf \(({LITERAL})"),
    ("lib/directory_ldap_session.c", rf"why,\s*g_strdup \(({LITERAL})"),
    ("lib/directory_ldap_session.c", rf"#define NO_ANSWER ({LITERAL})"),
    ("lib/directory_ldap_worker.c", rf"why : ({LITERAL})"),
    ("lib/directory_servers.c", rf"append \(out, ({LITERAL})"),
]

NEWS = [("milter/*.c", rf"log_line \([^;\"]*?LOG_INFO,\s*({LITERAL})")]

FIELDS = [
    ("lib/result.c", r'append_(?:pair|number) \(line, "([a-z-]+)"'),
    ("milter/log*.c", r'log_record_(?:add|append) \(\w+, "([a-z-]+)"'),
]


def found(top, patterns):
    for names, pattern in patterns:
        for path in sorted(glob.glob(os.path.join(top, names))):
            with open(path, encoding="utf-8") as file:
                for match in re.finditer(pattern, file.read()):
                    yield match.group(1)


def joined(literal):
    """As the compiler joins it; what is filled in later is an ellipsis."""
    pieces = re.split(r'"((?:[^"\\]|\\.)*)"', literal)
    text = ""
    for number, piece in enumerate(pieces):
        macro = piece.strip() and not number % 2
        text += piece if number % 2 else "lu" if macro and text.endswith("%") else \
            "%s" if macro else ""
    text = re.sub(r"(?:0x)?%(?:lu|[lz]?[sdux])", "…", text)
    return text.replace('\\"', '"')


def errors(top):
    """The texts of errors and warnings, without those that only pass on another."""
    texts = {joined(literal) for literal in found(top, ERRORS)}
    return {text for text in texts if fragments(text)}


def lines(top):
    """The texts of all lines that are not about a message."""
    return errors(top) | {joined(literal) for literal in found(top, NEWS)}


def fields(top):
    """The names of the fields of a line about a message. "message" has the other lines."""
    return (set(found(top, FIELDS)) | {"queue-id"}) - {"message"}


def explained(top):
    """The words of mailstamp explain."""
    return set(found(top, [("lib/explain.c", r'put(?:_number)? \(writer, "([a-z-]+)"')]))


def fragments(text):
    """What stays the same in it."""
    parts = [part.strip(" :;(),\"") for part in text.split("…")]
    return [part for part in parts if len(part) > 3]
