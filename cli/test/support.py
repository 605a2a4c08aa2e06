"""What the tests of the program share: it is started as a user does and looked at from outside.

The environment names the program (POPQUIZ) and the source tree (POPQUIZ_SOURCE).
"""

import contextlib
import os
import pathlib
import select
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

PROGRAM = os.environ["POPQUIZ"]
SOURCE = pathlib.Path(os.environ["POPQUIZ_SOURCE"])
PASSWORD = "Xyzzy-47"  # stands in no other text
DEADLINE = 60  # seconds until a hanging program is a failure


class Outcome:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr


def popquiz(*words, folder=None, **more_environment):
    done = subprocess.run(
        [PROGRAM, *map(str, words)],
        cwd=folder,
        env=environment(**more_environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    return Outcome(done)


def environment(**more):
    return {**os.environ, "QUIZ_PASSWORD": PASSWORD, **more}


def test_server(port, *words):
    """Against a server on this machine."""
    return popquiz("test", "server", f"127.0.0.1:{port}", "--user", "quiz", "--password-env", "QUIZ_PASSWORD", *words)


def line_within(stream, seconds):
    """A line of a pipe, or what came of it in time."""
    if not select.select([stream], [], [], seconds)[0]:
        return ""
    return stream.readline()


@contextlib.contextmanager
def listening(command, *words):
    """A command that listens; gives the process and its port."""
    process = subprocess.Popen(
        [PROGRAM, command, *map(str, words)],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        line = line_within(process.stdout, DEADLINE)
        if not line.startswith("listening on "):
            process.kill()
            raise AssertionError(f"popquiz {command} said {line!r} and {process.stderr.read()!r}")
        yield process, int(line.rsplit(":", 1)[1])
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def serving(*words):
    """`popquiz serve`; gives the process and its port."""
    return listening("serve", "--password-env", "QUIZ_PASSWORD", *words)


@contextlib.contextmanager
def peer(behaviour):
    """A server that does with each connection what `behaviour(socket)` says; gives its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(DEADLINE)
                behaviour(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(DEADLINE)


class Conversation:
    """A plain POP3 client, for a look at what `popquiz serve` serves."""

    def __init__(self, port, ca_file=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE)
        self.stream = self.socket.makefile("rwb")
        if ca_file:
            self.begin_tls(ca_file)
        self.greeting = self.line()

    def begin_tls(self, ca_file):
        context = ssl.create_default_context(cafile=str(ca_file))
        self.socket = context.wrap_socket(self.socket, server_hostname="127.0.0.1")
        self.stream = self.socket.makefile("rwb")

    def line(self):
        return self.stream.readline().decode().rstrip("\r\n")

    def say(self, text):
        self.stream.write(text.encode() + b"\r\n")
        self.stream.flush()
        return self.line()

    def log_in(self, user="quiz", password=PASSWORD):
        self.say("USER " + user)
        return self.say("PASS " + password)

    def close(self):
        self.stream.close()
        self.socket.close()


class TestCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, newline="")
        return path

    def assert_complains(self, outcome, code, *parts):
        """The code, nothing on standard output, and one line on standard error that has these parts."""
        self.assertEqual((outcome.code, outcome.out), (code, ""), outcome.err)
        self.assertRegex(outcome.err, r"\Apopquiz: [^\n]+\n\Z")
        for part in parts:
            self.assertIn(part, outcome.err)
        self.assertNotIn(PASSWORD, outcome.err)
