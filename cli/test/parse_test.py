"""`popquiz parse`: what is in a capture, and where it breaks the protocol."""

import json
import os
import subprocess
import unittest

from parse_support import SESSION, SESSION_PLAN, ParseCase, parse
from support import DEADLINE, PROGRAM, environment


class Shapes(ParseCase):
    def test_rows(self):
        status = ("0", "status", "reply 1 ({}): +OK hello\\r\\n")
        challenge = ("0", "challenge", "reply 1 (sasl): + AAAA\\r\\n")
        table = {
            "status": ("status", b"+OK hello\r\n", [status]),
            "greeting": ("greeting", b"+OK hello\r\n", [status]),
            "a command": ("NOOP", b"+OK hello\r\n", [status]),
            "a command in lower case": ("noop", b"+OK hello\r\n", [status]),
            "a command with an argument that has a reply of one line": ("LIST 1", b"+OK hello\r\n", [status]),
            "-ERR has no body": ("body", b"-ERR no\r\n", [("0", "status", "reply 1 (body): -ERR no\\r\\n")]),
            "body": (
                "body",
                b"+OK hello\r\na\r\n..b\r\n.\r\n",
                [status, ("11", "body", "7 octets in 2 lines, 1 dot cut out, offsets 11 to 18"), ("19", "end", "reply 1 (body)")],
            ),
            "body with nothing in it": (
                "body",
                b"+OK hello\r\n.\r\n",
                [status, ("11", "body", "0 octets in 0 lines, 0 dots cut out"), ("11", "end", "reply 1 (body)")],
            ),
            "a command with a body": (
                "RETR",
                b"+OK hello\r\na\r\n.\r\n",
                [status, ("11", "body", "3 octets in 1 line, 0 dots cut out, offsets 11 to 13"), ("14", "end", "reply 1 (RETR)")],
            ),
            "sasl": ("sasl", b"+OK hello\r\n", [status]),
            "sasl is the whole exchange": (
                "sasl,NOOP",
                b"+ AAAA\r\n+ \r\n+OK\r\n+OK\r\n",
                [
                    challenge,
                    ("8", "challenge", "reply 2 (sasl): + \\r\\n"),
                    ("12", "status", "reply 3 (sasl): +OK\\r\\n"),
                    ("17", "status", "reply 4 (NOOP): +OK\\r\\n"),
                ],
            ),
            "AUTH is AUTH with a mechanism": (
                "AUTH",
                b"+ AAAA\r\n-ERR no\r\n",
                [("0", "challenge", "reply 1 (AUTH): + AAAA\\r\\n"), ("8", "status", "reply 2 (AUTH): -ERR no\\r\\n")],
            ),
            "blanks in the list": ("status , body", b"+OK hello\r\n-ERR no\r\n", [status, ("11", "status", "reply 2 (body): -ERR no\\r\\n")]),
            "the last shape repeats": (
                "status,LIST",
                b"+OK hello\r\n-ERR no\r\n-ERR no\r\n",
                [status, ("11", "status", "reply 2 (LIST): -ERR no\\r\\n"), ("20", "status", "reply 3 (LIST): -ERR no\\r\\n")],
            ),
        }
        for name, (plan, capture, rows) in table.items():
            with self.subTest(name):
                outcome = parse(capture, "--strict", "--reply", plan)
                first = (rows[0][0], rows[0][1], rows[0][2].format(plan.split(",")[0].strip()))
                self.assertEqual(outcome.rows, [first, *rows[1:]])
                self.assertEqual((outcome.code, outcome.err), (0, ""))

    def test_status_lines_are_the_default(self):
        self.assertEqual(parse(b"+OK\r\n-ERR\r\n").code, 0)

    def test_a_session(self):
        outcome = parse(SESSION, "--reply", SESSION_PLAN)
        self.assertEqual(outcome.code, 0, outcome.err)
        self.assert_rows(
            outcome,
            ("0", "status", "reply 1 (greeting): +OK ready <1.2@x>\\r\\n"),
            ("24", "status", "reply 3 (PASS): -ERR [IN-USE] locked\\r\\n"),
            ("", "code", "IN-USE"),
            ("62", "body", "12 octets in 2 lines, 0 dots cut out, offsets 62 to 73"),
            ("82", "body", "20 octets in 3 lines, 1 dot cut out, offsets 82 to 102"),
        )
        self.assertEqual(outcome.summary, f"5 replies, {len(SESSION)} octets: 0 deviations, 0 notes")

    def test_a_file_and_standard_input_are_the_same(self):
        path = self.folder / "capture"
        path.write_bytes(SESSION)
        by_name = parse(b"", "--reply", SESSION_PLAN, path)
        self.assertEqual(by_name.code, 0, by_name.err)
        for words in [(), ("-",)]:
            self.assertEqual(parse(SESSION, "--reply", SESSION_PLAN, *words).out, by_name.out)


