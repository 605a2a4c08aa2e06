"""What `popquiz requirements` prints, and its exit codes."""

import json
import unittest

from support import TestCase, popquiz


class Requirements(TestCase):
    def test_a_requirement_comes_with_clause_level_side_text_and_checks(self):
        out = popquiz("requirements", "--rfc", "1939").out
        row = out[out.index("R1939-5-40 ") :].split("\nR1939")[0]
        self.assertIn("RFC 1939 §5 DELE, stated, server", row)
        self.assertIn("    check rfc1939/5/dele/retr-is-refused\n", row)

    def test_why_there_is_no_check_is_told(self):
        self.assertIn("    no check: delivery: ", popquiz("requirements", "--rfc", "1939", "--server").out)
        self.assertIn("    no check: policy: ", popquiz("requirements", "--rfc", "1939", "--client").out)

    def test_sides_are_those_asked_for(self):
        for option, other in (("--server", "client"), ("--client", "server")):
            with self.subTest(option):
                rows = json.loads(popquiz("requirements", option, "--format", "json").out)["requirements"]
                self.assertGreater(len(rows), 100)
                self.assertEqual([row["id"] for row in rows if row["side"] == other], [])

    def test_totals_add_up(self):
        found = json.loads(popquiz("requirements", "--server", "--format", "json").out)
        self.assertEqual(found["totals"]["requirements"], len(found["requirements"]))
        for key, total in found["totals"].items():
            self.assertEqual(sum(each[key] for each in found["totals_by_rfc"]), total, key)
        for totals in (found["totals"], *found["totals_by_rfc"]):
            self.assertEqual(totals["observable"], totals["covered"] + totals["reason"] + totals["uncovered"])

    def test_of_both_sides_nothing_is_uncovered_and_the_exit_code_says_so(self):
        for side in ("--server", "--client"):
            with self.subTest(side):
                found = popquiz("requirements", side, "--uncovered")
                self.assertEqual(found.code, 0, found.out)
                self.assertNotIn("    NO CHECK\n", found.out)

    def test_wrong_use(self):
        self.assert_complains(popquiz("requirements", "--rfc", "9999"), 2, "9999")
        self.assert_complains(popquiz("requirements", "--format", "xml"), 2, "--format")
        self.assert_complains(popquiz("requirements", "--server", "--client"), 2, "--client")


if __name__ == "__main__":
    unittest.main()
