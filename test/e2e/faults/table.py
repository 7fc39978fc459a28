# SPDX-License-Identifier: BSD-2-Clause
"""Faults and what came of them, as Markdown."""

HEAD = ("| fault | outcome | messages | faults | restarts | deferred or lost, sent again "
        "| delivered | duplicates | peak RSS |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|---:|\n")

_rows = []


def add(fault, outcome, figures, faults, peak, restarts):
    retried = str(figures.retried)
    if figures.unheard:
        retried += f" + {figures.unheard} without an answer"
    duplicates = str(figures.duplicates)
    if figures.resent:
        duplicates += f" + {figures.resent} sent twice by Postfix"
    if figures.passed:
        reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(figures.passed.items()))
        outcome += f"; passed unstamped: {reasons}"
    _rows.append((fault, outcome, figures.messages, faults, restarts, retried,
                  figures.delivered, duplicates, f"{peak / 1e6:.0f} MB" if peak else "-"))


def markdown():
    return HEAD + "".join("| " + " | ".join(map(str, row)) + " |\n" for row in _rows)
