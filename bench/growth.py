#!/usr/bin/env python3
"""How cost grows: with the size of a message, with sessions at once, with the messages of a mailbox.

  growth.py [--runs N] [--quick] [--plots FOLDER] BUILD [GROUP...]      groups: size sessions mailbox

BUILD is a build tree of the preset bench. Time and memory of popquiz's client and server, and of the bare loops where
there is one. With --plots an SVG file for each group is written to FOLDER. The exponent is that of the line through the last points
that are ten times apart: 1 is linear, 0 is flat.
"""

import json
import math
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from client import read_command_line, remove_large_files
from measured import failed, measure, server
from rows import GIB, KIB, MIB, commands

SIZES = [KIB * 4 ** n for n in range(11)] + [10 * GIB]
SESSIONS = [1, 3, 10, 30, 100, 300, 1000]
MESSAGES = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]


def text_of(octets):
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
        if octets >= unit:
            return f"{octets / unit:.3g} {name}"
    return f"{octets} B"


def print_table(title, heads, rows):
    print(f"\n{title}")
    cells = [heads, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    for row in cells:
        print("  " + "  ".join(f"{text:>{width}}" for text, width in zip(row, widths)))
    sys.stdout.flush()


def exponent(points):
    (x0, y0), (x1, y1) = points[-2:]
    earlier = [point for point in points if point[0] * 9.99 <= x1]
    if earlier:
        x0, y0 = earlier[-1]
    return math.log(y1 / y0) / math.log(x1 / x0)


def write_plot(given, name, title, across, up, series):
    if given.plots is None:
        return
    lines = [f"title {title}", f"across {across}", f"up {up}"]
    for label, points in series.items():
        lines += [f"series {label}", *(f"{x} {y}" for x, y in points)]
    done = subprocess.run([given.build / "bench/client_bench", "plot"], input="\n".join(lines) + "\n", text=True,
                          capture_output=True, check=True)
    given.plots.mkdir(parents=True, exist_ok=True)
    (given.plots / f"growth-{name}.svg").write_text(done.stdout, encoding="utf-8")


def medians(given, server_command, client, scratch):
    costs = []
    for _ in range(given.runs):
        folder = Path(tempfile.mkdtemp(dir=scratch))
        got = measure(server_command, client, folder)
        if got.status != 0:
            raise failed(f"exit status {got.status}: {got.said}")
        remove_large_files(folder)
        costs.append(got)
    return costs


def grow_size(given, run, scratch):
    """RETR by popquiz's client and by the bare loop from the mock server, dropped; the seconds of RETR alone are the bare loop's."""
    sizes = SIZES[:9] if given.quick else SIZES
    rows, ours, bare = [], [], []
    for size in sizes:
        serving = run.serve(f"generated:1x{size}")
        popquiz = medians(given, serving, run.retr("popquiz", 64 * KIB), scratch)
        floor = medians(given, serving, run.retr("bare", 64 * KIB), scratch)
        wall, cpu = (statistics.median(getattr(c.client, of) for c in popquiz) for of in ("wall", "cpu"))
        floor_wall = statistics.median(c.client.wall for c in floor)
        peak = max(c.client.peak for c in popquiz)
        serving_peak = max(c.server.peak for c in popquiz)
        ours.append((size, wall))
        bare.append((size, floor_wall))
        rows.append([text_of(size), f"{wall:.4f}", f"{cpu:.3f}", f"{floor_wall:.4f}", f"{size / wall / MIB:.0f}",
                     f"{peak / MIB:.1f}", f"{serving_peak / MIB:.1f}"])
    print_table("One RETR by size of the message, process start and all",
                ["octets", "wall s", "processor s", "bare loop s", "MiB/s", "client peak MiB", "server peak MiB"], rows)
    print(f"  time grows with the power {exponent(ours):.2f} of the size in the end")
    write_plot(given, "size", "Time of one RETR by size", "logarithmic octets octets of the message",
               "logarithmic seconds seconds, process start and all", {"popquiz": ours, "bare loop": bare})


def grow_sessions(given, run, scratch):
    """Sessions at once against one `popquiz serve`, each with an account; they ask STAT and RETR of 16 KiB."""
    rows, rate, late = [], [], []
    for count in SESSIONS[:5] if given.quick else SESSIONS:
        accounts = [word for n in range(1, count + 1) for word in ("--account", f"bench{n}:bench")]
        folder = Path(tempfile.mkdtemp(dir=scratch))
        (folder / "password").write_text("bench\n", encoding="utf-8")
        running = server([run.popquiz, "serve", "--maildrop", "generated:1x16KiB", *accounts], None, folder)
        try:
            before = running.used()
            command = [run.popquiz, "bench", "server", f"127.0.0.1:{running.port}", "--user", "bench{n}", "--password-file",
                       folder / "password", "--connections", count, "--duration", 2, "--format", "json"]
            done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise failed(f"{count} sessions: {done.stderr}")
            used = running.used()
        finally:
            running.stop()
            running.log.close()
        by = {row["what"].split()[0]: row for row in json.loads(done.stdout)["rows"]}
        if any(row["refused"] + row["failed"] for row in by.values()):
            raise failed(f"{count} sessions: {by}")
        rows.append([count, *(f"{by[what]['per_second']:,.0f}" for what in ("login", "STAT", "RETR")),
                     *(f"{by['STAT']['latency_seconds'][p] * 1e3:.2f}" for p in ("p50", "p99")),
                     f"{used.peak / MIB:.1f}", f"{(used.peak - before.peak) / KIB / count:.0f}"])
        rate.append((count, by["STAT"]["per_second"]))
        late.append((count, by["STAT"]["latency_seconds"]["p50"]))
    print_table("Sessions at once (asking and answering share this machine)",
                ["sessions", "logins/s", "STAT/s", "RETR 16 KiB/s", "STAT p50 ms", "p99 ms", "server peak MiB", "KiB a session"], rows)
    write_plot(given, "sessions", "STAT a second by sessions at once", "logarithmic number sessions",
               "linear number STAT a second", {"all together": rate})
    write_plot(given, "latency", "Latency of STAT by sessions at once", "logarithmic number sessions",
               "logarithmic seconds median", {"STAT": late})


def grow_mailbox(given, run, scratch):
    """`popquiz fetch --list` of mailboxes of more and more messages: STAT, LIST and UIDL, read and printed."""
    rows, points = [], []
    for count in MESSAGES[:6] if given.quick else MESSAGES:
        costs = medians(given, run.serve(f"generated:{count}x1KiB"), run.fetch(lambda folder: f"dir:{folder}/mail", "--list", "--max-listing", "256M"), scratch)
        wall = statistics.median(c.client.wall for c in costs)
        cpu = statistics.median(c.client.cpu for c in costs)
        peak = max(c.client.peak for c in costs)
        points.append((count, wall))
        rows.append([f"{count:,}", f"{wall:.3f}", f"{cpu:.3f}", f"{wall / count * 1e6:.1f}", f"{peak / MIB:.1f}",
                     f"{max(c.server.peak for c in costs) / MIB:.1f}"])
    print_table("Looking at a mailbox by its messages (STAT, LIST, UIDL)",
                ["messages", "wall s", "processor s", "us a message", "client peak MiB", "server peak MiB"], rows)
    print(f"  time grows with the power {exponent(points):.2f} of the messages in the end")
    write_plot(given, "mailbox", "Time to look at a mailbox by its messages", "logarithmic number messages",
               "logarithmic seconds seconds, process start and all", {"popquiz fetch --list": points})


GROUPS = {"size": grow_size, "sessions": grow_sessions, "mailbox": grow_mailbox}


def main():
    given = read_command_line(__doc__, GROUPS, "--quick", runs=3, folder="--plots")
    with tempfile.TemporaryDirectory(dir=given.build) as scratch:
        for name in given.groups:
            GROUPS[name](given, commands(given.build), scratch)


if __name__ == "__main__":
    try:
        main()
    except failed as why:
        sys.exit(f"growth.py: {why}")
