# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of the flows have in common: the mail, and what has to become of it."""
import email
import email.policy
import os
import queue
import re
import shutil
import smtplib
import ssl
import threading
from collections import Counter, namedtuple

from harness import check, mail, process, relay
from harness.case import EndToEnd, required
from harness.certificates import Certificates
from harness.client import send
from harness.gateway import FLOWS, Gateway
from harness.mailstampd import CONFIG, Mailstampd
from harness.opendkim import OpenDkim

MESSAGES = 200
SESSIONS = 8

# The parties' addresses. Users and the rest of the world are on 127.0.0.1.
EXCHANGE, GATEWAY, SMART_HOST, MAIL_SERVER, STRANGER = (
    f"127.0.0.{number}" for number in (10, 20, 30, 40, 66))

# What parties other than mailstamp and Postfix put into the header.
PARTIES = re.compile(r"x-ms-exchange-|x-originatororg$|x-antiloop-smarthost$|x-barracuda-"
                     r"|x-gm-|x-google-|x-exclaimer|x-codetwo|dkim-signature$")

# `route` names the hosts of the Received fields, the first one first. `outcome` is
# "stamped", "marked" (passed with a mark) or "untouched".
Expected = namedtuple("Expected", "route outcome")


def outcome_of(kind):
    """What mailstamp does to a message of a kind that comes by."""
    if kind.stamped:
        return "stamped"
    return "marked" if kind.marked else "untouched"


def message_id(raw):
    return check.value_of(check.halves(raw)[0], "message-id")


def route(raw):
    """The hosts that the message came by, in that order."""
    received = [relay.unfold(field) for field in check.fields(check.halves(raw)[0])
                if check.name_of(field) == "received"]
    return [re.search(rb"\bby (\S+)", field)[1].decode("ascii").partition(".")[0]
            for field in reversed(received)]


def leaves_of(sent, got):
    """The types of the leaves that are stamped: one alternative at least."""
    leaves = [each.type for each in check.changes(sent, got).insertions]
    if not leaves:
        raise AssertionError("not stamped")
    return leaves


def plain(raw, parties):
    """The message without the parties' fields, and with each field on one line."""
    def change(field):
        if parties.match(check.name_of(field)):
            return b""
        return re.sub(rb"[ \t]+", b" ", relay.unfold(field)).rstrip() + b"\r\n"
    return relay.change_head(raw, change)


