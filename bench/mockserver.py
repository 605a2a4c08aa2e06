#!/usr/bin/env python3
"""Measures the mock server beside loops that do nothing but send, and beside Dovecot.

  mockserver.py [--runs N] [--quick] BUILD [GROUP...]   groups: plain tls memory

BUILD is a build tree of the preset bench. Rows are run in turn, in random order, as often as --runs says; the
share of the floor is the median of what it was within each turn. The rate is that of RETR alone; processor time
is user and system of all the server's processes, from the connection to its end: mail in files is read once more
when it is opened, to be measured. The bare loop sends what it has; Dovecot's processes share a processor, as
everything of a server does here. A bar that is missed is no failure.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from client import median, read_command_line, run_group
from measured import failed
from mockserver_rows import GROUPS, PEAK, RATE
from rows import GIB, MIB, commands


def rates(group, costs):
    """Octets a second of each row, run by run."""
    return {each.name: [each.octets / cost.wall for cost in costs[each.name]] for each in group.rows}


def spread(values, unit):
    return f"{statistics.median(values) / unit:.0f} ({min(values) / unit:.0f}..{max(values) / unit:.0f})"


def print_group(group, costs):
    runs = min(len(values) for values in costs.values())
    rate = rates(group, costs)
    floor = rate[group.rows[0].name]
    share = {name: statistics.median(mine / its for mine, its in zip(rate[name], floor)) for name in rate}
    width = max(len(name) for name in costs) + 2
    octets = group.rows[0].octets
    print(f"\n{group.title}: {octets / GIB:.3g} GiB, median (least..most) of {runs} runs")
    print(f"  {'':<{width}}{'MiB/s':>22}{'x floor':>9}{'processor ms/GiB':>18}{'user':>7}{'system':>8}{'peak MiB':>10}")
    for each in group.rows:
        def of(what, unit, each=each):
            return median(costs, each.name, what) * unit
        a_gib = GIB / each.octets * 1e3
        print(f"  {each.name:<{width}}{spread(rate[each.name], MIB):>22}{share[each.name]:>9.2f}"
              f"{of('cpu', a_gib):>18.0f}{of('user', a_gib):>7.0f}{of('system', a_gib):>8.0f}"
              f"{of('peak', 1 / MIB):>10.1f}")
    for name in group.at_rate:
        print(f"  {'met   ' if share[name] >= RATE else 'missed'}  {name}: {share[name]:.2f} x the rate of "
              f"{group.rows[0].name}, bar {RATE}")
    for name in group.in_memory:
        peak = max(cost.peak for cost in costs[name])
        print(f"  {'met   ' if peak < PEAK else 'missed'}  {name}: {peak / MIB:.1f} MiB resident, bar {PEAK // MIB}")
    sys.stdout.flush()


def main():
    given = read_command_line(__doc__, GROUPS, "--quick")
    with tempfile.TemporaryDirectory(dir=given.build) as scratch:
        run = commands(given.build)
        run.scratch = Path(scratch)
        run.octets, run.large_octets = (64 * MIB, 4 * GIB) if given.quick else (GIB, 100 * GIB)
        for name in given.groups:
            group = GROUPS[name](run)
            print_group(group, run_group(group, given.runs, scratch))


if __name__ == "__main__":
    try:
        main()
    except failed as why:
        sys.exit(f"mockserver.py: {why}")
