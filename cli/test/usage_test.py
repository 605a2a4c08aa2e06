"""Wrong use: one clear line on standard error, the right exit code, at once."""

import time
import unittest

from support import PASSWORD, TestCase, peer, popquiz, test_server

LOGIN = ("--user", "quiz", "--password-env", "QUIZ_PASSWORD")


class Arguments(TestCase):
    def test_no_command(self):
        for words in [(), ("test",), ("test", "nonsense")]:
            with self.subTest(words):
                self.assert_complains(popquiz(*words), 2, "a command is needed")
        self.assert_complains(popquiz("nonsense"), 2, "nonsense")

    def test_an_unknown_option_is_named(self):
        self.assert_complains(popquiz("--nonsense"), 2, "--nonsense")
        self.assert_complains(popquiz("test", "server", "--embedded", "--nonsense"), 2, "--nonsense")
        self.assert_complains(popquiz("serve", "--nonsense"), 2, "--nonsense")

    def test_a_server_is_needed(self):
        self.assert_complains(popquiz("test", "server"), 2, "HOST[:PORT]", "--embedded")

    def test_either_a_server_or_the_embedded_one(self):
        self.assert_complains(popquiz("test", "server", "127.0.0.1", "--embedded"), 2, "--embedded")

    def test_a_name_is_needed(self):
        self.assert_complains(popquiz("test", "server", "127.0.0.1"), 2, "--user")

    def test_a_password_is_needed(self):
        self.assert_complains(popquiz("test", "server", "127.0.0.1", "--user", "u"), 2, "--password-file", "--password-env")

    def test_the_password_has_to_be_there(self):
        words = ("test", "server", "127.0.0.1", "--user", "u")
        self.assert_complains(popquiz(*words, "--password-env", "NO_SUCH"), 2, "NO_SUCH is not set")
        self.assert_complains(popquiz(*words, "--password-env", "EMPTY", EMPTY=""), 2, "EMPTY has no password")
        self.assert_complains(popquiz(*words, "--password-env", "SPLIT", SPLIT="a\nb"), 2, "line end")
        self.assert_complains(popquiz(*words, "--password-file", self.folder / "none"), 2, "No such file")
        self.assert_complains(popquiz(*words, "--password-file", self.folder), 2, "is a folder")
        self.assert_complains(popquiz(*words, "--password-file", self.file("pw", "\nx")), 2, "has no password")

    def test_an_address_has_to_be_one(self):
        for address in ["[::1", "::1", ":110", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:0", "[::1]110"]:
            with self.subTest(address):
                self.assert_complains(popquiz("test", "server", address, *LOGIN), 2)

    def test_values_have_to_be_possible(self):
        embedded = ("test", "server", "--embedded")
        self.assert_complains(popquiz(*embedded, "--format", "xml"), 2, "--format", "junit")
        self.assert_complains(popquiz(*embedded, "--timeout", "0"), 2, "--timeout")
        self.assert_complains(popquiz(*embedded, "--timeout", "soon"), 2, "--timeout")
        self.assert_complains(popquiz(*embedded, "--ca-file", "x"), 2, "--embedded goes without")

    def test_mail_comes_to_the_server_in_one_way(self):
        ways = {"--maildir": "box", "--mbox": "box", "--deliver": "cat", "--smtp": "localhost"}
        for one in ways:
            for other in ways:
                if one != other:
                    words = (one, ways[one], other, ways[other])
                    self.assert_complains(popquiz("test", "server", "localhost", "--user", "quiz", *words), 2, one, other)
            self.assert_complains(popquiz("test", "server", "--embedded", one, ways[one]), 2, one, "--embedded")

    def test_files_have_to_be_there(self):
        embedded = ("test", "server", "--embedded")
        self.assert_complains(popquiz(*embedded, "--suite", self.folder / "none"), 2, "none")
        self.assert_complains(popquiz(*embedded, "--suite", self.folder), 2, "*.pop3")
        self.assert_complains(popquiz(*embedded, "--expect", self.folder / "none"), 2, "none")
        self.assert_complains(popquiz("test", "server", "127.0.0.1", *LOGIN, "--mail", self.folder / "none"), 2, "none")
        self.assert_complains(popquiz("test", "server", "127.0.0.1", *LOGIN, "--tls", "--ca-file", self.folder / "none"), 2, "none")

    def test_a_report_that_cannot_be_written_is_told(self):
        outcome = popquiz("test", "server", "--embedded", "--only", "*/quit/*", "--output", self.folder / "none" / "r")
        self.assertEqual(outcome.code, 3)
        self.assertIn("popquiz: ", outcome.err)

    def test_no_control_octets_reach_the_terminal(self):
        self.assert_complains(popquiz("test", "server", "a\x1b[31m\nb:x", *LOGIN), 2)


class Scripts(TestCase):
    CHECK = "id: own/check\ntitle: mine\nsubject: server\n\nlogin\nC: NOOP\nS: +OK\n"

    def suite(self, text):
        self.file("own/check.pop3", text)
        return popquiz("test", "server", "--embedded", "--suite", self.folder, "--only", "own/*")

    def test_a_suite_of_ones_own_runs(self):
        outcome = self.suite(self.CHECK)
        self.assertEqual(outcome.code, 0, outcome.err)
        self.assertIn("pass       own/check\n", outcome.out)

    def test_a_syntax_error_names_file_line_and_column(self):
        self.assert_complains(self.suite(self.CHECK + "nonsense\n"), 2, "own/check.pop3:8:1: ")

    def test_a_header_that_is_no_good_is_told(self):
        self.assert_complains(self.suite(self.CHECK.replace("own/check", "own/other")), 2, "own/check.pop3:1:1: ")

    def test_a_script_that_is_no_text_is_told(self):
        self.assert_complains(self.suite("\0\1\2\r\r\n" * 100), 2, "own/check.pop3:1:")


class Expectations(TestCase):
    FAILING = "id: own/fails\ntitle: fails\nsubject: server\n\nlogin\nC: NOOP\nS: -ERR\n"
    PASSING = "id: own/passes\ntitle: passes\nsubject: server\n\nlogin\nC: NOOP\nS: +OK\n"

    def run_with(self, expectations, only="own/*"):
        self.file("suite/own/fails.pop3", self.FAILING)
        self.file("suite/own/passes.pop3", self.PASSING)
        known = self.file("known", expectations)
        return popquiz("test", "server", "--embedded", "--suite", self.folder / "suite", "--only", only, "--expect", known)

    def test_a_failure_is_1(self):
        self.assertEqual(self.run_with("# none\n").code, 1)

    def test_an_expected_failure_is_0(self):
        outcome = self.run_with("own/fails ticket 12\n")
        self.assertEqual(outcome.code, 0, outcome.err)
        self.assertIn("expected   own/fails: ticket 12\n", outcome.out)

    def test_an_expected_failure_that_passes_is_4(self):
        self.assertEqual(self.run_with("own/fails ticket 12\nown/passes ticket 13\n").code, 4)

    def test_a_bad_line_is_told(self):
        self.assert_complains(self.run_with("own/fails\n"), 2, "known:1:10: expected a reason")
        self.assert_complains(self.run_with("own/none x\n"), 2, "known:1:1: expected the id of a check")


class Nothing(TestCase):
    def test_no_check_chosen_is_5(self):
        self.assert_complains(popquiz("test", "server", "--embedded", "--only", "nothing-like-this"), 5, "nothing-like-this")
        self.assert_complains(popquiz("test", "server", "--list", "--only", "nothing-like-this"), 5, "nothing-like-this")

    def test_all_checks_skipped_is_5(self):
        self.file("own/check.pop3", "id: own/check\ntitle: mine\nsubject: server\nneeds: 99 messages\n\nlogin\n")
        outcome = popquiz("test", "server", "--embedded", "--suite", self.folder, "--only", "own/*")
        self.assertEqual(outcome.code, 5)
        self.assertIn("needs 99 messages, the maildrop has 2", outcome.out)


class Unreachable(TestCase):
    def test_a_port_where_nobody_listens_is_3_at_once(self):
        begin = time.monotonic()
        outcome = test_server(1)
        self.assertLess(time.monotonic() - begin, 2)
        self.assert_complains(outcome, 3, "127.0.0.1", "refused")

    def test_a_host_that_does_not_exist_is_3(self):
        self.assert_complains(popquiz("test", "server", "no-such-host.invalid", *LOGIN), 3, "no-such-host.invalid")

    def test_a_refused_login_does_not_show_the_password(self):
        def refuse(connection):
            stream = connection.makefile("rwb")
            reply = b"+OK"
            while True:
                stream.write(reply + b"\r\n")
                stream.flush()
                line = stream.readline()
                if not line:
                    return
                reply = b"+OK" if line.startswith(b"USER") else b"-ERR " + line.strip() + b" is wrong"

        with peer(refuse) as port:
            outcome = test_server(port)
            self.assert_complains(outcome, 3, "refuses the login of \"quiz\"")
            self.assertNotIn(PASSWORD, outcome.err)


if __name__ == "__main__":
    unittest.main()
