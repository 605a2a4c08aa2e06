"""Servers that are none, and servers that stop being one: a verdict for each check, in time and in bounded memory."""

import contextlib
import json
import os
import socket
import struct
import subprocess
import threading
import time
import unittest

from support import DEADLINE, PROGRAM, TestCase, environment, peer, serving

CHECKS = 9
TIMEOUT = 0.5  # seconds for a reply
TIME_LIMIT = 20  # seconds a run, of which each is a few
MEMORY_LIMIT = 160 * 1024  # KiB beyond what the program has when it lists its checks; a body is kept up to 64 MiB
SUITE = "title: passes\nsubject: server\n\nlogin\nC: NOOP\nS: +OK\n"


class Run:
    """`popquiz test server` against a port, with its time and its peak of memory."""

    def __init__(self, port, *words):
        begin = time.monotonic()
        command = [PROGRAM, "test", "server", f"127.0.0.1:{port}", "--user", "quiz", "--password-env", "QUIZ_PASSWORD",
                   "--timeout", str(TIMEOUT), *map(str, words)]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=environment(ASAN_OPTIONS="quarantine_size_mb=1"))
        ender = threading.Timer(DEADLINE, process.kill)
        ender.start()
        errors = []
        reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
        reader.start()
        self.out = process.stdout.read()
        reader.join()
        ender.cancel()
        _, status, usage = os.wait4(process.pid, 0)
        self.code = process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        process.stderr.close()
        self.err = errors[0]
        self.memory = usage.ru_maxrss
        self.seconds = time.monotonic() - begin


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def flood(octets, first=b""):
    def send(connection):
        connection.sendall(first)
        while True:
            connection.sendall(octets)
    return send


def silent_behind(octets):
    def hang(connection):
        connection.sendall(octets)
        while connection.recv(1000):
            pass
    return hang


@contextlib.contextmanager
def dying(port, connections):
    """A way to the server on `port` that ends as a process does: behind so many connections nobody listens."""
    listening = socket.create_server(("127.0.0.1", 0))

    def copy(source, to):
        with contextlib.suppress(OSError):
            while octets := source.recv(65536):
                to.sendall(octets)
        with contextlib.suppress(OSError):
            to.shutdown(socket.SHUT_WR)

    def accept():
        for number in range(connections):
            try:
                client, _ = listening.accept()
            except OSError:
                return
            if number + 1 == connections:
                listening.close()  # before the last one ends: nobody comes into its queue
            with client, socket.create_connection(("127.0.0.1", port)) as server:
                back = threading.Thread(target=copy, args=(server, client))
                back.start()
                copy(client, server)
                back.join()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(DEADLINE)


