"""TLS where it is meant, and where it is not."""

import unittest

from support import Conversation, TestCase, peer, popquiz, serving, test_server


class Tls(TestCase):
    def setUp(self):
        super().setUp()
        self.ca_file = self.folder / "ca.pem"

    def serving_tls(self):
        return serving("--tls-self-signed", self.ca_file)

    def test_a_server_behind_tls_is_tested(self):
        with self.serving_tls() as (_, port):
            outcome = test_server(port, "--tls", "--ca-file", self.ca_file, "--only", "rfc1939/5/noop/*")
            self.assertEqual(outcome.code, 0, outcome.out + outcome.err)
            self.assertRegex(outcome.out, r"\n  tls +TLSv1\.[23]")

    def test_checks_of_stls_run_where_the_certificate_is_trusted(self):
        with serving("--tls-self-signed", self.ca_file, "--tls-mode", "stls") as (_, port):
            outcome = test_server(port, "--ca-file", self.ca_file, "--only", "rfc2595/4/stls/*")
            self.assertEqual(outcome.code, 0, outcome.out + outcome.err)
            self.assertIn(", 0 skipped", outcome.out)
            outcome = test_server(port, "--only", "rfc2595/4/stls/*")
            self.assertEqual(outcome.code, 0, outcome.out + outcome.err)
            self.assertIn("stls/user-is-forgotten: certificate refused", outcome.out)
            self.assertIn("(--ca-file says whom to trust)", outcome.out)

    def test_the_certificate_that_is_written_is_the_one_that_is_served(self):
        with self.serving_tls() as (_, port):
            client = Conversation(port, self.ca_file)
            self.assertTrue(client.log_in().startswith("+OK"))
            client.close()

    def test_a_certificate_nobody_vouches_for_is_refused(self):
        with self.serving_tls() as (_, port):
            self.assert_complains(test_server(port, "--tls"), 3, f"127.0.0.1:{port}", "certificate")

    def test_tls_to_a_plain_port_is_told(self):
        with serving() as (_, port):
            self.assert_complains(test_server(port, "--tls"), 3, f"127.0.0.1:{port}", "TLS")

    def test_tls_to_a_silent_port_is_given_up(self):
        with peer(lambda c: c.recv(1000) and c.recv(1000)) as port:
            self.assert_complains(test_server(port, "--tls", "--timeout", "0.5"), 3, f"127.0.0.1:{port}")

    def test_plain_to_a_tls_port_is_told(self):
        with self.serving_tls() as (_, port):
            self.assert_complains(test_server(port, "--timeout", "0.5"), 3, f"127.0.0.1:{port}", "--tls")

    def test_a_missing_ca_file_is_told(self):
        missing = self.folder / "missing.pem"
        self.assert_complains(test_server(1, "--tls", "--ca-file", missing), 2, "missing.pem", "No such file")

    def test_certificate_and_key_belong_together(self):
        self.assert_complains(popquiz("serve", "--tls-certificate", "x"), 2, "--tls-key")
        self.assert_complains(popquiz("serve", "--tls-key", "x"), 2, "--tls-certificate")
        bad = self.file("bad.pem", "no certificate")
        self.assert_complains(popquiz("serve", "--tls-certificate", bad, "--tls-key", bad), 2)


if __name__ == "__main__":
    unittest.main()
