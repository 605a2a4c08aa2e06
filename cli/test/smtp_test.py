"""popquiz test server --smtp: fixtures on their way through a mail server that keeps them in a Maildir."""

import threading
import unittest
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import asyncore
    import smtpd

from support import PASSWORD, TestCase, popquiz, serving


class MailServer(smtpd.SMTPServer):
    def __init__(self, maildir, refuses):
        super().__init__(("127.0.0.1", 0), None, map={})
        self.maildir, self.refuses = maildir, refuses
        self.recipients = []
        self.port = self.socket.getsockname()[1]

    def process_message(self, peer, mailfrom, rcpttos, data, **kwargs):
        if self.refuses:
            return "550 5.7.1 no mail from strangers"
        self.recipients += rcpttos
        (self.maildir / "new" / f"{len(self.recipients):06}.smtp").write_bytes(data + b"\n")  # smtpd takes the last line end away
        return None

    def handle_accepted(self, connection, address):
        smtpd.SMTPChannel(self, connection, address, self.data_size_limit, self._map)

    def run(self, until):
        while not until.is_set():
            asyncore.loop(timeout=0.02, count=1, map=self._map)
        asyncore.close_all(self._map)


class Smtp(TestCase):
    def run_suite(self, refuses):
        maildir = self.folder / "box"
        for name in ("new", "cur", "tmp"):
            (maildir / name).mkdir(parents=True)
        password = self.folder / "password"
        password.write_text(PASSWORD)
        password.chmod(0o600)
        mail_server = MailServer(maildir, refuses)
        end = threading.Event()
        thread = threading.Thread(target=mail_server.run, args=(end,))
        thread.start()
        try:
            with serving("--maildrop", f"maildir:{maildir}") as (_, port):
                result = popquiz(
                    "test", "server", f"127.0.0.1:{port}", "--user", "quiz", "--password-file", password,
                    "--smtp", f"127.0.0.1:{mail_server.port}", "--smtp-to", "o'quiz@popquiz.example",
                    "--only", "rfc1939/5/retr/*",
                )  # fmt: skip
        finally:
            end.set()
            thread.join()
        return result, mail_server

    def test_what_was_sent_is_compared(self):
        result, mail_server = self.run_suite(refuses=False)
        self.assertEqual(result.code, 0, result.out + result.err)
        self.assertEqual(set(mail_server.recipients), {"o'quiz@popquiz.example"})
        self.assertIn("passed", result.out)

    def test_a_refusal_ends_the_run(self):
        result, _ = self.run_suite(refuses=True)
        self.assertEqual(result.code, 3, result.out + result.err)
        self.assertIn("--smtp 127.0.0.1:", result.err)
        self.assertIn("550", result.err)


if __name__ == "__main__":
    unittest.main()
