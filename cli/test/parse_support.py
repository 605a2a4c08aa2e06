"""What the tests of `popquiz parse` share."""

import socket
import subprocess
import threading

from support import DEADLINE, PROGRAM, TestCase, environment

SESSION = (
    b"+OK ready <1.2@x>\r\n"
    b"+OK\r\n"
    b"-ERR [IN-USE] locked\r\n"
    b"+OK 2 messages\r\n1 10\r\n2 20\r\n.\r\n"
    b"+OK\r\nSubject: x\r\n\r\n..dot\r\n.\r\n"
)
SESSION_PLAN = "greeting,USER,PASS,LIST,RETR"


class Outcome:
    def __init__(self, code, out, err):
        self.code = code
        self.out = out  # octets
        self.err = err
        self.rows = [row(line) for line in out.decode(errors="replace").splitlines()[:-1]]
        self.summary = out.decode(errors="replace").splitlines()[-1] if out else ""


def row(line):
    """(offset or "", kind, text) of a line of the report."""
    return line[:10].strip(), line[12:21].strip(), line[23:]


def parse(capture, *words):
    done = subprocess.run(
        [PROGRAM, "parse", *map(str, words)],
        env=environment(),
        input=capture,
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr.decode())


def parse_pieces(capture, sizes, *words):
    """The same with reads of the given sizes, over and over: each packet of the socket is one read."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [PROGRAM, "parse", *words], env=environment(), stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def send():
        with ours:
            at, round_ = 0, 0
            while at < len(capture):
                size = sizes[round_ % len(sizes)]
                ours.send(capture[at : at + size])
                at, round_ = at + size, round_ + 1

    thread = threading.Thread(target=send)
    thread.start()
    out, err = process.communicate(timeout=DEADLINE)
    thread.join()
    return Outcome(process.returncode, out, err.decode())


class ParseCase(TestCase):
    def assert_rows(self, outcome, *expected):
        """These rows are in the report, in this order."""
        rest = iter(outcome.rows)
        for each in expected:
            self.assertTrue(any(each == found for found in rest), f"{each} is missing or too late in {outcome.rows}")
