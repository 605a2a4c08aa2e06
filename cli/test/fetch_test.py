#!/usr/bin/env python3
"""popquiz fetch as a user sees it: every way to log in, every refusal, every destination; what the server heard."""
import contextlib
import json
import pathlib
import socket
import tempfile
import threading
import unittest

from support import PASSWORD, popquiz, serving

MECHANISMS = ["SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER", "APOP", "USER"]
CLEAR = ["--tls", "never", "--allow-clear-text"]


def fetch(port, *words, host="127.0.0.1", secret=("--password-env", "QUIZ_PASSWORD"), scheme="pop"):
    return popquiz("fetch", f"{scheme}://quiz@{host}:{port}", *secret, *words)


@contextlib.contextmanager
def scratch():
    with tempfile.TemporaryDirectory() as folder:
        yield pathlib.Path(folder)


@contextlib.contextmanager
def scripted(*answers):
    """A server in clear that says its answers, one for each segment heard; gives its port and what it hears."""
    heard = []

    def run():
        with listener:
            peer, _ = listener.accept()
        with peer:
            peer.settimeout(20)
            for answer in answers:
                try:
                    peer.sendall(answer)
                    octets = peer.recv(65536)
                except OSError:
                    return
                if not octets:
                    return
                heard.append(octets)

    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        thread.join()


class LoggingIn(unittest.TestCase):
    def secret_of(self, mechanism):
        return ("--token-env" if "OAUTH" in mechanism else "--password-env", "QUIZ_PASSWORD")

    def test_every_mechanism_inside_stls(self):
        with scratch() as folder, serving("--tls-self-signed", folder / "ca.pem", "--tls-mode", "stls") as (_, port):
            for mechanism in MECHANISMS + ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS"]:
                with self.subTest(mechanism):
                    done = fetch(port, "--ca-file", folder / "ca.pem", "--auth", mechanism, "--list", "--json",
                                 "--transcript", folder / "t", secret=self.secret_of(mechanism))
                    self.assertEqual(done.code, 0, done.err + done.out)
                    events = [json.loads(line) for line in done.out.splitlines()]
                    self.assertEqual(events[0]["login"], mechanism)
                    self.assertTrue(events[0]["tls"])
                    transcript = (folder / "t").read_text()
                    self.assertIn("C: STLS\nS: +OK begin TLS\nstart-tls\n", transcript)
                    self.assertNotIn(PASSWORD, transcript + done.out + done.err)

    def test_the_strongest_is_chosen_and_bound_in_tls(self):
        with scratch() as folder, serving("--tls-self-signed", folder / "ca.pem") as (_, port):
            done = fetch(port, "--ca-file", folder / "ca.pem", "--list", "--json", scheme="pops")
            self.assertEqual(done.code, 0, done.err)
            self.assertIn('"login":"SCRAM-SHA-256-PLUS"', done.out)

    def test_a_wrong_password_is_told_and_not_repeated(self):
        with scratch() as folder, serving("--tls-self-signed", folder / "ca.pem", "--tls-mode", "stls") as (_, port):
            (folder / "pw").write_text("not-the-word\n")
            for mechanism in MECHANISMS:
                with self.subTest(mechanism):
                    kind = "--token-file" if "OAUTH" in mechanism else "--password-file"
                    done = fetch(port, "--ca-file", folder / "ca.pem", "--auth", mechanism, "--list",
                                 secret=(kind, folder / "pw"))
                    self.assertEqual(done.code, 77, done.err)
                    self.assertNotIn("not-the-word", done.err)

    def test_without_tls_no_secret_goes_out_unless_the_user_says_so(self):
        with serving("--without", "SASL", "--without", "APOP") as (_, port):
            done = fetch(port, "--tls", "never", "--auth", "USER", "--list")
            self.assertEqual(done.code, 77, done.err)
            self.assertIn("--allow-clear-text", done.err)
            self.assertEqual(fetch(port, *CLEAR, "--auth", "USER", "--list").code, 0)


