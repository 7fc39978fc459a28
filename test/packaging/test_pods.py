# SPDX-License-Identifier: BSD-2-Clause
"""Pods of packaging/kubernetes, run as their manifests say from the images that test_images.py
has built: an overlay as an administrator would write it, mail through it, templates and key
changed as README.md there says, and a stop in the middle of a session."""
import json
import os
import re
import shutil
import smtplib
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import container
import manifests
import pod

sys.path.insert(0, os.path.join(container.TOP, "test/e2e"))
from harness.certificates import Certificates  # noqa: E402 pylint: disable=wrong-import-position
from harness.sink import Sink  # noqa: E402 pylint: disable=wrong-import-position

NEXT_HOP_PORT = 10025
SECONDS = 60

LETTER = """\
From: Jane Doe <jane.doe@example.com>
To: bob@example.net
Subject: {0}
Message-ID: <{0}@example.com>
Date: Thu, 05 Mar 2026 09:59:00 +0000

Hello Bob, Thursday it is.
"""

GATEWAY = {
    "namespace": "mail",
    "resources": ["../gateway"],
    "components": ["../../components/starttls", "../../components/login"],
    "configMapGenerator": [{
        "name": "mailstamp-gateway",
        "behavior": "merge",
        "literals": [f"NEXT_HOP=[127.0.0.1]:{NEXT_HOP_PORT}", "NEXT_HOP_TLS=none",
                     "PERMITTED_NETWORKS=127.0.0.1/32"],
    }],
}
SHARED = {"namespace": "mail", "resources": ["../shared"]}


def kubectl(*words, **options):
    return subprocess.run([manifests.KUBECTL, *words], check=True, text=True,
                          capture_output=True, **options).stdout


