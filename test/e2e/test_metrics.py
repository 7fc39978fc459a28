#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""packaging/monitoring in a real Prometheus: it scrapes a real mailstampd, its rules can be
evaluated, and each query of the dashboard asks for what is there."""

import json
import os
import re
import subprocess
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
MONITORING = os.path.join(TOP, "packaging", "monitoring")
sys.path.insert(0, os.path.join(TOP, "test", "milter"))

# pylint: disable=wrong-import-position
from daemon import DaemonTest, free_port
from harness import process
from mta import message

PATIENCE = 60

# Nobody serves port 1: whoever is not in people.csv makes a look-up fail.
SETTINGS = """metrics = "127.0.0.1:{port}"
directory "staff" {{
    type       = ldap
    uri        = "ldap://127.0.0.1:1"
    base       = "dc=example,dc=com"
    attributes = {{ "name=cn" }}
}}
rule "staff" {{
    when     {{ sender = {{ "joe@example.com" }} }}
    template = "corporate"
}}
"""
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def read(name):
    with open(os.path.join(MONITORING, name), encoding="utf-8") as file:
        return file.read()


def get(port, path, **query):
    url = f"http://127.0.0.1:{port}{path}?{urllib.parse.urlencode(query)}"
    with OPENER.open(url, timeout=PATIENCE) as answer:
        return answer.read().decode()


def promtool(*arguments, text=None):
    """What it complains of; it ends with 3 where it does, and otherwise well."""
    result = subprocess.run(["promtool", *arguments], input=text, text=True, timeout=PATIENCE,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return result.returncode, result.stdout


def dashboard_queries():
    """(title of the panel, query), variables of Grafana filled in."""
    def fill_in(query):
        for variable, value in (("$__rate_interval", "1m"), ("$job", ".*"),
                                ("$instance", ".*")):
            query = query.replace(variable, value)
        return query
    return [(panel["title"], fill_in(target["expr"]))
            for panel in json.loads(read("dashboard.json"))["panels"]
            for target in panel.get("targets", ())]


def names_in(query):
    return set(re.findall(r"\bmailstamp_\w+", query))


def families(text):
    """The names that may stand in a query."""
    names = set()
    for name, kind in re.findall(r"(?m)^# TYPE (\S+) (\S+)$", text):
        suffixes = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
        names.update(name + suffix for suffix in suffixes)
    return names


class Prometheus:
    """A private one, that knows what packaging/monitoring tells it, in more of a hurry."""

    def __init__(self, target):
        self.folder = process.new_folder()
        self.port = free_port()
        configuration = read("prometheus.yml").replace("127.0.0.1:9894", target)
        self.write("prometheus.yml", configuration.replace("15s", "1s"))
        self.write("alerts.yml", read("alerts.yml"))
        self.log = f"{self.folder}/log"
        self.popen = process.start(
            ["prometheus", f"--config.file={self.folder}/prometheus.yml",
             f"--storage.tsdb.path={self.folder}/data",
             f"--web.listen-address=127.0.0.1:{self.port}"], self.log)

    def write(self, name, text):
        with open(f"{self.folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)

    def end(self):
        process.end_tree(self.popen)

    def ask(self, path, **query):
        answer = json.loads(get(self.port, path, **query))
        if answer["status"] != "success":
            raise AssertionError(answer)
        return answer["data"]

    def value(self, query):
        """The value of a query with one result; None while there is none."""
        if self.popen.poll() is not None:
            raise AssertionError(process.read_log(self.log))
        try:
            result = self.ask("/api/v1/query", query=query)["result"]
        except (OSError, urllib.error.HTTPError):
            return None  # it is starting
        return float(result[0]["value"][1]) if result else None

    def wait_for(self, query, value):
        process.wait_for(lambda: self.value(query) == value, f"{query} == {value}", PATIENCE)


class Monitoring(DaemonTest):
    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.server = self.started(settings=SETTINGS.format(port=self.port))
        for sender in ("jane", "jane", "jane", "robot", "huge", "joe"):
            address = f"{sender}@example.com"
            self.server.deliver(message(sender=address), sender=f"<{address}>")
        self.text = get(self.port, "/metrics")

    def test_promtool_has_nothing_to_say(self):
        self.assertEqual(promtool("check", "metrics", text=self.text), (0, ""))
        for check in (("check", "config", f"{MONITORING}/prometheus.yml"),
                      ("check", "rules", f"{MONITORING}/alerts.yml"),
                      ("test", "rules", f"{TOP}/test/monitoring/alerts.test.yml")):
            status, said = promtool(*check)
            self.assertEqual(status, 0, said)

    def test_alerts_and_dashboard_name_metrics_that_exist(self):
        known = families(self.text)
        for name in names_in(re.sub(r"(?m)^ *#.*$|mailstampd", "", read("alerts.yml"))):
            self.assertIn(name, known, "alerts.yml")
        queries = dashboard_queries()
        self.assertGreater(len(queries), 30)
        for title, query in queries:
            self.assertGreater(len(names_in(query)), 0, title)
            self.assertLessEqual(names_in(query), known, title)

    def test_every_metric_is_in_the_manual(self):
        with open(f"{TOP}/packaging/man/mailstampd.8", encoding="utf-8") as file:
            manual = file.read()
        for name in re.findall(r"(?m)^# TYPE (\S+)", self.text):
            self.assertIn(name, manual)

    def test_prometheus_scrapes_and_evaluates(self):
        prometheus = Prometheus(f"127.0.0.1:{self.port}")
        self.addCleanup(prometheus.end)
        prometheus.wait_for('sum (up{job="mailstamp"})', 1)
        prometheus.wait_for('mailstamp_messages_total{result="stamped"}', 3)
        prometheus.wait_for('mailstamp_people', 2)
        prometheus.wait_for('mailstamp_directory_failures_total{directory="staff"}', 1)
        prometheus.wait_for('mailstamp_messages_total{reason="directory"}', 1)
        for title, query in dashboard_queries():
            with self.subTest(title):
                prometheus.ask("/api/v1/query", query=query)

        def rules():
            groups = prometheus.ask("/api/v1/rules")["groups"]
            return [rule for group in groups for rule in group["rules"]]
        process.wait_for(lambda: all(rule["health"] != "unknown" for rule in rules()),
                         "the rules", PATIENCE)
        self.assertEqual({rule["health"] for rule in rules()}, {"ok"})
        self.server.stop()
        prometheus.wait_for('up{job="mailstamp"}', 0)


if __name__ == "__main__":
    unittest.main()
