"""What rows of `ci/bench client` and `ci/bench mockserver` are, and how each program is called."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

from measured import failed

KIB = 1 << 10
MIB = 1 << 20
GIB = 1 << 30


@dataclass
class row:
    name: str
    server: list
    client: Callable  # (port, folder) -> command
    # Raises failed() when the client did not do it. May return the seconds that count as wall time.
    check: Callable = lambda folder, said: None
    statuses: tuple = (0,)  # that the client may end with
    left: Optional[int] = None  # messages that must be on the server behind it
    of_server: bool = False  # the server's cost counts
    octets: int = GIB  # that the client fetches


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
    """curl leaves out what comes in one piece with the status line, one buffer at most, and may count the
    terminator."""
    def check(folder, said):
        if not said.isdecimal() or not wanted - MIB <= int(said) <= wanted + 3:
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

    def memory_server(self, *options):
        return [self.bench, "serve-memory", *options]

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
