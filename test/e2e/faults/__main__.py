# SPDX-License-Identifier: BSD-2-Clause
"""The fault campaign: real Postfix, real mailstampd, and all that can go wrong.

    MAILSTAMPD=build/dev/milter/mailstampd test/e2e/faults/run [--long] [--table FILE] [WORD...]

The short form is part of the tests. The long form kills at every packet, has all sizes and
all connections, and takes minutes. With WORDs only faults whose name has one of them. What
was done and what came of it is printed as a table in Markdown.
"""
import argparse
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
E2E = os.path.dirname(HERE)
sys.path[1:1] = [E2E, os.path.join(os.path.dirname(E2E), "ldap"),
                 os.path.join(os.path.dirname(E2E), "milter")]


def chosen(suite, words):
    """The tests, one after another."""
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from chosen(test, words)
        elif not words or any(word in test.id() for word in words):
            yield test


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--long", action="store_true", help="all of it")
    parser.add_argument("--table", help="write the table to this file, too")
    parser.add_argument("words", nargs="*", help="only faults with this in their name")
    options = parser.parse_args()
    if options.long:
        os.environ["FAULTS"] = "long"
    suite = unittest.defaultTestLoader.discover(HERE, "test_*.py", HERE)
    tests = unittest.TestSuite(chosen(suite, options.words))
    result = unittest.TextTestRunner(verbosity=2).run(tests)
    import table  # pylint: disable=import-outside-toplevel
    print(table.markdown(), flush=True)
    if options.table:
        with open(options.table, "w", encoding="utf-8") as file:
            file.write(table.markdown())
    sys.exit(not result.wasSuccessful() or not result.testsRun)


main()
