# SPDX-License-Identifier: BSD-2-Clause
"""packaging/haproxy as it is shipped: several mailstampd behind one socket of Postfix. They
are killed, frozen and restarted in turn while mail goes through and templates change."""
import os
import random
import re
import shutil
import signal
import smtplib
import socket
import ssl
import struct
import time
import unittest
from collections import Counter

from harness import check, mail, process
from harness.case import EndToEnd, required
from harness.certificates import Certificates
from harness.client import PatientClient, send
from harness.haproxy import Haproxy
from harness.mailstampd import CONFIG, Mailstampd, give_to_daemon
from harness.postfix import Postfix

MACHINES = ("stamp1", "stamp2", "stamp3")
ADDRESSES = {name: f"192.0.2.{11 + number}:8894" for number, name in enumerate(MACHINES)}
SESSIONS = 8
ROUNDS = int(os.environ.get("HAPROXY_ROUNDS", "1"))  # each takes a dozen seconds

# Where HAProxy has little patience, the test needs little.
HURRY = {"timeout check 5s": "timeout check 500ms",
         "inter 2s fastinter 500ms": "inter 200ms fastinter 200ms"}
SENDER, RECIPIENTS = "jane@example.com", ["bob@example.net"]

# As Postfix does it: 13 octets, version 6, all actions and all steps.
NEGOTIATE = struct.pack("!IcIII", 13, b"O", 6, 0x1FF, 0x1FFFFF)


class Templates:
    """A folder that all machines read, by a link that is pointed at the next version."""

    def __init__(self, folder):
        self.folder, self.version = folder, 0
        self.link = os.path.join(folder, "templates")
        self.change()

    def change(self):
        self.version += 1
        made = os.path.join(self.folder, f"version-{self.version}")
        shutil.copytree(os.path.join(CONFIG, "templates"), made)
        for kind in ("html", "txt"):
            path = os.path.join(made, "e2e", f"signature.{kind}")
            with open(path, encoding="utf-8") as file:
                text = file.read()
            with open(path, "w", encoding="utf-8") as file:
                file.write(text.replace(mail.SIGNATURE,
                                        f"{mail.SIGNATURE} VERSION-{self.version}"))
        give_to_daemon(made)
        os.symlink(made, self.link + ".new")
        os.rename(self.link + ".new", self.link)


class ManyMachines(EndToEnd):
    seconds = 120 * ROUNDS

    def setUp(self):
        super().setUp()
        self.at_the_end = self.sink()
        self.templates = Templates(self.subfolder("shared"))
        self.daemons = {name: self.machine(name) for name in MACHINES}
        # In its chroot, as Debian does it: the socket is below the queue folder.
        milter = "unix:mailstamp/milter.sock"
        self.mta = self.keep("postfix", Postfix(
            self.subfolder("postfix"), self.at_the_end.port, milters=milter,
            local_milters=milter, chroot=True))
        self.socket = self.mta.path("spool/mailstamp/milter.sock")
        os.mkdir(os.path.dirname(self.socket), 0o750)
        shutil.chown(os.path.dirname(self.socket), "root", "postfix")

    def machine(self, name):
        binary = required("MAILSTAMPD", "no such program; set it to a built mailstampd")
        daemon = self.keep(name, Mailstampd(self.subfolder(name), binary,
                                            port=process.free_port()))
        daemon.set_value("templates", self.templates.link)
        daemon.use_key(b"the key of all machines, of 32 octets or more")
        return daemon.start()

    def haproxy(self, name="haproxy", config="haproxy.cfg", replace=None, times=None):
        """The shipped file, with addresses of this machine."""
        folder = self.subfolder(name)
        ours = {"/var/spool/postfix/mailstamp/milter.sock": self.socket}
        proxy = Haproxy(folder, config, {**ours, **(times or HURRY), **(replace or {})})
        self.assertEqual(proxy.check(), "")
        return self.keep(name, proxy).start()

    def ports(self):
        return {ADDRESSES[name]: f"127.0.0.1:{daemon.address[1]}"
                for name, daemon in self.daemons.items()}

    def versions(self, insertions):
        """Of the template, in one message."""
        found = [re.findall(r"VERSION-(\d+)", each.text) for each in insertions]
        self.assertTrue(all(len(each) == 1 for each in found), found)
        return {each[0] for each in found}

    def check_one(self, name, sent, delivered):
        kind = mail.KINDS[name]
        if not kind.stamped:
            self.assert_passed(sent, delivered, kind.marked)
            return set()
        leaves = [each.type for each in check.changes(sent, delivered).insertions]
        self.assertTrue(leaves, "not stamped")
        versions = self.versions(self.assert_stamped_once(sent, delivered, leaves))
        self.assertEqual(len(versions), 1, "parts of two versions in one message")
        return versions


