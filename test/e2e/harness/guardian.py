# SPDX-License-Identifier: BSD-2-Clause
"""Tidies up after a test that was killed: a program, started by process.py.

On stdin come lines "process PID" and "folder PATH". When the other end is closed, however
that came about, it ends those processes and what they have started, and removes those
folders. After a test that ended by itself, there is nothing left to do.
"""
import shutil
import sys

import process


def main():
    processes, folders = {}, []
    for line in sys.stdin:
        kind, value = line.rstrip("\n").split(" ", 1)
        if kind == "folder":
            folders.append(value)
        else:
            processes[int(value)] = process.start_time(int(value))
    for pid, started in processes.items():
        # The number may belong to another process by now.
        if started and process.start_time(pid) == started:
            process.kill_tree(pid)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
