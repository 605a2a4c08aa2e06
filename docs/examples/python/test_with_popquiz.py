"""A POP3 client, here poplib, tested against `popquiz serve`: docs/embedding.md.

Run with popquiz on the PATH: python3 -m unittest test_with_popquiz.py
"""

import contextlib
import json
import pathlib
import poplib
import subprocess
import tempfile
import unittest

CUT_OFF = """\
title: the connection ends inside a message

on RETR
  S: +OK
  S@ message 1 first 60%
  close
"""


@contextlib.contextmanager
def serving(script=None, *options):
    """A mock server, correct but for what the script says; gives its port."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["popquiz", "serve", "--format", "json", *options]
        if script:
            path = pathlib.Path(folder) / "script.pop3"
            path.write_text(script)
            words.append(str(path))
        with subprocess.Popen(words, stdout=subprocess.PIPE) as server:
            try:
                yield json.loads(server.stdout.readline())["port"]
            finally:
                server.terminate()
        assert server.returncode == 0, "the script asked for what there is not"


def log_in(port):
    client = poplib.POP3("127.0.0.1", port, timeout=30)
    client.user("quiz")
    client.pass_("sesame")
    return client


class Poplib(unittest.TestCase):
    def test_fetches_what_is_there(self):
        with serving() as port:
            client = log_in(port)
            self.assertEqual(client.stat()[0], 2)
            _, lines, _ = client.retr(1)
            self.assertIn(b"", lines, "a header and a body")
            client.quit()

    def test_a_message_that_was_cut_off_is_an_error(self):
        with serving(CUT_OFF) as port:
            client = log_in(port)
            with self.assertRaises(poplib.error_proto):
                client.retr(1)
            client.close()

    def test_a_server_in_the_wild(self):
        with serving(None, "--profile", "capa-refused") as port:
            client = log_in(port)
            with self.assertRaises(poplib.error_proto):
                client.capa()
            client.quit()


if __name__ == "__main__":
    unittest.main()
