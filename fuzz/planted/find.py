#!/usr/bin/env python3
"""Plants the faults of this folder one at a time and says how long fuzzing takes to find each.

    fuzz/planted/find.py           all of them
    fuzz/planted/find.py NAME...   these
    fuzz/planted/find.py --check   says which patches do not apply any more, and exits 1

A fault is NAME.patch: words that say what is wrong, a line "Target: TARGET", and a change of one source. The source is
copied to build/planted/NAME, changed and compiled there, and the target linked with it in place of the one in its library
(preset fuzz); the tree itself stays as it is. The target runs for a minute at most, from the seeds alone. The target without
the fault runs for ten seconds first: what is found there is no planted fault. Exits 1 when more than two in twenty are not
found.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HERE = ROOT / "fuzz/planted"
BUILD = ROOT / "build/fuzz"
WORK = ROOT / "build/planted"
LIMIT = 60  # seconds
ENOUGH = 18 / 20


class Fault:
    def __init__(self, name):
        self.name, self.path = name, HERE / f"{name}.patch"
        text = self.path.read_text(encoding="utf-8")
        self.what = text.partition("\n")[0]
        self.target = re.search(r"^Target: (.*)$", text, re.M)[1]
        self.source = re.search(r"^--- a/(.*)$", text, re.M)[1]

    def plant(self, tree, *options):
        """Applies the patch to a copy of its source below `tree`; gives what is wrong with it."""
        copy = tree / self.source
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / self.source, copy)
        # No repository above it is looked at: the paths are those of this folder.
        done = subprocess.run(["git", "apply", *options, self.path], cwd=tree, capture_output=True, text=True,
                              env=dict(os.environ, GIT_CEILING_DIRECTORIES=str(tree.parent)))
        if done.returncode != 0:
            return done.stderr.strip()
        return "" if copy.read_bytes() != (ROOT / self.source).read_bytes() else "it changes nothing"


def check(faults):
    status = 0
    for fault in faults:
        wrong = fault.plant(WORK / "check" / fault.name)
        if wrong:
            print(f"{fault.name}: does not apply any more: {wrong}")
            status = 1
    shutil.rmtree(WORK / "check", ignore_errors=True)
    return status


def run_or_end(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        print(done.stdout, done.stderr, file=sys.stderr)
        sys.exit(f"fuzz/planted/find.py: {' '.join(map(str, command))[:100]} ... failed")
    return done.stdout


def told(option, target):
    return run_or_end([ROOT / "ci/fuzz", option, target]).strip()


def program_with(fault):
    """The path of the fault's target, with the fault in it."""
    tree = WORK / fault.name
    shutil.rmtree(tree, ignore_errors=True)
    wrong = fault.plant(tree)
    if wrong:
        sys.exit(f"fuzz/planted/find.py: {fault.name} does not apply: {wrong}")
    source, changed = ROOT / fault.source, tree / fault.source
    entry = next(each for each in json.loads((BUILD / "compile_commands.json").read_text()) if each["file"] == str(source))
    compile_command = shlex.split(entry["command"])
    object_file = changed.with_suffix(".o")
    compile_command[compile_command.index("-o") + 1] = str(object_file)
    compile_command[-1] = str(changed)
    # Headers beside the source are found from where it is now. What a fault leaves unused is none of its own.
    run_or_end([*compile_command, "-iquote", source.parent, "-Wno-error"], cwd=entry["directory"])
    link = run_or_end(["ninja", "-C", BUILD, "-t", "commands", f"fuzz/fuzz_{fault.target}"]).splitlines()[-1]
    link_command = shlex.split(link.removeprefix(": && ").removesuffix(" && :"))
    program = tree / f"fuzz_{fault.target}"
    link_command[link_command.index("-o") + 1] = str(program)
    # In front of the libraries: their own object of that source is not asked for any more.
    link_command.insert(link_command.index("-o"), str(object_file))
    run_or_end(link_command, cwd=BUILD)
    return program


def run(program, target, seconds):
    """Seconds until a finding, and its words; None when there is none."""
    corpus = WORK / "corpus"
    shutil.rmtree(corpus, ignore_errors=True)
    corpus.mkdir(parents=True)
    begin = time.monotonic()
    done = subprocess.run(
        [program, "-timeout=10", "-rss_limit_mb=2048", f"-max_len={told('--longest', target)}", f"-max_total_time={seconds}",
         f"-dict={ROOT / told('--dictionary', target)}", f"-artifact_prefix={WORK}/", corpus, ROOT / "corpus/seeds" / target],
        capture_output=True, text=True, errors="replace")
    if done.returncode == 0:
        return None
    words = re.search(r"FINDING: .*|ERROR: .*|runtime error: .*", done.stderr)
    return time.monotonic() - begin, (words[0] if words else done.stderr[-200:]).removeprefix("FINDING: ")


def main(arguments):
    names = sorted(path.stem for path in HERE.glob("*.patch"))
    if arguments == ["--check"]:
        return check(map(Fault, names))
    unknown = set(arguments) - set(names)
    if unknown:
        sys.exit(f"fuzz/planted/find.py: no such fault: {' '.join(sorted(unknown))}; there are {' '.join(names)}")
    faults = [Fault(name) for name in arguments or names]
    WORK.mkdir(parents=True, exist_ok=True)
    targets = sorted({fault.target for fault in faults})
    run_or_end([ROOT / "ci/build", "fuzz", *(f"fuzz_{target}" for target in targets)])
    for target in targets:
        found = run(BUILD / f"fuzz/fuzz_{target}", target, 10)
        if found:
            sys.exit(f"fuzz/planted/find.py: {target} has a finding without a planted fault: {found[1]}")
    print(f"{'fault':<32}{'target':<19}{'found after':>12}  finding", flush=True)
    count = 0
    for fault in faults:
        found = run(program_with(fault), fault.target, LIMIT)
        count += found is not None
        seconds, words = found or (None, f"(not found) {fault.what}")
        after = f"{seconds:.1f} s" if found else "-"
        print(f"{fault.name:<32}{fault.target:<19}{after:>12}  {words[:90]}", flush=True)
    print(f"{count} of {len(faults)} found within {LIMIT} s")
    return 0 if count >= ENOUGH * len(faults) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