class Refusals(unittest.TestCase):
    def assert_refused(self, done, code, words):
        self.assertEqual(done.code, code, done.err)
        self.assertIn(words, done.err)
        self.assertEqual(done.err.count("\n"), 1, done.err)

    def assert_nothing_said(self, heard, *allowed):
        self.assertLessEqual(set(heard), {*allowed, b"CAPA\r\n"})

    def test_stls_stripped_from_capa(self):
        with scripted(b"+OK <a@b.c>\r\n", b"+OK\r\nUSER\r\nSASL PLAIN CRAM-MD5\r\n.\r\n") as (port, heard):
            self.assert_refused(fetch(port, "--list"), 69, "CAPA does not list STLS")
        self.assert_nothing_said(heard)

    def test_stls_refused(self):
        with scripted(b"+OK\r\n", b"+OK\r\nSTLS\r\n.\r\n", b"-ERR not today\r\n") as (port, heard):
            self.assert_refused(fetch(port, "--list"), 69, "refuses STLS")
        self.assert_nothing_said(heard, b"STLS\r\n")

    def test_a_refused_login_is_the_passwords_fault_unless_the_server_would_have_said_so(self):
        for announced, reply, code, words in (
            (b"", b"-ERR no", 77, "refuses: no\n"),
            (b"", b"-ERR [AUTH] no", 77, "refuses: [AUTH] no\n"),
            (b"AUTH-RESP-CODE\r\n", b"-ERR [AUTH] no", 77, "check the name and the password"),
            (b"AUTH-RESP-CODE\r\n", b"-ERR no", 69, "neither the name nor the password is wrong"),
            (b"AUTH-RESP-CODE\r\n", b"-ERR [SYS/TEMP] no", 75, "try again later"),
        ):
            talk = [b"+OK\r\n", b"+OK\r\nUSER\r\n" + announced + b".\r\n", b"+OK\r\n", reply + b"\r\n"]
            with self.subTest(announced + reply), scripted(*talk) as (port, _):
                self.assert_refused(fetch(port, *CLEAR, "--list"), code, words)

    def test_octets_behind_the_stls_reply(self):
        with scripted(b"+OK\r\n", b"+OK\r\nSTLS\r\n.\r\n", b"+OK\r\n+OK injected\r\n") as (port, heard):
            self.assert_refused(fetch(port, "--list"), 76, "octets came that no command asked for")
        self.assert_nothing_said(heard, b"STLS\r\n")

    def test_a_certificate_nobody_vouches_for(self):
        with scratch() as folder, serving("--tls-self-signed", folder / "ca.pem", "--tls-mode", "stls") as (_, port):
            self.assert_refused(fetch(port, "--list"), 69, "certificate refused")

    def test_a_certificate_for_another_host(self):
        with scratch() as folder, serving("--tls-self-signed", folder / "ca.pem", "--tls-mode", "stls") as (_, port):
            done = fetch(port, "--list", "--ca-file", folder / "ca.pem", host="localhost")
            self.assert_refused(done, 69, "not localhost")

    def test_certificates_with_one_fault_each(self):
        for fault, words in {
            "self-signed": "certificate refused",
            "expired": "expired",
            "other-host": "not 127.0.0.1",
            "unknown-issuer": "certificate refused",
        }.items():
            for mode, scheme in {"implicit": "pops", "stls": "pop"}.items():
                with self.subTest(fault=fault, mode=mode), scratch() as folder:
                    ca = folder / "ca.pem"
                    with serving("--tls-authority", ca, "--tls-as", fault, "--tls-mode", mode) as (_, port):
                        self.assert_refused(fetch(port, "--list", "--ca-file", ca, scheme=scheme), 69, words)

    def test_a_certificate_of_the_authority_is_fine(self):
        with scratch() as folder, serving("--tls-authority", folder / "ca.pem") as (_, port):
            done = fetch(port, "--list", "--ca-file", folder / "ca.pem", scheme="pops")
            self.assertEqual(done.code, 0, done.err)

    def test_a_script_that_starts_tls_with_an_expired_certificate(self):
        with scratch() as folder:
            script, ca = folder / "s.pop3", folder / "ca.pem"
            script.write_text("title: t\nsubject: client\n\non STLS\n  S: +OK\n  start-tls as expired\n")
            with serving("--tls-authority", ca, "--tls-mode", "stls", script) as (_, port):
                self.assert_refused(fetch(port, "--list", "--ca-file", ca), 69, "expired")

    def test_another_certificate_than_the_pinned_one(self):
        with scratch() as folder, serving("--tls-self-signed", folder / "ca.pem") as (_, port):
            done = fetch(port, "--list", "--pin", "00" * 32, scheme="pops")
            self.assert_refused(done, 69, "is not the pinned one")

    def test_line_ends_in_names_passwords_and_urls(self):
        with scratch() as folder, scripted(b"+OK\r\n") as (port, heard):
            (folder / "pw").write_bytes(b"a\rDELE 1\n")
            for words in ([f"pop://a%0D%0ADELE%201@127.0.0.1:{port}"], [f"pop://a\r\nb@127.0.0.1:{port}"],
                          [f"pop://quiz@127.0.0.1:{port}", "--password-file", folder / "pw"]):
                done = popquiz("fetch", *words, *CLEAR, "--list")
                self.assertIn(done.code, (64, 78), done.err)
                self.assertNotIn("DELE", done.err)
            socket.create_connection(("127.0.0.1", port)).close()  # nobody had come
        self.assertEqual(heard, [])

    def test_a_server_that_closes_in_a_message(self):
        talk = [b"+OK\r\n", b"+OK\r\nUSER\r\n.\r\n", b"+OK\r\n", b"+OK\r\n", b"-ERR\r\n", b"+OK 1 9\r\n",
                b"+OK\r\n1 9\r\n.\r\n", b"+OK\r\n1 a\r\n.\r\n", b"+OK\r\nhalf a mess"]
        with scratch() as folder, closing_behind(talk) as (port, heard):
            done = fetch(port, *CLEAR, "--delete", "--to", f"maildir:{folder}/m")
            self.assertEqual(done.code, 75, done.err)
            self.assertIn("inside a message", done.err)
            self.assertEqual(list((folder / "m" / "new").iterdir()), [])
            self.assertFalse(any(b"DELE" in each for each in heard))


