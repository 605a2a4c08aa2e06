"""The fuzzer as a user has it: a server with five faults (fragile_server.cpp), and a client that is wrong in one thing.

Seeds and numbers of executions are fixed, and nothing depends on how long they take.
"""

import concurrent.futures
import contextlib
import json
import os
import shlex
import socket
import subprocess
import threading
import unittest

from support import DEADLINE, PROGRAM, SOURCE, TestCase, environment, popquiz, serving

FRAGILE = os.environ["POPQUIZ_FRAGILE_SERVER"]
STALL = 3  # seconds: more than five times the patience of that test, in which a hang comes again
REPLAYS_AT_A_TIME = 6  # each waits for a silent server
BROKEN_DRIVER = SOURCE / "conformance/test/client/broken_client/broken-client.toml"


def fuzz(*words, time_limit=280):
    done = subprocess.run(
        [PROGRAM, "fuzz", *map(str, words)],
        env=environment(QUIZ_PASSWORD="sesame"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=time_limit,
        check=False,
    )
    return done


class StallingRelay:
    """Stands before a server. From the first login that it refuses on, no login is answered for `seconds`."""

    def __init__(self, server_port, seconds):
        self.server_port, self.seconds = server_port, seconds
        self.flows = threading.Event()
        self.flows.set()
        self.has_stalled = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()
        self.flows.set()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self.relay, args=(self.listener.accept()[0],), daemon=True).start()

    def relay(self, client):
        is_login = threading.Event()
        with contextlib.suppress(OSError), client, socket.create_connection(("127.0.0.1", self.server_port)) as server:
            replies = threading.Thread(target=self.reply, args=(server, client, is_login), daemon=True)
            replies.start()
            with contextlib.suppress(OSError):
                while octets := client.recv(65536):
                    if b"PASS" in octets or b"AUTH" in octets:
                        is_login.set()
                    server.sendall(octets)
            server.shutdown(socket.SHUT_WR)
            replies.join()

    def reply(self, server, client, is_login):
        with contextlib.suppress(OSError):
            while octets := server.recv(65536):
                if is_login.is_set() and octets.startswith(b"-ERR") and not self.has_stalled:
                    self.has_stalled = True
                    self.flows.clear()
                    threading.Timer(self.seconds, self.flows.set).start()
                if is_login.is_set():
                    self.flows.wait()
                client.sendall(octets)
            client.shutdown(socket.SHUT_RDWR)


