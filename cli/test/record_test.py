"""popquiz record: what goes through it, what it writes down, and that both sides can be played of it."""

import signal
import socket
import struct
import unittest

from support import DEADLINE, PASSWORD, Conversation, TestCase, listening, peer, popquiz, serving


class Record(TestCase):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "r.pop3"

    def recording(self, port, *words, output=None):
        return listening("record", "--to", f"127.0.0.1:{port}", "--output", output or self.path, *words)

    def fetch(self, port, name, *words):
        """What `popquiz fetch` stores of a server on that port."""
        folder = self.folder / name
        done = popquiz("fetch", f"pop://quiz@127.0.0.1:{port}", "--to", f"dir:{folder}", "--quiet",
                       "--password-env", "QUIZ_PASSWORD", *(words or ("--tls", "never", "--allow-clear-text")))
        self.assertEqual(done.code, 0, done.err)
        return [each.read_bytes() for each in sorted(folder.glob("*.eml"))]

    def replayed(self, port, *words):
        """As client, against a server."""
        return popquiz("replay", self.path, "--as", "client", f"127.0.0.1:{port}", "--user", "quiz",
                       "--password-env", "QUIZ_PASSWORD", *words)

    def test_a_fetch_is_recorded_and_either_side_replayed(self):
        offers = ("--without", "SASL", "--without", "apop")
        with serving(*offers) as (_, server):
            with self.recording(server, "--once") as (process, port):
                mail = self.fetch(port, "recorded")
                self.assertEqual(process.communicate(timeout=DEADLINE), ("", ""))
                self.assertEqual(process.returncode, 0)
            done = self.replayed(server)
            self.assertEqual(done.code, 0, done.out + done.err)
        text = self.path.read_text()
        self.assertEqual(len(mail), 2)
        self.assertIn("\nC: PASS {secret password}\nS: +OK", text)
        self.assertNotIn(PASSWORD, text)
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o600)
        with listening("replay", self.path, "--as", "server") as (process, port):
            self.assertEqual(self.fetch(port, "replayed"), mail)
            out, _ = process.communicate(timeout=DEADLINE)
            self.assertEqual((process.returncode, out), (0, f"pass       {self.path}\n"))
        # Altered, it is another conversation.
        self.path.write_text(text.replace("\nC: STAT\n", "\nC: NOOP\n"))
        line = text.splitlines().index("C: STAT") + 1
        with listening("replay", self.path, "--as", "server") as (process, port):
            popquiz("fetch", f"pop://quiz@127.0.0.1:{port}", "--to", f"dir:{self.folder}/other", "--tls", "never",
                    "--allow-clear-text", "--password-env", "QUIZ_PASSWORD")
            out, _ = process.communicate(timeout=DEADLINE)
            self.assertEqual(process.returncode, 1)
            self.assertIn(f"  expected      C: NOOP\n  came          C: STAT\n  at            {self.path}:{line}:1\n", out)

    def test_a_conversation_of_megabytes_is_recorded_and_replayed(self):
        with serving("--maildrop", "generated:5x256KiB", "--without", "SASL", "--without", "apop") as (_, server):
            with self.recording(server, "--once") as (process, port):
                mail = self.fetch(port, "recorded")
                process.communicate(timeout=DEADLINE)
            done = self.replayed(server)
            self.assertEqual(done.code, 0, done.out + done.err)
        self.assertEqual(len(mail), 5)
        with listening("replay", self.path, "--as", "server") as (process, port):
            self.assertEqual(self.fetch(port, "replayed"), mail)
            out, _ = process.communicate(timeout=DEADLINE)
            self.assertEqual(process.returncode, 0, out)

    def test_tls_is_ended_on_both_sides(self):
        ours, theirs = self.folder / "ours.pem", self.folder / "theirs.pem"
        for mode, scheme in (("implicit", "implicit"), ("stls", "stls")):
            with self.subTest(mode):
                to = ("--to-tls",) if mode == "implicit" else ()
                with serving("--tls-self-signed", theirs, "--tls-mode", mode, "--without", "SASL", "--without",
                             "apop") as (_, server):
                    with self.recording(server, "--once", "--tls-self-signed", ours, "--tls-mode", mode, "--ca-file",
                                        theirs, *to) as (process, port):
                        mail = self.fetch(port, "recorded-" + mode, "--tls", scheme, "--ca-file", ours)
                        process.communicate(timeout=DEADLINE)
                        self.assertEqual(process.returncode, 0)
                    words = ("--ca-file", theirs, *(("--tls",) if mode == "implicit" else ()))
                    done = self.replayed(server, *words)
                    self.assertEqual(done.code, 0, done.out + done.err)
                self.assertEqual("\nstart-tls\n" in self.path.read_text(), mode == "stls")
                with listening("replay", self.path, "--as", "server", "--tls-self-signed", ours) as (process, port):
                    self.assertEqual(self.fetch(port, "replayed-" + mode, "--tls", scheme, "--ca-file", ours), mail)
                    out, _ = process.communicate(timeout=DEADLINE)
                    self.assertEqual(process.returncode, 0, out)

    def test_tls_towards_one_side_alone(self):
        ca_file = self.folder / "ca.pem"
        with serving() as (_, server):
            with self.recording(server, "--tls-self-signed", ca_file) as (_, port):
                client = Conversation(port, ca_file)
                self.assertTrue(client.log_in().startswith("+OK"))
                client.close()
        with serving("--tls-self-signed", ca_file) as (_, server):
            with self.recording(server, "--to-tls", "--ca-file", ca_file) as (_, port):
                client = Conversation(port)
                self.assertTrue(client.log_in().startswith("+OK"))
                client.close()

    def test_stls_without_a_certificate_is_passed_on_unread(self):
        ca_file = self.folder / "ca.pem"
        with serving("--tls-self-signed", ca_file, "--tls-mode", "stls") as (_, server):
            with self.recording(server, "--once") as (process, port):
                client = Conversation(port)
                self.assertTrue(client.say("STLS").startswith("+OK"))
                client.begin_tls(ca_file)
                self.assertTrue(client.log_in().startswith("+OK"))
                client.close()
                _, err = process.communicate(timeout=DEADLINE)
                self.assertIn("what follows is not read", err)
        self.assertRegex(self.path.read_text(), r"\nC: STLS\nS: \+OK.*\n# TLS begins, .*\n(close|reset)\n\Z")

    def test_a_server_that_nobody_vouches_for_is_told(self):
        with serving("--tls-self-signed", self.folder / "ca.pem") as (_, server):
            with self.recording(server, "--to-tls", "--once") as (process, port):
                with socket.create_connection(("127.0.0.1", port)) as client:
                    self.assertEqual(client.recv(100), b"")
                _, err = process.communicate(timeout=DEADLINE)
        self.assertEqual(process.returncode, 3)
        self.assertRegex(err, r"\Apopquiz: session 1: .*certificate.*\n\Z")

    def test_a_server_that_is_not_there_is_told_and_the_client_turned_away(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # and does not listen
            port_of_nobody = taken.getsockname()[1]
            with self.recording(port_of_nobody) as (process, port):
                with socket.create_connection(("127.0.0.1", port)) as client:
                    self.assertEqual(client.recv(100), b"")
                process.send_signal(signal.SIGTERM)
                out, err = process.communicate(timeout=DEADLINE)
            self.assertEqual((process.returncode, out), (0, ""))
            self.assertRegex(err, rf"\Apopquiz: session 1: cannot connect to 127.0.0.1 port {port_of_nobody}: .*\n\Z")

    def test_several_sessions_at_once_have_a_file_each(self):
        folder = self.folder / "sessions"
        folder.mkdir()
        with serving("--account", f"a:{PASSWORD}") as (_, server):
            with self.recording(server, output=folder) as (process, port):
                clients = [Conversation(port) for _ in range(2)]
                for name, client in zip(("quiz", "a"), clients):
                    self.assertTrue(client.log_in(name).startswith("+OK") or name == "quiz")
                for client in clients:
                    client.say("QUIT")
                    client.close()
                process.send_signal(signal.SIGINT)
                _, err = process.communicate(timeout=DEADLINE)
                self.assertEqual((process.returncode, err), (0, ""))
        self.assertIn("\nC: USER quiz\n", (folder / "session-1.pop3").read_text())
        self.assertIn("\nC: USER a\n", (folder / "session-2.pop3").read_text())

    def test_ends_and_resets_are_passed_on(self):
        seen = []

        def half(connection):
            connection.sendall(b"+OK\r\n")
            while octets := connection.recv(100):
                seen.append(octets)
            connection.sendall(b"+OK still here\r\n")

        with peer(half) as server, self.recording(server, "--once") as (process, port):
            with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as client:
                stream = client.makefile("rb")
                self.assertEqual(stream.readline(), b"+OK\r\n")
                client.sendall(b"QUIT\r\n")
                client.shutdown(socket.SHUT_WR)
                self.assertEqual(stream.read(), b"+OK still here\r\n")
            process.communicate(timeout=DEADLINE)
        self.assertEqual(b"".join(seen), b"QUIT\r\n")
        self.assertTrue(self.path.read_text().endswith("S: +OK\nC: QUIT\nS: +OK still here\nclose\n"))

        def broken(connection):
            connection.sendall(b"+OK\r\n")
            connection.recv(100)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        with peer(broken) as server, self.recording(server, "--once") as (process, port):
            with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as client:
                self.assertEqual(client.recv(5), b"+OK\r\n")
                client.sendall(b"NOOP\r\n")
                with self.assertRaises(ConnectionResetError):
                    client.recv(1)
            process.communicate(timeout=DEADLINE)
        self.assertTrue(self.path.read_text().endswith("S: +OK\nC: NOOP\nreset\n"))

    def test_wrong_words_are_told(self):
        self.assert_complains(popquiz("record"), 2, "--to HOST[:PORT]")
        self.assert_complains(popquiz("record", "--to", "a", "--tls-mode", "stls", "--to-tls"), 2, "both sides")
        self.assert_complains(popquiz("record", "--to", "a", "--tls-mode", "stls"), 2, "--tls-self-signed")
        with serving() as (_, server), self.recording(server, "--once", output=self.folder / "no/r.pop3") as (process, port):
            with socket.create_connection(("127.0.0.1", port)) as client:
                self.assertEqual(client.recv(100), b"")
            _, err = process.communicate(timeout=DEADLINE)
            self.assertEqual(process.returncode, 2)
            self.assertIn("r.pop3: No such file", err)


if __name__ == "__main__":
    unittest.main()
