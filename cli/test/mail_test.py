#!/usr/bin/env python3
"""popquiz mail over what popquiz fetch has stored: listed, shown, exported; hostile mail; what is no mail."""
import contextlib
import errno
import fcntl
import functools
import json
import os
import pathlib
import pty
import shutil
import struct
import subprocess
import tempfile
import termios
import unittest

from support import DEADLINE, PROGRAM, TestCase, environment, popquiz, serving

KINDS = ("maildir", "dir", "mbox")
MIXED = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
MEGABYTE = b"x" * 1_000_000


def attached(name, octets="aGVsbG8=", kind="application/octet-stream"):
    """A part whose octets are "hello"."""
    return (b"--b\r\nContent-Type: " + kind.encode() + b"\r\nContent-Disposition: attachment; filename=\"" + name
            + b"\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + octets.encode() + b"\r\n")


# Name; the message; what list --json has of it; what show --json has of it. Keys that are not named may be anything.
MAIL = [
    ("plain",
     b"From: Marshall Rose <mrose@dbc.mtview.ca.us>\r\nTo: a@example.org, \"x, y\" <b@example.org>\r\nCc: c@example.org\r\n"
     b"Date: Wed, 01 May 2024 12:00:00 +0200\r\nSubject: plain\r\n\r\nhello\r\n>From us\r\nFrom me\r\n",
     {"subject": "plain", "date": "2024-05-01T10:00:00Z",
      "from": {"name": "Marshall Rose", "address": "mrose@dbc.mtview.ca.us"}},
     {"from": "Marshall Rose <mrose@dbc.mtview.ca.us>", "to": "a@example.org, \"x, y\" <b@example.org>",
      "cc": "c@example.org", "text": "hello\n>From us\nFrom me\n", "attachments": []}),
    ("encoded words",
     b"From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\r\nDate: 2 May 2024 10:00:00 GMT\r\n"
     b"Subject: =?iso-8859-1?q?Gr=FC=DFe_aus?=\r\n =?ISO-8859-1?Q?_Ulm?=\r\n"
     b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E4=\r\n=ZZ=4\r\n",
     {"subject": "Grüße aus Ulm", "from": {"name": "Jürgen", "address": "j@example.org"}},
     {"subject": "Grüße aus Ulm", "text": "ä=ZZ=4\n"}),
    ("no fields", b"\r\nnaked\r\n", {"subject": "", "date": None, "from": {"name": "", "address": ""}},
     {"subject": None, "from": None, "to": None, "cc": None, "date": None, "text": "naked\n"}),
    ("fields without values", b"Subject:\r\nFrom:\r\nDate:\r\n\r\n", {"subject": "", "date": None}, {"subject": ""}),
    ("a date that is none", b"Subject: none\r\nDate: yesterday\r\n\r\n", {"date": None}, {"date": None}),
    ("NUL", b"Subject: a\0b\r\n\r\nc\0d\r\n", {"subject": "a\ufffdb"}, {"text": "c\u2400d\n"}),
    ("8-bit", b"Subject: \xc3\xbc \xff\r\n\r\n\xc3\xbc \xff\r\n", {}, {"text": "ü \ufffd\n"}),
    ("a line of a megabyte", b"Subject: long\r\n\r\n" + MEGABYTE + b"\r\n", {"subject": "long"},
     {"text": MEGABYTE.decode() + "\n"}),
    ("a field of a megabyte", b"Subject: " + MEGABYTE + b"\r\n\r\ntext\r\n", {}, {"text": "text\n"}),
    ("escape sequences",
     b"From: \"\x1b]0;x\x07\" <\x1b[2J@example.org>\r\nSubject: =?utf-8?B?G1szMW0=?= \x9b1m\r\n\r\n"
     b"\x1b[31m \xc2\x9b1m \xe2\x80\xaegnp \x08\rx\r\n",
     {}, {"text": "\u241b[31m \ufffd1m \ufffdgnp \u2408\u240dx\n"}),
    ("HTML alone", b"Subject: html\r\nContent-Type: text/html\r\n\r\n<p>one<script>evil()</script><p>&#27;[1m&amp;\r\n", {},
     {"text": "one\n\n\u241b[1m&\n"}),
    ("plain text and HTML say the same",
     b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n"
     b"--b\r\n\r\nplain\r\n--b--\r\n", {}, {"text": "plain\n"}),
    ("attachments",
     b"Subject: attached\r\n" + MIXED + b"\r\n--b\r\n\r\nsee\r\n" + attached(b"a.pdf", kind="application/pdf")
     + attached(b"../../etc/passwd") + b"--b\r\n\r\nbye\r\n--b--\r\n", {"subject": "attached"},
     {"text": "see\n\nbye\n",
      "attachments": [{"name": "a.pdf", "type": "application/pdf", "octets": 5},
                      {"name": "../../etc/passwd", "type": "application/octet-stream", "octets": 5}]}),
    ("a multipart cut off", MIXED + b"\r\n--b\r\n\r\ncut", {}, {"text": "cut\n"}),
    ("a charset nobody knows", b"Content-Type: text/plain; charset=x-none\r\n\r\na\xff\r\n", {}, {"text": "a\ufffd\n"}),
    ("nothing", b"", {"subject": ""}, {"text": ""}),
]
HARMFUL = [chr(c) for c in [*range(0x20), *range(0x7F, 0xA0), 0x202E] if chr(c) not in "\t\n"]


class Stores:
    """All of MAIL, fetched from popquiz serve into a store of each kind; once for all tests."""

    folder = None

    @classmethod
    def fill(cls):
        folder = tempfile.TemporaryDirectory()
        unittest.addModuleCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        served = cls.folder / "served"
        served.mkdir()
        for i, (_, message, _, _) in enumerate(MAIL):
            (served / f"{i:02}.eml").write_bytes(message)
        with serving("--maildrop", f"folder:{served}") as (_, port):
            for kind in KINDS:
                done = popquiz("fetch", f"pop://quiz@127.0.0.1:{port}", "--password-env", "QUIZ_PASSWORD",
                               "--tls", "never", "--to", cls.at(kind))
                assert done.code == 0, done.err

    @classmethod
    def at(cls, kind):
        return f"{kind}:{cls.folder / kind}"


def setUpModule():
    Stores.fill()


def raw(*words):
    done = subprocess.run([PROGRAM, "mail", *map(str, words)], env=environment(), stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=DEADLINE, check=False)
    return done.stdout


def stored_as(kind, message):
    """What a store of that kind makes of the octets that were served: whole lines (RFC 1939 §3), LF in two of three."""
    whole = message if message.endswith(b"\r\n") or not message else message + b"\r\n"
    return whole if kind == "dir" else whole.replace(b"\r\n", b"\n")


@functools.cache
def numbers(kind):
    """By index into MAIL: the number that the message has in the store."""
    count = len(popquiz("mail", "list", Stores.at(kind)).out.splitlines())
    found = {raw("show", Stores.at(kind), n, "--raw"): n for n in range(1, count + 1)}
    return [found[stored_as(kind, message)] for _, message, _, _ in MAIL]


def in_terminal(columns, *words, locale="C.UTF-8"):
    """What the command writes to a terminal of so many columns."""
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([PROGRAM, "mail", *map(str, words)], env=environment(LC_ALL=locale, TZ="UTC"),
                               stdin=subprocess.DEVNULL, stdout=there)
    os.close(there)
    octets = b""
    with contextlib.suppress(OSError):
        while piece := os.read(here, 65536):
            octets += piece
    os.close(here)
    process.wait(DEADLINE)
    return octets.decode().replace("\r\n", "\n")


class Listed(TestCase):
    def test_octets_come_back_from_every_store(self):
        for kind in KINDS:
            with self.subTest(kind):
                self.assertEqual(sorted(numbers(kind)), list(range(1, len(MAIL) + 1)))

    def test_every_message_is_listed_with_what_it_says(self):
        for kind in KINDS:
            done = popquiz("mail", "list", Stores.at(kind), "--json")
            self.assertEqual((done.code, done.err), (0, ""))
            rows = {row["number"]: row for row in map(json.loads, done.out.splitlines())}
            for number, (name, message, listed, _) in zip(numbers(kind), MAIL):
                with self.subTest(kind=kind, message=name):
                    row = rows[number]
                    self.assertEqual({**row, **listed}, row)
                    self.assertEqual(row["octets"], len(stored_as(kind, message)))
                    self.assertEqual(row["flags"], [] if kind == "dir" else ["new"])
                    self.assertEqual(row["name"] == "", kind == "mbox")

    def test_without_a_terminal_tabs_separate(self):
        for kind in KINDS:
            rows = [line.split("\t") for line in popquiz("mail", "list", Stores.at(kind)).out.splitlines()]
            self.assertEqual({len(row) for row in rows}, {6})
            self.assertEqual([row[3] for row in rows if row[1]], ["plain", "Grüße aus Ulm"])
            self.assertEqual(rows[-2][1:3], ["2024-05-01T10:00:00Z", "Marshall Rose <mrose@dbc.mtview.ca.us>"])

    def test_the_kind_is_recognised(self):
        for kind in KINDS:
            with self.subTest(kind):
                named = popquiz("mail", "list", Stores.at(kind))
                self.assertEqual(popquiz("mail", "list", Stores.folder / kind).out, named.out)
        one = popquiz("mail", "list", Stores.folder / "served" / "00.eml")
        self.assertIn("plain", one.out)
        self.assertEqual(popquiz("mail", "show", Stores.folder / "served" / "00.eml").code, 0)

    def test_the_order_and_how_many(self):
        at = Stores.at("mbox")
        by_arrival = [line.split("\t")[0] for line in popquiz("mail", "list", at, "--sort", "arrival").out.splitlines()]
        self.assertEqual(by_arrival, [str(n) for n in range(1, len(MAIL) + 1)])
        self.assertEqual(popquiz("mail", "list", at, "--limit", 1).out.split("\t")[3], "Grüße aus Ulm")
        self.assertEqual(popquiz("mail", "list", at, "--limit", 99).out.count("\n"), len(MAIL))

    def test_a_terminal_gets_columns_that_fit(self):
        for columns in (1, 20, 60, 80, 132):
            for locale in ("C.UTF-8", "C"):
                with self.subTest(columns=columns, locale=locale):
                    text = in_terminal(columns, "list", Stores.at("maildir"), locale=locale)
                    self.assertEqual(text.count("\n"), len(MAIL))
                    self.assertLessEqual(max(map(len, text.split("\n"))), columns)
                    self.assertEqual([c for c in HARMFUL if c in text], [])
                    self.assertTrue(locale != "C" or text.isascii())
        self.assertRegex(in_terminal(80, "list", Stores.at("maildir")), r"2024-05-01 10:00 Marshall Rose +plain +\d+ B N")

    def test_unread(self):
        box = self.folder / "box"
        for name in ("new/1.a.h", "cur/2.b.h:2,", "cur/3.c.h:2,S", "cur/4.d.h:2,RS"):
            self.file(f"box/{name}", f"Subject: {name}\n\n")
        done = popquiz("mail", "list", box, "--unread")
        self.assertEqual([line.split("\t")[3] for line in done.out.splitlines()], ["new/1.a.h", "cur/2.b.h:2,"])
        mbox = self.file("mbox", "From a\nSubject: old\nStatus: RO\n\n\nFrom b\nSubject: fresh\n\n\n")
        self.assertIn("fresh", popquiz("mail", "list", mbox, "--unread").out)
        self.assertNotIn("old", popquiz("mail", "list", mbox, "--unread").out)
        self.assert_complains(popquiz("mail", "list", Stores.at("dir"), "--unread"), 64, "--unread")


class Shown(TestCase):
    def test_every_message_is_shown_with_what_it_says(self):
        for kind in KINDS:
            for number, (name, _, _, shown) in zip(numbers(kind), MAIL):
                with self.subTest(kind=kind, message=name):
                    done = popquiz("mail", "show", Stores.at(kind), number, "--json")
                    self.assertEqual((done.code, done.err), (0, ""))
                    message = json.loads(done.out)
                    self.assertEqual({**message, **shown}, message)

    def test_nothing_reaches_a_terminal_that_it_obeys(self):
        for number, (name, _, _, _) in zip(numbers("dir"), MAIL):
            for words in ([], ["--headers"], ["--json"]):
                for shown in (popquiz("mail", "show", Stores.at("dir"), number, *words).out,
                              in_terminal(80, "show", Stores.at("dir"), number, *words, locale="C"),
                              in_terminal(80, "show", Stores.at("dir"), number, *words)):
                    with self.subTest(message=name, words=words):
                        self.assertEqual([c for c in HARMFUL if c in shown], [])

    def test_as_a_person_reads_it(self):
        at = Stores.at("maildir")
        of = numbers("maildir")
        self.assertEqual(popquiz("mail", "show", at, of[0]).out,
                         "Date: Wed, 01 May 2024 12:00:00 +0200\nFrom: Marshall Rose <mrose@dbc.mtview.ca.us>\n"
                         "To: a@example.org, \"x, y\" <b@example.org>\nCc: c@example.org\nSubject: plain\n\n"
                         "hello\n>From us\nFrom me\n")
        attachments = [name for name, *_ in MAIL].index("attachments")
        shown = popquiz("mail", "show", at, of[attachments]).out
        self.assertIn("Attachment: a.pdf, application/pdf, 5 B\nAttachment: ../../etc/passwd, ", shown)
        self.assertIn("Content-Type: multipart/mixed", popquiz("mail", "show", at, of[attachments], "--headers").out)

    def test_a_message_has_a_name_too(self):
        name = next((Stores.folder / "dir").glob("*.eml")).stem
        for which in (name, name + ".eml"):
            self.assertEqual(popquiz("mail", "show", Stores.at("dir"), which).code, 0)

    def test_more_than_the_limits_allow_is_told(self):
        deep = "Subject: deep\n" + "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(60))
        done = popquiz("mail", "show", self.file("deep.eml", deep))
        self.assertEqual(done.code, 65)
        self.assertIn("Subject: deep", done.out)
        self.assertIn("not shown whole: parts lie more than 50 deep", done.err)


class Exported(TestCase):
    def export(self, mail, *words):
        source = self.folder / "source.eml"
        source.write_bytes(mail)
        return popquiz("mail", "export", source, "--to", self.folder / "out", *words)

    def files(self):
        return {path.name: path.read_bytes() for path in (self.folder / "out").iterdir()}

    def test_names_are_safe(self):
        for name, expected in [
            (b"a.txt", "a.txt"), (b"../../etc/passwd", "passwd"), (b"/etc/passwd", "passwd"), (b"..", "attachment-1"),
            (b"", "attachment-1"), (b"C:\\\\x.exe", "x.exe"), (b".bashrc", "_bashrc"), (b"-rf", "_rf"),
            (b"a\x1b[2Jb", "a_[2Jb"), (b"a" * 5000 + b".txt", "a" * 200), (b"$(id);`x`|", "_(id)__x__"),
            (b"=?utf-8?q?..=2F..=2Fx?=", "x"), (b"a\xe2\x80\xaetxt.exe", "a_txt.exe"),
        ]:
            with self.subTest(name):
                done = self.export(MIXED + b"\r\n" + attached(name) + b"--b--\r\n")
                self.assertEqual((done.code, done.err), (0, ""))
                self.assertEqual(self.files(), {expected: b"hello"})
                self.assertEqual(done.out, f"{self.folder}/out/{expected}\n")
                self.assertEqual({path.name for path in self.folder.iterdir()}, {"source.eml", "out"})
                shutil.rmtree(self.folder / "out")

    def test_nothing_is_overwritten(self):
        out = self.folder / "out"
        out.mkdir()
        (out / "a.txt").write_text("mine")
        (out / "a-2.txt").symlink_to(self.folder / "elsewhere")
        (out / "a-3.txt").mkdir()
        done = self.export(MIXED + b"\r\n" + attached(b"a.txt") * 2 + b"--b--\r\n")
        self.assertEqual(done.code, 0, done.err)
        self.assertEqual((out / "a.txt").read_text(), "mine")
        self.assertEqual((out / "a-4.txt").read_text() + (out / "a-5.txt").read_text(), "hellohello")
        self.assertFalse((self.folder / "elsewhere").exists())
        self.assertEqual((out / "a-4.txt").stat().st_mode & 0o777, 0o600)

    def test_the_message_itself(self):
        for kind in KINDS:
            for number, (name, message, _, _) in zip(numbers(kind), MAIL):
                with self.subTest(kind=kind, message=name):
                    out = self.folder / f"{kind}-{number}"
                    done = popquiz("mail", "export", Stores.at(kind), number, "--to", out, "--eml")
                    self.assertEqual(done.code, 0, done.err)
                    [path] = out.iterdir()
                    self.assertTrue(path.name.endswith(".eml"))
                    self.assertEqual(path.read_bytes(), stored_as(kind, message))

    def test_a_message_without_attachments(self):
        done = self.export(b"Subject: x\r\n\r\n", "--attachments")
        self.assertEqual((done.code, done.out), (0, ""))
        self.assertIn("message 1 has no attachments", done.err)

    def test_what_cannot_be_made_is_told(self):
        mail = MIXED + b"\r\n" + attached(b"a.txt") + b"--b--\r\n"
        self.file("out", "a file")
        self.assert_complains(self.export(mail), 73, "out: Not a directory")
        self.assert_complains(popquiz("mail", "export", self.folder / "source.eml", "--to", self.folder / "no" / "out"),
                              73, "no/out: No such file")

    def test_half_a_file_is_taken_back(self):
        mail = MIXED + b"\r\n" + attached(b"a.bin", "A" * 4_000_000) + b"--b--\r\n"
        (self.folder / "source.eml").write_bytes(mail)
        done = subprocess.run(["sh", "-c", "ulimit -f 1000; trap '' XFSZ; exec \"$@\"", "sh", PROGRAM, "mail", "export",
                               self.folder / "source.eml", "--to", self.folder / "out"], capture_output=True, text=True,
                              timeout=DEADLINE, check=False)
        self.assertEqual((done.returncode, done.stdout), (74, ""), done.stderr)
        self.assertIn(os.strerror(errno.EFBIG), done.stderr)
        self.assertEqual(self.files(), {})


class Refused(TestCase):
    def test_wrong_use_and_what_is_no_mail(self):
        self.file("text.txt", "")
        self.file("empty.mbox", "")
        self.file("plain/notes.txt", "x")
        unreadable = self.folder / "pipe"
        os.mkfifo(unreadable)
        dir_ = Stores.at("dir")
        count = len(MAIL)
        for words, code, parts in [
            ([], 64, ["mail list, mail show or mail export"]),
            (["nonsense"], 64, ["a command is needed"]),
            (["list"], 64, ["PATH"]),
            (["show"], 64, ["PATH"]),
            (["list", dir_, "--nonsense"], 64, ["--nonsense"]),
            (["list", dir_, "--sort", "size"], 64, ["--sort", "arrival"]),
            (["list", dir_, "--limit", "many"], 64, ["--limit"]),
            (["show", dir_], 64, ["which message", f"from 1 to {count}"]),
            (["show", dir_, "1", "--raw", "--json"], 64, ["--raw"]),
            (["export", dir_, "1"], 64, ["--to"]),
            (["export", dir_, "1", "--to", self.folder, "--eml", "--attachments"], 64, ["--eml"]),
            (["list", self.folder / "none"], 66, ["none", "No such file"]),
            (["list", "maildir:" + str(self.folder / "none")], 65, ["none", "no Maildir"]),
            (["list", "mbox:" + str(self.folder / "none")], 66, ["none", "No such file"]),
            (["show", dir_, "0"], 66, ['"0"', f"from 1 to {count}"]),
            (["show", dir_, str(count + 1)], 66, [f"from 1 to {count}"]),
            (["show", dir_, "99999999999999999999999"], 66, [f"from 1 to {count}"]),
            (["show", dir_, "../dir/x"], 66, ["expected"]),
            (["show", dir_, "\x1b[31m"], 66, ["expected"]),
            (["show", self.folder / "empty.mbox", "1"], 66, ["has no messages"]),
            (["list", self.folder / "plain"], 65, ["no mailbox", "new/", "NAME.eml"]),
            (["list", "mbox:" + str(self.folder / "plain" / "notes.txt")], 65, ["no mbox", 'begin with "From "']),
            (["list", unreadable], 65, ["no regular file"]),
        ]:
            with self.subTest(words):
                done = popquiz("mail", *words)
                self.assert_complains(done, code, *parts)
                self.assertNotIn("\x1b", done.err)

    def test_empty_mailboxes_are_no_error(self):
        self.file("empty.mbox", "")
        for name in ("new", "cur", "tmp"):
            (self.folder / "box" / name).mkdir(parents=True)
        for place in (self.folder / "empty.mbox", self.folder / "box", f"dir:{self.folder}"):
            done = popquiz("mail", "list", place)
            self.assertEqual((done.code, done.out, done.err), (0, "", ""))

    def test_an_output_that_fails_is_told_and_one_that_goes_is_not(self):
        for words in (["list", Stores.at("dir")], ["show", Stores.at("dir"), "1", "--raw"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([PROGRAM, "mail", *words], stdout=full, stderr=subprocess.PIPE, timeout=DEADLINE,
                                      check=False)
            self.assertEqual(done.returncode, 74)
            self.assertIn(b"No space left", done.stderr)
            gone, there = os.pipe()
            os.close(gone)
            done = subprocess.run([PROGRAM, "mail", *words], stdout=there, stderr=subprocess.PIPE, timeout=DEADLINE,
                                  check=False)
            os.close(there)
            self.assertEqual((done.returncode, done.stderr), (74, b""))


class Program(TestCase):
    def test_help_is_the_same_however_it_is_asked_for(self):
        beside = pathlib.Path(PROGRAM).with_name("popquiz-mail")
        for words in ([], ["list"], ["show"], ["export"]):
            with self.subTest(words):
                done = popquiz("mail", *words, "--help")
                self.assertEqual(done.code, 0, done.err)
                self.assertIn(f"usage: {' '.join(['popquiz mail', *words])} ", done.out)
                alone = subprocess.run([beside, *words, "--help"], capture_output=True, text=True, check=False)
                self.assertEqual((alone.returncode, alone.stdout), (0, done.out))
        self.assertIn("popquiz mail show [PATH] [N|NAME]", popquiz("mail", "show", "--help").out)

    def test_it_is_found_beside_popquiz_and_only_there(self):
        shutil.copy(PROGRAM, self.folder / "popquiz")
        words = [self.folder / "popquiz", "mail", "list", Stores.at("dir")]
        done = subprocess.run(words, capture_output=True, text=True, timeout=DEADLINE, check=False, cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout), (72, ""))
        self.assertIn(f"cannot run {os.path.realpath(self.folder)}/popquiz-mail: No such file", done.stderr)
        (self.folder / "popquiz-mail").symlink_to(pathlib.Path(PROGRAM).with_name("popquiz-mail"))
        done = subprocess.run(words, capture_output=True, text=True, timeout=DEADLINE, check=False, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_popquiz_itself_does_without_gmime_and_glib(self):  # they cost a fetch a MiB of memory
        libraries = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=True).stdout
        self.assertNotIn("gmime", libraries)
        self.assertNotIn("glib", libraries)


if __name__ == "__main__":
    unittest.main()
