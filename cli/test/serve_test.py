"""popquiz serve: what a script can rely on."""

import contextlib
import json
import os
import pty
import signal
import socket
import subprocess
import time
import unittest

from support import DEADLINE, PASSWORD, PROGRAM, SOURCE, Conversation, TestCase, environment, popquiz, serving


class Serve(TestCase):
    def test_prints_one_line_and_stops_on_a_signal(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number), serving() as (process, port):
                client = Conversation(port)
                self.assertTrue(client.greeting.startswith("+OK"))
                process.send_signal(number)
                out, err = process.communicate(timeout=DEADLINE)
                self.assertEqual((process.returncode, out, err), (0, "", ""))
                client.close()

    def test_once_takes_one_session(self):
        with serving("--once") as (process, port):
            client = Conversation(port)
            client.log_in()
            client.say("QUIT")
            client.close()
            out, err = process.communicate(timeout=DEADLINE)
            self.assertEqual((process.returncode, out, err), (0, "", ""))

    def test_the_transcript_is_a_script_without_the_password(self):
        path = self.folder / "t.pop3"
        with serving("--transcript", path, "--once") as (process, port):
            client = Conversation(port)
            client.log_in()
            client.say("STAT")
            client.say("QUIT")
            client.close()
            process.communicate(timeout=DEADLINE)
        text = path.read_text()
        self.assertIn("\nC: USER quiz\n", text)
        self.assertIn("\nC: PASS {secret password}\nS: +OK", text)
        self.assertIn("\nC: STAT\nS: +OK 2 ", text)
        self.assertTrue(text.endswith("\nclose\n"), text)
        self.assertNotIn(PASSWORD, text)
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)

    def test_the_address_as_json(self):
        process = subprocess.Popen(
            [PROGRAM, "serve", "--format", "json", "--once"], env=environment(), stdout=subprocess.PIPE, text=True
        )
        with process:
            said = json.loads(process.stdout.readline())
            self.assertEqual(said["address"], "127.0.0.1")
            client = Conversation(said["port"])
            client.say("QUIT")
            client.close()
            self.assertEqual(process.wait(DEADLINE), 0)

    def test_each_account_has_its_own_maildrop_and_lock(self):
        with serving("--account", "a:x", "--account", "b:y:z") as (_, port):
            clients = [Conversation(port) for _ in range(3)]
            answers = [client.log_in(*who) for client, who in zip(clients, (("a", "x"), ("b", "y:z"), ("a", "x")))]
            for client in clients:
                client.close()
            self.assertTrue(answers[0].startswith("+OK"))
            self.assertTrue(answers[1].startswith("+OK"))
            self.assertTrue(answers[2].startswith("-ERR [IN-USE]"))

    def test_what_it_offers_can_be_chosen(self):
        with serving("--without", "TOP", "--without", "apop", "--login-delay", "60", "--expire", "7") as (_, port):
            client = Conversation(port)
            self.assertNotIn("<", client.greeting)
            client.say("CAPA")
            lines = list(iter(client.line, "."))
            self.assertIn("LOGIN-DELAY 60", lines)
            self.assertIn("EXPIRE 7", lines)
            self.assertNotIn("TOP", lines)
            client.close()

    def test_wrong_words_are_refused_in_one_line(self):
        for words, message in {
            ("--without", "XTND"): "no capability is called",
            ("--expire", "soon"): "expected a number of days or never",
            ("--account", "nobody"): "expected NAME:PASSWORD",
            ("--account", "a:b", "--account", "a:c"): "is there twice",
            ("--tls-mode", "stls"): "--tls-authority",
        }.items():
            with self.subTest(words):
                done = popquiz("serve", *words)
                self.assertNotEqual(done.code, 0)
                self.assertIn(message, done.err)
                self.assertEqual(done.err.count("\n"), 1, done.err)

    def test_the_fixture_is_served(self):
        with serving("--maildrop", "fixture:five-plain") as (_, port):
            client = Conversation(port)
            self.assertTrue(client.log_in().startswith("+OK"))
            self.assertTrue(client.say("STAT").startswith("+OK 5 "))
            client.close()

    def test_a_folder_is_served_and_its_files_stay(self):
        message = self.file("a.eml", "Subject: a\n\nhello\n")
        with serving("--maildrop", f"folder:{self.folder}") as (_, port):
            client = Conversation(port)
            client.log_in()
            self.assertEqual(client.say("STAT"), "+OK 1 21")
            self.assertTrue(client.say("DELE 1").startswith("+OK"))
            self.assertTrue(client.say("QUIT").startswith("+OK"))
            client.close()
        self.assertTrue(message.exists())

    def test_a_maildir_is_served(self):
        self.file("new/1700000000.1.host", "Subject: a\n\nhello\n")
        with serving("--maildrop", f"maildir:{self.folder}") as (_, port):
            client = Conversation(port)
            client.log_in()
            self.assertEqual(client.say("STAT"), "+OK 1 21")
            client.close()

    def test_with_delete_quit_removes_the_files(self):
        for kind, name in (("folder", "a.eml"), ("maildir", "cur/1700000000.1.host:2,S")):
            with self.subTest(kind):
                gone = self.file(f"{kind}/{name}", "Subject: a\n\nhello\n")
                left = self.file(f"{kind}/{name[:-1]}T", "Subject: b\n\nhello\n")
                with serving("--maildrop", f"{kind}:{self.folder}/{kind},delete") as (_, port):
                    for last_words in ("RSET", "QUIT"):
                        self.assertTrue(gone.exists())
                        client = Conversation(port)
                        client.log_in()
                        self.assertTrue(client.say("DELE 1").startswith("+OK"))
                        self.assertTrue(client.say(last_words).startswith("+OK"))
                        client.close()
                self.assertFalse(gone.exists())
                self.assertTrue(left.exists())

    def test_mail_is_generated(self):
        with serving("--maildrop", "generated:10000000x4KiB,dots=50%,seed=7") as (_, port):
            client = Conversation(port)
            client.log_in()
            self.assertEqual(client.say("STAT"), "+OK 10000000 40960000000")
            self.assertEqual(client.say("RETR 10000000"), "+OK 4096 octets")
            lines = []
            while (line := client.line()) != ".":
                lines.append(line.removeprefix("."))
            self.assertIn("Subject: Message 10000000 of seed 7", lines)
            self.assertEqual(sum(len(line) + 2 for line in lines), 4096)
            client.say("DELE 1")
            client.say("QUIT")
            client.close()
            client = Conversation(port)
            client.log_in()
            self.assertEqual(client.say("STAT"), "+OK 9999999 40959995904")
            client.close()

    def test_it_is_as_far_away_as_it_says(self):
        with serving("--rtt", "20ms", "--rate", "1mbit", "--jitter", "500us", "--jitter-seed", "3") as (_, port):
            begin = time.monotonic()
            client = Conversation(port)
            self.assertGreaterEqual(time.monotonic() - begin, 0.030)
            client.log_in()
            self.assertGreaterEqual(time.monotonic() - begin, 0.070)
            client.close()

    def test_it_speaks_in_small_segments(self):
        with serving("--segments", "3") as (_, port):
            with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as client:
                self.assertEqual(client.recv(100), b"+OK")

    def test_the_account_is_the_one_that_is_named(self):
        with serving("--user", "me") as (_, port):
            client = Conversation(port)
            self.assertTrue(client.log_in("quiz").startswith("-ERR"))
            self.assertTrue(client.log_in("me").startswith("+OK"))
            client.close()

    def test_accounts_share_generated_mail_but_no_deletions(self):
        with serving("--account", "a:x", "--account", "b:y", "--maildrop", "generated:3x1KiB") as (_, port):
            first, second = Conversation(port), Conversation(port)
            self.assertTrue(first.log_in("a", "x").startswith("+OK"))
            self.assertTrue(second.log_in("b", "y").startswith("+OK"))
            self.assertEqual(first.say("UIDL 1"), second.say("UIDL 1"))
            first.say("DELE 1")
            first.say("QUIT")
            first.close()
            again = Conversation(port)
            again.log_in("a", "x")
            self.assertEqual(again.say("STAT"), "+OK 2 2048")
            self.assertEqual(second.say("STAT"), "+OK 3 3072")
            again.close()
            second.close()

    def test_a_script_bends_it(self):
        counter_example = SOURCE / "conformance/server/rfc1939/5/dele/retr-is-refused.wrong.pop3"
        with serving(counter_example) as (_, port):
            password = self.file("pw", PASSWORD + "\n")
            outcome = popquiz("test", "server", f"127.0.0.1:{port}", "--user", "quiz", "--password-file", password,
                              "--only", "rfc1939/5/dele/retr-is-refused")
            self.assertEqual(outcome.code, 1, outcome.out)
            self.assertIn("FAIL       rfc1939/5/dele/retr-is-refused\n", outcome.out)

    def test_a_script_that_asks_for_what_there_is_not_is_told_at_the_end(self):
        script = self.file("bent.pop3", "title: bent\n\non NOOP\n  S: +OK\n  S@ message 99\n")
        with serving(script) as (process, port):
            client = Conversation(port)
            client.log_in()
            with contextlib.suppress(OSError):
                client.say("NOOP")
            client.close()
            process.terminate()
            out, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 2, err)
            self.assertIn("bent.pop3:5", err)

    def test_of_several_scripts_the_first_block_that_fits_counts(self):
        first = self.file("first.pop3", "title: x\n\non NOOP use 1\n  S: +OK first\n")
        second = self.file("second.pop3", "title: x\n\non NOOP\n  S: +OK second\non RSET\n  S: {=none}\n")
        with serving(first, second, "--profile", "twisted") as (process, port):
            client = Conversation(port)
            client.log_in()
            self.assertEqual([client.say(word) for word in ("NOOP", "NOOP", "LIST 1")], ["+OK first", "+OK second", "+OK 207"])
            with contextlib.suppress(OSError):
                client.say("RSET")
            client.close()
            process.terminate()
            _, err = process.communicate(timeout=DEADLINE)
            self.assertEqual(process.returncode, 2)
            self.assertIn("second.pop3:6: ", err)
        bad = self.file("bad.pop3", "title: x\n\nnonsense\n")
        self.assert_complains(popquiz("serve", first, bad), 2, "bad.pop3:3:1: ")

    def test_a_script_brings_its_mail_along(self):
        self.file("mail/a.eml", "Subject: a\n\nhello\n")
        script = self.file("s.pop3", "title: x\nmaildrop: folder:mail\n\non NOOP\n  answer\n")
        other = self.file("t.pop3", "title: x\nmaildrop: five-plain\n\non NOOP\n  answer\n")
        for words, count in (((script, other), 1), ((other, script), 5), ((other, "--maildrop", "generated:3x1KiB"), 3)):
            with self.subTest(words), serving(*words) as (_, port):
                client = Conversation(port)
                client.log_in()
                self.assertTrue(client.say("STAT").startswith(f"+OK {count} "))
                client.close()
        for value in ("folder:/tmp", "folder:../x", "folder:mail,delete", "none"):
            bad = self.file("bad.pop3", f"title: x\nmaildrop: {value}\n\non NOOP\n  answer\n")
            self.assert_complains(popquiz("serve", bad), 2, "maildrop: ", value)

    def test_profiles_are_listed_and_served(self):
        listed = popquiz("serve", "--profile", "list")
        self.assertEqual(listed.code, 0)
        names = [line.split(maxsplit=1)[0] for line in listed.out.splitlines()]
        self.assertIn("gmail", names)
        page = (SOURCE / "docs/serve.md").read_text()
        for name in names:
            self.assertIn(f"`{name}`", page)
        with serving("--profile", "jpop") as (_, port):
            client = Conversation(port)
            client.log_in()
            client.say("CAPA")
            self.assertNotIn("UIDL", list(iter(client.line, ".")))
            client.close()
        self.assert_complains(popquiz("serve", "--profile", "none"), 2, "--profile: ", "gmail")

    def test_an_mbox_is_served_and_what_is_deleted_is_taken_out(self):
        mbox = self.file("mbox", "From a\nSubject: a\n\n>From x\n\nFrom b\nSubject: b\n\n\n")
        for more, left in (("", mbox.read_text()), (",delete", "From b\nSubject: b\n\n\n")):
            with self.subTest(more), serving("--maildrop", f"mbox:{mbox}{more}") as (_, port):
                client = Conversation(port)
                client.log_in()
                self.assertEqual(client.say("STAT"), "+OK 2 36")
                client.say("DELE 1")
                self.assertTrue(client.say("QUIT").startswith("+OK"))
                client.close()
            self.assertEqual(mbox.read_text(), left)

    def test_wrong_use_is_told(self):
        self.assert_complains(popquiz("serve", "--listen", "127.0.0.1"), 2, "ADDRESS:PORT")
        self.assert_complains(popquiz("serve", "--listen", "192.0.2.1:0"), 3, "192.0.2.1")
        self.assert_complains(popquiz("serve", "--maildrop", "nonsense"), 2, "fixture:NAME")
        self.assert_complains(popquiz("serve", "--maildrop", "fixture:none"), 2, "two-plain")
        self.assert_complains(popquiz("serve", "--maildrop", f"folder:{self.folder}/none"), 2, "none")
        self.assert_complains(popquiz("serve", "--maildrop", f"maildir:{self.folder}/none,delete"), 2, "/none: no")
        self.assert_complains(popquiz("serve", "--maildrop", "generated:10"), 2, "generated: ", "COUNTxSIZE", "\"10\"")
        self.assert_complains(popquiz("serve", "--maildrop", "generated:1x1KiB,dots=10"), 2, "10%", "dots=10")
        self.assert_complains(popquiz("serve", "--rtt", "40"), 2, "--rtt", "unit")
        self.assert_complains(popquiz("serve", "--rtt", "-1ms"), 2, "--rtt")
        self.assert_complains(popquiz("serve", "--rtt", "90s"), 2, "--rtt", "60")
        self.assert_complains(popquiz("serve", "--rate", "10MB"), 2, "--rate", "mbit")
        self.assert_complains(popquiz("serve", "--rate", "0kbit"), 2, "--rate")
        self.assert_complains(popquiz("serve", "--jitter-seed", "1"), 2, "--jitter")
        self.assert_complains(popquiz("serve", self.folder / "none"), 2, "none")
        bad = self.file("bad.pop3", "title: x\nsubject: client\n\non NOOP\n  nonsense\n")
        self.assert_complains(popquiz("serve", bad), 2, "bad.pop3:5:")
        dialogue = self.file("dialogue.pop3", "id: x\ntitle: x\nsubject: server\n\nlogin\n")
        self.assert_complains(popquiz("serve", dialogue), 2, "dialogue.pop3:5:1: expected nothing but `on` blocks")

    def test_a_port_that_is_taken_is_told(self):
        with serving() as (_, port):
            self.assert_complains(popquiz("serve", "--listen", f"127.0.0.1:{port}"), 3, str(port))


class Terminal(TestCase):
    """Standard error is a terminal: there is a progress line, and SIGINT comes from there."""

    def test_a_run_that_is_interrupted_ends_behind_the_check_under_way(self):
        for name in ("a", "b", "c"):
            self.file(f"own/{name}.pop3",
                      f"id: own/{name}\ntitle: {name}\nsubject: server\n\nlogin\nexpect nothing for 2s\n")
        terminal, other_end = pty.openpty()
        process = subprocess.Popen(
            [PROGRAM, "test", "server", "--embedded", "--suite", str(self.folder), "--only", "own/*"],
            env=environment(), stdout=subprocess.PIPE, stderr=other_end, text=True)
        os.close(other_end)
        shown = b""
        while b"1/3 own/a" not in shown:  # the program's end would end the reading
            shown += os.read(terminal, 1000)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=DEADLINE)
        os.close(terminal)
        self.assertEqual(process.returncode, 0)
        self.assertIn("pass       own/a\n", out)
        self.assertIn("skip       own/c: interrupted\n", out)


if __name__ == "__main__":
    unittest.main()
