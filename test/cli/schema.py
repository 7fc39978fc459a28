#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What `mailstamp explain --json` may say, as mailstamp(1) lists it.

schema.py --mailstamp BIN [--config FILE] FOLDER...   every .eml below the folders"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

NUMBER, TEXT = int, str
THREAD = {"new", "reply", "forward"}
YES_NO = {"yes", "no"}
REASONS = {
    "already-processed", "already-signed", "loop", "bounce", "report", "calendar",
    "auto-reply", "list", "signed", "encrypted", "rights-managed", "tnef", "partial",
    "dkim-signed", "oversize", "too-complex", "no-text", "no-rule", "rule-none",
    "missing-attributes", "no-separator", "sender-not-local", "opt-out",
    "dry-run"}

# member -> (what it is, whether it must be there)
MESSAGE = {
    "sender": (TEXT, False), "local": (YES_NO, True), "recipients": (TEXT, True),
    "direction": ({"outbound", "internal", "inbound", "neither from us nor to us"}, True),
    "person": ({"known", "unknown"}, False), "thread": (THREAD, False),
    "signature": ({"present", "absent"}, False)}
RULE = {
    "name": (TEXT, True), "line": (NUMBER, True), "matches": ({"yes", "no", "maybe"}, True),
    "failed": (re.compile("enabled|(when|except) [a-z-]+"), False), "missing": (TEXT, False),
    "template": (TEXT, False), "dry-run": ({"yes"}, False)}
PART = {
    "path": (re.compile(r"1(\.[1-9][0-9]*)*"), True), "type": (TEXT, True),
    "charset": (TEXT, False),
    "encoding": ({"7bit", "8bit", "binary", "quoted-printable", "base64", "unknown"}, False),
    "octets": (NUMBER, False), "role": ({"attachment"}, False), "separator": (TEXT, False),
    "disagree": ({"yes"}, False), "found-by": ({"what another alternative quotes"}, False),
    "thread": (THREAD, False), "author": ({"writes below or between the quotes"}, False),
    "top": (NUMBER, False), "above-quote": (NUMBER, False), "bottom": (NUMBER, False),
    "token": (NUMBER, False)}
RESULT = {
    "action": ({"stamped", "passed"}, True), "reason": (REASONS, False), "rule": (TEXT, False),
    "template": (TEXT, False), "wrapped": ({"yes"}, False), "failed": (TEXT, False),
    "dry-run": (TEXT, False), "parts": ({"html", "text", "html,text"}, False),
    "place": ({"above-quote", "bottom", "top", "token"}, False), "separator": (TEXT, False),
    "disagree": ({"html", "text", "html,text"}, False), "added": (NUMBER, False)}
HEADER = {"name": (TEXT, True), "value": (TEXT, True)}
WARNING = {
    "kind": ({"relay-before", "body-rewritten"}, True), "field": (TEXT, True),
    "by": (TEXT, False), "signed": (TEXT, False), "text": (TEXT, True)}
TOP = {"message": MESSAGE, "rules": [RULE], "parts": [PART], "result": RESULT,
       "headers": [HEADER], "warnings": [WARNING]}


def fits(value, kind):
    if isinstance(kind, set):
        return value in kind
    if isinstance(kind, re.Pattern):
        return isinstance(value, str) and kind.fullmatch(value) is not None
    return type(value) is kind and (kind is str or value >= 0)


def check_object(where, value, members):
    if not isinstance(value, dict):
        return [f"{where} is no object"]
    faults = [f"{where}.{name} is not documented" for name in value if name not in members]
    for name, (kind, needed) in members.items():
        if name in value and not fits(value[name], kind):
            faults.append(f"{where}.{name} is {value[name]!r}")
        if needed and name not in value:
            faults.append(f"{where}.{name} is missing")
    return faults


def check(told):
    """What is wrong with one answer."""
    faults = [f"{name} is not documented" for name in told if name not in TOP]
    needed = TOP if "message" in told else ("result", "headers", "warnings")
    faults += [f"{name} is missing" for name in needed if name not in told]
    for name, members in TOP.items():
        items = told.get(name, [] if isinstance(members, list) else None)
        if isinstance(members, list):
            for number, item in enumerate(items):
                faults += check_object(f"{name}[{number}]", item, members[0])
        elif items is not None:
            faults += check_object(name, items, members)
    return faults + check_together(told)


def check_together(told):
    """Members that belong together."""
    result, faults = told.get("result", {}), []
    if (result.get("action") == "passed") != ("reason" in result):
        faults.append("result: passed has a reason, stamped has none")
    placed = result.get("action") == "stamped" or result.get("reason") == "dry-run"
    if any((name in result) != placed for name in ("parts", "place", "separator", "added")):
        faults.append("result: a stamp has parts, place, separator and added")
    for rule in told.get("rules", []):
        if (rule["matches"] == "no") != ("failed" in rule):
            faults.append(f"rule {rule['name']}: no, and no reason, or the other way round")
    for part in told.get("parts", []):
        if len({"separator", "thread", "top", "above-quote", "bottom"} & set(part)) not in (0, 5):
            faults.append(f"part {part['path']}: half of its places")
    return faults


def explain(tool, config, path):
    done = subprocess.run([tool, "explain", "--json", "--config", config, path],
                          capture_output=True, timeout=120, check=False)
    if done.returncode != 0 or done.stderr:
        return [f"exit {done.returncode}: {done.stderr.decode(errors='replace').strip()}"]
    try:
        return check(json.loads(done.stdout))
    except ValueError as error:
        return [f"no JSON: {error}"]


def messages(folders):
    for folder in folders:
        for where, _, files in os.walk(folder):
            yield from sorted(os.path.join(where, name) for name in files
                              if name.endswith(".eml"))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--mailstamp", required=True)
    p.add_argument("--config")
    p.add_argument("folders", nargs="+")
    args = p.parse_args()
    paths, bad = list(messages(args.folders)), 0
    with tempfile.TemporaryDirectory(prefix="mailstamp-schema-") as folder:
        if not args.config:
            subprocess.run([args.mailstamp, "init", folder], check=True, capture_output=True)
        config = args.config or os.path.join(folder, "mailstamp.conf")
        with ThreadPoolExecutor(2) as pool:
            for path, faults in zip(paths, pool.map(
                    lambda path: explain(args.mailstamp, config, path), paths)):
                bad += bool(faults)
                for fault in faults[:5]:
                    print(f"{os.path.basename(path)}: {fault}")
    print(f"{len(paths) - bad} of {len(paths)} messages explained as documented")
    return 1 if bad or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