@contextlib.contextmanager
def closing_behind(answers):
    heard = []

    def run():
        with listener:
            peer, _ = listener.accept()
        with peer:
            for answer in answers[:-1]:
                peer.sendall(answer)
                heard.append(peer.recv(65536))
            peer.sendall(answers[-1])

    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        thread.join()


class Destinations(unittest.TestCase):
    def test_each_gets_the_mail_once(self):
        for kind in ("maildir", "dir", "mbox"):
            with self.subTest(kind), scratch() as folder, serving("--maildrop", "fixture:five-plain") as (_, port):
                for expected in ("5 fetched", "0 fetched, 5 fetched before"):
                    done = fetch(port, *CLEAR, "--to", f"{kind}:{folder}/m")
                    self.assertEqual(done.code, 0, done.err)
                    self.assertIn(expected, done.err)
                count = {"maildir": lambda: len(list((folder / "m" / "new").iterdir())),
                         "dir": lambda: len(list((folder / "m").glob("*.eml"))),
                         "mbox": lambda: (folder / "m").read_text().count("From MAILER-DAEMON ")}[kind]
                self.assertEqual(count(), 5)

    def test_standard_output_and_commands(self):
        with scratch() as folder, serving("--maildrop", "fixture:two-plain") as (_, port):
            self.assertEqual(fetch(port, *CLEAR, "--to", "-").out.count("From MAILER-DAEMON "), 2)
            done = popquiz("fetch", f"pop://quiz@127.0.0.1:{port}", "--password-env", "QUIZ_PASSWORD", *CLEAR,
                           "--to", f"pipe:cat >> {folder}/all", XDG_STATE_HOME=str(folder))
            self.assertEqual(done.code, 0, done.err)
            self.assertIn("Subject:", (folder / "all").read_text())
            self.assertEqual(fetch(port, *CLEAR, "--to", "-", "--delete").code, 64)

    def test_delete_is_confirmed_and_dry_run_does_nothing(self):
        with scratch() as folder, serving("--maildrop", "fixture:five-plain") as (_, port):
            done = fetch(port, *CLEAR, "--dry-run", "--to", f"maildir:{folder}/m")
            self.assertEqual(done.out.count("\tnew\t"), 5, done.err)
            self.assertFalse((folder / "m" / "new").exists() and any((folder / "m" / "new").iterdir()))
            done = fetch(port, *CLEAR, "--delete", "--to", f"maildir:{folder}/m")
            self.assertIn("5 deleted on the server", done.err)
            self.assertEqual(fetch(port, *CLEAR, "--list").out, "")

    def test_a_large_mailbox_takes_the_memory_that_it_is_given(self):
        with scratch() as folder, serving("--maildrop", "generated:100000x1KiB") as (_, port):
            listing = ["--list", "--to", f"dir:{folder}/m"]
            done = fetch(port, *CLEAR, *listing)
            self.assertEqual(done.code, 65, done.err)
            self.assertIn("more than fits into the memory allowed (--max-listing allows more)", done.err)
            done = fetch(port, *CLEAR, *listing, "--max-listing", "16M")
            self.assertEqual(done.code, 0, done.err)
            self.assertEqual(done.out.count("\n"), 100000)
            done = fetch(port, *CLEAR, *listing, "--max-listing", "much")
            self.assertEqual(done.code, 64)
            self.assertIn('--max-listing: expected octets as 1500, 64K, 25M or 2G, found "much"', done.err)

    def test_what_cannot_be_written_is_told(self):
        with serving() as (_, port):
            done = fetch(port, *CLEAR, "--to", "maildir:/proc/no/such/place")
            self.assertIn(done.code, (72, 73), done.err)
            self.assertEqual(fetch(port, *CLEAR, "--to", "imap:x").code, 64)


if __name__ == "__main__":
    unittest.main()
