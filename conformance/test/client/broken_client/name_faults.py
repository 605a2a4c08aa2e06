#!/usr/bin/env python3
"""Finds the faults that scenarios catch, and writes into each header without `fault:` the one that fewest others catch.

  name_faults.py --popquiz PROGRAM --client BROKEN-CLIENT [--results FILE] [--write] [SCENARIO|GLOB...]

SCENARIO: client/retr/refused, 'client/retr/*'; without, all that name no fault. Each fault is one run of the suite; FILE keeps
what runs found, so that a stopped search goes on from there. Prints a line a scenario: what would be written, and all that it catches.
"""

import argparse
import fnmatch
import json
import pathlib
import subprocess
import sys

import trials

# What these do wrong nearly every scenario sees: they show that a scenario is judged, not what it is meant for.
SEEN_BY_ALL = {"crashes", "never-connects", "spins", "ignores-sigterm", "leaves-child", "floods-output", "fills-disk",
               "bare-lf-commands", "quit-without-line-end", "empty-commands", "long-commands", "two-spaces",
               "stat-before-login", "pipelines-unannounced", "noop-flood"}
SECONDS = 10  # a run: longer than the right client waits for a silent server


def all_faults(client):
    listed = subprocess.run([client, "--faults"], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in listed.splitlines() if line and not line.startswith(" ")]


def write(scenario, fault):
    """Behind the last of the lines that stand in front of it in docs/scenarios.md."""
    path = trials.path_of(scenario)
    header, steps = path.read_text(encoding="utf-8").split("\n\n", 1)
    path.write_text(f"{header}\nfault: {fault}\n\n{steps}", encoding="utf-8")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--popquiz", required=True)
    options.add_argument("--client", required=True)
    options.add_argument("--results", type=pathlib.Path, help="what earlier runs found")
    options.add_argument("--write", action="store_true", help="into the headers")
    options.add_argument("--jobs", type=int, default=4)
    options.add_argument("scenarios", nargs="*")
    of = options.parse_args()

    chosen = [each for each in trials.all_scenarios()
              if (any(fnmatch.fnmatchcase(each, glob) for glob in of.scenarios) if of.scenarios
                  else not trials.named_faults(each))]
    known = json.loads(of.results.read_text()) if of.results and of.results.exists() else {}
    for fault in sorted(all_faults(of.client), key=lambda fault: fault in SEEN_BY_ALL):
        ran = known.setdefault(fault, {})
        missing = [each for each in chosen if each not in ran]
        if fault in SEEN_BY_ALL:
            caught = {scenario for name in known.keys() - SEEN_BY_ALL for scenario, verdict in known[name].items() if verdict == "fail"}
            missing = [each for each in missing if each not in caught]
        if missing:
            print(f"{fault}: {len(missing)} scenarios", file=sys.stderr, flush=True)
            found = trials.verdicts(of.popquiz, of.client, missing, fault, SECONDS, of.jobs)
            ran.update({scenario: verdict for scenario, (verdict, _) in found.items()})
            if of.results:
                of.results.write_text(json.dumps(known, indent=1, sort_keys=True))

    catches = {each: [fault for fault, ran in known.items() if ran.get(each) == "fail"] for each in chosen}
    how_many = {fault: sum(verdict == "fail" for verdict in ran.values()) for fault, ran in known.items()}
    for scenario, faults in catches.items():
        faults.sort(key=lambda fault: (fault in SEEN_BY_ALL, how_many[fault]))
        print(f"{scenario}: {faults[0] if faults else 'NONE'} ({' '.join(faults[1:]) or 'no other'})")
        if of.write and faults:
            write(scenario, faults[0])
    return 0 if all(catches.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
