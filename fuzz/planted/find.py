#!/usr/bin/env python3
"""Plants the faults of this folder one at a time and says how long fuzzing takes to find each.

    fuzz/planted/find.py           all of them
    fuzz/planted/find.py NAME...   these
    fuzz/planted/find.py --check   says which patches do not apply any more, and exits 1

A fault is NAME.patch: words that say what is wrong, a line "Target: TARGET...", and the change. It is built in a
copy of the tree, build/planted/tree, with libFuzzer, and the targets run for a minute at most each, from the seeds
alone. The unchanged tree runs as long first: what is found there is no planted fault. Exits 1 when more than two in
twenty are not found.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HERE = ROOT / "fuzz/planted"
WORK = ROOT / "build/planted"
TREE = WORK / "tree"
LIMIT = 60  # seconds
ENOUGH = 18 / 20


class Fault:
    def __init__(self, name):
        self.name, self.path = name, HERE / f"{name}.patch"
        text = self.path.read_text(encoding="utf-8")
        self.what = text.partition("\n")[0]
        self.targets = re.search(r"^Target: (.*)$", text, re.M)[1].split()

    def apply(self, tree, *options):
        return subprocess.run(["git", "apply", *options, self.path], cwd=tree, capture_output=True, text=True)


def check(faults):
    status = 0
    for fault in faults:
        done = fault.apply(ROOT, "--check")
        if done.returncode != 0:
            print(f"{fault.name}: does not apply any more: {done.stderr.strip()}")
            status = 1
    return status


def copy_tree():
    """The files that git knows, as they are now; those that have not changed keep their time, so that little is
    built anew."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                            capture_output=True).stdout
    names = {name.decode() for name in listed.split(b"\0") if name and (ROOT / name.decode()).is_file()}
    for old in list(TREE.rglob("*")):
        name = str(old.relative_to(TREE))
        if old.is_file() and name not in names and not name.startswith((".git/", "build/")):
            old.unlink()
    for name in names:
        source, copy = ROOT / name, TREE / name
        if not copy.exists() or copy.read_bytes() != source.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
    # A repository of its own, so that `git apply` works on this tree and not on the one around it.
    if not (TREE / ".git").exists():
        subprocess.run(["git", "init", "--quiet", TREE], check=True)


def build(targets):
    done = subprocess.run(["ci/build", "fuzz", *(f"fuzz_{target}" for target in targets)], cwd=TREE, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout, done.stderr, file=sys.stderr)
        sys.exit(f"fuzz/planted/find.py: {' '.join(targets)} could not be built")


def told(option, target):
    return subprocess.run([ROOT / "ci/fuzz", option, target], check=True, capture_output=True, text=True).stdout.strip()


def run(target, seconds):
    """Seconds until a finding, and its first line; None when there is none."""
    corpus = WORK / "corpus" / target
    shutil.rmtree(corpus, ignore_errors=True)
    corpus.mkdir(parents=True)
    begin = time.monotonic()
    done = subprocess.run(
        [TREE / f"build/fuzz/fuzz/fuzz_{target}", "-timeout=10", "-rss_limit_mb=2048", f"-max_len={told('--longest', target)}", f"-max_total_time={seconds}",
         f"-dict={TREE / told('--dictionary', target)}", f"-artifact_prefix={WORK}/", corpus, TREE / "corpus/seeds" / target],
        capture_output=True, text=True, errors="replace")
    if done.returncode == 0:
        return None
    words = re.search(r"FINDING: .*|ERROR: .*|runtime error: .*", done.stderr)
    return time.monotonic() - begin, (words[0] if words else done.stderr[-200:]).removeprefix("FINDING: ")


def find(fault):
    """Target, seconds and words of the first finding."""
    done = fault.apply(TREE)
    if done.returncode != 0:
        sys.exit(f"fuzz/planted/find.py: {fault.name} does not apply: {done.stderr}")
    try:
        build(fault.targets)
        for target in fault.targets:
            found = run(target, LIMIT)
            if found:
                return target, *found
    finally:
        fault.apply(TREE, "--reverse")
    return None


def main(arguments):
    names = sorted(path.stem for path in HERE.glob("*.patch"))
    if arguments == ["--check"]:
        return check(map(Fault, names))
    unknown = set(arguments) - set(names)
    if unknown:
        sys.exit(f"fuzz/planted/find.py: no such fault: {' '.join(sorted(unknown))}; there are {' '.join(names)}")
    faults = [Fault(name) for name in arguments or names]
    TREE.mkdir(parents=True, exist_ok=True)
    copy_tree()
    targets = sorted({target for fault in faults for target in fault.targets})
    build(targets)
    for target in targets:
        found = run(target, 10)
        if found:
            sys.exit(f"fuzz/planted/find.py: {target} has a finding without a planted fault: {found[1]}")
    print(f"{'fault':<32}{'target':<19}{'found after':>12}  finding", flush=True)
    count = 0
    for fault in faults:
        found = find(fault)
        count += found is not None
        target, seconds, words = found or (" ".join(fault.targets), None, fault.what)
        after = f"{seconds:.1f} s" if found else "not found"
        print(f"{fault.name:<32}{target:<19}{after:>12}  {words[:90]}", flush=True)
    print(f"{count} of {len(faults)} found within {LIMIT} s")
    return 0 if count >= ENOUGH * len(faults) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
