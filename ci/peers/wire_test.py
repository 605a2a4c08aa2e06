#!/usr/bin/env python3
"""What ci/peers/clients judges with: the wire form of a message, the relay's verdict, and dots at the edges."""
import unittest

from hard_mail import AROUND, EDGES, canonical, dots_at_edges, on_the_wire
from relay import wrong_on_the_wire

MAIL = [b"A: b\r\n\r\n.dot\r\n", b"C: d\r\n"]
RIGHT = b"+OK ready\r\n+OK 14 octets\r\nA: b\r\n\r\n..dot\r\n.\r\n+OK 6 octets\r\nC: d\r\n.\r\n+OK bye\r\n"


def verdict(said, heard=b"STAT\r\nRETR 1\r\nRETR 2\r\nQUIT\r\n"):
    return wrong_on_the_wire({"said": said, "heard": heard}, MAIL)


class Wire(unittest.TestCase):
    def test_wire_form(self):
        for stored, sent in [(b"", b".\r\n"), (b"\r\n", b"\r\n.\r\n"), (b".", b"..\r\n.\r\n"), (b"a\nb", b"a\r\nb\r\n.\r\n"),
                             (b"..\r\n", b"...\r\n.\r\n"), (b"a\r.\r\n", b"a\r.\r\n.\r\n"), (b"a\r", b"a\r\r\n.\r\n")]:
            self.assertEqual(on_the_wire(stored), sent, stored)

    def test_a_right_server(self):
        self.assertEqual(verdict(RIGHT), "")

    def test_a_client_that_leaves_in_a_reply(self):
        self.assertEqual(verdict(RIGHT[:40]), "")

    def test_wrong_servers(self):
        for wrong, why in [(RIGHT.replace(b"..dot", b".dot"), "expected b'.dot"), (RIGHT.replace(b"14", b"15"), "b'+OK 14 octets"),
                           (RIGHT.replace(b"C: d", b"C: e"), "reply to RETR 2"), (b"+OK ready\r\n-ERR no\r\n", "RETR 1"),
                           (RIGHT.replace(b"d\r\n.\r\n+OK bye", b"d\r\n+OK bye"), "expected b'.")]:
            self.assertIn(why, verdict(wrong), wrong)

    def test_every_octet_of_a_dot_line_stands_at_each_edge(self):
        sent = [on_the_wire(dots_at_edges(shift)) for shift in range(4)]
        for edge in EDGES:
            for near in range(edge - AROUND // 2, edge + AROUND // 2):  # wherever the client begins to count
                self.assertEqual({octets[near:near + 4] for octets in sent}, {b"..\r\n", b".\r\n.", b"\r\n..", b"\n..\r"}, near)
        self.assertTrue(all(canonical(dots_at_edges(shift)) == dots_at_edges(shift) for shift in range(4)))


if __name__ == "__main__":
    unittest.main()
