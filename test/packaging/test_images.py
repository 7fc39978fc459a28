#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""test_images.py BUILD: the container images, built and run: in by SMTP, out stamped. Then
the pods of test_pods.py, from the same images."""
import json
import os
import re
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import container

sys.path.insert(0, os.path.join(container.TOP, "test/e2e"))
from harness.sink import Sink  # noqa: E402 pylint: disable=wrong-import-position
from test_pods import Pods  # noqa: E402 pylint: disable=wrong-import-position

BUILD = sys.argv.pop()
UID = 10025
# chroot(1) and the change of user, which an engine does before it takes them.
ENGINE = ("sys_chroot", "setuid", "setgid")

LETTER = """\
From: Jane Doe <jane.doe@example.com>
To: bob@example.net
Subject: {0}
Message-ID: <{0}@example.com>
Date: Thu, 05 Mar 2026 09:59:00 +0000

Hello Bob, Thursday it is.
"""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def compose_list(service, key, **environment):
    """A list in one line of compose.yaml: [A, B], where "${C:-D}" is C of the environment
    or D."""
    with open(f"{container.TOP}/packaging/container/compose.yaml", encoding="utf-8") as file:
        text = file.read()
    part = text[text.index(f"\n  {service}:\n"):]
    words = re.search(rf"\n    {key}: \[([^\]]*)\]", part).group(1)
    words = re.sub(r"\$\{(\w+):-(\w*)\}", lambda it: environment.get(*it.groups()), words)
    return words.replace(",", " ").replace('"', "").split()


def build_images(store):
    source = os.path.join(store.folder, "source")
    tar = os.path.join(container.TOP, "build/base-system.tar")
    subprocess.run([f"{container.TOP}/test/packaging/base-system", tar], check=True)
    shutil.copytree(container.TOP, source, symlinks=True, ignore=lambda folder, names:
                    {".git", "build"} & set(names) if folder == container.TOP else set())
    store.make_base(tar)
    for target in ("mailstamp", "gateway"):
        store.build(source, target)


class Images(unittest.TestCase):
    store = None

    def setUp(self):
        self.scratch = tempfile.mkdtemp(prefix="mailstamp-images-")
        os.chmod(self.scratch, 0o755)
        self.addCleanup(shutil.rmtree, self.scratch)
        self.sink = Sink()
        self.addCleanup(self.sink.stop)
        self.port = free_port()
        for name in ("conf", "run", "queue"):
            os.makedirs(self.path(name))
        # As the volume is populated from the image.
        os.chown(self.path("run"), UID, UID)
        os.chmod(self.path("run"), 0o2750)
        self.write_configuration()

    def path(self, name):
        return os.path.join(self.scratch, name)

    def write_configuration(self):
        """As compose.yaml says: by `mailstamp init` in the image, and by its user."""
        os.chown(self.path("conf"), UID, UID)
        made = self.run_image(
            "mailstamp", "init", "/etc/mailstamp", log="init.log",
            entrypoint=["/usr/bin/mailstamp"], capabilities=ENGINE,
            volumes={"/etc/mailstamp": (self.path("conf"), "rw")})
        self.assertEqual(made.wait(), 0, made.text())

    def run_image(self, image, *arguments, log, **options):
        running = container.Container(self.store, image, *arguments, log=self.path(log),
                                      **options)
        self.addCleanup(running.remove)
        return running

    def start_mailstamp(self, log="mailstamp.log", **environment):
        running = self.run_image(
            "mailstamp", *compose_list("mailstamp", "command", **environment), log=log,
            read_only=True, capabilities=ENGINE,
            volumes={"/etc/mailstamp": (self.path("conf"), "ro"),
                     "/run/mailstamp": (self.path("run"), "rw")})
        self.wait_until(running.is_healthy, running)
        return running

    def start_gateway(self, **environment):
        running = self.run_image(
            "gateway", log="gateway.log",
            capabilities=[name.lower() for name in compose_list("gateway", "cap_add")],
            volumes={"/var/spool/postfix": (self.path("queue"), "rw"),
                     "/run/mailstamp": (self.path("run"), "rw")},
            environment={"NEXT_HOP": f"[127.0.0.1]:{self.sink.port}", "NEXT_HOP_TLS": "none",
                         "TLS": "none", "PERMITTED_NETWORKS": "127.0.0.1/32",
                         "DOMAINS": "example.com", "PORT": str(self.port), **environment})
        return running

    def wait_until(self, condition, running, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline or running.process.poll() is not None:
                self.fail(f"{condition}: {running.text()}")
            time.sleep(0.2)

    def send(self, name, sender="jane.doe@example.com", source="127.0.0.1"):
        with smtplib.SMTP("127.0.0.1", self.port, source_address=(source, 0),
                          local_hostname="client.example.com", timeout=30) as client:
            client.sendmail(sender, ["bob@example.net"],
                            LETTER.format(name).replace("\n", "\r\n"))

    def assert_stamped_once(self, delivery):
        self.assertEqual(delivery.data.count(b"X-MailstampProcessed: true; "), 1)
        self.assertIn(b"Head of Sales", delivery.data)

    def test_mail_goes_in_and_comes_out_stamped(self):
        mailstamp = self.start_mailstamp()
        gateway = self.start_gateway()
        self.wait_until(gateway.is_healthy, gateway)
        self.send("first")
        [delivery] = self.sink.wait(1)
        self.assert_stamped_once(delivery)
        self.assertIn("stamped", mailstamp.text())

        with self.subTest("no open relay: not from there, not for others"):
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                self.send("foreign", source="127.0.0.2")
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                self.send("foreign", sender="eve@example.org")

        with self.subTest("mail waits while mailstamp is away"):
            self.assertEqual(mailstamp.stop(), 0, mailstamp.text())
            with self.assertRaises(smtplib.SMTPException):
                self.send("early")
            again = self.start_mailstamp("again.log", LOG_FORMAT="json")
            self.send("early")
            self.assert_stamped_once(self.sink.wait(2)[-1])
            rows = [json.loads(line) for line in again.text().splitlines()]
            self.assertEqual([row["result"] for row in rows if "queue-id" in row], ["stamped"])

        with self.subTest("a stop loses nothing"):
            port = self.sink.port
            self.sink.stop()
            self.send("kept")
            self.assertEqual(gateway.stop(), 0, gateway.text())
            self.sink = Sink()
            self.addCleanup(self.sink.stop)
            self.assertNotEqual(port, self.sink.port)
            gateway = self.start_gateway()
            self.wait_until(gateway.is_healthy, gateway)
            [delivery] = self.sink.wait(1, 60)
            self.assert_stamped_once(delivery)
            self.assertIn(b"<kept@example.com>", delivery.data)
            self.assertEqual(gateway.stop(), 0, gateway.text())

    def test_the_gateway_does_not_start_without_the_knowledge_of_whom_to_serve(self):
        for environment, what in (
                ({"PERMITTED_NETWORKS": ""}, "PERMITTED_NETWORKS is not set"),
                ({"PERMITTED_NETWORKS": "0.0.0.0/0"}, "open relay"),
                ({"PERMITTED_NETWORKS": "10.0.0.0/8 ::/0"}, "open relay"),
                ({"PERMITTED_NETWORKS": "128.0.0.0/1"}, "open relay"),
                ({"PERMITTED_NETWORKS": "2000::/16"}, "open relay"),
                ({"PERMITTED_NETWORKS": "static:all"}, "expected an address"),
                ({"PERMITTED_NETWORKS": "!10.1.1.1"}, "expected an address"),
                ({"NEXT_HOP": ""}, "NEXT_HOP is not set"),
                ({"DOMAINS": ""}, "DOMAINS is not set"),
                ({"TLS": "encrypt"}, "TLS=encrypt needs"),
                ({"TLS": "yes"}, "expected none, may or encrypt"),
                ({"TLS_CERT_FILE": "/nowhere.pem"}, "/nowhere.pem cannot be read")):
            with self.subTest(what, **environment):
                open(self.path("gateway.log"), "w", encoding="ascii").close()
                gateway = self.start_gateway(**environment)
                self.assertEqual(gateway.wait(), 1, gateway.text())
                self.assertIn(what, gateway.text())
                self.assertEqual(gateway.text().count("\n"), 1, gateway.text())


if __name__ == "__main__":
    if subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: no namespaces can be made here")
        sys.exit(77)
    shutil.rmtree(os.path.join(BUILD, "images"), ignore_errors=True)
    # Built once, for both.
    Images.store = Pods.store = container.Store(os.path.join(BUILD, "images"))
    try:
        build_images(Images.store)
        unittest.main()
    finally:
        Images.store.remove()
