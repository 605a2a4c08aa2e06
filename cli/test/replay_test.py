"""popquiz replay, and popquiz serve with a recording: either side of a script, and the first difference."""

import json
import signal
import socket
import subprocess
import unittest

from support import DEADLINE, PASSWORD, PROGRAM, Conversation, TestCase, environment, listening, peer, popquiz, serving

RECORDING = """title: a session

S: +OK ready
C: USER quiz
S: +OK
C: PASS {secret password}
S: +OK logged in
C: RETR 1
S: +OK
S| Subject: a
S|
S| .dot
S.
C: QUIT
S: +OK bye
close
"""
SAID = ["USER quiz", "PASS open sesame", "RETR 1", "QUIT"]


def talk(port, lines, ca_file=None, close=True):
    """Says each line behind the reply to the one before; gives the replies."""
    client = Conversation(port, ca_file)
    replies = [client.greeting]
    for line in lines:
        reply = client.say(line)
        if line.startswith("RETR") and reply.startswith("+OK"):
            while reply and not reply.endswith("\n."):
                reply += "\n" + client.line()
        replies.append(reply)
    if close:
        client.close()
    return replies


class AsServer(TestCase):
    def setUp(self):
        super().setUp()
        self.script = self.file("session.pop3", RECORDING)

    def replay(self, lines, *words, ca_file=None):
        """The replies, and code and output of the program."""
        with listening("replay", self.script, "--as", "server", *words) as (process, port):
            replies = talk(port, lines, ca_file)
            out, err = process.communicate(timeout=DEADLINE)
            self.assertEqual(err, "")
            self.assertNotIn("sesame", out)
            return replies, process.returncode, out

    def test_a_client_that_does_what_is_recorded_passes(self):
        replies, code, out = self.replay(SAID)
        self.assertEqual(replies, ["+OK ready", "+OK", "+OK logged in", "+OK\nSubject: a\n\n..dot\n.", "+OK bye"])
        self.assertEqual((code, out), (0, f"pass       {self.script}\n"))

    def test_the_first_difference_is_told(self):
        _, code, out = self.replay([*SAID[:2], "RETR 2"])
        self.assertEqual(code, 1)
        self.assertEqual(out, f"""FAIL       {self.script}: the client did not do what the script has
  expected      C: RETR 1
  came          C: RETR 2
  at            {self.script}:8:1
    S: +OK ready
    C: USER quiz
    S: +OK
    C: PASS {{secret password}}
    S: +OK logged in
    C: RETR 2
""")

    def test_a_client_that_leaves_early_or_says_more_is_told(self):
        for lines, expected, came in ((SAID[:3], "C: QUIT", "the end of the connection"),
                                      ([*SAID[:3], "QUIT\r\nNOOP"], "the end of the conversation", "C: NOOP")):
            with self.subTest(came):
                _, code, out = self.replay(lines)
                self.assertEqual(code, 1)
                self.assertIn(f"\n  expected      {expected}\n  came          {came}\n", out)

    def test_a_silent_client_is_given_up(self):
        with listening("replay", self.script, "--as", "server", "--timeout", "0.2") as (process, port):
            client = Conversation(port)
            out, _ = process.communicate(timeout=DEADLINE)
            client.close()
            self.assertEqual(process.returncode, 1)
            self.assertIn("  expected      C: USER quiz\n  came          nothing for 200ms\n", out)

    def test_the_verdict_as_json(self):
        with subprocess.Popen([PROGRAM, "replay", self.script, "--as", "server", "--format", "json"],
                              env=environment(), stdout=subprocess.PIPE, text=True) as process:
            port = json.loads(process.stdout.readline())["port"]
            talk(port, ["STAT"])
            verdict = json.loads(process.stdout.readline())
            self.assertEqual(process.wait(DEADLINE), 1)
        self.assertEqual(verdict, {
            "script": str(self.script), "verdict": "fail", "line": 4, "column": 1, "expected": "C: USER quiz",
            "came": "C: STAT", "conversation": ["S: +OK ready", "C: STAT"]})

    def test_tls_begins_at_once_or_where_the_script_has_it(self):
        ca_file = self.folder / "ca.pem"
        _, code, out = self.replay(SAID, "--tls-self-signed", ca_file, ca_file=ca_file)
        self.assertEqual(code, 0, out)
        self.script = self.file("stls.pop3", "title: t\n\nS: +OK\nC: STLS\nS: +OK begin\nstart-tls\nC: QUIT\nS: +OK\n")
        with listening("replay", self.script, "--as", "server", "--tls-self-signed", ca_file) as (process, port):
            client = Conversation(port)
            self.assertEqual(client.say("STLS"), "+OK begin")
            client.begin_tls(ca_file)
            self.assertEqual(client.say("QUIT"), "+OK")
            client.close()
            out, _ = process.communicate(timeout=DEADLINE)
            self.assertEqual(process.returncode, 0, out)

    def test_a_client_that_does_not_begin_tls_is_told(self):
        with listening("replay", self.script, "--as", "server", "--tls-self-signed", self.folder / "ca") as (process, port):
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(b"QUIT\r\n")
                _, err = process.communicate(timeout=DEADLINE)
        self.assertEqual((process.returncode, err), (1, "popquiz: a client connected, but TLS did not begin\n"))

    def test_stopped_before_a_client_came(self):
        with listening("replay", self.script, "--as", "server") as (process, _):
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=DEADLINE)
            self.assertEqual((process.returncode, err), (3, "popquiz: stopped before a client came\n"))

    def test_what_cannot_be_played_is_told_beforehand(self):
        for steps, message in (("S: +OK {any}\n", "t.pop3:3:1: expected something that a server can say"),
                               ("S: +OK\nC: STLS\nS: +OK\nstart-tls\n", "a certificate is needed"),
                               ("on STAT\n  S: -ERR\n", "expected a recording")):
            with self.subTest(message):
                script = self.file("t.pop3", "title: t\n\n" + steps)
                self.assert_complains(popquiz("replay", script, "--as", "server"), 2, message)
        self.assert_complains(popquiz("replay"), 2, "SCRIPT --as server")
        self.assert_complains(popquiz("replay", self.script, "--as", "server", "127.0.0.1:1"), 2, "--listen")

    def test_serve_plays_a_recording_to_each_client(self):
        with serving(self.script) as (process, port):
            talk(port, SAID)
            talk(port, ["STAT"])
            talk(port, SAID)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=DEADLINE)
            self.assertEqual((process.returncode, err), (1, ""))
            self.assertEqual(out.count("FAIL"), 1)
            self.assertIn("  expected      C: USER quiz\n  came          C: STAT\n", out)
        with serving(self.script, "--once") as (process, port):
            talk(port, SAID)
            out, err = process.communicate(timeout=DEADLINE)
            self.assertEqual((process.returncode, out, err), (0, "", ""))


