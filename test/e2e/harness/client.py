# SPDX-License-Identifier: BSD-2-Clause
"""Sending: bytes go out as they are, nothing is parsed or mended on the way."""
import smtplib


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
