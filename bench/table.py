#!/usr/bin/env python3
"""Prints what parser_bench measured: table.py FILE.json

One table a size, then the design's bars with their verdicts. A bar that is missed is no failure: wall
time is the machine's as much as ours. A path that gave a wrong result is one.
"""

import json
import os
import statistics
import sys

# Bars of the body scan: input, size, least ratio to memchr or least GB/s.
BARS = [
    ("no_dots", "64MiB", "memchr", 0.85),
    ("no_dots", "256KiB", "memchr", 0.5),
    ("stuffed", "64MiB", "GB/s", 4.0),
    ("stuffed", "256KiB", "GB/s", 4.0),
    ("dots_only", "64MiB", "GB/s", 0.8),
    ("dots_only", "256KiB", "GB/s", 0.8),
]


def unique(values):
    return list(dict.fromkeys(values))


def read_speeds(runs):
    """{(input, size, path): [GB/s of each repetition]}, in the program's order, not that of the runs."""
    speeds = {}
    for run in sorted(runs, key=lambda run: run["family_index"]):
        if run.get("error_occurred"):
            sys.exit(f"{run['name']}: {run['error_message']}")
        if run["run_type"] == "iteration":
            key = tuple(run["name"].split("/", 2))
            speeds.setdefault(key, []).append(run["bytes_per_second"] / 1e9)
    return speeds


def cpu_model():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        fields = dict(line.strip().split(":", 1) for line in lines if ":" in line)
    return next((value.strip() for key, value in fields.items() if key.strip() in ("model name", "CPU part")),
                "unknown processor")


def machine_line():
    load = "/".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{cpu_model()}, {os.cpu_count()} processors, load {load} before"


def cell(values):
    if not values:
        return "-"
    return f"{statistics.median(values):.3g} ({min(values):.3g}..{max(values):.3g})"


def print_tables(speeds):
    names = unique(key[0] for key in speeds)
    rank = {"memchr": 0, "memcpy": 1, "scan": 2, "parser": 3, "naive": 4, "getline": 5}
    paths = sorted(unique(key[2] for key in speeds), key=lambda path: rank[path.split("/")[0]])
    width = 2 + max(len(text) for text in [*names, *map(cell, speeds.values())])
    for size in unique(key[1] for key in speeds):
        columns = [name for name in names if any(key[:2] == (name, size) for key in speeds)]
        print(f"\n{size:<16}" + "".join(f"{name:>{width}}" for name in columns))
        for path in paths:
            cells = [cell(speeds.get((name, size, path))) for name in columns]
            print(f"{path:<16}" + "".join(f"{text:>{width}}" for text in cells))


def print_bars(speeds, kernel):
    print(f"\nBars of the body scan ({kernel} is the kernel this machine gets)")
    not_measured = 0
    for name, size, unit, least in BARS:
        for kernel_name in unique([kernel, "scalar"]):
            for layer in ("scan", "parser"):
                values = speeds.get((name, size, f"{layer}/{kernel_name}"))
                base = speeds.get((name, size, "memchr")) if unit == "memchr" else [1.0]
                bar = f"{name} {size} >= {least:g} {'x memchr' if unit == 'memchr' else unit}"
                if not values or not base:
                    not_measured += 1
                    continue
                got = statistics.median(values) / statistics.median(base)
                verdict = "met" if got >= least else "missed"
                print(f"  {bar:<36}{layer + '/' + kernel_name:<18}{got:>7.3g}  {verdict}")
    if not_measured != 0:
        print(f"  {not_measured} rows were not measured")


def main(path):
    with open(path, encoding="utf-8") as file:
        measured = json.load(file)
    speeds = read_speeds(measured["benchmarks"])
    context = measured["context"]
    repetitions = max(len(values) for values in speeds.values())
    load = "/".join(f"{value:.1f}" for value in context["load_avg"])
    print(f"{cpu_model()}, {context['num_cpus']} processors at {context['mhz_per_cpu']} MHz, "
          f"load {load} before; {context['compiler']}; {context['date']}")
    print(f"GB/s (10^9 octets a second): median (least..most) of {repetitions} runs in random order; "
          f"no huge pages")
    print_tables(speeds)
    print_bars(speeds, context["kernel"])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
