#!/usr/bin/env python3
"""Runs two builds in turn and says what differs.

  compare.py [--runs N] [--filter REGEX] [--gate] OLD NEW

OLD and NEW are build trees of the preset bench (ci/bench compare REV makes both). In each run parser_bench and
layers_bench of both are started, the one that begins by turns. A row differs when the Mann-Whitney U test says so at
1 % (some in a hundred rows will by chance) and the interval of the ratio leaves 1 out. With --gate instructions are compared, too, once:
they repeat.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

import gate
from compared import compare, mann_whitney
from table import machine_line

PROGRAMS = ("parser_bench", "layers_bench")
SIGNIFICANT = 0.01
# One size that fits no cache and one that does, the kernel of the machine, what a client and a server do with mail.
USUAL_ROWS = "no_dots/(256KiB|64MiB)/(memchr|scan|parser)|mail/256KiB/(memchr|scan|parser)|^(command_parser|stuffing|session|server|tcp|tls)/.*"


def read_times(build, program, rows):
    """{row: seconds of processor time an iteration}; of rows with counted sections that is what was counted."""
    path = build / "bench" / program
    if not path.exists():
        return {}
    command = [path, f"--benchmark_filter={rows}", "--benchmark_min_time=0.05", "--benchmark_format=json"]
    done = subprocess.run([str(word) for word in command], cwd=build, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        return {}  # nothing matched
    times = {}
    for run in json.loads(done.stdout)["benchmarks"]:
        if run.get("error_occurred"):
            sys.exit(f"{path}: {run['name']}: {run['error_message']}")
        manual = run["name"].endswith("/manual_time")
        times[run["name"].removesuffix("/manual_time")] = run["real_time" if manual else "cpu_time"]
    return times


def measure(builds, runs, rows):
    """{row: ([times of the first], [times of the second])}"""
    all_times = {}
    for run in range(runs):
        order = (0, 1) if run % 2 == 0 else (1, 0)
        for program in PROGRAMS:
            for side in order:
                for name, value in read_times(builds[side], program, rows).items():
                    all_times.setdefault(name, ([], []))[side].append(value)
        print(f"\rrun {run + 1} of {runs}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return all_times


def print_rows(times):
    width = max(map(len, times), default=0) + 2
    print(f"\n  {'':<{width}}{'old us':>12}{'new us':>12}{'new/old':>10}{'95 % interval':>20}{'p':>9}")
    slower = faster = 0
    for name, (old, new) in times.items():
        if not old or not new:
            print(f"  {name:<{width}}{'only in ' + ('old' if old else 'new'):>24}")
            continue
        p, by = mann_whitney(old, new), compare(old, new)
        differs = p < SIGNIFICANT and not by.least <= 1 <= by.most
        slower += differs and by.middle > 1
        faster += differs and by.middle < 1
        verdict = ("slower" if by.middle > 1 else "faster") if differs else ""
        print(f"  {name:<{width}}{statistics.median(old) / 1e3:>12.2f}{statistics.median(new) / 1e3:>12.2f}{by.middle:>10.3f}"
              f"{f'{by.least:.3f}..{by.most:.3f}':>20}{p:>9.4f}  {verdict}")
    print(f"\n  {slower} rows slower, {faster} faster, {len(times) - slower - faster} the same as far as can be seen")


def print_instructions(builds):
    counts = [gate.measure_all(str(build / "bench/instruction_count"))[2] for build in builds]
    print("\nInstructions per octet or message that moved by 0.5 % or more:")
    for name in sorted(set(counts[0]) | set(counts[1])):
        old, new = counts[0].get(name), counts[1].get(name)
        if old is None or new is None or abs(new / old - 1) >= 0.005:
            moved = f"{(new / old - 1) * 100:+.1f} %" if old and new else ""
            print(f"  {name:<44}{'-' if old is None else f'{old:.4f}':>14} -> {'-' if new is None else f'{new:.4f}':<14}{moved}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--filter", default=USUAL_ROWS)
    parser.add_argument("--gate", action="store_true")
    given = parser.parse_args()
    builds = (given.old.resolve(), given.new.resolve())
    print(machine_line())
    times = measure(builds, given.runs, given.filter)
    if not times:
        sys.exit(f"compare.py: no row matches {given.filter}")
    print_rows(times)
    if given.gate:
        print_instructions(builds)


if __name__ == "__main__":
    main()