class BadServers(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.idle = Run(1, "--list").memory

    def assert_bounded(self, run):
        self.assertLess(run.seconds, TIME_LIMIT)
        self.assertLess(run.memory - self.idle, MEMORY_LIMIT)

    def test_one_that_never_was_is_3_with_one_line(self):
        rows = {
            "hangs": (lambda c: c.recv(100), f"no POP3 greeting within {TIMEOUT} s (if the port wants TLS: --tls)"),
            "closes at once": (lambda c: None, "closed the connection before a greeting"),
            "resets at once": (reset, ""),  # a connection that is reset before it is looked at was not there
            "refuses service": (silent_behind(b"-ERR out of service\r\n"), "-ERR out of service"),
            "never ends its greeting": (flood(b"A" * 65536), 'not a POP3 server: it begins with "AAAA'),
            "never ends a good greeting": (flood(b"A" * 65536, b"+OK "), 'the greeting breaks the protocol: it begins with "+OK AAAA'),
            "never ends its lines": (flood(b"A\r\n" * 20000), 'not a POP3 server: it begins with "A'),
            "greets without end": (flood(b"+OK\r\n" * 20000), "octets came that no command asked for"),
            "speaks IMAP": (silent_behind(b"* OK [CAPABILITY IMAP4rev1] ready\r\n"), 'begins with "* OK [CAPABILITY IMAP4rev1]'),
            "speaks HTTP": (silent_behind(b"HTTP/1.1 400 Bad Request\r\n\r\n"), 'begins with "HTTP/1.1 400 Bad Request'),
            "speaks SMTP": (silent_behind(b"220 mail.example ESMTP\r\n"), 'begins with "220 mail.example ESMTP'),
            "speaks TLS": (silent_behind(b"\x15\x03\x01\x00\x02\x02\x28"), "speaks TLS on this port (--tls)"),
            "greets and hangs": (silent_behind(b"+OK ready\r\n"), "time allowed has passed"),
        }
        for name, (behaviour, part) in rows.items():
            with self.subTest(name), peer(behaviour) as port:
                run = Run(port)
                self.assert_complains(run, 3, "127.0.0.1", str(port), part)
                self.assert_bounded(run)

    def test_plain_where_tls_is_wanted_is_3(self):
        with peer(silent_behind(b"+OK ready\r\n")) as port:
            self.assert_complains(Run(port, "--tls"), 3, f"127.0.0.1:{port}", "TLS")

    def own_suite(self):
        for number in range(CHECKS):
            self.file(f"suite/own/{number:02}.pop3", f"id: own/{number:02}\n{SUITE}")
        return "--suite", self.folder / "suite", "--only", "own/*"

    def judge(self, run, codes, *parts):
        """Some checks have passed; from some time on none has, and each says why; the last one has these parts."""
        self.assertIn(run.code, codes, run.err)
        self.assert_bounded(run)
        checks = json.loads(run.out)["checks"]
        verdicts = [check["verdict"] for check in checks]
        good = verdicts.index(next(v for v in verdicts if v not in ("pass", "skip")))
        self.assertGreater(verdicts[:good].count("pass"), 0)
        for check in checks[good:]:
            self.assertIn(check["verdict"], ("fail", "error", "skip"), check["id"])
            if check["verdict"] == "fail":
                self.assertTrue(check["expected"] and check["came"] and check["where"], check["id"])
            else:
                self.assertTrue(check["reason"], check["id"])
        last = next(check for check in reversed(checks) if check["verdict"] != "skip")
        told = " ".join(last.get(member, "") for member in ("expected", "came", "reason"))
        for part in parts:
            self.assertIn(part, told)

    def test_one_that_stops_being_a_server_costs_the_checks_from_there_on(self):
        rows = {
            "hangs": ("connect", "silence", "given up behind 3 checks in a row"),
            "closes": ("connect", "close", "given up behind 3 checks in a row"),
            "resets": ("connect", "reset", "given up behind 3 checks in a row"),
            "speaks IMAP": ("connect", 'S! "* OK IMAP4rev1 ready\\r\\n"', "* OK IMAP4rev1 ready"),
            "never ends its greeting": ("connect", 'repeat until closed\n    S! "AAAAAAAA"', "AAAAAAAA"),
            "never ends its lines": ("connect", 'repeat until closed\n    S! "A\\r\\n"', "A"),
            "answers nothing": ("any command", "silence", "given up behind 3 checks in a row"),
            "answers nothing but the login": ("NOOP", "silence", "nothing"),
            "answers the login, and nothing of the mail": ("STAT", "silence", None),
            "never ends a reply": ("NOOP", 'repeat until closed\n    S! "AAAAAAAA"', "AAAAAAAA"),
            "resets in mid-reply": ("NOOP", 'S! "+O"\n  reset', "+O"),
        }
        for name, (event, steps, part) in rows.items():
            bent = self.file("bent.pop3", f"title: bent\nsubject: client\n\non {event} from session 7\n  {steps}\n")
            with self.subTest(name), serving(bent) as (_, port):
                run = Run(port, *self.own_suite(), "--format", "json")
                if part is None:
                    self.assertEqual(run.code, 0, run.err)
                else:
                    self.judge(run, (1, 3) if name == "resets" else (1,), part)

    def test_one_whose_process_ends_costs_the_checks_from_there_on(self):
        with serving() as (_, real), dying(real, 6) as port:
            self.judge(Run(port, *self.own_suite(), "--format", "json"), (3,), "given up", "refused")

    def test_one_that_hangs_does_not_cost_a_timeout_a_check_of_the_whole_suite(self):
        bent = self.file("bent.pop3", "title: bent\nsubject: client\n\non connect from session 20\n  silence\n")
        with serving(bent) as (_, port):
            self.judge(Run(port, "--only", "rfc1939/*", "--repeat", "100", "--format", "json"), (1,),
                       "given up behind 3 checks in a row")

    def test_replies_without_end_are_given_up(self):
        self.file("suite/own/whole.pop3", "id: own/whole\n" + SUITE.replace("NOOP", "RETR 1"))
        rows = {"a message": ("RETR", "0123456789" * 7), "a listing": ("LIST bare", "1 1"),
                "unique-ids": ("UIDL bare", "1 x"), "capabilities": ("CAPA", "TOP")}
        for name, (event, line) in rows.items():
            lines = (line + "\\r\\n") * (60000 // len(line))
            steps = f'S: +OK\n  repeat until closed\n    S! "{lines}"'
            bent = self.file("bent.pop3", f"title: bent\nsubject: client\n\non {event}\n  {steps}\n")
            with self.subTest(name), serving(bent) as (_, port):
                run = Run(port, *self.own_suite())
                self.assertIn(run.code, (0, 1, 3), run.err)
                self.assert_bounded(run)


if __name__ == "__main__":
    unittest.main()
