# SPDX-License-Identifier: BSD-2-Clause
"""Where a count of packets does not tell: what dies is away for a while, or is Postfix."""
import smtplib
import threading

from case import FaultCase, long_form
from harness import process
from harness.client import reply_to_data
from post import ACCEPTED, DEFERRED


class Crash(FaultCase):
    def start(self, **more):
        self.up(**more)
        self.one = self.letter()

    def note(self, code, text=""):
        self.assertEqual(code // 100, 4, f"Postfix answered {code}")
        self.one.attempts.append((DEFERRED, f"{code} {text}"))

    def connect(self):
        smtp = smtplib.SMTP(*self.mta.address, timeout=60)
        self.addCleanup(smtp.close)
        return smtp

    def finish(self, fault, outcome, **allowed):
        """What a client does: it keeps the message and sends it again later."""
        self.mta.wait_until_empty()
        self.assertEqual([each for each in self.at_the_end.deliveries
                          if self.one.key.encode() in each.data], [])
        self.supervisor.release()
        self.client.deliver(self.one)
        self.end(fault, outcome, **allowed)

    def end(self, fault, outcome, **allowed):
        figures = self.settle(**allowed).check(self.letters)
        self.assert_only_killed()
        self.report(fault, outcome, figures)

    @long_form
    def test_killed_while_the_client_is_sending(self):
        self.start()
        smtp, raw = self.connect(), self.one.raw
        self.assertEqual(reply_to_data(smtp, self.one.sender, self.one.recipients)[0], 354)
        smtp.send(raw[:len(raw) // 2])
        self.supervisor.kill()
        smtp.send(raw[len(raw) // 2:] + b".\r\n")
        self.note(*smtp.getreply())
        self.finish("SIGKILL while the client is sending", "deferred, sent again")

    @long_form
    def test_killed_while_it_has_the_whole_message(self):
        self.start()
        smtp = self.connect()
        self.assertEqual(reply_to_data(smtp, self.one.sender, self.one.recipients)[0], 354)
        self.daemon.freeze()  # it cannot answer, so the end of the message finds it there
        smtp.send(self.one.raw + b".\r\n")
        killer = threading.Timer(0.5, self.supervisor.kill)
        killer.start()
        self.note(*smtp.getreply())
        killer.join()
        self.finish("SIGKILL while it works on the message", "deferred, sent again")

    def test_killed_between_two_messages_of_a_connection(self):
        self.start()
        smtp = self.connect()
        first = self.letter("not-ours")
        smtp.sendmail(first.sender, first.recipients, first.raw)
        self.at_the_end.wait(1)
        self.mta.wait_until_empty()
        self.letters.remove(first)
        self.at_the_end.deliveries.clear()
        self.supervisor.kill()
        with self.assertRaises(smtplib.SMTPResponseException) as refused:
            smtp.sendmail(self.one.sender, self.one.recipients, self.one.raw)
        self.note(refused.exception.smtp_code)
        self.finish("SIGKILL between two messages of a connection",
                    "the connection's next message is deferred, sent again")

    def test_not_running_when_the_client_connects(self):
        self.start()
        self.supervisor.hold()
        self.supervisor.kill()
        smtp = self.connect()
        smtp.ehlo()
        self.note(*smtp.mail(self.one.sender))
        self.finish("not running", "451 4.7.1 at MAIL, sent again")

    def test_mail_of_a_local_program_waits_until_it_is_back(self):
        self.start(local=True)
        self.supervisor.hold()
        self.supervisor.kill()
        self.mta.submit(self.one.sender, self.one.recipients, self.one.raw)
        process.wait_for(lambda: "milter-reject" in self.mta.log(), "Postfix to defer")
        self.assertEqual(len(self.mta.queued("maildrop")), 1)
        self.assertEqual(self.at_the_end.deliveries, [])
        self.supervisor.release()
        delivered = self.at_the_end.wait(1)[0].data
        self.mta.wait_until_empty()
        self.assertEqual(len(self.at_the_end.deliveries), 1)
        self.assert_stamped_once(self.one.raw, delivered, self.one.leaves)
        self.letters.remove(self.one)
        self.at_the_end.deliveries.clear()
        self.end("not running, mail of a local program",
                 "stays in Postfix's maildrop queue, then goes out stamped")

    def test_postfix_killed_with_a_stamped_message_in_its_queue(self):
        self.start()
        self.at_the_end.stop()  # so that it stays there
        self.client.deliver(self.one)
        self.mta.stop()
        self.assertEqual(len(self.mta.queued()), 1)
        self.at_the_end = self.sink()
        self.mta.route_to(self.at_the_end.port)
        self.mta.start()
        self.end("SIGKILL of Postfix with a stamped message in its queue",
                 "delivered from the queue after the start, not stamped again")

    @long_form
    def test_stopped_while_the_client_is_sending(self):
        """SIGSTOP: nothing answers, and Postfix gives up."""
        self.start(settings={"milter_content_timeout": "2s", "milter_command_timeout": "2s"})
        smtp = self.connect()
        self.assertEqual(reply_to_data(smtp, self.one.sender, self.one.recipients)[0], 354)
        self.daemon.freeze()
        smtp.send(self.one.raw + b".\r\n")
        self.note(*smtp.getreply())
        self.daemon.thaw()
        self.finish("hangs (SIGSTOP) for longer than milter_content_timeout",
                    "451 4.7.1 after the timeout, sent again")
        self.assert_never_died()


