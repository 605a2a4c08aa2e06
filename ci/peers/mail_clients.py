"""The mail clients: how each is told to fetch all mail without deleting it, where it puts it, and what it declares
that it does to the octets. All else that differs is a difference.
"""
import contextlib
import os
import pathlib
import pty
import re
import subprocess
import threading

from hard_mail import canonical

TIME_LIMIT = 60  # seconds that a client may take for two messages: on a machine that has much else to do, too
PASSWORD = "sesame"
TOOLS = "/usr/bin:/bin"  # the programs of Debian's packages, not others that stand in front of them


class Trial:
    """A client's own folder, and what it connects to."""

    def __init__(self, home, port, user):
        self.home, self.port, self.user = pathlib.Path(home), port, user
        self.status, self.says = 0, ""

    def file(self, name, text, mode=0o600):
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="ascii")
        path.chmod(mode)
        return path

    def maildir(self):
        for name in ("new", "cur", "tmp"):
            (self.home / "mail" / name).mkdir(parents=True, exist_ok=True)
        return self.home / "mail"

    def run(self, *words, terminal=None):
        """Runs a program to its end, or to the limit's."""
        ids = own_ids()
        for path in (self.home, *self.home.rglob("*")):
            if ids:
                os.chown(path, ids["user"], ids["group"])
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        if terminal is not None:
            streams = dict.fromkeys(streams, terminal)
        environment = {"PATH": TOOLS, "HOME": str(self.home), "TERM": "vt100", "LANG": "C.UTF-8", "USER": "quiz"}
        with subprocess.Popen([str(word) for word in words], cwd=self.home, env=environment, start_new_session=True,
                              **streams, **ids) as process:
            try:
                said = process.communicate(timeout=TIME_LIMIT)[0] or b""
                self.status, self.says = process.returncode, said.decode(errors="replace").strip()
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                self.status, self.says = "none", f"no end within {TIME_LIMIT} s"


def own_ids():
    """Some clients refuse to work for root: then they work for nobody."""
    if os.getuid() != 0:
        return {}
    import pwd
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def lf(octets):
    return octets.replace(b"\r\n", b"\n")


class Client:
    """`declares` in words; form() is what is expected of a message, take() what was delivered, in order if it has one."""

    name = version = declares = ""
    race = None  # what it says when it lost a race with itself: then it is tried again (docs/findings/)

    def fetch(self, trial):
        raise NotImplementedError

    def form(self, message):
        return canonical(message)

    def take(self, trial):
        return [path.read_bytes() for path in sorted((trial.home / "mail").glob("*"))]

    def split(self, trial, following):
        """What was delivered of the first message, as one or more, and whether the one behind it came as it is."""
        delivered = self.take(trial)
        last = self.form(following)
        if last in delivered:
            delivered.remove(last)
            return delivered, True
        return delivered, False


class InMaildir(Client):
    def take(self, trial):
        return [path.read_bytes() for path in sorted((trial.home / "mail" / "new").glob("*"))]

    def form(self, message):
        return lf(canonical(message))


class InMbox(Client):
    """The file `inbox`. Whoever reads it back takes every line that looks like a From_ line for the begin of a message."""

    separator = re.compile(rb"^From \S+ +\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\n", re.M)
    is_mboxrd = True  # one more ">" in front of ">From ", ">>From " and so on

    def take(self, trial):
        octets = (trial.home / "inbox").read_bytes()
        begins = [(found.start(), found.end()) for found in self.separator.finditer(octets)]
        ends = [start for start, _ in begins[1:]] + [len(octets)]
        if octets and (not begins or begins[0][0] != 0):
            raise ValueError(f"no mbox: it begins with {octets[:40]!r}")
        return [octets[begin:end] for (_, begin), end in zip(begins, ends)]

    def form(self, message):
        octets = lf(canonical(message)) + b"\n"
        return re.sub(rb"^(>*From )", rb">\1", octets, flags=re.M) if self.is_mboxrd else octets


class Curl(Client):
    name, version, declares = "curl", ["curl", "--version"], "nothing"

    def fetch(self, trial):
        (trial.home / "mail").mkdir()
        address = f"pop3://127.0.0.1:{trial.port}"
        login = ["--user", f"{trial.user}:{PASSWORD}"]
        trial.run("curl", "--silent", "--show-error", "--fail-early", *login, f"{address}/1", "--output", "mail/1",
                  f"{address}/2", "--output", "mail/2")


class Fetchmail(Client):
    name, version = "fetchmail", ["fetchmail", "--version"]
    declares = "for an MDA: without any CR (its option stripcr), a Received field in front or behind Return-Path"
    received = re.compile(rb"^Received: from 127\.0\.0\.1 \[127\.0\.0\.1\]\n\tby .* with POP3 \(fetchmail-.*\)\n\tfor .*\n", re.M)

    def fetch(self, trial):
        (trial.home / "mail").mkdir()
        store = trial.file("store", '#!/bin/sh\nexec cat >"$HOME/mail/$$"\n', 0o755)
        control = trial.file("control", f"poll 127.0.0.1 protocol pop3 service {trial.port} username {trial.user} "
                             f"password {PASSWORD} sslproto '' fetchall keep mda {store}\n")
        trial.run("fetchmail", "--fetchmailrc", control, "--idfile", "ids", "--pidfile", "pid", "--nosyslog")

    def form(self, message):
        return canonical(message).replace(b"\r", b"")

    def take(self, trial):
        return [self.received.sub(b"", octets, count=1) for octets in super().take(trial)]


