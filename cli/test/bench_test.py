"""What `popquiz bench server` and `popquiz bench client` print, and their exit codes."""

import json
import unittest

from support import TestCase, popquiz, serving

LOGIN = ("--user", "quiz", "--password-env", "QUIZ_PASSWORD")
SHORT = ("--duration", "0.05")
QUICK = ("--mail", "3x1KiB", "--runs", "1", "--format", "json")


def tables(*words):
    outcome = popquiz("bench", "client", *QUICK, *words)
    return outcome, json.loads(outcome.out)["tables"] if outcome.out else []


class Server(TestCase):
    def test_the_embedded_server(self):
        outcome = popquiz("bench", "server", "--embedded", *SHORT, "--sizes", "1KiB,64KiB", "--connections", "2")
        self.assertEqual((outcome.code, outcome.err), (0, ""))
        for words in ("login", "STAT", "RETR 1 KiB", "RETR 64 KiB", "p99.9", "2 connections"):
            self.assertIn(words, outcome.out)

    def test_a_server_over_tls(self):
        ca = self.folder / "ca.pem"
        for mode, option in (("implicit", "--tls"), ("stls", "--stls")):
            with self.subTest(mode), serving("--maildrop", "generated:2x4KiB", "--tls-self-signed", ca, "--tls-mode", mode) as (_, port):
                outcome = popquiz("bench", "server", f"127.0.0.1:{port}", *LOGIN, option, "--ca-file", ca, *SHORT, "--format", "json")
                self.assertEqual((outcome.code, outcome.err), (0, ""))
                found = json.loads(outcome.out)
                self.assertIn("TLSv1.3", found["tls"])
                self.assertEqual([row["what"] for row in found["rows"]], ["login", "STAT", "RETR 4 KiB"])
                for row in found["rows"]:
                    self.assertGreater(row["done"], 0)
                    self.assertEqual(row["refused"] + row["failed"], 0)

    def test_only_what_is_asked_for(self):
        found = json.loads(popquiz("bench", "server", "--embedded", *SHORT, "--only", "stat", "--format", "json").out)
        self.assertEqual([row["what"] for row in found["rows"]], ["STAT"])

    def test_a_page_in_a_file(self):
        page = self.folder / "r.html"
        outcome = popquiz("bench", "server", "--embedded", *SHORT, "--sizes", "1KiB", "--format", "html", "--output", page)
        self.assertEqual((outcome.code, outcome.out, outcome.err), (0, "", ""))
        self.assertIn("<svg", page.read_text(encoding="utf-8"))

    def test_a_login_that_is_refused(self):
        with serving("--maildrop", "generated:1x1KiB") as (_, port):
            outcome = popquiz("bench", "server", f"127.0.0.1:{port}", "--user", "nobody", "--password-env", "QUIZ_PASSWORD")
            self.assert_complains(outcome, 3, "answered -ERR (PASS)")

    def test_wrong_use(self):
        self.assert_complains(popquiz("bench"), 2, "a command is needed")
        self.assert_complains(popquiz("bench", "server"), 2, "--embedded")
        self.assert_complains(popquiz("bench", "server", "localhost"), 2, "--user")
        self.assert_complains(popquiz("bench", "server", "localhost", "--embedded"), 2, "--embedded")
        self.assert_complains(popquiz("bench", "server", "--embedded", "--sizes", "many"), 2, "--sizes")
        self.assert_complains(popquiz("bench", "server", "--embedded", "--rate", "0"), 2, "--rate")


class Client(TestCase):
    def test_clients_side_by_side(self):
        outcome, found = tables("--driver", "popquiz,poplib", "--transport", "clear,tls", "--no-system-calls")
        self.assertEqual((outcome.code, outcome.err), (0, ""))
        self.assertEqual([table["transport"] for table in found], ["clear", "tls"])
        for table in found:
            self.assertEqual([row["client"] for row in table["rows"]], ["bare loop", "popquiz fetch", "Python's poplib"])
            for row in table["rows"]:
                self.assertEqual(row["why"], "")
                self.assertGreater(row["runs"][0]["wall_seconds"], 0)
                self.assertGreater(row["runs"][0]["user_seconds"] + row["runs"][0]["system_seconds"], 0)

    def test_round_trips(self):
        _, found = tables("--driver", "poplib", "--rtt", "20ms", "--transport", "clear", "--no-system-calls")
        rows = {row["client"]: row["runs"][0] for row in found[0]["rows"]}
        # USER, PASS, STAT or LIST, and QUIT; RETR and DELE of three messages at once, or one by one
        self.assertEqual(rows["bare loop"]["exchanges"], 6)
        self.assertEqual(rows["Python's poplib"]["exchanges"], 10)

    def test_system_calls(self):
        _, found = tables("--driver", "poplib", "--transport", "clear")
        bare, poplib = (row["system_calls"] for row in found[0]["rows"])
        self.assertGreater(bare, 30)
        self.assertGreater(poplib, 2 * bare)

    def test_a_command_that_loses_mail(self):
        outcome, found = tables("--no-bare-loop", "--transport", "clear", "--no-system-calls", "--", "true")
        self.assertEqual(outcome.code, 1)
        self.assertIn("0 of 3 messages", found[0]["rows"][0]["why"])

    def test_a_command_that_fails(self):
        outcome, found = tables("--no-bare-loop", "--transport", "clear", "--no-system-calls", "--", "sh", "-c", "echo no; exit 3")
        self.assertEqual(outcome.code, 1)
        self.assertEqual(found[0]["rows"][0]["why"], "exit status 3; no")

    def test_what_a_driver_cannot_is_no_failure(self):
        outcome, found = tables("--driver", "getmail", "--no-bare-loop", "--transport", "stls", "--no-system-calls")
        self.assertEqual(outcome.code, 0)
        self.assertIn("it can't", found[0]["rows"][0]["why"])

    def test_wrong_use(self):
        self.assert_complains(popquiz("bench", "client"), 2, "--driver")
        self.assert_complains(popquiz("bench", "client", "--driver", "nonsense"), 2, "nonsense")
        self.assert_complains(popquiz("bench", "client", *QUICK, "--", "no-such-program"), 2, "no-such-program")
        self.assert_complains(popquiz("bench", "client", "--driver", "curl", "--mail", "nonsense"), 2, "nonsense")


if __name__ == "__main__":
    unittest.main()
