# SPDX-License-Identifier: BSD-2-Clause
"""Sending: bytes go out as they are, nothing is parsed or mended on the way."""
import random
import smtplib
import threading
import time
from collections import Counter

from . import mail

PAUSE = 0.02  # of a patient client between two messages: the load stays bounded


def send(address, sender, recipients, *messages):
    """Sends the messages, one transaction each, over one connection."""
    with smtplib.SMTP(*address, timeout=60) as smtp:
        for message in messages:
            smtp.sendmail(sender, recipients, message)


def reply_to_data(smtp, sender, recipients):
    """Goes on until the server waits for the message."""
    smtp.ehlo_or_helo_if_needed()
    smtp.mail(sender)
    for recipient in recipients:
        smtp.rcpt(recipient)
    smtp.putcmd("data")
    return smtp.getreply()


class PatientClient(threading.Thread):
    """Sends messages of all kinds as a mail program does, one or some in a session: what is
    put off is kept and sent again, over a new connection. `accepted` has the kind's name and
    the message for each Message-ID that got 250."""

    def __init__(self, address, seed):
        super().__init__(daemon=True)
        self.address, self.random = address, random.Random(seed)
        self.kinds = [name for name in mail.KINDS if name != "oversize"]
        self.accepted, self.deferrals, self.error = {}, Counter(), None
        self._end = threading.Event()

    def run(self):
        try:
            while not self._end.is_set():
                self.session(self.random.choice((1, 1, 4)))
        except Exception as error:  # pylint: disable=broad-except
            self.error = error

    def session(self, count):
        smtp = smtplib.SMTP(*self.address, timeout=60)
        for _ in range(count):
            name = self.random.choice(self.kinds)
            raw = mail.build(name)
            while not self.attempt(smtp, mail.KINDS[name], raw):
                time.sleep(0.2)
                smtp.close()
                smtp = smtplib.SMTP(*self.address, timeout=60)
            self.accepted[mail.message_id(raw)] = name, raw
            time.sleep(PAUSE)
        smtp.quit()

    def attempt(self, smtp, kind, raw):
        try:
            refused = smtp.sendmail(kind.sender, kind.recipients, raw)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPResponseException as error:
            refused = {kind.sender: (error.smtp_code, error.smtp_error)}
        for code, text in refused.values():
            if code // 100 != 4:
                raise AssertionError(f"{code} {text}")
            self.deferrals[text.decode()] += 1
        return not refused

    def end(self):
        self._end.set()
        self.join()
        if self.error:
            raise self.error
