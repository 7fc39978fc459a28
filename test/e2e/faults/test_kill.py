# SPDX-License-Identifier: BSD-2-Clause
"""mailstampd dies with SIGKILL, at each packet of the milter protocol in turn."""
from case import LONG, SANITIZED, FaultCase
from harness import process
from post import large, letter
from proxy import TO_MTA, Strike

# What the packets are, for the table: the command's letter (libmilter/mfdef.h).
STAGES = {">O": "negotiation", "<O": "negotiation", ">C": "connect", ">M": "envelope",
          ">R": "envelope", ">L": "each header", ">N": "end of header",
          ">B": "each body chunk", "<c": "each body chunk", ">E": "end of message"}
FIRST, BETWEEN, LAST, AFTER = ("before the first modification", "between modifications",
                               "before the last answer", "after the last answer")


def stages(packets):
    """The stage of each packet, and of the time behind them. Macros go before what they are
    about."""
    end = packets.index(">E")
    named = []
    for number, packet in enumerate(packets[:end + 1]):
        while packets[number] == ">D":
            number += 1
        named.append(STAGES[packets[number]])
    return named + [FIRST, *[BETWEEN] * (len(packets) - end - 3), LAST, AFTER]


def outcome(figures):
    said = "each deferred by Postfix, sent again by the client"
    if not figures.retried:
        said = "nobody notices"
    return said + ", delivered once, stamped once"


def spread(named, most):
    """The numbers of the packets, or of up to `most` in each stage: the first, the last and
    some between."""
    places = {}
    for number, stage in enumerate(named):
        places.setdefault(stage, []).append(number)
    chosen = []
    for numbers in places.values():
        count = min(most or len(numbers), len(numbers))
        last = len(numbers) - 1
        chosen += {numbers[round(n * last / max(count - 1, 1))] for n in range(count)}
    return sorted(chosen)


class Kill(FaultCase):
    def setUp(self):
        super().setUp()
        self.up(proxied=True, values={"max-message-size": "50M"})
        self.client.pause = 0.03

    def wait_for_silence(self):
        """Until Postfix has done with every client, the harness's first one, too: each has a
        connection to the milter."""
        def is_silent():
            gone = self.mta.log().count(": disconnect from ")
            return gone == self.client.connections + 1
        process.wait_for(is_silent, "Postfix's clients to be gone")

    def rehearse(self, one):
        """The packets of one message when nothing goes wrong."""
        self.wait_for_silence()
        self.proxy.arm()
        self.letters.append(one)
        self.client.deliver(one)
        packets = self.proxy.packets
        while packets[-1][0] != TO_MTA:
            packets = packets[:-1]  # of the end of the connection
        return packets

    def strike(self, one, number, torn):
        strike = Strike(number, self.supervisor.kill, torn)
        self.supervisor.wait_until_up()
        self.wait_for_silence()
        self.proxy.arm(strike)
        self.letters.append(one)
        self.client.deliver(one)
        return strike

    def campaign(self, make, what, most=None):
        """At each packet, or at up to `most` of each stage."""
        packets = self.rehearse(make())
        named, by_stage = stages(packets), {}
        for number in spread(named, most):
            torn = number < len(packets) and packets[number][0] == TO_MTA
            for half in (False, True) if torn and LONG else (False,):
                one = make()
                strike = self.strike(one, number, half)
                self.assertTrue(strike.struck.wait(5), f"packet {number} of {packets}")
                by_stage.setdefault(named[number], []).append(one)
        account = self.settle()
        account.check(self.letters)
        self.assert_only_killed()
        for stage, letters in by_stage.items():
            figures = account.check(letters)
            self.report(f"SIGKILL, {what}: {stage}", outcome(figures), figures,
                        len(letters), len(letters))

    def test_at_each_packet_of_a_small_message(self):
        self.campaign(letter, "3 KB", 2 if SANITIZED else None)

    def test_at_packets_of_a_large_message(self):
        size, most = (6_000_000, 25) if LONG else (400_000, 1)
        self.campaign(lambda: large(size), f"{size / 1e6:g} MB", most)