class UnderLoad(ManyMachines):
    def setUp(self):
        super().setUp()
        self.proxy = self.haproxy(replace=self.ports())
        self.mta.start()
        for name in MACHINES:
            self.wait_until_up(name)
        self.clients = [PatientClient(self.mta.address, seed) for seed in range(SESSIONS)]

    def wait_until_up(self, name):
        self.proxy.wait_for(name, status="UP", check_status="L7OK")

    def deferrals(self):
        return sum((client.deferrals for client in self.clients), Counter())

    def wait_for_mail(self, count=60):
        """So that there is mail under way whenever something happens."""
        goal = self.accepted_so_far() + count
        process.wait_for(lambda: self.accepted_so_far() >= goal, f"{count} messages", 30)

    def wait_for_each_client(self):
        """None of them is left in a session whose milter is gone."""
        before = [len(client.accepted) for client in self.clients]
        for client, count in zip(self.clients, before):
            process.wait_for(lambda c=client, n=count: len(c.accepted) > n, "each client")

    def accepted_so_far(self):
        for client in self.clients:
            if client.error:
                raise client.error
        return sum(len(client.accepted) for client in self.clients)

    # ---- What happens to the machines ------------------------------------------------

    def kill(self, name):
        self.daemons[name].kill()
        self.templates.change()
        self.wait_for_mail()
        self.daemons[name].start()
        self.wait_until_up(name)

    def upgrade(self, name):
        """As a package does it: new connections go elsewhere, open ones are put off."""
        self.daemons[name].stop()
        self.templates.change()
        self.daemons[name].start()
        self.wait_until_up(name)
        self.wait_for_mail()

    def restart(self, name):
        """As an administrator does who wants nobody to notice."""
        self.proxy.set_state(name, "drain")
        self.proxy.wait_for(name, scur="0", status="DRAIN")
        self.daemons[name].stop()
        self.templates.change()
        self.daemons[name].start()
        self.proxy.set_state(name, "ready")
        self.wait_until_up(name)
        self.wait_for_mail()

    def freeze(self, name):
        self.daemons[name].freeze()
        self.proxy.wait_for(name, status="DOWN", check_status="L7TOUT")
        self.templates.change()
        # Its connections are closed: without that, Postfix would wait for it for minutes.
        self.wait_for_each_client()
        os.kill(self.daemons[name].pid, signal.SIGCONT)
        self.wait_until_up(name)

    def reload(self):
        self.templates.change()
        self.proxy.reload()
        for name in MACHINES:
            self.wait_until_up(name)
        self.wait_for_mail()

    # ---- What has to come of it --------------------------------------------------------

    def test_each_accepted_message_is_delivered_once_and_stamped_once(self):
        for client in self.clients:
            client.start()
        for _ in range(ROUNDS):
            self.one_round()
        for client in self.clients:
            client.end()
        self.check_all()
        self.check_that_each_knows_the_marks_of_the_others()

    def one_round(self):
        self.wait_for_mail()
        for name in MACHINES:
            self.kill(name)
        self.freeze(random.choice(MACHINES))
        self.upgrade(random.choice(MACHINES))
        self.wait_for_each_client()
        self.assertGreater(self.deferrals().total(), 0, "nothing was under way")
        before = self.deferrals()
        for name in MACHINES:
            self.restart(name)
        self.reload()
        self.assertEqual(self.deferrals(), before, "draining and reloading defer nothing")

    def check_all(self):
        accepted = {key: value for client in self.clients
                    for key, value in client.accepted.items()}
        wanted = Counter(accepted.keys())
        self.mta.wait_until_empty(60)
        arrived = Counter(mail.message_id(each.data) for each in self.at_the_end.deliveries)
        self.assertEqual(wanted - arrived, Counter(), "lost")
        self.assertEqual(arrived - wanted, Counter(), "delivered twice, or never accepted")
        versions = set()
        for delivery in self.at_the_end.deliveries:
            name, raw = accepted[mail.message_id(delivery.data)]
            with self.subTest(kind=name, message=mail.message_id(raw)):
                versions |= self.check_one(name, raw, delivery.data)
        self.assertGreater(len(versions), 5, "the templates changed meanwhile")
        for name, daemon in self.daemons.items():
            outcomes = daemon.outcomes().values()
            self.assertTrue(outcomes, f"{name} had work")
            self.assertFalse([each for each in outcomes if each.startswith("failed")])
        print(f"{len(accepted)} messages, {self.deferrals().total()} deferrals, "
              f"{self.templates.version} versions: {dict(self.deferrals())}")

    def check_that_each_knows_the_marks_of_the_others(self):
        """All but one are away: who is left sees what the others have stamped."""
        stamped = [delivery.data for delivery in self.at_the_end.deliveries
                   if mail.SIGNATURE.encode() in delivery.data][-20:]
        self.assertTrue(stamped)
        for name, daemon in self.daemons.items():
            for other in MACHINES:
                self.proxy.set_state(other, "ready" if other == name else "maint")
            self.at_the_end.deliveries.clear()
            before = len(daemon.outcomes())
            send(self.mta.address, SENDER, RECIPIENTS, *stamped)
            again = {mail.message_id(delivery.data): delivery.data
                     for delivery in self.at_the_end.wait(len(stamped))}
            for sent in stamped:
                self.assert_passed(sent, again[mail.message_id(sent)], marked=False)
            new = list(daemon.outcomes().values())[before:]
            self.assertEqual([each.split(" size=")[0] for each in new],
                             ["passed reason=already-processed"] * len(stamped))