class Mpop(InMaildir):
    name, version = "mpop", ["mpop", "--version"]
    declares = "in a Maildir: LF line ends, a Received field in front"
    received = re.compile(rb"\AReceived: from 127\.0\.0\.1 \(.*\)\n\tby .* \(mpop-.*\) with POP3\n\tfor <.*>; .*\n")

    def fetch(self, trial):
        self.fetch_to(trial, f"maildir {trial.maildir()}")

    @staticmethod
    def fetch_to(trial, delivery):
        trial.file("control", f"account default\nhost 127.0.0.1\nport {trial.port}\nuser {trial.user}\n"
                   f"password {PASSWORD}\nauth user\ntls off\nkeep on\nuidls_file {trial.home}/ids\ndelivery {delivery}\n")
        trial.run("mpop", "--file=control")

    def take(self, trial):
        return [self.received.sub(b"", octets) for octets in super().take(trial)]


class MpopMbox(InMbox):
    name, version = "mpop-mbox", Mpop.version
    declares = "in an mbox (mboxrd): LF line ends, a From_ line and a Received field in front, a blank line behind, quotes"

    def fetch(self, trial):
        Mpop.fetch_to(trial, f"mbox {trial.file('inbox', '')}")

    def take(self, trial):
        return [Mpop.received.sub(b"", octets) for octets in super().take(trial)]


class Getmail(InMaildir):
    name, version = "getmail", ["getmail", "--version"]
    declares = "in a Maildir: LF line ends; Return-Path, Delivered-To and Received in front"
    race = re.compile(r"waiting child pid \d+ timed out")
    patience = 10  # seconds for the server, and for a child that delivers
    added = re.compile(rb"\AReturn-Path: <.*>\nDelivered-To: unknown\nReceived: from 127\.0\.0\.1 .*\n  msgid:.*\n")

    def fetch(self, trial):
        self.fetch_to(trial, "Maildir", f"{trial.maildir()}/")

    @staticmethod
    def fetch_to(trial, kind, where):
        trial.file("getmail/getmailrc", f"[retriever]\ntype = SimplePOP3Retriever\nserver = 127.0.0.1\nport = {trial.port}\n"
                   f"username = {trial.user}\npassword = {PASSWORD}\ntimeout = {Getmail.patience}\n"
                   f"[destination]\ntype = {kind}\npath = {where}\n"
                   "[options]\nread_all = true\ndelete = false\n")
        trial.run("getmail", "--getmaildir", trial.home / "getmail")

    def take(self, trial):
        return [self.added.sub(b"", octets) for octets in super().take(trial)]


class GetmailMbox(InMbox):
    name, version = "getmail-mbox", Getmail.version
    declares = "in an mbox (mboxrd): the same, a From_ line in front, a blank line behind, quotes"
    race = Getmail.race

    def fetch(self, trial):
        Getmail.fetch_to(trial, "Mboxrd", trial.file("inbox", ""))

    def take(self, trial):
        return [Getmail.added.sub(b"", octets) for octets in super().take(trial)]


class Mutt(InMbox):
    name, version = "mutt", ["mutt", "-v"]
    declares = "in an mbox (mboxo): LF line ends, a From_ line in front, a blank line behind"
    is_mboxrd = False

    def fetch(self, trial):
        mailbox = trial.file("inbox", "")
        trial.file("control", f'set folder="{trial.home}"\nset spoolfile="{mailbox}"\nset mbox_type=mbox\n'
                   f'set pop_host="pop://{trial.user}@127.0.0.1:{trial.port}"\nset pop_pass="{PASSWORD}"\n'
                   "set pop_delete=no\nset ssl_starttls=no\nset ssl_force_tls=no\nset quit=yes\nset move=no\n"
                   "set mark_old=no\nset sleep_time=0\n")
        ours, its = pty.openpty()  # it works at a terminal only
        screen = threading.Thread(target=self.read_screen, args=(ours,))
        screen.start()
        try:
            trial.run("mutt", "-n", "-F", "control", "-e", "push Gq", terminal=its)
        finally:
            os.close(its)
            screen.join()
            os.close(ours)

    @staticmethod
    def read_screen(terminal):
        with contextlib.suppress(OSError):  # the other end is closed
            while os.read(terminal, 65536):
                pass


class Scripted(Client):
    """A library: the shortest program that fetches all with it."""

    program = ()
    declares = "lines without their ends, which the program puts back as CRLF"

    def fetch(self, trial):
        (trial.home / "mail").mkdir()
        trial.run(*self.program, trial.port, trial.user, PASSWORD)


class Poplib(Scripted):
    name, version = "poplib", ["python3", "--version"]
    program = ("python3", "-c", """
import poplib, sys
session = poplib.POP3("127.0.0.1", int(sys.argv[1]))
session.user(sys.argv[2])
session.pass_(sys.argv[3])
for number in range(1, session.stat()[0] + 1):
    octets = b"".join(line + b"\\r\\n" for line in session.retr(number)[1])
    with open(f"mail/{number}", "wb") as file:
        file.write(octets)
session.quit()
""")


class NetPop(Scripted):
    name, version = "net-pop", ["ruby", "-rnet/pop", "-e", "puts Net::POP3::VERSION"]
    declares = "nothing"
    program = ("ruby", "-rnet/pop", "-e", """
Net::POP3.start("127.0.0.1", ARGV[0].to_i, ARGV[1], ARGV[2]) do |session|
  session.mails.each { |mail| File.binwrite("mail/#{mail.number}", mail.pop) }
end
""")


CLIENTS = {client.name: client for client in (Curl(), Fetchmail(), Mpop(), MpopMbox(), Getmail(), GetmailMbox(), Mutt(),
                                              Poplib(), NetPop())}
