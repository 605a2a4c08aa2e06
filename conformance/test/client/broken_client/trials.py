"""The client suite played against the broken client: what the scenarios' headers say, and what becomes of a run."""

import json
import os
import pathlib
import re
import subprocess

SOURCE = pathlib.Path(os.environ.get("POPQUIZ_SOURCE", pathlib.Path(__file__).resolve().parents[4]))
SCENARIOS = SOURCE / "conformance/client"
DRIVER = SOURCE / "conformance/test/client/broken_client/broken-client.toml"
# Nobody, whom root's clients work for, may not be able to look into this folder.
AS = ["--as", "root"] if os.getuid() == 0 else []
PATIENCE = 3  # seconds: what the client waits for a silent server
TIMEOUT = 3600  # seconds; a run ends each client by itself


def path_of(scenario):
    return SCENARIOS / f"{scenario.removeprefix('client/')}.pop3"


def all_scenarios():
    return ["client/" + str(path.relative_to(SCENARIOS))[:-5] for path in sorted(SCENARIOS.rglob("*.pop3"))]


def named_faults(scenario):
    """What stands behind `fault:` in its header."""
    header = path_of(scenario).read_text(encoding="utf-8").split("\n\n")[0]
    named = re.search(r"^fault: (.+)$", header, re.M)
    return re.split(r",?\s+", named[1]) if named else []


def verdicts(popquiz, client, scenarios, fault=None, seconds=10, jobs=4):
    """{scenario: (verdict, what was seen or why not)} of one run; the client is right without a fault."""
    chosen = [word for scenario in scenarios for word in ("--only", scenario)]
    words = [popquiz, "test", "client", "--driver", DRIVER, *chosen, "--format", "json", "--no-memory-limit",
             "--timeout", str(seconds), "--jobs", str(jobs), *AS, "--",
             client, *(["--fault", fault] if fault else []), "--patience", str(PATIENCE), "{transport}", "{afterwards}"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if not done.stdout:
        raise AssertionError(done.stderr)
    return {check["id"]: (check["verdict"], check.get("seen", check.get("reason", "")))
            for check in json.loads(done.stdout)["checks"]}