class HealthChecks(ManyMachines):
    def setUp(self):
        super().setUp()
        self.proxy = self.haproxy(replace=self.ports())

    def test_leave_no_trace_in_the_log(self):
        before = {name: daemon.log() for name, daemon in self.daemons.items()}
        for name in MACHINES:
            self.proxy.wait_for(name, status="UP", check_status="L7OK")
        time.sleep(1)  # some more of them
        for name, daemon in self.daemons.items():
            self.assertEqual(daemon.log(), before[name])

    def test_what_is_no_milter_or_nobody_is_down(self):
        self.proxy.stop()
        self.daemons["stamp3"].stop()
        ports = self.ports()
        ports[ADDRESSES["stamp2"]] = f"127.0.0.1:{self.at_the_end.port}"
        self.proxy = self.haproxy("second", replace=ports)
        self.proxy.wait_for("stamp1", status="UP", check_status="L7OK")
        self.proxy.wait_for("stamp2", status="DOWN", check_status="L7")
        self.proxy.wait_for("stamp3", status="DOWN", check_status="L4CON")


class Nobody(ManyMachines):
    def test_without_any_machine_mail_waits(self):
        self.proxy = self.haproxy(replace=self.ports())
        self.mta.start()
        for daemon in self.daemons.values():
            daemon.kill()
        raw = mail.build("outlook-reply")
        with self.assertRaises(smtplib.SMTPResponseException) as refused:
            send(self.mta.address, SENDER, RECIPIENTS, raw)
        self.assertEqual(refused.exception.smtp_code, 451)
        self.daemons["stamp2"].start()
        self.proxy.wait_for("stamp2", status="UP", check_status="L7OK")
        send(self.mta.address, SENDER, RECIPIENTS, raw)
        self.check_one("outlook-reply", raw, self.at_the_end.wait(1)[0].data)


