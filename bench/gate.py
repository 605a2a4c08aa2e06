#!/usr/bin/env python3
"""Counts the instructions of parser and client with callgrind and compares them with bench/instructions.tsv.

  gate.py check PROGRAM [BASELINE]    fails when a scenario needs more instructions than its tolerance allows
  gate.py accept PROGRAM [BASELINE]   writes what it measures down as the new baseline (tolerances are kept)

PROGRAM is instruction_count of an optimised build without sanitizers (ci/bench gate, ci/bench accept), or another one
that lists its scenarios and passes one as that does. BASELINE: bench/instructions.tsv, when it is not named.
"""

import os
import pathlib
import platform
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

BASELINE = pathlib.Path(__file__).with_name("instructions.tsv")
TOLERANCE_PERCENT = 2.0  # of a scenario that has no row yet
KERNELS = ["AVX2", "SSE2", "scalar"]  # those that valgrind can run: it knows no AVX-512
ALWAYS_THERE = ["scalar"] + (["SSE2"] if platform.machine() == "x86_64" else [])
# glibc chooses its memchr by the machine too, and symbols are looked up when first called.
ENVIRONMENT = dict(os.environ, LD_BIND_NOW="1", GLIBC_TUNABLES="glibc.cpu.hwcaps=-AVX2")


class gate_error(Exception):
    pass


