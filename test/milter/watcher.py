# SPDX-License-Identifier: BSD-2-Clause
"""Whoever asks a daemon over HTTP how it is."""

import http.client
import re
import time

from daemon import PATIENCE


class Watcher:
    def __init__(self, port, host="127.0.0.1", source=None):
        self.host, self.port = host, port
        self.source = source and (source, 0)

    def ask(self, path, method="GET", body=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE,
                                                source_address=self.source)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers
        finally:
            connection.close()

    def status(self, path):
        return self.ask(path)[0]

    def figures(self):
        """{name with labels: value}"""
        text = self.ask("/metrics")[1]
        return {name: float(value) for name, value in
                re.findall(r"(?m)^([^#\n]\S*(?:\{.*\})?) (\S+)$", text)}

    def wait_for(self, name, value):
        deadline = time.monotonic() + PATIENCE
        while (got := self.figures().get(name)) != value:
            if time.monotonic() > deadline:
                raise AssertionError(f"{name} is {got}, not {value}")
            time.sleep(0.02)