class AsClient(TestCase):
    def replay(self, script, port, *words):
        done = popquiz("replay", script, "--as", "client", f"127.0.0.1:{port}", "--user", "quiz",
                       "--password-env", "QUIZ_PASSWORD", *words)
        self.assertNotIn(PASSWORD, done.out + done.err)
        return done

    def record(self, *words):
        """What a session with a server of those words is as a script."""
        path = self.folder / "transcript.pop3"
        with serving("--once", "--without", "apop", "--transcript", path, *words) as (process, port):
            talk(port, ["USER quiz", "PASS " + PASSWORD, "STAT", "RETR 1", "QUIT"])
            process.communicate(timeout=DEADLINE)
        return path

    def test_a_server_that_does_what_is_recorded_passes(self):
        script = self.record()
        with serving("--without", "apop") as (_, port):
            done = self.replay(script, port)
        self.assertEqual((done.code, done.out, done.err), (0, f"pass       {script}\n", ""))

    def test_the_first_difference_is_told(self):
        script = self.record()
        line = script.read_text().splitlines().index("C: PASS {secret password}") + 2
        with serving("--without", "apop", "--maildrop", "fixture:five-plain") as (_, port):
            done = self.replay(script, port)
        self.assertEqual(done.code, 1)
        self.assertRegex(done.out, r"\n  expected      S: \+OK .* 2 messages .*\n  came          \+OK .* 5 messages .*\n")
        self.assertIn(f"\n  at            {script}:{line}:1\n", done.out)
        self.assertIn("\n    C: PASS {secret}\n", done.out)

    def test_a_check_is_played_too(self):
        check = self.file("check.pop3", "id: own/check\ntitle: t\nsubject: server\n\nlogin\nfor n in maildrop\n"
                                        "  C: RETR {=n}\n  S: +OK\n  S@ message {=n}\n")
        with serving() as (_, port):
            self.assertEqual(self.replay(check, port).code, 0)

    def test_no_server_no_verdict(self):
        script = self.file("t.pop3", RECORDING)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # and does not listen
            port = taken.getsockname()[1]
            self.assert_complains(self.replay(script, port), 3, f"127.0.0.1:{port}", "refused")

    def test_a_name_is_needed_only_where_the_script_logs_in(self):
        script = self.file("t.pop3", RECORDING)
        self.assert_complains(popquiz("replay", script, "--as", "client", "127.0.0.1:1"), 2, "--user NAME")
        script = self.file("quit.pop3", "title: t\n\nS: +OK hello\nC: QUIT\nS: +OK\nclose\n")
        with peer(lambda c: c.sendall(b"+OK hello\r\n") or (c.recv(1000) and c.sendall(b"+OK\r\n"))) as port:
            done = popquiz("replay", script, "--as", "client", f"127.0.0.1:{port}")
            self.assertEqual((done.code, done.err), (0, ""), done.out)
        self.assert_complains(popquiz("replay", script, "--as", "client"), 2, "HOST[:PORT]")


if __name__ == "__main__":
    unittest.main()