class Observations(ParseCase):
    # What deviates: shape, capture, the row, and the error that --strict makes of it (None: no error).
    TABLE = {
        "bare LF in a body": ("body", b"+OK\r\na\nb\r\n.\r\n", ("6", "deviation", "1 x line feed without carriage return"), "a carriage return"),
        "bare CR in a body": ("body", b"+OK\r\na\rb\r\n.\r\n", ("6", "deviation", "1 x carriage return without line feed"), "a line feed"),
        "a dot not stuffed": ("body", b"+OK\r\n.a\r\n.b\r\n.\r\n", ("5", "deviation", "2 x line begins with a dot that was not stuffed"), '".."'),
        "bare LF behind a status line": ("status", b"+OK\n", ("3", "deviation", "1 x line feed without carriage return"), "a carriage return"),
        "a status line over 512 octets": ("status", b"+OK " + b"a" * 507 + b"\r\n", ("512", "deviation", "1 x status line over 512 octets"), "within 512 octets"),
        "text glued to the indicator": ("status", b"+OKa\r\n", ("3", "deviation", "1 x no space behind the status indicator"), "a space"),
        "NUL": ("body", b"+OK\r\na\0\0\r\n.\r\n", ("6", "note", "2 x NUL octet"), None),
        "8-bit": ("status", b"+OK \xff\r\n", ("4", "note", "1 x octet over 127"), None),
        "a long line": ("body", b"+OK\r\n" + b"a" * 999 + b"\r\n.\r\n", ("1003", "note", "1 x body line over 998 octets"), None),
    }

    def test_tolerant_tells_and_accepts(self):
        for name, (plan, capture, (offset, kind, text), error) in self.TABLE.items():
            with self.subTest(name):
                outcome = parse(capture, "--reply", plan)
                self.assertEqual(outcome.code, 0, outcome.err)
                self.assert_rows(outcome, (offset, kind, f"{text} (strict: {'an error' if error else 'no error'})"))

    def test_strict_refuses_at_the_same_offset(self):
        for name, (plan, capture, (offset, _, text), expected) in self.TABLE.items():
            with self.subTest(name):
                outcome = parse(capture, "--strict", "--reply", plan)
                self.assertEqual(outcome.code, 1 if expected else 0, outcome.out)
                errors = [r for r in outcome.rows if r[1] in ("error", "expected")]
                if expected:
                    self.assertEqual(errors[0][0], offset)
                    self.assertIn(expected, errors[1][2])
                else:
                    self.assertEqual(errors, [])

    def test_a_reply_of_bare_line_feeds(self):
        outcome = parse(b"+OK\na\n..b\n.\n", "--reply", "body")
        self.assert_rows(outcome, ("4", "body", "5 octets in 2 lines, 1 dot cut out, offsets 4 to 9"), ("10", "end", "reply 1 (body)"))
        self.assertEqual(outcome.summary, "1 reply, 12 octets: 4 deviations, 0 notes")

    def test_each_reply_has_its_own(self):
        outcome = parse(b"+OK\n+OK \0\r\n+OK\n", "--reply", "status")
        self.assertEqual([r[:2] for r in outcome.rows if r[1] != "status"], [("3", "deviation"), ("8", "note"), ("14", "deviation")])


