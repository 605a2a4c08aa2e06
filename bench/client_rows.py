"""What `ci/bench client` measures: groups of rows, and the design's bars."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

from measured import failed

KIB = 1 << 10
MIB = 1 << 20
GIB = 1 << 30
ROUND_TRIP = 0.040  # seconds
SCRIPTS = Path(__file__).with_name("endless")
# Of `popquiz fetch` that has given up a server: more than the limits allow, or no POP3 any more.
GAVE_UP = (65, 76)


@dataclass
class row:
    name: str
    server: list
    client: Callable  # (port, folder) -> command
    check: Callable = lambda folder, said: None  # raises failed() when the client did not do it
    statuses: tuple = (0,)  # that the client may end with
    left: Optional[int] = None  # messages that must be on the server behind it
    of_server: bool = False  # the server's cost counts


@dataclass
class bar:
    """`of` the row called `name` must be at most `limit`, or `limit` times the least of `bases`, or more than
    the least of them by at most `limit`."""
    name: str
    of: str  # cpu, wall (seconds) or peak (octets)
    limit: float
    bases: list = field(default_factory=list)
    text: Optional[str] = None
    of_difference: bool = False
    unit: float = 1  # that it is printed in


@dataclass
class group:
    title: str
    rows: list
    bars: list
    pinned: bool = False
    most_runs: int = 1000


def expect(wanted):
    def check(folder, said):
        if said.strip() != str(wanted):
            raise failed(f"{wanted} octets were expected, it says {said!r}")
    return check


def expect_nearly(wanted):
    """curl leaves out what comes in one piece with the status line, one buffer at most."""
    def check(folder, said):
        if not said.isdecimal() or not wanted - MIB <= int(said) <= wanted:
            raise failed(f"some {wanted} octets were expected, it says {said!r}")
    return check


def expect_mail(count, octets, where="mail/new"):
    """So many messages, which have so many octets each at least."""
    def check(folder, said):
        sizes = [file.stat().st_size for file in (folder / where).iterdir() if file.name[0] != "."]
        if len(sizes) != count or min(sizes) < octets:
            raise failed(f"{count} files of {octets} octets were expected in {where}, there are "
                         f"{len(sizes)}, the smallest of {min(sizes, default=0)}\n{said}")
    return check


class commands:
    """How each program is called."""

    def __init__(self, build):
        self.bench = build / "bench/client_bench"
        self.popquiz = build / "cli/popquiz"

    def bare_server(self, *options):
        return [self.bench, "serve", *options]

    def serve(self, maildrop, *options):
        return [self.popquiz, "serve", "--user", "bench", "--password-env", "BENCH_PASSWORD",
                "--maildrop", maildrop, *options]

    def retr(self, what, buffer, *options):
        """`what`: bare or popquiz. An option that is callable gets the folder."""
        return lambda port, folder: [self.bench, what, port, "--buffer", buffer,
                                     *(o(folder) if callable(o) else o for o in options)]

    def fetch(self, to, *options):
        return lambda port, folder: [self.popquiz, "fetch", f"pop://bench@127.0.0.1:{port}", "--tls", "never",
                                     "--allow-clear-text", "--password-env", "BENCH_PASSWORD", "--quiet",
                                     "--to", to(folder), *options]

    @staticmethod
    def curl(numbers, output, *options):
        def command(port, folder):
            (folder / "mail/new").mkdir(parents=True)
            return ["curl", "--silent", "--show-error", "--user", "bench:bench", "--output", output(folder),
                    *options, f"pop3://127.0.0.1:{port}/{numbers}"]
        return command

    @staticmethod
    def mpop():
        def command(port, folder):
            for part in ("cur", "new", "tmp"):
                (folder / "mail" / part).mkdir(parents=True)
            settings = folder / "mpoprc"
            settings.touch(0o600)
            settings.write_text(
                f"account default\nhost 127.0.0.1\nport {port}\nauth user\nuser bench\npassword bench\n"
                f"tls off\nkeep off\nreceived_header off\nuidls_file {folder}/uidls\n"
                f"delivery maildir {folder}/mail\n", encoding="utf-8")
            return ["mpop", f"--file={settings}", "--quiet"]
        return command


def message_lines(octets):
    return octets // 78 * 78  # what the bare server makes of it


def retr_group(run):
    server = run.bare_server()
    check = expect(message_lines(GIB))
    rows = []
    for kib in (64, 256):
        rows.append(row(f"bare recv, {kib} KiB", server, run.retr("bare", kib * KIB), check))
        rows.append(row(f"popquiz, {kib} KiB", server, run.retr("popquiz", kib * KIB), check))
    curl = run.curl(1, lambda folder: "/dev/null", "--write-out", "%{size_download}")
    rows.append(row("curl", server, curl, expect_nearly(message_lines(GIB))))
    return group("RETR of 1 GiB", rows, [
        bar("popquiz, 64 KiB", "cpu", 1.25, ["bare recv, 64 KiB", "bare recv, 256 KiB"]),
        bar("popquiz, 64 KiB", "cpu", 1 / 8, ["curl"])], pinned=True)


def file_group(run):
    server = run.bare_server()
    octets = message_lines(GIB)
    check = expect(octets)
    to = ("--to", lambda folder: folder / "message")
    rows = []
    for kib in (64, 256):
        rows.append(row(f"bare recv+write, {kib} KiB", server, run.retr("bare", kib * KIB, *to), check))
        rows.append(row(f"popquiz's client, {kib} KiB", server, run.retr("popquiz", kib * KIB, *to), check))
    rows.append(row("bare recv+write+fsync, 256 KiB", server, run.retr("bare", 256 * KIB, *to, "--durable"),
                    check))
    fetch = run.fetch(lambda folder: f"dir:{folder}/mail", "--keep")
    rows.append(row("popquiz fetch --to dir", server, fetch, expect_mail(1, octets, "mail")))
    bare = ["bare recv+write, 64 KiB", "bare recv+write, 256 KiB"]
    return group("RETR of 1 GiB to a file (+fsync and fetch wait for the disk)", rows, [
        bar("popquiz's client, 256 KiB", "cpu", 1.2, bare),
        bar("popquiz fetch --to dir", "cpu", 1.2, bare),
        bar("popquiz fetch --to dir", "cpu", 1.2, ["bare recv+write+fsync, 256 KiB"])], pinned=True)


def tls_group(run):
    server = ["sh", "-c", 'exec "$0" serve --tls "$HOME/certificate"', run.bench]
    check = expect(message_lines(GIB))
    tls = ("--tls", lambda folder: folder / "certificate")
    rows = [row("bare SSL_read", server, run.retr("bare", 64 * KIB, *tls), check),
            row("bare SSL_read, read-ahead", server, run.retr("bare", 64 * KIB, *tls, "--read-ahead"), check),
            row("popquiz", server, run.retr("popquiz", 64 * KIB, *tls), check)]
    return group("RETR of 1 GiB over TLS 1.3", rows, [
        bar("popquiz", "cpu", 1.1, ["bare SSL_read"]),
        bar("popquiz", "cpu", 1.1, ["bare SSL_read, read-ahead"])], pinned=True)


def serve_group(run):
    rows = [row("bare send", run.bare_server(), run.retr("bare", 256 * KIB), expect(message_lines(GIB))),
            row("popquiz serve", run.serve("generated:1x1GiB"), run.retr("bare", 256 * KIB), expect(GIB))]
    return group("Sending 1 GiB to a bare recv loop", rows, [
        bar("popquiz serve", "wall", 1 / 0.9, ["bare send"], "0.9 x the rate of a bare send loop")],
        pinned=True)


def mail_row(run, name, server, count):
    """A client that delivers to a Maildir, with LF for CRLF, and deletes what it has delivered."""
    fetch = run.fetch(lambda folder: f"maildir:{folder}/mail", "--delete")
    return row(name, server, run.mpop() if name == "mpop" else fetch, expect_mail(count, 4000), left=0)


def latency_group(run):
    count = 1000
    near = run.serve(f"generated:{count}x4KiB")
    far = [*near, "--rtt", "40ms"]
    without_sasl = ("--without", "SASL")
    curl = "curl, one process, keeps the mail"
    rows = [mail_row(run, "mpop", far, count),
            row(curl, far, run.curl(f"[1-{count}]", lambda folder: folder / "mail/new/#1"),
                expect_mail(count, 4000))]
    bars = []
    for login, options in ("SCRAM", ()), ("USER and PASS", without_sasl):
        name, at_once = f"popquiz fetch, {login}", f"popquiz fetch, {login}, no latency"
        rows += [mail_row(run, name, [*far, *options], count), mail_row(run, at_once, [*near, *options], count)]
        bars += [bar(name, "wall", 12 * ROUND_TRIP, [at_once], "round trips: what it takes longer than at once",
                     of_difference=True, unit=ROUND_TRIP),
                 bar(name, "wall", 12 * ROUND_TRIP, text="seconds: 12 round trips, disk and all"),
                 bar(name, "wall", 1, ["mpop"]),
                 bar(name, "wall", 1 / 50, [curl])]
    return group("1,000 messages of 4 KiB at a round trip of 40 ms", rows, bars, most_runs=3)


def many_group(run):
    count = 10000
    server = run.serve(f"generated:{count}x4KiB")
    rows = [mail_row(run, name, server, count) for name in ("popquiz fetch", "mpop")]
    return group("10,000 messages of 4 KiB, no latency, each durable before it is deleted", rows, [
        bar("popquiz fetch", "wall", 1 / 3, ["mpop"])])


def memory_group(run):
    to = run.fetch(lambda folder: f"dir:{folder}/mail", "--keep")
    rows = [row("popquiz fetch, a message of 10 GiB", run.serve("generated:1x10GiB"), to,
                expect_mail(1, 10 * GIB, "mail")),
            row("popquiz serve, a message of 100 GiB", run.serve("generated:1x100GiB"),
                run.retr("bare", 256 * KIB), expect(100 * GIB), of_server=True)]
    for script in sorted(SCRIPTS.glob("*.pop3")):
        rows.append(row(f"popquiz fetch, endless {script.stem.replace('-', ' ')}",
                        run.serve("fixture:two-plain", script), to, statuses=GAVE_UP))
    limits = [bar(each.name, "peak", (32 if each.of_server else 16) * MIB,
                  text="MiB resident", unit=MIB) for each in rows]
    return group("Memory", rows, limits, most_runs=1)


GROUPS = {"retr": retr_group, "file": file_group, "tls": tls_group, "serve": serve_group,
          "latency": latency_group, "many": many_group, "memory": memory_group}