class Findings(TestCase):
    def found(self, folder):
        lines = (folder / "findings/findings.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]


class Servers(Findings):
    def test_the_five_faults_of_a_fragile_server_are_found_and_repeated(self):
        out = self.folder / "out"
        done = fuzz("server", "--start", f"exec {shlex.quote(FRAGILE)} {{port}}", "--user", "quiz", "--password-env",
                    "QUIZ_PASSWORD", "--seed", 1, "--time", 0, "--runs", 2500, "--timeout", 2, "--output", out)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        found = {each["key"]: each for each in self.found(out)}
        for key in [
            "crash SIGABRT UIDL in TRANSACTION with messages deleted",
            "hang TOP TRANSACTION",
            "memory LANG",
            "state STAT AUTHORIZATION taken",
            "malformed RETR TRANSACTION",
        ]:
            with self.subTest(key):
                hits = [each for name, each in found.items() if name.startswith(key.replace("SIGABRT", "sigabrt"))]
                self.assertTrue(hits, sorted(found))
                self.assertTrue((out / "findings" / hits[0]["script"]).is_file())
                self.assertIn(hits[0]["title"], (out / "findings" / hits[0]["summary"]).read_text())
        self.assertIn("<polyline", (out / "report.html").read_text())
        self.replay(out, found)

    def replay(self, out, found):
        asked = {key: each for key, each in found.items() if each["kind"] != "memory"}  # that takes many sessions
        with concurrent.futures.ThreadPoolExecutor(REPLAYS_AT_A_TIME) as replays:
            outcomes = replays.map(lambda each: replayed(out / "findings" / each["script"]), asked.values())
            for key, outcome in zip(asked, outcomes):
                with self.subTest(key):
                    self.assertIn(outcome.code, (1, 3), outcome.out + outcome.err)

    def test_a_crash_is_told_of_the_session_that_the_server_did_not_survive(self):
        for mode, steps, place in [
            ("late-crash", "C: DELE 1\nC: UIDL", "UIDL in TRANSACTION with messages deleted"),
            ("", "C: NOOP\\x00\nC: DELE 1\nC: UIDL", "octets that are no lines"),
        ]:
            with self.subTest(place):
                corpus = self.folder / f"corpus{mode}"
                corpus.mkdir()
                (corpus / "crash").write_text(f"title: crash\n\nlogin\n{steps}\n")
                out = self.folder / f"out{mode}"
                fuzz("server", "--start", f"exec {shlex.quote(FRAGILE)} {{port}} {mode}", "--user", "quiz", "--password-env",
                     "QUIZ_PASSWORD", "--seed", 1, "--time", 0, "--runs", 60, "--corpus", corpus, "--output", out)
                crashes = [each for each in self.found(out) if each["kind"] == "crash"]
                self.assertTrue(crashes)
                self.assertEqual(crashes[0]["key"], f"crash sigabrt {place}")
                self.assertEqual(crashes[0]["how_often"], "3 of 3 times")
                outcome = replayed(out / "findings" / crashes[0]["script"])
                self.assertIn(outcome.code, (1, 3), outcome.out + outcome.err)

    def test_a_good_server_has_no_findings_and_keeps_its_mail(self):
        with serving() as (_, port):
            done = fuzz("server", f"127.0.0.1:{port}", "--user", "quiz", "--password-env", "QUIZ_PASSWORD", "--seed", 3,
                        "--time", 0, "--runs", 300, "--output", self.folder / "out")
        # `serving` has another password: the login is refused, and nothing was fuzzed.
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertIn("refuses the login", done.stderr)
        script = self.file("none.pop3", "title: correct\n\non NOOP\n  answer\n")
        process = subprocess.Popen([PROGRAM, "serve", script], stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
        try:
            address = process.stdout.readline().split()[-1]
            done = fuzz("server", address, "--user", "quiz", "--password-env", "QUIZ_PASSWORD", "--seed", 3, "--time", 0,
                        "--runs", 1500, "--output", self.folder / "out")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("0 findings, 0 differences", done.stdout)
            self.assertEqual(len(self.found(self.folder / "out")), 0)
        finally:
            process.kill()
            process.communicate()

    def test_a_slow_reply_is_no_hang_and_none_at_all_is(self):
        for step, code in {"wait 400ms\n  answer": 0, "silence": 1}.items():
            with self.subTest(step):
                script = self.file("slow.pop3", f"title: slow\n\non RSET\n  {step}\n")
                out = self.folder / str(code)
                # What a sanitizer keeps of freed memory is no leak.
                keep_nothing = "ASAN_OPTIONS=quarantine_size_mb=0:thread_local_quarantine_size_kb=0"
                done = fuzz("server", "--start",
                            f"exec env {keep_nothing} {shlex.quote(PROGRAM)} serve {script} --listen 127.0.0.1:{{port}}",
                            "--user", "quiz", "--password-env", "QUIZ_PASSWORD", "--seed", 1, "--time", 0, "--runs", 60,
                            "--timeout", 0.2, "--output", out)
                hangs = [each["key"] for each in self.found(out) if each["kind"] == "hang"]
                self.assertEqual(bool(hangs), code == 1, hangs)
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)
                if code == 0:
                    self.assertIn("did not come again", done.stdout)

    def test_a_server_that_keeps_everybody_waiting_for_a_time_does_not_hang(self):
        script = self.file("good.pop3", "title: correct\n\non NOOP\n  answer\n")
        process = subprocess.Popen([PROGRAM, "serve", script], stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
        try:
            port = int(process.stdout.readline().split()[-1].rpartition(":")[2])
            with StallingRelay(port, STALL) as relay:
                done = fuzz("server", f"127.0.0.1:{relay.port}", "--user", "quiz", "--password-env", "QUIZ_PASSWORD",
                            "--seed", 1, "--time", 0, "--runs", 60, "--timeout", 0.2, "--output", self.folder / "out")
            self.assertTrue(relay.has_stalled)
            self.assertEqual([each["key"] for each in self.found(self.folder / "out") if each["kind"] == "hang"], [])
            self.assertIn("did not come again", done.stdout)
        finally:
            process.kill()
            process.communicate()

    def test_wrong_use(self):
        self.assert_complains(popquiz("fuzz", "server"), 2, "HOST[:PORT]", "--start")
        self.assert_complains(popquiz("fuzz", "server", "127.0.0.1"), 2, "--user")
        self.assert_complains(popquiz("fuzz", "client"), 2, "--driver")
        self.assert_complains(popquiz("fuzz"), 2, "a command is needed")

    def test_a_server_that_is_not_there_is_3(self):
        done = fuzz("server", "--start", "exit 7", "--user", "quiz", "--password-env", "QUIZ_PASSWORD", "--output",
                    self.folder / "out")
        self.assertEqual(done.returncode, 3)
        self.assertIn("exit status 7", done.stderr)


class Clients(Findings):
    def test_a_fault_of_a_broken_client_is_found_and_repeated(self):
        out = self.folder / "out"
        command = ["--driver", BROKEN_DRIVER, "--", "{programs}/popquiz-broken-client", "--fault", "empty-line-crash",
                   "{transport}", "{afterwards}"]
        done = fuzz("client", *command[:2], "--seed", 1, "--time", 0, "--runs", 400, "--output", out, *command[2:])
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        found = self.found(out)
        self.assertTrue(found)
        for each in found[:5]:
            with self.subTest(each["key"]):
                stem = each["script"].removesuffix(".pop3")
                outcome = popquiz("test", "client", "--suite", out / "findings", "--only", f"client/{stem}", *command)
                self.assertEqual(outcome.code, 1, outcome.out + outcome.err)


def replayed(script):
    """What becomes of it on a fragile server of its own."""
    port = popquiz_free_port()
    server = subprocess.Popen([FRAGILE, str(port)], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        return popquiz("replay", script, "--as", "client", f"127.0.0.1:{port}", "--user", "quiz", "--password-env",
                       "QUIZ_PASSWORD", "--timeout", 1, QUIZ_PASSWORD="sesame")
    finally:
        server.kill()
        server.wait()


def popquiz_free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    import socket
    import time

    until = time.monotonic() + DEADLINE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > until:
                raise


if __name__ == "__main__":
    unittest.main()
