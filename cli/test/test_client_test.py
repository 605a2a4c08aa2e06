"""`popquiz test client`: clients of every kind are started, judged and contained."""

import json
import os
import pathlib
import signal
import subprocess
import time
import unittest

from support import DEADLINE, PROGRAM, TestCase, environment, popquiz

# A client of a few lines. It reads to the terminator, and gives up when something is wrong.
CLIENT = r"""
import os, poplib, ssl, sys
at = os.environ
poplib._MAXLINE = 1 << 20
context = ssl.create_default_context(cafile=at["POPQUIZ_CA"])
host, port, how = at["POPQUIZ_HOST"], int(at["POPQUIZ_PORT"]), at["POPQUIZ_TRANSPORT"]
if how == "tls":
    server = poplib.POP3_SSL(host, port, timeout=5, context=context)
else:
    server = poplib.POP3(host, port, timeout=5)
    if how == "stls":
        server.stls(context)
server.user(at["POPQUIZ_USER"])
server.pass_(at["POPQUIZ_PASSWORD"])
failed = False
for number in range(1, server.stat()[0] + 1):
    try:
        octets = b"".join(line + b"\r\n" for line in server.retr(number)[1])
    except poplib.error_proto as error:
        if "EOF" in str(error):
            raise
        failed = True
        continue
    with open(os.path.join(at["POPQUIZ_OUT"], str(number)), "wb") as file:
        file.write(octets)
    if at["POPQUIZ_AFTERWARDS"] == "remove":
        server.dele(number)
server.quit()
sys.exit(failed)
"""
# The same, but what it has at the end of the connection is a message for it.
HASTY = r"""
import os, socket
at = os.environ
server = socket.create_connection((at["POPQUIZ_HOST"], int(at["POPQUIZ_PORT"])))
stream = server.makefile("rwb")
def say(text):
    stream.write(text.encode() + b"\r\n")
    stream.flush()
    return stream.readline()
stream.readline()
say("USER " + at["POPQUIZ_USER"])
say("PASS " + at["POPQUIZ_PASSWORD"])
for number in range(1, int(say("STAT").split()[1]) + 1):
    say(f"RETR {number}")
    with open(os.path.join(at["POPQUIZ_OUT"], str(number)), "wb") as file:
        for line in stream:
            if line == b".\r\n":
                break
            file.write(line[1:] if line.startswith(b".") else line)
try:
    say("QUIT")
except OSError:
    pass
"""
# Nobody, whom root's clients work for, may not look into a folder of ours.
AS_OURSELVES = ["--as", "root"] if os.getuid() == 0 else []
FETCH = "client/retr/all-mail-is-fetched"
CUT = "client/retr/end-of-stream-in-the-body"


def client(*words, text=CLIENT, only=FETCH, can="stls,tls,delete"):
    return popquiz("test", "client", "--only", only, *words, "--can", can, "--", "python3", "-c", text)


