"""Every scenario can fail and can pass: the broken client with each fault that the scenario's header names fails it,
and without a fault passes.

The environment names the program (POPQUIZ), the source tree (POPQUIZ_SOURCE) and the broken client (POPQUIZ_BROKEN_CLIENT).
"""

import collections
import concurrent.futures
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "broken_client"))
import trials  # noqa: E402 (behind its path)

PROGRAM = os.environ["POPQUIZ"]
CLIENT = os.environ["POPQUIZ_BROKEN_CLIENT"]
RUNS_AT_A_TIME = 4


class Scenarios(unittest.TestCase):
    def test_each_names_a_fault(self):
        for scenario in trials.all_scenarios():
            with self.subTest(scenario):
                self.assertTrue(trials.named_faults(scenario), "a scenario that nothing fails shows nothing")

    def test_the_right_client_passes(self):
        for scenario, found in trials.verdicts(PROGRAM, CLIENT, trials.all_scenarios()).items():
            with self.subTest(scenario):
                self.assertIn(found[0], ("pass", "skip"), found)

    def test_each_fault_is_caught(self):
        scenarios = collections.defaultdict(list)
        for scenario in trials.all_scenarios():
            for fault in trials.named_faults(scenario):
                scenarios[fault].append(scenario)
        # Most faults are a run of few scenarios, and some of those wait for a silent server: runs side by side.
        with concurrent.futures.ThreadPoolExecutor(RUNS_AT_A_TIME) as runs:
            verdicts = runs.map(lambda each: trials.verdicts(PROGRAM, CLIENT, each[1], each[0], jobs=2), scenarios.items())
            for fault, of_fault in zip(scenarios, verdicts):
                for scenario, found in of_fault.items():
                    with self.subTest(f"{scenario} {fault}"):
                        self.assertEqual(found[0], "fail", found)


if __name__ == "__main__":
    unittest.main()
