#!/usr/bin/env python3
"""Measures the client beside bare loops, curl and mpop.

  client.py [--runs N] BUILD [GROUP...]   groups: retr file tls latency many memory

BUILD is a build tree of the preset bench. A bar that is missed is no failure: time is the machine's as
much as ours. A client that did not do its work is one.
"""

import argparse
import random
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from client_rows import GROUPS
from measured import failed, measure
from rows import MIB, commands
from table import machine_line


def run_row(each, group, scratch):
    folder = Path(tempfile.mkdtemp(dir=scratch))
    got = measure(each.server, each.client, folder, group.pinned, each.left is not None)
    if got.status not in each.statuses:
        raise failed(f"{each.name}: exit status {got.status}\n{got.said}")
    if got.left != each.left:
        raise failed(f"{each.name}: {got.left} messages are left on the server, not {each.left}")
    try:
        seconds = each.check(folder, got.said)
    except failed as why:
        raise failed(f"{each.name}: {why}") from why
    remove_large_files(folder)
    used = got.server if each.of_server else got.client
    return used if seconds is None else replace(used, wall=seconds)


def remove_large_files(folder):
    """The small ones stay until the end: for minutes ext4 looks at each file that was removed whenever it
    makes a new one, which would be the next client's time."""
    for file in folder.rglob("*"):
        if file.is_file() and file.stat().st_size > MIB:
            file.unlink()


def run_group(group, runs, scratch):
    costs = {each.name: [] for each in group.rows}
    for _ in range(min(runs, group.most_runs)):
        for each in random.sample(group.rows, len(group.rows)):
            costs[each.name].append(run_row(each, group, scratch))
    return costs


def median(costs, name, of):
    return statistics.median(getattr(each, of) for each in costs[name])


def cell(values):
    return f"{statistics.median(values) * 1e3:.0f} ({min(values) * 1e3:.0f}..{max(values) * 1e3:.0f})"


def print_group(group, costs):
    width = max(len(name) for name in costs) + 2
    runs = max(len(values) for values in costs.values())
    print(f"\n{group.title}: median (least..most) of {runs} runs")
    print(f"  {'':<{width}}{'processor ms':>24}{'user':>8}{'system':>8}{'wall ms':>26}{'peak MiB':>10}")
    for name, values in costs.items():
        print(f"  {name:<{width}}{cell([each.cpu for each in values]):>24}"
              f"{median(costs, name, 'user') * 1e3:>8.0f}{median(costs, name, 'system') * 1e3:>8.0f}"
              f"{cell([each.wall for each in values]):>26}{median(costs, name, 'peak') / MIB:>10.1f}")
    for bar in group.bars:
        base = min((median(costs, name, bar.of) for name in bar.bases), default=1)
        if bar.of_difference:
            got = median(costs, bar.name, bar.of) - base
        else:
            got = median(costs, bar.name, bar.of) / base
        text = bar.text or f"{bar.of} x {' or '.join(bar.bases)}"
        print(f"  {'met   ' if got <= bar.limit else 'missed'}  {bar.name}: {got / bar.unit:.3g}, bar "
              f"{bar.limit / bar.unit:.3g} ({text})")
    sys.stdout.flush()


def read_command_line(document, all_groups, *switches, runs=5, folder=None):
    """BUILD, GROUPs and --runs, and switches by name; says on standard output on what machine this runs."""
    parser = argparse.ArgumentParser(description=document, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("groups", nargs="*")
    parser.add_argument("--runs", type=int, default=runs)
    for switch in switches:
        parser.add_argument(switch, action="store_true")
    if folder:
        parser.add_argument(folder, type=Path)
    given = parser.parse_intermixed_args()
    unknown = [name for name in given.groups if name not in all_groups]
    if unknown or given.runs < 1:
        parser.error(f"no such group: {unknown[0]}" if unknown else "--runs must be 1 or more")
    given.build = given.build.resolve()
    given.groups = given.groups or list(all_groups)
    print(machine_line())
    return given


def main():
    given = read_command_line(__doc__, GROUPS)
    run = commands(given.build)
    with tempfile.TemporaryDirectory(dir=given.build) as scratch:
        for name in given.groups:
            group = GROUPS[name](run)
            print_group(group, run_group(group, given.runs, scratch))


if __name__ == "__main__":
    try:
        main()
    except failed as why:
        sys.exit(f"client.py: {why}")
