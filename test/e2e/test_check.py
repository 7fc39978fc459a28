# SPDX-License-Identifier: BSD-2-Clause
"""The comparison the other tests rest on: it sees an insertion, and whatever else."""
import unittest

from harness import check, mail

MARK = b"X-MailstampProcessed: true; result=stamped\r\n"


def with_mark(message):
    head, _, body = message.partition(b"\r\n\r\n")
    return b"Received: by a test\r\n\tfor you\r\n" + head + b"\r\n" + MARK + b"\r\n" + body


class Check(unittest.TestCase):
    def assert_difference(self, kind, old, new):
        sent = mail.build(kind)
        self.assertEqual(sent.count(old), 1)
        with self.assertRaises(check.Difference):
            check.changes(sent, sent.replace(old, new))

    def test_every_kind_is_equal_to_itself_with_a_mark(self):
        for kind in mail.KINDS:
            with self.subTest(kind=kind):
                sent = mail.build(kind)
                changes = check.changes(sent, with_mark(sent))
                self.assertEqual([check.name_of(raw) for raw in changes.added],
                                 ["received", "x-mailstampprocessed"])
                self.assertEqual(changes.insertions, [])

    def test_insertion_in_quoted_printable_is_found_decoded(self):
        sent = mail.build("outlook-reply")
        delivered = sent.replace(b"From: Bob Buyer <bob@example.net>\r\nSent:",
                                 b"J=C3=A4ne\r\nFrom: Bob Buyer <bob@example.net>\r\nSent:")
        insertion, = check.changes(sent, delivered).insertions
        self.assertEqual((insertion.type, insertion.text), ("text/plain", "Jäne\n"))
        self.assertTrue(insertion.before.endswith("Jane\n\n"))
        self.assertTrue(insertion.behind.startswith("From: Bob"))

    def test_author_s_text_that_was_encoded_anew_is_a_difference(self):
        self.assert_difference("outlook-reply", b"(2.480,00 =E2=82=AC).\r\n\r\nKind",
                               b"(2=2E480,00 =E2=82=AC).\r\n\r\nKind")

    def test_octet_of_an_attachment_is_a_difference(self):
        self.assert_difference("attachment", b"JVBERi0xLjQK", b"JVBERi0xLjQL")

    def test_insertion_into_an_attached_message_is_a_difference(self):
        self.assert_difference("attached-message", b"Dear Jane,   \r\n", b"Dear Jane,\r\n")

    def test_header_of_a_part_is_a_difference(self):
        self.assert_difference("attachment", b'; name="drawing.pdf"', b"")

    def test_lost_field_is_a_difference(self):
        self.assert_difference("outlook-reply", b"Thread-Topic: Delivery of the pumps\r\n",
                               b"")

    def test_refolded_field_is_a_difference(self):
        self.assert_difference("smime-signed", b";\r\n boundary=", b"; boundary=")

    def test_preamble_is_a_difference(self):
        self.assert_difference("attachment", b"A preamble", b"The preamble")

    def test_epilogue_is_a_difference(self):
        self.assert_difference("attachment", b"An epilogue.\r\n", b"")

    def test_two_insertions_into_one_part_are_a_difference(self):
        sent = mail.build("new-plain")
        delivered = sent.replace(b"Hello", b"Stamp Hello").replace(b"Jane\r\n", b"Jane!\r\n")
        with self.assertRaises(check.Difference):
            check.changes(sent, delivered)


if __name__ == "__main__":
    unittest.main(verbosity=2)