class Pods(unittest.TestCase):
    store = None

    def setUp(self):
        self.scratch = tempfile.mkdtemp(prefix="mailstamp-pods-")
        os.chmod(self.scratch, 0o755)
        self.addCleanup(shutil.rmtree, self.scratch)
        self.folder = manifests.copy_to(self.path("kubernetes"))
        self.write("loop.key", "of the test, and long enough to be a key\n")
        self.keys = kubectl("create", "secret", "generic", "mailstamp-keys", "--dry-run=client",
                            f"--from-file={self.path('loop.key')}", "-o", "json")
        self.secrets = {"mailstamp-gateway-tls": self.certificate(), "mailstamp-gateway-login": {
            "login": f"[127.0.0.1]:{NEXT_HOP_PORT} user:password\n".encode()}}

    def path(self, name):
        return os.path.join(self.scratch, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def edit(self, name, pattern, by):
        with open(f"{self.folder}/{name}", encoding="utf-8") as file:
            text, changes = re.subn(pattern, by, file.read(), count=1, flags=re.M)
        self.assertEqual(changes, 1, f"{name}: {pattern}")
        self.write(f"kubernetes/{name}", text)

    def certificate(self):
        chain = Certificates(self.scratch).issue("gateway.example.com")
        with open(chain, "rb") as file:
            key, middle, crt = file.read().partition(b"-----BEGIN CERTIFICATE-----")
        return {"tls.key": key, "tls.crt": middle + crt}

    # ---- What an administrator does

    def render(self, overlay):
        self.write("kubernetes/overlays/test/kustomization.yaml", json.dumps(overlay))
        return manifests.kustomize(f"{self.folder}/overlays/test")

    def patch_keys(self, **data):
        """As `kubectl patch secret mailstamp-keys -p`."""
        self.write("keys.json", self.keys)
        self.keys = kubectl("patch", "--local", "-f", self.path("keys.json"), "-o", "json",
                            "-p", json.dumps({"data": data}))

    def all_secrets(self):
        return {**self.secrets, "mailstamp-keys": pod.decode(json.loads(self.keys))}

    def apply(self, running, overlay):
        """New content for the pod, and the wait until mailstampd has read it."""
        before = running.text("mailstamp").count(" reloaded")
        running.update(self.render(overlay), self.all_secrets())
        self.wait_until(lambda: running.text("mailstamp").count(" reloaded") > before, running)

    # ---- The pod, and mail through it

    def start(self, overlay, kind, name, folder):
        items = self.render(overlay)
        running = pod.Pod(self.store, items, manifests.find(items, kind, name),
                          secrets=self.all_secrets(), folder=self.path(folder),
                          claims=self.path("claims"))
        self.addCleanup(running.remove)
        with running.network():
            sink = Sink(port=NEXT_HOP_PORT)
        self.addCleanup(sink.stop)
        running.start()
        return running, sink

    def wait_until(self, condition, running):
        deadline = time.monotonic() + SECONDS
        while not condition():
            if time.monotonic() > deadline:
                self.fail({name: running.text(name) for name in running.containers})
            time.sleep(0.1)

    def connect(self, running):
        with running.network():
            return smtplib.SMTP("127.0.0.1", 25, local_hostname="client.example.com",
                                timeout=SECONDS)

    def send(self, running, message):
        with self.connect(running) as client:
            client.sendmail("jane.doe@example.com", ["bob@example.net"], message)

    def through(self, running, sink, message):
        """What is delivered of a message, and what mailstampd says of it."""
        count = len(sink.deliveries) + 1
        self.send(running, message)
        delivery = sink.wait(count, SECONDS)[-1]
        [*_, said] = [line for line in running.text("mailstamp").splitlines()
                      if " passed " in line or " stamped " in line]
        return delivery.data, said

    def assert_stamped_once(self, data):
        self.assertEqual(data.count(b"X-MailstampProcessed: true; "), 1)
        self.assertIn(b"Head of Sales", data)

    def assert_counts(self, running, sink, *messages):
        """That their marks verify."""
        for message in messages:
            data, said = self.through(running, sink, message)
            self.assertIn("passed reason=already-processed", said)
            self.assertEqual(data.count(b"Head of Sales"), message.count(b"Head of Sales"))

    # ---- Tests

    def test_gateway(self):
        running, sink = self.start(GATEWAY, "StatefulSet", "mailstamp-gateway", "first")
        with self.subTest("a mail comes out stamped"):
            first, said = self.through(running, sink, letter("first"))
            self.assert_stamped_once(first)
            self.assertIn("stamped rule=everything-else", said.replace('"everything else"',
                                                                       "everything-else"))
        with self.subTest("nothing is wrong with the files' modes"):
            self.assertNotIn("loop.key", running.text("mailstamp"))
        with self.subTest("components: STARTTLS, and a login for the next hop"):
            self.check_components(running)
        with self.subTest("a new template"):
            for kind in ("html", "txt"):
                self.edit(f"config/templates/corporate/signature.{kind}", "1 Example Street",
                          "2 Example Avenue")
            self.apply(running, GATEWAY)
            data, _ = self.through(running, sink, letter("second"))
            self.assertIn(b"2 Example Avenue", data)
            self.assertNotIn(b"1 Example Street", data)
        with self.subTest("a broken one does not count"):
            self.check_broken_edit(running, sink)
        with self.subTest("a new key"):
            self.check_rotation(running, sink, first)
        with self.subTest("a stop, in the middle of a session"):
            self.check_stop(running, sink)

    def check_components(self, running):
        context = ssl.create_default_context(cafile=self.path("ca.crt"))
        with self.connect(running) as client:
            client._host = "gateway.example.com"
            client.starttls(context=context)
            self.assertEqual(client.noop()[0], 250)
        asked = running.containers["gateway"].execute(
            "postmap", "-q", f"[127.0.0.1]:{NEXT_HOP_PORT}", "texthash:/etc/gateway/login/login")
        self.assertEqual(asked.stdout, "user:password\n", asked.stderr)

    def check_broken_edit(self, running, sink):
        self.edit("config/gateway.conf", "^organization .*", "organisation = x")
        running.update(self.render(GATEWAY), self.all_secrets())
        self.wait_until(lambda: "the last good one stays in force" in running.text("mailstamp"),
                        running)
        self.assertIn("mailstamp.conf:4: ", running.text("mailstamp"))
        self.assert_stamped_once(self.through(running, sink, letter("third"))[0])
        self.edit("config/gateway.conf", "^organisation .*", 'organization = "example.com"')
        self.apply(running, GATEWAY)

    def check_rotation(self, running, sink, old):
        """README.md, "Changing the loop key"."""
        self.patch_keys(**{"next.key": "YW5vdGhlciBvbmUgdGhhdCBpcyBsb25nIGVub3VnaCBhcyB3ZWxs"})
        self.apply(running, GATEWAY)
        self.sign_with(running, '{ "loop.key", "next.key" }')
        self.assert_counts(running, sink, old)

        self.sign_with(running, '{ "next.key", "loop.key" }')
        new, _ = self.through(running, sink, letter("fourth"))
        self.assert_stamped_once(new)
        self.assert_counts(running, sink, old, new)
        # A pod that is a step behind.
        self.sign_with(running, '{ "loop.key", "next.key" }')
        self.assert_counts(running, sink, old, new)

        self.patch_keys(**{"loop.key": None})
        self.sign_with(running, '"next.key"')
        self.assert_counts(running, sink, new)
        _, said = self.through(running, sink, old)
        self.assertNotIn("already-processed", said)

    def sign_with(self, running, keys):
        self.edit("config/gateway.conf", "^loop-key-file = .*", f"loop-key-file = {keys}")
        self.apply(running, GATEWAY)

    def check_stop(self, running, sink):
        client = self.connect(running)
        self.addCleanup(client.close)
        client.ehlo()
        client.mail("jane.doe@example.com")
        client.rcpt("bob@example.net")
        ends = []
        stopping = threading.Thread(target=lambda: ends.append(running.stop()))
        stopping.start()
        self.wait_until(lambda: not self.lets_in(running), running)
        count = len(sink.deliveries) + 1
        self.assertEqual(client.data(letter("last"))[0], 250)
        client.quit()
        self.assert_stamped_once(sink.wait(count, SECONDS)[-1].data)
        stopping.join(SECONDS)
        self.assertEqual(ends, [{"gateway": 0, "mailstamp": 0}])

    def lets_in(self, running):
        try:
            self.connect(running).quit()
            return True
        except smtplib.SMTPConnectError as refusal:
            self.assertEqual(refusal.smtp_code, 421)
            return False

    def test_gateway_keeps_its_queue(self):
        running, sink = self.start(GATEWAY, "StatefulSet", "mailstamp-gateway", "first")
        sink.stop()
        self.send(running, letter("kept"))
        self.assertEqual(running.stop(), {"gateway": 0, "mailstamp": 0})
        running, sink = self.start(GATEWAY, "StatefulSet", "mailstamp-gateway", "second")
        self.assertEqual(running.execute("gateway", "postqueue", "-f"), 0)
        [delivery] = sink.wait(1, SECONDS)
        self.assert_stamped_once(delivery.data)
        self.assertIn(b"<kept@example.com>", delivery.data)

    def test_shared(self):
        running, sink = self.start(SHARED, "Deployment", "mailstamp", "shared")
        self.add_postfix(running)
        self.assert_stamped_once(self.through(running, sink, letter("first"))[0])
        self.edit("config/people.csv", "Head of Sales", "Director")
        self.apply(running, SHARED)
        data, _ = self.through(running, sink, letter("second"))
        self.assertIn(b"Director", data)
        self.assertEqual(running.stop()["mailstamp"], 0)

    def add_postfix(self, running):
        """A mail server that is there already, and asks mailstamp over TCP."""
        spec = {"name": "postfix", "image": "mailstamp-gateway:0.1.0", "securityContext": {
            "runAsUser": 0, "runAsGroup": 0, "capabilities": {"add": [
                "CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID",
                "SETUID", "SYS_CHROOT"]}},
            "volumeMounts": [], "startupProbe": {"exec": {"command": ["gateway", "probe"]}},
            "env": [{"name": name, "value": value} for name, value in {
                "NEXT_HOP": f"[127.0.0.1]:{NEXT_HOP_PORT}", "NEXT_HOP_TLS": "none",
                "PERMITTED_NETWORKS": "127.0.0.1/32", "DOMAINS": "example.com",
                "MILTER": "inet:127.0.0.1:8894"}.items()]}
        running.add(spec)


def letter(name):
    return LETTER.format(name).replace("\n", "\r\n").encode()
