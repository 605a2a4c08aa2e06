"""What `ci/bench mockserver` measures: who sends a message, and the loop that does nothing but send."""

from dataclasses import dataclass
from pathlib import Path

from rows import GIB, KIB, MIB, expect, group, message_lines, row

SINK = 256 * KIB  # octets that a read of the receiver may bring
RATE = 0.9  # of the bare loop's, at least: the design's bar
PEAK = 32 * MIB  # resident, whatever the message
DOVECOT = Path(__file__).resolve().parents[1] / "ci/peers/dovecot"
# What ci/peers/dovecot runs: it says the port, puts the password where the client looks, and waits.
BESIDE_DOVECOT = 'cp "$POPQUIZ_PEER_PASSWORD_FILE" password; echo "port ${%s##*:}"; exec sleep infinity'


def write_message(file, octets, line_end):
    """A message of `octets` as RFC 1939 §11 counts them: with CRLF, which is how it is sent."""
    line = b"x" * 76 + b"\r\n"
    head = b"Subject: bench\r\n\r\n"
    lines, left = divmod(octets - len(head), len(line))
    last = b"y" * (left + len(line) - 2) + b"\r\n"  # in place of the last whole line
    block = 8192
    with open(file, "wb") as out:
        def put(text):
            out.write(text.replace(b"\r\n", line_end))
        put(head)
        for _ in range((lines - 1) // block):
            put(line * block)
        put(line * ((lines - 1) % block) + last)


class mail_on_disk:
    """One message as an MDA delivers it, with LF, and the same as a file with CRLF."""

    def __init__(self, folder, octets):
        self.maildir, self.eml = folder / "Maildir", folder / "eml"
        if self.eml.exists():
            return
        for part in (self.maildir / "new", self.maildir / "cur", self.eml):
            part.mkdir(parents=True)
        write_message(self.maildir / "new/message", octets, b"\n")
        write_message(self.eml / "message.eml", octets, b"\r\n")


@dataclass
class group_of_senders(group):
    """The first row is the floor."""
    at_rate: tuple = ()  # rows with a bar
    in_memory: tuple = ()


def octets_and_seconds(octets):
    def check(folder, said):
        got, _, seconds = said.strip().partition(" ")
        expect(octets)(folder, got)
        return float(seconds)
    return check


def sent(run, name, server, octets, *options):
    return row(name, server, run.retr("bare", SINK, "--timed", *options), octets_and_seconds(octets),
               of_server=True, octets=octets)


def senders(run, title, floor, tls):
    octets = run.octets
    mail = mail_on_disk(run.scratch, octets)
    lines = message_lines(octets)
    to_client = ("--tls", "certificate.pem") if tls else ()
    to_serve = ("--tls-self-signed", "certificate.pem") if tls else ()
    dovecot = [DOVECOT, "--mail", mail.eml, *(["--tls"] if tls else []), "--", "sh", "-c",
               BESIDE_DOVECOT % ("POPQUIZ_PEER_TLS_ADDRESS" if tls else "POPQUIZ_PEER_ADDRESS")]
    return group_of_senders(title, [
        sent(run, floor, run.bare_server("--octets", octets, *to_client), lines, *to_client),
        sent(run, "popquiz, generated", run.serve(f"generated:1x{octets}", *to_serve), octets, *to_client),
        sent(run, "popquiz, in memory", run.memory_server("--octets", octets, *to_client), lines, *to_client),
        sent(run, "popquiz, .eml with CRLF", run.serve(f"folder:{mail.eml}", *to_serve), octets, *to_client),
        sent(run, "popquiz, Maildir with LF", run.serve(f"maildir:{mail.maildir}", *to_serve), octets, *to_client),
        sent(run, "Dovecot, Maildir with LF", dovecot, octets, "--user", "quiz", "--password-file",
             lambda folder: folder / "password", *to_client)],
        [], pinned=True, at_rate=("popquiz, generated",), in_memory=("popquiz, generated",))


def plain_group(run):
    return senders(run, "Sending a message to a bare recv loop", "bare send", tls=False)


def tls_group(run):
    return senders(run, "Sending a message to a bare SSL_read loop, TLS 1.3", "bare SSL_write", tls=True)


def memory_group(run):
    octets = run.large_octets
    name = f"popquiz, generated, {octets // GIB} GiB"
    return group_of_senders("Memory of the server while it sends", [
        sent(run, name, run.serve(f"generated:1x{octets}"), octets)], [], pinned=True, most_runs=1, in_memory=(name,))


GROUPS = {"plain": plain_group, "tls": tls_group, "memory": memory_group}