class Errors(ParseCase):
    def test_no_status_line(self):
        outcome = parse(b"+OK\r\n220 mail ESMTP\r\nmore", "--reply", "status")
        self.assertEqual(outcome.code, 1)
        self.assertEqual(
            outcome.rows[1:],
            [
                ("5", "error", "reply begins with neither +OK nor -ERR, at offset 5 in line 1 of reply 2 (status)"),
                ("", "expected", '"+OK" or "-ERR"'),
                ("", "came", "220 mail ESMTP\\r\\n"),
                ("0", "before", "2B 4F 4B 0D 0A                                   |+OK..|"),
                ("5", "from here", "32 32 30 20 6D 61 69 6C 20 45 53 4D 54 50 0D 0A  |220 mail ESMTP..|"),
                ("", "hint", "if the reply before this one has a body, --reply has to say so, e.g. --reply status,body"),
            ],
        )
        self.assertEqual(outcome.summary, "1 reply, 5 octets: 0 deviations, 0 notes")

    def test_the_second_octet_is_wrong(self):
        outcome = parse(b"+KO\r\n", "--reply", "sasl")
        self.assert_rows(outcome, ("", "expected", '"+OK", "-ERR" or "+ "'), ("", "came", "+KO\\r\\n"), ("0", "before", "2B" + 46 * " " + " |+|"))
        self.assertEqual(outcome.rows[0][0], "1")

    def test_the_line_of_a_body_is_told(self):
        outcome = parse(b"+OK\r\na\r\n\r\n.b\r\n.\r\n", "--strict", "--reply", "RETR")
        self.assertIn("at offset 10 in line 4 of reply 1 (RETR)", outcome.rows[1][2])

    def test_a_status_line_without_end(self):
        outcome = parse(b"+OK " + b"a" * 100000)
        self.assertEqual(outcome.code, 1)
        self.assert_rows(
            outcome,
            ("8192", "error", "status line too long, at offset 8192 in line 1 of reply 1 (status)"),
            ("", "expected", "a line end within 8192 octets"),
        )

    def test_the_input_ends_in_mid_reply(self):
        table = {
            "in a status line": ("status", b"+OK\r\n-E", "input ends in mid-reply at offset 7, in the status line of reply 2 (status)"),
            "in a body": ("RETR", b"+OK\r\na\r\n", 'input ends in mid-reply at offset 8, in the body of reply 1 (RETR): no line "." has come'),
            "in the last line": ("RETR", b"+OK\r\na\r\n.\r", 'input ends in mid-reply at offset 10, in the body of reply 1 (RETR): no line "." has come'),
            "before a reply": ("greeting,RETR", b"+OK\r\n", "input ends at offset 5, before reply 2 (RETR)"),
            "in a SASL exchange": ("sasl", b"+ AA\r\n", "input ends at offset 6, before reply 2 (sasl)"),
            "at once": ("greeting", b"", "input ends at offset 0, before reply 1 (greeting)"),
        }
        for name, (plan, capture, text) in table.items():
            with self.subTest(name):
                outcome = parse(capture, "--reply", plan)
                self.assertEqual(outcome.code, 1)
                self.assertEqual(outcome.rows[-1], (str(len(capture)), "error", text))

    def test_what_came_of_a_body_is_told(self):
        outcome = parse(b"+OK\r\na\0\r\nb", "--reply", "RETR")
        self.assert_rows(outcome, ("5", "body", "5 octets in 1 line, 0 dots cut out, offsets 5 to 9"), ("6", "note", "1 x NUL octet (strict: no error)"))

    def test_no_control_octets_reach_the_terminal(self):
        for capture in [b"+OK \x1b[31m\x9b\r\n", b"\x1b]0;x\x07\x9b\r\n", b"-ERR [A\x1b] x\r\n"]:
            for form in ["text", "json"]:
                outcome = parse(capture, "--format", form)
                self.assertNotRegex(outcome.out.decode("latin-1"), "[\x00-\x09\x0b-\x1f\x7f-\xff]")


