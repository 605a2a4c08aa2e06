"""`popquiz parse` as a filter: bodies to standard output, reads of any size, memory that does not grow."""

import os
import re
import subprocess
import unittest

from parse_support import SESSION, SESSION_PLAN, ParseCase, parse, parse_pieces, row
from support import PROGRAM, SOURCE, environment


def stuffed(message):
    """RFC 1939 §3, a line at a time; a message without final line end gets one."""
    lines = message.split(b"\r\n")
    if lines[-1] == b"":
        lines.pop()
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines)


class Extract(ParseCase):
    def corpus(self):
        return sorted((SOURCE / "corpus" / "messages").glob("*/*.eml"))

    def test_the_message_octet_for_octet(self):
        every_octet = bytes(range(256)) * 3
        dots = b".\r\n..\r\n...\r\n" * 30000  # many a buffer, and a span a line
        table = {str(path.name): path.read_bytes() for path in self.corpus()}
        self.assertTrue(table)
        table |= {"every octet": every_octet + b"\r\n", "dots": dots, "nothing": b"", "a dot": b".\r\n"}
        for name, message in table.items():
            wire = stuffed(message)
            with self.subTest(name):
                outcome = parse(b"+OK\r\n" + wire + b".\r\n", "--extract")
                self.assertEqual((outcome.code, outcome.err), (0, ""))
                complete = message if message.endswith(b"\r\n") or not message else message + b"\r\n"
                self.assertEqual(outcome.out, complete)

    def test_the_bodies_one_behind_the_other(self):
        outcome = parse(SESSION, "--extract", "--reply", SESSION_PLAN)
        self.assertEqual((outcome.code, outcome.err, outcome.out), (0, "", b"1 10\r\n2 20\r\nSubject: x\r\n\r\n.dot\r\n"))

    def test_what_came_before_an_error(self):
        outcome = parse(b"+OK\r\na\r\n.b\r\n.\r\n", "--extract", "--strict")
        self.assertEqual((outcome.code, outcome.out), (1, b"a\r\n"))
        self.assertIn("at offset 8 in line 3 of reply 1 (body)", outcome.err)
        outcome = parse(b"+OK\r\na\r\n", "--extract")
        self.assertEqual((outcome.code, outcome.out), (1, b"a\r\n"))
        self.assertIn("input ends in mid-reply at offset 8", outcome.err)

    def test_a_pipe_that_takes_a_part_at_a_time(self):
        body = b"a line\r\n..\r\n" * 100000
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        capture = self.folder / "capture"
        capture.write_bytes(b"+OK\r\n" + body + b".\r\n")
        with open(reading, "rb") as pipe, subprocess.Popen([PROGRAM, "parse", "--extract", capture], env=environment(), stdout=writing) as process:
            os.close(writing)
            out = pipe.read()
        self.assertEqual((process.returncode, out == body.replace(b"..", b".")), (0, True))

    def test_no_body_at_all(self):
        outcome = parse(b"-ERR no such message\r\n", "--extract")
        self.assertEqual((outcome.code, outcome.out, outcome.err), (1, b"", "popquiz: no reply has a body\n"))


class Pieces(ParseCase):
    def test_reads_of_any_size_give_the_same(self):
        strict = ("--strict", "--reply", SESSION_PLAN)
        table = {
            "a session": (SESSION, ("--reply", SESSION_PLAN)),
            "json": (SESSION, ("--format", "json", "--reply", SESSION_PLAN)),
            "extract": (SESSION, ("--extract", "--reply", SESSION_PLAN)),
            "observations": (b"+OK\r\n.a\n\0\r\xff\r\n.b\r\n.\r\n", ("--reply", "RETR")),
            "lines of bare LF": (b"+OK\n.a\n..\n.\n", ("--reply", "RETR")),
            "an error in a status line": (SESSION + b"+OKgone" + b"x" * 100, (*strict[:2], SESSION_PLAN + ",NOOP")),
            "an indicator that is none": (SESSION + b"+NO" + b"x" * 100 + b"\r\n", ("--reply", SESSION_PLAN)),
            "an error in a body": (b"+OK\r\n" + b"a" * 50 + b"\r\n.b\r\n" + b"c" * 100, ("--strict", "--reply", "RETR")),
            "a bare CR": (b"+OK\r\nab\rc\r\n.\r\n", ("--strict", "--reply", "RETR")),
            "an error in the last octet": (b"+OK\r\na\n", ("--strict", "--reply", "RETR")),
            "no end": (b"+OK\r\na\r\n.\r", ("--reply", "RETR")),
        }
        for name, (capture, words) in table.items():
            whole = parse(capture, *words)
            for sizes in [(1,), (2,), (1, 7, 3), (64,)]:
                with self.subTest(f"{name}, {sizes}"):
                    pieces = parse_pieces(capture, sizes, *words)
                    self.assertEqual((pieces.code, pieces.out, pieces.err), (whole.code, whole.out, whole.err))

    def test_events_come_as_soon_as_they_can(self):
        with subprocess.Popen([PROGRAM, "parse"], env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            process.stdin.write(b"+OK\r\n+O")
            process.stdin.flush()
            self.assertEqual(row(process.stdout.readline().decode().rstrip("\n")), ("0", "status", "reply 1 (status): +OK\\r\\n"))
            process.stdin.close()

    def test_every_kernel_finds_the_same(self):
        refused = parse(b"", "--kernel", "none")
        self.assertEqual((refused.code, refused.out), (2, b""))
        names = re.search("expected one of (.*), found \"none\"", refused.err).group(1).split(", ")
        self.assertEqual(names[-1], "scalar")
        capture = b"+OK\r\n" + b"..dot\r\nplain \0\xff line\nbare\r\n" * 1000 + b".\r\n"
        default = parse(capture, "--reply", "RETR")
        self.assertEqual(default.code, 0)
        for name in names:
            self.assertEqual(parse(capture, "--reply", "RETR", "--kernel", name).out, default.out, name)


class Memory(ParseCase):
    def most_memory(self, chunks, *words):
        """Octets that the program has used at most for a body of so many MiB."""
        chunk = (b"..a line like any other, and one more\r\n" * 30000)[: 1 << 20]
        chunk = chunk[: chunk.rindex(b"\n") + 1]
        with open(os.devnull, "wb") as nowhere:
            process = subprocess.Popen([PROGRAM, "parse", *words], env=environment(), stdin=subprocess.PIPE, stdout=nowhere)
        with process.stdin as pipe:
            pipe.write(b"+OK\r\n")
            for _ in range(chunks):
                pipe.write(chunk)
            pipe.write(b".\r\n")
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        return usage.ru_maxrss * 1024

    def test_does_not_grow_with_the_body(self):
        for words in [("--reply", "RETR"), ("--extract",)]:
            with self.subTest(words):
                self.assertLess(self.most_memory(64, *words), self.most_memory(1, *words) + (8 << 20))

if __name__ == "__main__":
    unittest.main()