class Verdicts(TestCase):
    def test_a_good_client_passes(self):
        outcome = client()
        self.assertEqual(outcome.code, 0, outcome.out + outcome.err)
        self.assertIn(f"pass       {FETCH}\n", outcome.out)
        self.assertIn("  command       python3 -c", outcome.out)

    def test_a_client_that_delivers_half_a_message_fails(self):
        outcome = client(text=HASTY, only=CUT)
        self.assertEqual(outcome.code, 1, outcome.out + outcome.err)
        self.assertRegex(outcome.out, r"came +delivered 1 truncated, reported success \(delivered message 1 truncated ")
        self.assertIn(f"  at            {CUT}.pop3:", outcome.out)
        self.assertIn("C: RETR 1\n", outcome.out)
        self.assertIn("C: PASS {secret password}\n", outcome.out)
        self.assertEqual(client(only=CUT).code, 0)

    def test_what_is_known_to_fail_does_not_fail_the_run(self):
        known = self.file("known", f"{CUT} \"truncated\" it is hasty\n")
        self.assertEqual(client("--expect", known, text=HASTY, only=CUT).code, 0)
        self.assertEqual(client("--expect", known, only=CUT).code, 4)

    def test_every_format_tells_of_the_client(self):
        document = json.loads(client("--format", "json").out)
        self.assertEqual(document["client"]["name"], "python3")
        self.assertNotIn("server", document)
        check = document["checks"][0]
        self.assertEqual((check["verdict"], check["manner"]), ("pass", "correct"))
        self.assertIn("delivered message 1 exactly, message 2 exactly; deleted nothing", check["seen"])
        for how in ("junit", "tap", "html"):
            with self.subTest(how):
                self.assertIn("python3", client("--format", how).out)

    def test_a_result_is_read_again(self):
        result = self.folder / "r.json"
        self.assertEqual(client("--format", "json", "--output", result).code, 0)
        self.assertIn(f"pass       {FETCH}\n", popquiz("report", result).out)

    def test_rounds_and_jobs(self):
        outcome = client("--repeat", "2", "--jobs", "3", "--shuffle", "--seed", "5", only="client/retr/all*")
        self.assertEqual(outcome.code, 0, outcome.out)
        self.assertRegex(outcome.out, r"2 rounds, no verdict changed, --shuffle --seed 5 \(")

    def test_fail_fast(self):
        outcome = client("--fail-fast", "--jobs", "1", text="import sys; sys.exit(3)", only="client/retr/*")
        self.assertEqual(outcome.code, 1)
        self.assertIn("has failed (--fail-fast)", outcome.out)

    def test_tls_and_its_certificates(self):
        outcome = client(only="client/tls/*")
        self.assertEqual(outcome.code, 0, outcome.out)

    def test_what_a_client_cannot_do_is_skipped(self):
        outcome = popquiz("test", "client", "--only", "client/tls/fetches", "--", "true")
        self.assertEqual(outcome.code, 5)
        self.assertIn("skip       client/tls/fetches: needs tls, which true can't: its words have no {transport}",
                      outcome.out)

    def test_a_client_that_never_connects_fails(self):
        outcome = popquiz("test", "client", "--only", FETCH, "--", "true")
        self.assertEqual(outcome.code, 1)
        self.assertIn("never connected", outcome.out)

    def test_own_scenarios(self):
        self.file("mine/mine/one.pop3", "id: client/mine/one\ntitle: one\nrobustness: none\nsubject: client\n\n"
                  "on RETR 1\n  S: -ERR\njudge\n  correct when delivered without 1, reported error\n")
        outcome = client("--suite", self.folder / "mine", only="client/mine/*")
        self.assertEqual(outcome.code, 0, outcome.out + outcome.err)

    def test_scenarios_that_are_none(self):
        for header, part in {
            "requirement: R1939-3-28\nsubject: server": "`subject: client`",
            "subject: client": "`requirement:` or `robustness:`",
            "robustness: x\nsubject: client\nneeds: wings": "found \"wings\"",
            "robustness: x\nsubject: client\nmaildrop: none": "fixture",
            "robustness: x\nsubject: client\nprofile: none": "none",
            "robustness: x\nsubject: client\ncuts: 3\nruns: 2": "cuts",
        }.items():
            with self.subTest(header):
                self.file("mine/a.pop3", f"id: client/a\ntitle: a\n{header}\n\njudge\n  correct when hung\n"
                          if "server" not in header else f"id: client/a\ntitle: a\n{header}\n\nlogin\n")
                outcome = client("--suite", self.folder / "mine")
                self.assert_complains(outcome, 2, "a.pop3:1:1: ", part)


class Usage(TestCase):
    def test_a_relative_path_is_meant_from_here(self):
        script = pathlib.Path(self.file("fetch.py", CLIENT))
        outcome = popquiz("test", "client", "--only", FETCH, *AS_OURSELVES, "--", "python3", "./fetch.py", folder=script.parent)
        self.assertEqual(outcome.code, 0, outcome.out + outcome.err)

    def test_a_driver_starts_another_program(self):
        script = pathlib.Path(self.file("fetch", '#!/bin/sh\n[ "$1" = --version ] || exit 9\necho mine 7\n'))
        script.chmod(0o755)
        outcome = popquiz("test", "client", "--only", FETCH, "--driver", "popquiz", "--program", "./fetch",
                          *AS_OURSELVES, folder=script.parent)
        self.assertRegex(outcome.out, r"  version +mine 7\n")
        self.assertRegex(outcome.out, rf"  command +{script} fetch ")
        self.assertIn("exit status 9", outcome.out)
        for words in (["--program", "./fetch", "--", "true"], ["--driver", "curl", "--program", "./fetch", "--", "true"]):
            self.assert_complains(popquiz("test", "client", *words), 2, "--program")

    def test_a_client_is_needed(self):
        self.assert_complains(popquiz("test", "client"), 2, "--driver", "behind --")

    def test_wrong_use(self):
        self.assert_complains(popquiz("test", "client", "--driver", "none-such"), 2, "none-such", "popquiz drivers")
        self.assert_complains(popquiz("test", "client", "--delivers", "maildir:/etc", "--", "true"), 2, "--delivers")
        self.assert_complains(popquiz("test", "client", "--delivers", "box:x", "--", "true"), 2, "--delivers")
        self.assert_complains(popquiz("test", "client", "--driver", "curl", "--can", "tls"), 2, "--can")
        self.assert_complains(popquiz("test", "client", "--only", "none", "--", "true"), 5, "no scenario")
        self.assert_complains(popquiz("test", "client", "--", "/no/such/program"), 3, "/no/such/program")

    def test_the_list(self):
        outcome = popquiz("test", "client", "--list", "--only", "client/retr/*")
        self.assertEqual(outcome.code, 0)
        self.assertRegex(outcome.out, rf"(?m)^{FETCH} +stated +all mail")


