"""In which order the suite runs, how often, and when it stops."""

import json
import os
import pty
import re
import signal
import subprocess
import unittest

from support import DEADLINE, PROGRAM, TestCase, environment, popquiz, serving, test_server

PASSING = "title: passes\nsubject: server\n\nlogin\nC: NOOP\nS: +OK\n"
FAILING = PASSING.replace("+OK", "-ERR")


class RunControl(TestCase):
    def setUp(self):
        super().setUp()
        for name, text in {"a": PASSING, "b": FAILING, "c": PASSING, "d": PASSING}.items():
            self.file(f"suite/own/{name}.pop3", f"id: own/{name}\n{text}")

    def run_suite(self, *words):
        return popquiz("test", "server", "--embedded", "--suite", self.folder / "suite", "--only", "own/*", *words)

    def result(self, *words):
        return json.loads(self.run_suite("--format", "json", *words).out)

    def test_fail_fast_skips_the_rest(self):
        outcome = self.run_suite("--fail-fast")
        self.assertEqual(outcome.code, 1)
        self.assertIn("skip       own/c: own/b has failed (--fail-fast)\n", outcome.out)

    def test_fail_fast_goes_on_behind_a_known_failure(self):
        known = self.file("known", 'own/b "done" ticket 12\n')
        outcome = self.run_suite("--fail-fast", "--expect", known)
        self.assertEqual(outcome.code, 0, outcome.out)
        self.assertIn("pass       own/d\n", outcome.out)

    def test_another_failure_than_the_known_one_is_1(self):
        known = self.file("known", 'own/b "closed" ticket 12\n')
        outcome = self.run_suite("--expect", known)
        self.assertEqual(outcome.code, 1)
        self.assertIn('  known is      "closed": ticket 12\n', outcome.out)

    def test_wrong_quoting_is_told(self):
        known = self.file("known", 'own/b "closed ticket 12\n')
        self.assert_complains(self.run_suite("--expect", known), 2, "known:1:", "closing")

    def test_rounds_that_agree_are_told(self):
        outcome = self.run_suite("--repeat", "3")
        self.assertEqual(outcome.code, 1)
        self.assertRegex(outcome.out, r"\n4 checks: 3 passed, 1 failed, .*; 3 rounds, no verdict changed \(.*\)\n\Z")

    def test_a_verdict_that_changes_is_flaky_in_every_format(self):
        # Sessions count on: the check's are the third and the fourth, behind those of the profile and the mail.
        bent = self.file("bent.pop3", "title: bent\nsubject: client\n\non NOOP session 5\n  S: -ERR not now\n")
        for how, part in {
            "text": "FLAKY      own/a: pass in ",
            "json": '"verdict": "flaky"',
            "junit": '<failure type="flaky"',
            "tap": "not ok 1 - own/a",
            "html": 'class="check flaky"',
        }.items():
            with self.subTest(how), serving(bent) as (_, port):
                words = ("--suite", self.folder / "suite", "--only", "own/a", "--repeat", "4", "--format", how)
                outcome = test_server(port, *words)
                self.assertEqual(outcome.code, 1, outcome.err)
                self.assertIn(part, outcome.out)

    def test_a_seed_repeats_an_order(self):
        first = self.result("--shuffle")
        again = self.result("--shuffle", "--seed", first["seed"])
        self.assertEqual([c["id"] for c in again["checks"]], [c["id"] for c in first["checks"]])
        self.assertIn(f"--shuffle --seed {first['seed']}", self.run_suite("--shuffle", "--seed", first["seed"]).out)

    def test_jobs_do_not_change_the_result(self):
        words = ("test", "server", "--embedded", "--only", "rfc1939/5/*", "--format", "json")
        one, four = (json.loads(popquiz(*words, "--jobs", n).out) for n in ("1", "4"))
        self.assertEqual([(c["id"], c["verdict"]) for c in four["checks"]], [(c["id"], c["verdict"]) for c in one["checks"]])

    def test_jobs_go_with_embedded_only(self):
        self.assert_complains(test_server(1, "--jobs", "2"), 2, "--jobs", "--embedded")

    def test_values_have_to_be_possible(self):
        for words in (("--repeat", "0"), ("--jobs", "0"), ("--seed", "1"), ("--shuffle", "--seed", "x")):
            with self.subTest(words):
                self.assert_complains(self.run_suite(*words), 2, words[-2])

    def shown_on_a_terminal(self, *words, stop_at=None):
        ours, theirs = pty.openpty()
        command = [PROGRAM, "test", "server", "--embedded", "--suite", self.folder / "suite", "--only", "own/*", *words]
        process = subprocess.Popen([*map(str, command)], env=environment(), stdout=subprocess.PIPE, stderr=theirs, text=True)
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
            if stop_at is not None and stop_at in shown:
                process.send_signal(signal.SIGINT)
                stop_at = None
        os.close(ours)
        return shown, process.communicate(timeout=DEADLINE)[0]

    def test_progress_counts_checks_that_run_at_a_time(self):
        shown, _ = self.shown_on_a_terminal("--jobs", "3")
        self.assertEqual(re.findall(rb"(\d+)/4 own/", shown), [b"1", b"2", b"3", b"4"])
        self.assertTrue(shown.endswith(b"\x1b[K"))

    def test_slow_checks_say_how_long_they_will_take_and_end_when_interrupted(self):
        slow = PASSING.replace("\n\n", "\nslow: 61m5s\n\n").replace("C: NOOP", "wait 61m5s\nC: NOOP")
        self.file("suite/own/e.pop3", f"id: own/e\n{slow}")
        shown, out = self.shown_on_a_terminal("--slow", stop_at=b"5/5 (1 slow one left, 1h1m5s) own/e")
        self.assertIn(b"1/5 (1 slow one left, 1h1m5s) own/a", shown)
        self.assertIn("skip       own/e: interrupted\n", out)


if __name__ == "__main__":
    unittest.main()