class OverTls(ManyMachines):
    """Each machine has a HAProxy before mailstampd, that asks for a certificate."""

    def setUp(self):
        super().setUp()
        self.certificates = Certificates(self.subfolder("certificates"))
        self.addresses, self.gates = {}, {}
        for name, daemon in self.daemons.items():
            self.addresses[name] = ("127.0.0.1", process.free_port())
            self.gates[name] = self.gate(name, daemon)

    def front(self, times):
        """The HAProxy of the machine with Postfix."""
        return self.haproxy(config="tls/haproxy.cfg", times=times, replace={
            **{f"{ADDRESSES[name]} ": "%s:%d " % address
               for name, address in self.addresses.items()},
            **self.proof("mx1.example.com")})

    def proof(self, host):
        return {"/etc/haproxy/mailstamp/machine.pem": self.certificates.issue(host),
                "/etc/haproxy/mailstamp/ca.crt": self.certificates.authority}

    def gate(self, name, daemon):
        folder = self.subfolder(f"{name}.gate")
        proxy = Haproxy(folder, "tls/stamp.cfg", {
            "192.0.2.11:8894": "%s:%d" % self.addresses[name],
            "mailstampd 127.0.0.1:8894": f"mailstampd 127.0.0.1:{daemon.address[1]}",
            "inter 1s": "inter 200ms", **self.proof(f"{name}.example.com")})
        self.assertEqual(proxy.check(), "")
        return self.keep(f"{name}.gate", proxy).start()

    def test_mail_is_stamped_and_a_machine_without_mailstampd_is_passed_over(self):
        # So slow that it notices nothing: each connection has to find out for itself.
        self.proxy = self.front({"inter 2s fastinter 500ms": "inter 600s fastinter 600s"})
        self.mta.start()
        self.daemons["stamp2"].kill()
        self.gates["stamp2"].wait_for("mailstampd", status="DOWN")
        sent = [mail.build("outlook-reply") for _ in range(12)]
        for raw in sent:
            send(self.mta.address, SENDER, RECIPIENTS, raw)
        arrived = {mail.message_id(delivery.data): delivery.data
                   for delivery in self.at_the_end.wait(len(sent))}
        for raw in sent:
            self.check_one("outlook-reply", raw, arrived[mail.message_id(raw)])
        server = self.proxy.server("stamp2")
        self.assertTrue(server["status"].startswith("UP"), "not noticed")
        self.assertGreater(int(server["wredis"]), 0, "and asked")

    def test_health_checks_go_the_same_way(self):
        proxy = self.front(HURRY)
        self.daemons["stamp2"].freeze()
        proxy.wait_for("stamp1", status="UP", check_status="L7OK")
        proxy.wait_for("stamp2", status="DOWN")

    def test_only_a_machine_of_ours_gets_an_answer(self):
        chain = self.certificates.issue("mx2.example.com")
        stranger = Certificates(self.subfolder("elsewhere")).issue("mx1.example.com")
        self.assertTrue(self.answers(self.context(chain)).startswith(b"\0\0\0\x0dO"))
        for name, context in (("no TLS", None), ("no certificate", self.context()),
                              ("another authority's", self.context(stranger))):
            with self.subTest(name):
                self.assertNotIn(b"\0\0\0\x0dO", self.answers(context))

    def context(self, chain=None):
        context = ssl.create_default_context(cafile=self.certificates.authority)
        if chain:
            context.load_cert_chain(chain)
        return context

    def answers(self, context):
        with socket.create_connection(self.addresses["stamp1"], 10) as peer:
            try:
                if context:
                    peer = context.wrap_socket(peer, server_hostname="stamp1.example.com")
                peer.sendall(NEGOTIATE)
                return peer.recv(100)
            except OSError:
                return b""
            finally:
                peer.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