def run(command, folder=None):
    """In `folder`, where a pass may make files for a while."""
    done = subprocess.run(command, env=ENVIRONMENT, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise gate_error(f"{' '.join(command)} failed:\n{done.stderr.strip()}")
    return [line.split("\t") for line in done.stdout.splitlines()]


def measure(program, layer, kernel, name):
    with tempfile.TemporaryDirectory() as folder:
        counts = pathlib.Path(folder, "counts")
        rows = dict(run(["valgrind", "--quiet", "--tool=callgrind", "--collect-atstart=no",
                         f"--callgrind-out-file={counts}", program, layer, kernel, name], folder))
        for line in counts.read_text().splitlines():
            if line.startswith(("summary:", "totals:")):
                return int(line.split()[1]) / int(rows["units"])
    raise gate_error(f"callgrind counted nothing for {layer} {kernel} {name}")


def measure_all(program):
    """The compiler, the kernels of KERNELS that ran, and {scenario: instructions per unit}."""
    # Under valgrind, because it shows the program another processor than the machine's.
    rows = run(["valgrind", "--quiet", "--tool=none", program])
    compiler = next(row[1] for row in rows if row[0] == "compiler")
    there = {row[1] for row in rows if row[0] == "kernel"}
    kernels = [kernel for kernel in KERNELS if kernel in there]
    jobs = {}
    for layer, kernel, name in (row[1:] for row in rows if row[0] == "scenario"):
        if kernel in kernels or kernel == "-":
            jobs["/".join(part for part in (layer, kernel, name) if part != "-")] = (layer, kernel, name)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = list(pool.map(lambda job: measure(program, *job), jobs.values()))
    return compiler, kernels, dict(zip(jobs, counts))


def read_baseline(baseline_file):
    """The compiler and {scenario: (instructions per unit, tolerance in percent)}."""
    compiler, rows = "", {}
    for line in baseline_file.read_text().splitlines() if baseline_file.exists() else []:
        if line.startswith("# compiler: "):
            compiler = line.removeprefix("# compiler: ")
        elif line and not line.startswith("#"):
            scenario, count, tolerance = line.split("\t")
            rows[scenario] = (float(count), float(tolerance))
    return compiler, rows


def write_baseline(baseline_file, compiler, rows):
    lines = ["# Instructions per octet, or per message where the name says so, counted by callgrind. Written by",
             "# ci/bench accept; only the tolerances are edited by hand.", f"# compiler: {compiler}",
             "# scenario\tinstructions\ttolerance in percent"]
    lines += [f"{name}\t{count:.4f}\t{tolerance:g}" for name, (count, tolerance) in sorted(rows.items())]
    baseline_file.write_text("\n".join(lines) + "\n")


def of_kernel_not_there(scenario, kernels):
    parts = scenario.split("/")
    return len(parts) == 3 and parts[1] in KERNELS and parts[1] not in kernels


def print_rows(title, rows):
    if rows:
        print(f"\n{title}")
        for name, was, now in rows:
            moved = f"{(now / was - 1) * 100:+8.1f} %" if was and now is not None else ""
            columns = [f"{value:10.4f}" if value is not None else f"{'-':>10}" for value in (was, now)]
            print(f"  {name:<42}{columns[0]} -> {columns[1]} {moved}")


def tell_missing(kernels, baseline):
    """Says which kernels were not measured; true when one of them is always there."""
    for kernel in KERNELS:
        if kernel not in kernels:
            unguarded = sum(of_kernel_not_there(name, kernels) and f"/{kernel}/" in name for name in baseline)
            print(f"NOT MEASURED: kernel {kernel} is not on this machine; "
                  f"{unguarded} baseline rows unguarded")
    return any(kernel not in kernels for kernel in ALWAYS_THERE)


def check(program, baseline_file):
    compiler, kernels, counts = measure_all(program)
    baseline_compiler, baseline = read_baseline(baseline_file)
    worse, better, fresh, inside = [], [], [], 0
    for name, now in counts.items():
        was, tolerance = baseline.get(name, (None, None))
        if was is None:
            fresh.append((name, None, now))
        elif now > was * (1 + tolerance / 100):
            worse.append((name, was, now))
        elif now < was * (1 - tolerance / 100):
            better.append((name, was, now))
        else:
            inside += 1
    gone = [(name, was, None) for name, (was, _) in baseline.items()
            if name not in counts and not of_kernel_not_there(name, kernels)]
    print(f"Instructions per octet or message ({compiler}; kernels {', '.join(kernels)}): "
          f"{len(counts)} scenarios, {inside} within tolerance, {len(worse)} worse, {len(better)} better")
    if baseline and compiler != baseline_compiler:
        print(f"The baseline is of another compiler ({baseline_compiler}): "
              f"differences may be the compiler's.")
    kernel_missing = tell_missing(kernels, baseline)
    print_rows("WORSE than the baseline allows:", worse)
    print_rows("better than the baseline; ci/bench accept makes it the new baseline:", better)
    print_rows("NOT IN THE BASELINE; ci/bench accept adds it:", fresh)
    print_rows("IN THE BASELINE, but no scenario any more; ci/bench accept removes it:", gone)
    if kernel_missing:
        print(f"FAILED: {' and '.join(ALWAYS_THERE)} must be there on every machine of this kind")
    return 1 if worse or fresh or gone or kernel_missing else 0


def accept(program, baseline_file):
    compiler, kernels, counts = measure_all(program)
    _, baseline = read_baseline(baseline_file)
    tell_missing(kernels, baseline)
    rows = {name: row for name, row in baseline.items() if of_kernel_not_there(name, kernels)}
    for name, now in counts.items():
        rows[name] = (now, baseline.get(name, (None, TOLERANCE_PERCENT))[1])
    write_baseline(baseline_file, compiler, rows)
    print(f"{baseline_file.name}: {len(counts)} rows measured, {len(rows) - len(counts)} kept unmeasured")
    print_rows("changed:", [(name, baseline.get(name, (None,))[0], now) for name, now in counts.items()
                            if f"{now:.4f}" != f"{baseline.get(name, (0,))[0]:.4f}"])
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in ("check", "accept"):
        sys.exit(__doc__)
    try:
        sys.exit({"check": check, "accept": accept}[sys.argv[1]](
            str(pathlib.Path(sys.argv[2]).resolve()), pathlib.Path(sys.argv[3]) if len(sys.argv) == 4 else BASELINE))
    except gate_error as error:
        sys.exit(f"gate.py: {error}")