class Flow(EndToEnd):
    seconds = 120
    flow = None  # the folder below packaging/flows
    parties = PARTIES
    gateway_name = "stamp"  # its host's name
    marks_survive = bodies_survive = True  # what the parties behind the gateway leave alone

    def setUp(self):
        super().setUp()
        self.certificates = Certificates(self.subfolder("certificates"))
        self.world = self.sink()
        self.key = os.urandom(32).hex().encode("ascii")  # of all gateways

    # ---- Parties ---------------------------------------------------------------------

    def stamping_gateway(self, replace, *, name="gateway", host=GATEWAY, flow=None,
                         conf=None, signer=False, delivers=False):
        """A gateway as it is shipped, and its mailstampd. Both run. `conf` is the flow whose
        mailstamp.conf it has, where that is another one; with `signer`, OpenDKIM signs; `delivers` says that it
        hands to the world itself."""
        flow = flow or self.flow
        gateway = self.keep(name, Gateway(self.subfolder(name), flow, replace, host=host,
                                          world=self.world.port if delivers else None))
        self.assertEqual(gateway.warnings(), [])
        daemon = self.keep(f"{name}'s mailstampd", Mailstampd(
            self.subfolder(f"{name}.mailstampd"),
            required("MAILSTAMPD", "no such program; set it to a built mailstampd"),
            config=self.configuration(conf or flow, name),
            socket=gateway.path("spool/mailstamp/milter.sock")))
        daemon.use_key(self.key)
        if signer:
            self.signer = self.keep("opendkim", OpenDkim(
                self.subfolder("opendkim"), gateway.path("spool/opendkim/opendkim.sock"),
                gateway.shipped("opendkim.conf"))).start()
        daemon.start()
        gateway.start()
        return gateway, daemon

    def exchange_online(self, exchange):
        """What to replace in the files of the flows with Exchange Online."""
        return {
            "[example-com.mail.protection.outlook.com]:25":
                f"[{exchange.host}]:{exchange.postfix.port}",
            **self.side_of_exchange(exchange.host),
        }

    def side_of_exchange(self, host):
        return {
            "40.92.0.0/15 ": f"{host}/32 ",
            "/etc/postfix/stamp.example.com.pem":
                self.certificates.issue("stamp.example.com"),
            "/etc/ssl/certs/ca-certificates.crt": self.certificates.authority,
        }

    def hop_to(self, gateway, source=EXCHANGE):
        return relay.Hop(gateway.address, source, relay.proof(self.certificates.authority))

    def configuration(self, flow, name):
        """The shipped mailstamp.conf with people and signatures of the tests' own."""
        folder = self.subfolder(f"{name}.conf")
        conf = shutil.copy(os.path.join(FLOWS, flow, "mailstamp.conf"), folder)
        shutil.copy(os.path.join(CONFIG, "people.csv"), folder)
        with open(conf, encoding="utf-8") as file:
            templates = set(re.findall(r'(?m)^\s*template\s*=\s*"(\w+)"', file.read()))
        for template in templates:
            shutil.copytree(os.path.join(CONFIG, "templates/e2e"),
                            os.path.join(folder, "templates", template))
        return folder

    # ---- Mail ------------------------------------------------------------------------

    def send_all(self, address, messages):
        """Hands in the messages as users do, in several sessions at once."""
        waiting, failures = queue.Queue(), []
        for message in messages:
            waiting.put(message)

        def session():
            try:
                while True:
                    _, kind, raw = waiting.get_nowait()
                    send(address, kind.sender, kind.recipients, raw)
            except queue.Empty:
                pass
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)
        threads = [threading.Thread(target=session) for _ in range(SESSIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def wait_for_all(self, messages, mtas, seconds=60):
        """All that was sent is there, once for each recipient, and nothing else."""
        wanted = Counter((message_id(raw), recipient) for _, kind, raw in messages
                         for recipient in kind.recipients)

        def arrived():
            return Counter((message_id(delivery.data), recipient)
                           for delivery in list(self.world.deliveries)
                           for recipient in delivery.recipients)
        try:
            process.wait_for(lambda: arrived().total() >= wanted.total(), "mail", seconds)
        except TimeoutError as error:
            raise AssertionError(f"{error}: {wanted - arrived()} of {wanted.total()}, "
                                 f"queued {[mta.queued() for mta in mtas]}") from error
        for mta in mtas:
            mta.wait_until_empty()
        self.assertEqual(arrived() - wanted, Counter(), "delivered too often, or an NDR")
        self.assertEqual(wanted - arrived(), Counter(), "lost")
        for mta in mtas:
            self.assertNotIn("status=bounced", mta.log())

    def check_all(self, messages, expected):
        """`expected` says of a kind's name and the Kind what should have become of it."""
        delivered = {}
        for delivery in self.world.deliveries:
            delivered.setdefault(message_id(delivery.data), delivery)
        for name, kind, sent in messages:
            with self.subTest(kind=name, message=message_id(sent)):
                got = delivered[message_id(sent)]
                self.assertEqual(got.sender, kind.sender)
                self.check_one(sent, got.data, expected(name, kind))

    def check_one(self, sent, got, want):
        self.assertEqual(route(got), want.route)
        if not self.bodies_survive:
            self.assert_signatures(got, want.outcome == "stamped")
            return
        sent, got = plain(sent, self.parties), plain(got, self.parties)
        hops = len(want.route)
        if want.outcome != "stamped":
            self.assert_passed(sent, got, want.outcome == "marked", received=hops)
        elif self.marks_survive:
            self.assert_stamped_once(sent, got, leaves_of(sent, got), received=hops)
        else:
            self.assert_added_fields(check.changes(sent, got), hops, marked=False)
            self.assert_signatures(got, True)

    def assert_signed(self, got):
        """With DKIM, if it is ours, and the signature is good for what arrived."""
        signed = relay.has_field(got, "DKIM-Signature")
        self.assertEqual(signed, relay.has_field(got, "From", r"@example\.com"))
        self.assertTrue(not signed or self.signer.verifies(got))

    def assert_signatures(self, got, stamped):
        """One in each text that is not a file, or none at all."""
        texts = [part.get_content() for part in email.message_from_bytes(
                     got, policy=email.policy.default).walk()
                 if part.get_content_type() in ("text/plain", "text/html")
                 and not part.get_filename()]
        found = [text.count(mail.SIGNATURE) for text in texts]
        if stamped:
            self.assertTrue(sum(found) in (1, 2) and max(found) == 1, found)
        else:
            self.assertEqual(sum(found), 0)

    @staticmethod
    def explain(daemon, message):
        """What `mailstamp explain --json` says on the gateway of a message."""
        tool = required("MAILSTAMP", "no such program; set it to a built mailstamp")
        path = daemon.path("message.eml")
        with open(path, "wb") as file:
            file.write(message)
        return process.output([tool, "explain", "--json", "--config", daemon.config, path])

    # ---- What every flow has to stand --------------------------------------------------

    def assert_all_arrive(self, address, mtas, expected, messages=None):
        messages = messages or mail.mix(MESSAGES)
        self.send_all(address, messages)
        self.wait_for_all(messages, mtas)
        self.check_all(messages, expected)

    def assert_waits_for(self, gone, address, mtas, expected, messages=None):
        """What was sent while `gone`, a gateway or its mailstampd, was away arrives, once,
        when it is back."""
        messages = messages or mail.mix(MESSAGES // 5, seed=7)
        gone.stop()
        self.send_all(address, messages)
        through = [message for message in messages
                   if self.gateway_name in expected(*message[:2]).route]
        self.assertTrue(through)
        process.wait_for(lambda: len(self.deferred(mtas)) >= len(through), "deferrals", 30)
        self.assertEqual(len(self.world.wait(len(messages) - len(through))),
                         len(messages) - len(through))
        gone.start()
        self.wait_for_all(messages, mtas)
        self.check_all(messages, expected)

    @staticmethod
    def deferred(mtas):
        return {found for mta in mtas
                for found in re.findall(r"(\w+): to=.*status=deferred", mta.log())}

    def assert_refused(self, address, source, sender, recipient, data=None,
                       tls=True):
        """The MTA refuses this for good, at the latest when it has the message."""
        with smtplib.SMTP(*address, timeout=30, source_address=(source, 0)) as smtp:
            smtp.ehlo()
            if tls and smtp.has_extn("starttls"):
                context = ssl.create_default_context(cafile=self.certificates.authority)
                context.check_hostname = False
                smtp.starttls(context=context)
            with self.assertRaises(smtplib.SMTPException) as refused:
                smtp.sendmail(sender, [recipient], data or mail.build("new-plain"))
        error = refused.exception
        code = (next(iter(error.recipients.values()))[0]
                if isinstance(error, smtplib.SMTPRecipientsRefused) else error.smtp_code)
        self.assertEqual(code // 100, 5, error)

    def assert_no_open_relay(self, address, recipients=("eve@example.org",
                                                        "jane@example.com")):
        """A stranger gets nothing through it, whoever it claims to be."""
        for sender in ("mallory@example.org", "jane@example.com", ""):
            for recipient in recipients:
                with self.subTest(sender=sender, recipient=recipient):
                    self.assert_refused(address, STRANGER, sender, recipient)
        self.assertEqual(self.world.deliveries, [])
