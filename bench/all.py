#!/usr/bin/env python3
"""Every number that the design is held to, in one table.

  all.py [--runs N] [--quick] [--no-peers] BUILD [GROUP...]
                    groups: scan retr file tls mockserver latency many fuzz suite memory

BUILD is a build tree of the preset bench. Rows are the medians of --runs (3). Peers are run once each, as drivers of
`popquiz bench client`: what they cost beside popquiz, delivering to files, not a bar. --quick takes a sixteenth of the
octets and a tenth of the messages. A bar that is missed is no failure. Wall time is the machine's as much as ours:
the load average stands above the table.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

import mockserver_rows
from client import median, read_command_line, run_group
from client_rows import GROUPS as CLIENT_GROUPS
from measured import failed
from mockserver import rates
from rows import GIB, MIB, commands
from table import BARS, read_speeds

PEERS = ("curl", "mpop", "fetchmail", "poplib")
TITLES = {"curl": "curl", "mpop": "mpop", "fetchmail": "fetchmail", "poplib": "Python's poplib"}
FUZZ_SECONDS = 10
FUZZ_SEEDS = Path(__file__).resolve().parents[1] / "corpus/seeds/replies"
FUZZ_BAR = 100_000  # executions a second
SUITE_BAR = 3  # seconds
# Which figure of which table of `popquiz bench client` stands beside a group's rows.
BESIDE = {"retr": ("large", "clear", "cpu"), "file": ("large", "clear", "cpu"), "tls": ("large", "tls", "cpu"),
          "latency": ("far", "clear", "wall"), "many": ("small", "clear", "wall")}


@dataclass
class figure:
    what: str
    floor: str  # what it is compared with, and its value
    popquiz: str
    ratio: str
    bar: str
    met: Optional[bool]
    peers: dict = field(default_factory=dict)


def verdict(met):
    return "not measured" if met is None else "met" if met else "MISSED"


def print_table(figures):
    heads = ["", "floor", "popquiz", *PEERS, "ratio", "bar", ""]
    cells = [[f.what, f.floor, f.popquiz, *(f.peers.get(peer, "") for peer in PEERS), f.ratio, f.bar, verdict(f.met)]
             for f in figures]
    widths = [max(len(row[i]) for row in [heads, *cells]) for i in range(len(heads))]
    for row in [heads, *cells]:
        print("  ".join(f"{text:<{width}}" if i == 0 else f"{text:>{width}}"
                        for i, (text, width) in enumerate(zip(row, widths))).rstrip())
    missed = [f for f in figures if f.met is False]
    print(f"\n{len(figures)} bars, {len(missed)} missed")


def scan_figures(build, runs):
    command = [build / "bench/parser_bench", "--benchmark_filter=^(no_dots|stuffed|dots_only)/(256KiB|64MiB)/(memchr|scan)",
               "--benchmark_enable_random_interleaving=true", f"--benchmark_repetitions={max(runs, 3)}",
               "--benchmark_min_time=0.05", "--benchmark_format=json"]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True)
    measured = json.loads(done.stdout)
    speeds, kernel = read_speeds(measured["benchmarks"]), measured["context"]["kernel"]
    for name, size, unit, least in BARS:
        got = statistics.median(speeds[(name, size, f"scan/{kernel}")])
        base = statistics.median(speeds[(name, size, "memchr")])
        in_base = unit == "memchr"
        yield figure(f"body scan ({kernel}), {name}, {size}", f"{base:.1f} GB/s memchr", f"{got:.1f} GB/s",
                     f"{got / base:.2f}", f">= {least:g} {'x memchr' if in_base else 'GB/s'}",
                     (got / base if in_base else got) >= least)


def bar_figure(group, costs, bar):
    base = min((median(costs, name, bar.of) for name in bar.bases), default=None)
    got = median(costs, bar.name, bar.of)
    unit = (lambda v: f"{v / MIB:.1f} MiB") if bar.of == "peak" else (lambda v: f"{v:.3f} s")
    if bar.of_difference:
        reached, ratio = got - base, f"{(got - base) / bar.unit:.1f}"
        limit = f"<= {bar.limit / bar.unit:g} round trips"
    elif base is None:
        reached, ratio = got, ""
        limit = f"<= {unit(bar.limit)}"
    else:
        reached, ratio = got / base, f"{got / base:.3f}"
        limit = f"<= {bar.limit:.3g} x"
    floor = "" if base is None else f"{unit(base)} {' or '.join(bar.bases)}"
    return figure(f"{group.title}: {bar.name}, {bar.of}", floor, unit(got), ratio, limit, reached <= bar.limit)


def client_figures(run, name, runs, scratch, peers):
    group = CLIENT_GROUPS[name](run)
    if name == "latency":
        runs = 1  # curl takes more than a minute
    costs = run_group(group, runs, scratch)
    for bar in group.bars:
        made = bar_figure(group, costs, bar)
        beside = BESIDE.get(name)
        made.peers = peers.get(beside, {}) if beside and beside[2] == bar.of else {}
        yield made


def mockserver_figures(run, runs, scratch):
    run.scratch = Path(scratch)
    for name in ("plain", "memory"):
        group = mockserver_rows.GROUPS[name](run)
        group.rows = [row for row in group.rows if row.name in (group.rows[0].name, *group.at_rate, *group.in_memory)]
        costs = run_group(group, runs, scratch)
        rate, floor = rates(group, costs), group.rows[0].name
        for row in group.at_rate:
            share = statistics.median(mine / its for mine, its in zip(rate[row], rate[floor]))
            yield figure(f"{group.title}: {row}", f"{statistics.median(rate[floor]) / MIB:.0f} MiB/s {floor}",
                         f"{statistics.median(rate[row]) / MIB:.0f} MiB/s", f"{share:.2f}",
                         f">= {mockserver_rows.RATE:g} x", share >= mockserver_rows.RATE)
        for row in group.in_memory:
            peak = max(cost.peak for cost in costs[row])
            yield figure(f"{group.title}: {row}", "", f"{peak / MIB:.1f} MiB", "",
                         f"< {mockserver_rows.PEAK // MIB} MiB", peak < mockserver_rows.PEAK)


def fuzz_figure(build):
    program = build.parent / "fuzz/fuzz/fuzz_replies"
    what = "fuzz target of the parser, inputs to 1 KiB"
    if not program.exists():
        return figure(what, "", "-", "", f">= {FUZZ_BAR:,} executions/s", None)
    with tempfile.TemporaryDirectory() as corpus:
        done = subprocess.run([program, "-max_len=1024", f"-max_total_time={FUZZ_SECONDS}", "-print_final_stats=1", corpus,
                               FUZZ_SEEDS], env=dict(os.environ, ASAN_OPTIONS="quarantine_size_mb=4"),
                              capture_output=True, text=True, check=False)
    found = re.search(r"average_exec_per_sec:\s*(\d+)", done.stderr)
    if done.returncode != 0 or not found:
        raise failed(f"{program}: {done.stderr[-400:]}")
    rate = int(found[1])
    return figure(what, "", f"{rate:,}/s", "", f">= {FUZZ_BAR:,} executions/s", rate >= FUZZ_BAR)


def suite_figure(build, runs):
    seconds = []
    for _ in range(runs):
        done = subprocess.run([build / "cli/popquiz", "test", "server", "--embedded"], capture_output=True, text=True,
                              check=False)
        found = re.search(r"\(([\d.]+) s\)\s*$", done.stdout)
        if done.returncode != 0 or not found:
            raise failed(f"the suite: {done.stdout[-400:]}{done.stderr}")
        seconds.append(float(found[1]))
    got = statistics.median(seconds)
    return figure("server suite against the reference server, wall", "", f"{got:.2f} s", "", f"<= {SUITE_BAR} s",
                  got <= SUITE_BAR)


def measure_peers(build, groups, quick):
    """{(workload, transport, figure): {peer: text}}, of one run."""
    wanted = {BESIDE[name] for name in groups if name in BESIDE}
    found = {}
    for workload, transport in sorted({each[:2] for each in wanted}):
        command = [build / "cli/popquiz", "bench", "client", "--driver", ",".join(PEERS), "--workload", workload,
                   "--transport", transport, "--runs", 1, "--no-system-calls", "--no-bare-loop", "--format", "json",
                   *(["--quick"] if quick else [])]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if not done.stdout:
            raise failed(f"popquiz bench client: {done.stderr}")
        rows = {row["client"]: row for row in json.loads(done.stdout)["tables"][0]["rows"]}
        for what in ("cpu", "wall"):
            for peer in PEERS:
                row = rows[TITLES[peer]]
                if row["runs"]:
                    one = row["runs"][0]
                    value = one["wall_seconds"] if what == "wall" else one["user_seconds"] + one["system_seconds"]
                    found.setdefault((workload, transport, what), {})[peer] = f"{value:.2f} s"
    return found


GROUPS = ("scan", "retr", "file", "tls", "mockserver", "latency", "many", "fuzz", "suite", "memory")


def main():
    given = read_command_line(__doc__, GROUPS, "--quick", "--no-peers", runs=3)
    figures = []
    with tempfile.TemporaryDirectory(dir=given.build) as scratch:
        run = commands(given.build)
        run.octets, run.large_octets = (64 * MIB, 4 * GIB) if given.quick else (GIB, 100 * GIB)
        peers = {} if given.no_peers else measure_peers(given.build, given.groups, given.quick)
        for name in given.groups:
            print(f"{name} …", file=sys.stderr, flush=True)
            if name == "scan":
                figures += scan_figures(given.build, given.runs)
            elif name == "mockserver":
                figures += mockserver_figures(run, given.runs, scratch)
            elif name == "fuzz":
                figures.append(fuzz_figure(given.build))
            elif name == "suite":
                figures.append(suite_figure(given.build, given.runs))
            else:
                figures += client_figures(run, name, given.runs, scratch, peers)
    print_table(figures)


if __name__ == "__main__":
    try:
        main()
    except failed as why:
        sys.exit(f"all.py: {why}")