class Containment(TestCase):
    """Whatever a client does, the run goes on, and nothing of it is left."""

    def run_shell(self, command, *words):
        begin = time.monotonic()
        outcome = popquiz("test", "client", "--only", FETCH, *words, "--", "sh", "-c", command)
        self.assertLess(time.monotonic() - begin, DEADLINE / 2)
        self.assertEqual(outcome.code, 1, outcome.out + outcome.err)
        return outcome.out

    def assert_gone(self, marker):
        def alive():
            return [path for path in pathlib.Path("/proc").glob("[0-9]*/cmdline") if marker in read(path)]

        def read(path):
            try:
                return path.read_bytes().decode(errors="replace")
            except OSError:
                return ""

        self.assertEqual(alive(), [])

    def test_it_ignores_sigterm(self):
        out = self.run_shell("trap '' TERM; while :; do sleep 0.1; done", "--timeout", "0.5")
        self.assertIn("hung (no end within 0", out)

    def test_it_has_more_time_for_more_mail(self):
        self.file("mine/big.pop3", "id: client/big\ntitle: big\nrobustness: none\nsubject: client\n"
                  "maildrop: generated:1x1MiB\n\njudge\n  correct when hung\n")
        outcome = client("--suite", self.folder / "mine", "--timeout", "0.5", "--format", "json", only="client/big",
                         text="import time; time.sleep(98764.5)")
        self.assertIn("hung (no end within 2 s)", outcome.out + outcome.err)

    def test_it_leaves_processes_in_other_sessions(self):
        self.run_shell("setsid sleep 98761.5 & (setsid sh -c 'sleep 98761.5 & sleep 98761.5' &); sleep 0.2")
        self.assert_gone("98761.5")

    def test_it_floods_its_output(self):
        self.assertIn("had to be ended (more than 64 MiB of output)", self.run_shell("exec yes"))

    def test_it_fills_the_disk(self):
        out = self.run_shell("exec head -c 900000000 /dev/zero >big", "--timeout", "10")
        self.assertIn("had to be ended (a file of more than 64 MiB)", out)

    def test_it_forks_without_end(self):
        out = self.run_shell("while :; do sleep 98762.5 & done", "--timeout", "10")
        self.assertIn("had to be ended (more than 200 processes)", out)
        self.assert_gone("98762.5")

    def test_nothing_runs_on_when_popquiz_is_killed(self):
        words = [PROGRAM, "test", "client", "--only", FETCH, "--", "sh", "-c", "setsid sleep 98763.5 & sleep 98763.5"]
        os.chmod(self.folder, 0o755)  # the trial's folder, which nobody removes then, lies in it
        with subprocess.Popen(words, env=environment(TMPDIR=str(self.folder)), stdout=subprocess.DEVNULL) as process:
            deadline = time.monotonic() + DEADLINE
            while time.monotonic() < deadline and not any(
                    b"98763.5" in self.read(path) and b"popquiz" not in self.read(path) for path in self.commands()):
                pass
            process.send_signal(signal.SIGKILL)
        while time.monotonic() < deadline and any(b"98763.5" in self.read(path) for path in self.commands()):
            pass
        self.assert_gone("98763.5")

    @staticmethod
    def read(path):
        try:
            return path.read_bytes()
        except OSError:
            return b""

    @staticmethod
    def commands():
        return pathlib.Path("/proc").glob("[0-9]*/cmdline")


class Kept(TestCase):
    def test_a_trial_is_kept(self):
        os.chmod(self.folder, 0o755)
        outcome = client("--keep", self.folder / "kept", text=HASTY, only=CUT)
        self.assertEqual(outcome.code, 1)
        folder = self.folder / "kept" / CUT
        self.assertIn("title: ", (folder / "scenario.pop3").read_text())
        self.assertIn("C: RETR 1\n", (folder / "session-1.pop3").read_text())
        self.assertIn(f"{CUT}: fail (wrong)\n", (folder / "verdict").read_text())
        self.assertTrue((folder / "client/home/mail/1").exists())
        repeated = self.repeat(folder)
        self.assertEqual(repeated.stdout, "exit status 0\n", repeated.stderr)
        again = client("--keep", self.folder / "kept", text=HASTY, only=CUT)
        self.assertEqual(again.code, 1, again.err)

    def test_a_wrong_certificate_is_shown_again(self):
        os.chmod(self.folder, 0o755)
        for scenario in ("client/tls/stls-expired", "client/tls/tls-expired"):
            with self.subTest(scenario):
                self.assertEqual(client("--keep", self.folder / "kept", only=scenario).code, 0)
                repeated = self.repeat(self.folder / "kept" / scenario)
                self.assertIn("expired", repeated.stderr)
                self.assertNotIn("exit status 0", repeated.stdout)

    @staticmethod
    def repeat(folder):
        return subprocess.run(["sh", folder / "repeat"], env=environment(PATH=f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}"),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=DEADLINE, check=False)

    def test_what_is_there_is_not_removed(self):
        os.chmod(self.folder, 0o755)
        self.file(f"kept/{CUT}/mine", "mine")
        outcome = client("--keep", self.folder / "kept", only=CUT)
        self.assertEqual(outcome.code, 3)
        self.assertIn("is in the way", outcome.out)
        self.assertTrue((self.folder / "kept" / CUT / "mine").exists())


if __name__ == "__main__":
    unittest.main()