class Json(ParseCase):
    def test_an_object_a_line(self):
        outcome = parse(SESSION, "--format", "json", "--reply", SESSION_PLAN)
        found = [json.loads(line) for line in outcome.out.splitlines()]
        self.assertEqual(
            [each["event"] for each in found],
            ["status", "status", "status", "status", "body", "end", "status", "body", "end", "summary"],
        )
        self.assertEqual(
            found[2],
            {"event": "status", "reply": 3, "shape": "PASS", "offset": 24, "octets": 22, "text": "[IN-USE] locked", "ok": False, "code": "IN-USE"},
        )
        self.assertEqual(found[4], {"event": "body", "reply": 4, "shape": "LIST", "offset": 62, "end": 74, "octets": 12, "lines": 2, "dots": 0})
        self.assertEqual(found[-1], {"event": "summary", "replies": 5, "octets": len(SESSION), "deviations": 0, "notes": 0})

    def test_deviation_and_errors(self):
        outcome = parse(b"+OK\nx \"", "--format", "json")
        found = [json.loads(line) for line in outcome.out.splitlines()]
        self.assertEqual(
            found[1:3],
            [
                {
                    "event": "deviation",
                    "reply": 1,
                    "shape": "status",
                    "offset": 3,
                    "what": "line feed without carriage return",
                    "count": 1,
                    "strict": "line feed without carriage return",
                },
                {
                    "event": "error",
                    "reply": 2,
                    "shape": "status",
                    "offset": 4,
                    "what": "reply begins with neither +OK nor -ERR",
                    "line": 1,
                    "expected": '"+OK" or "-ERR"',
                    "came": 'x "',
                },
            ],
        )
        last = [json.loads(line) for line in parse(b"+OK", "--format", "json").out.splitlines()][0]
        self.assertEqual((last["event"], last["offset"]), ("unfinished", 3))


class Use(ParseCase):
    def test_wrong_use_is_2(self):
        table = {
            "no such shape": (("--reply", "status,LISP"), 'found "LISP" as reply 2'),
            "no shape": (("--reply", ""), 'found "" as reply 1'),
            "none behind a comma": (("--reply", "status,"), 'found "" as reply 2'),
            "a shape with controls": (("--reply", "\x1b[m"), 'found "\\x1B[m"'),
            "no such kernel": (("--kernel", "quick"), "--kernel: expected one of "),
            "no such format": (("--format", "xml"), "--format"),
            "two reports": (("--extract", "--format", "json"), "--extract"),
            "no such file": ((self.folder / "none",), "none: No such file or directory"),
            "a folder": ((self.folder,), "Is a directory"),
            "two files": (("a", "b"), "b"),
        }
        for name, (words, text) in table.items():
            with self.subTest(name):
                outcome = parse(b"", *words)
                self.assertEqual((outcome.code, outcome.out), (2, b""), outcome.err)
                self.assertRegex(outcome.err, r"\Apopquiz: [^\n\x1b]+\n\Z")
                self.assertIn(text, outcome.err)

    def written_to(self, stdout, *words):
        """The code and standard error; closes `stdout`."""
        with stdout:
            done = subprocess.run(
                [PROGRAM, "parse", "--reply", SESSION_PLAN, *words],
                env=environment(),
                input=SESSION,
                stdout=stdout,
                stderr=subprocess.PIPE,
                timeout=DEADLINE,
                check=False,
            )
        return done.returncode, done.stderr.decode()

    def test_output_that_cannot_be_written_is_3(self):
        message = "popquiz: standard output can't be written: No space left on device\n"
        for words in [(), ("--extract",)]:
            with self.subTest(words):
                self.assertEqual(self.written_to(open("/dev/full", "wb"), *words), (3, message))

    def test_a_reader_that_has_gone_is_3_without_a_word(self):
        for words in [(), ("--extract",)]:
            with self.subTest(words):
                reading, writing = os.pipe()
                os.close(reading)
                self.assertEqual(self.written_to(os.fdopen(writing, "wb"), *words), (3, ""))

if __name__ == "__main__":
    unittest.main()
