"""Every scenario can fail and can pass: the broken client with each fault that the scenario's header names fails it,
and without a fault passes.

The environment names the program (POPQUIZ), the source tree (POPQUIZ_SOURCE) and the folder of the broken client
(POPQUIZ_BROKEN_CLIENT).
"""

import json
import os
import pathlib
import re
import subprocess
import unittest

PROGRAM = os.environ["POPQUIZ"]
SOURCE = pathlib.Path(os.environ["POPQUIZ_SOURCE"])
CLIENT = os.environ["POPQUIZ_BROKEN_CLIENT"]
DRIVER = SOURCE / "conformance/test/broken_client/broken-client.toml"
# Nobody, whom root's clients work for, may not be able to look into this folder.
AS = ["--as", "root"] if os.getuid() == 0 else []
SCENARIOS = SOURCE / "conformance/client"


def faults():
    """Of each scenario that names any."""
    found = {}
    for path in sorted(SCENARIOS.rglob("*.pop3")):
        named = re.search(r"^fault: (.+)$", path.read_text(encoding="utf-8").split("\n\n")[0], re.M)
        if named:
            found["client/" + str(path.relative_to(SCENARIOS))[:-5]] = named[1].split()
    return found


def verdict(scenario, *fault):
    words = [PROGRAM, "test", "client", "--driver", DRIVER, "--only", scenario, "--format", "json", "--no-memory-limit",
             "--timeout", "10", *AS, "--", CLIENT, *fault, "{transport}", "{afterwards}"]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100, check=False)
    if not done.stdout:
        raise AssertionError(done.stderr)
    check = json.loads(done.stdout)["checks"][0]
    return check["verdict"], check.get("seen", check.get("reason", ""))


class Scenarios(unittest.TestCase):
    def test_the_right_client_passes(self):
        for scenario in faults():
            with self.subTest(scenario):
                found = verdict(scenario)
                self.assertIn(found[0], ("pass", "skip"), found)

    def test_each_fault_is_caught(self):
        for scenario, names in faults().items():
            for name in names:
                with self.subTest(f"{scenario} {name}"):
                    found = verdict(scenario, "--fault", name)
                    self.assertEqual(found[0], "fail", found)


if __name__ == "__main__":
    unittest.main()
