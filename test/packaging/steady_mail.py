# SPDX-License-Identifier: BSD-2-Clause
"""steady_mail.py RECIPIENT FILE: mail to RECIPIENT by SMTP until FILE is there.

One message after the other, as a client does it: what is answered 4xx is sent again.
Says on standard output how many there were, how many answers were 4xx, and the longest
time, in seconds, that a message took.
"""
import os
import smtplib
import sys
import time

PATIENCE = 60


def letter(number):
    return (f"From: Jane Doe <jane.doe@example.com>\r\nTo: {RECIPIENT}\r\n"
            f"Subject: steady\r\nMessage-ID: <steady-{number}@example.com>\r\n\r\n"
            "Hello,\r\nThursday it is.\r\n")


def is_taken(number):
    try:
        with smtplib.SMTP("127.0.0.1", timeout=PATIENCE) as client:
            client.sendmail("jane.doe@example.com", [RECIPIENT], letter(number))
        return True
    except smtplib.SMTPSenderRefused as error:
        code = error.smtp_code
    except smtplib.SMTPRecipientsRefused as error:
        code, _ = error.recipients[RECIPIENT]
    except smtplib.SMTPResponseException as error:
        code = error.smtp_code
    if code // 100 != 4:
        raise AssertionError(f"message {number} was answered {code}")
    return False


def deliver(number):
    """How often it was answered 4xx."""
    deadline = time.monotonic() + PATIENCE
    deferred = 0
    while not is_taken(number):
        deferred += 1
        if time.monotonic() > deadline:
            raise AssertionError(f"message {number} is not taken")
        time.sleep(0.05)
    return deferred


RECIPIENT, stop = sys.argv[1:]
sent = deferrals = 0
longest = 0.0
while not os.path.exists(stop):
    begun = time.monotonic()
    deferrals += deliver(sent)
    longest = max(longest, time.monotonic() - begun)
    sent += 1
print(f"{sent} sent, {deferrals} answers were 4xx, the slowest took {longest:.2f} s")
