"""Results that were kept: `popquiz report`."""

import json
import unittest
import xml.etree.ElementTree

from support import TestCase, popquiz


class Report(TestCase):
    def setUp(self):
        super().setUp()
        self.file("suite/own/fails.pop3", "id: own/fails\ntitle: <fails>\nsubject: server\n\nlogin\nC: NOOP\nS: -ERR\n")
        self.kept = self.folder / "kept.json"
        self.words = ("test", "server", "--embedded", "--suite", self.folder / "suite")
        outcome = popquiz(*self.words, "--only", "*/noop/*", "--format", "json", "--output", self.folder / "other.json")
        self.assertEqual(outcome.code, 0, outcome.err)
        popquiz(*self.words, "--only", "own/*", "--format", "json", "--output", self.kept)

    def report(self, *words):
        return popquiz("report", *words)

    def test_one_result_gives_its_report_again(self):
        self.assertEqual(self.report(self.kept, "--format", "json").out, self.kept.read_text())
        root = xml.etree.ElementTree.fromstring(self.report(self.kept, "--format", "junit").out)
        self.assertEqual(root.get("failures"), "1")
        self.assertIn("not ok 1 - own/fails\n", self.report(self.kept, "--format", "tap").out)
        text = self.report(self.kept)
        self.assertEqual((text.code, text.err), (0, ""))
        self.assertIn("  > S: +OK", text.out)
        page = self.report(self.kept, "--format", "html").out
        self.assertTrue(page.startswith("<!doctype html>"))
        self.assertIn("&lt;fails&gt;", page)

    def test_several_are_laid_side_by_side(self):
        both = (self.kept, self.folder / "other.json")
        text = self.report(*both)
        self.assertEqual((text.code, text.err), (0, ""))
        self.assertRegex(text.out, r"\nown/fails +fail +-\n")
        self.assertIn(f"embedded reference server ({self.kept})", text.out)
        compared = json.loads(self.report(*both, "--format", "json").out)
        self.assertEqual([c["id"] for c in compared["checks"]][0], "own/fails")
        self.assertEqual(len(compared["servers"]), 2)
        self.assertIn("<table class=\"matrix\">", self.report(*both, "--format", "html").out)

    def test_goes_to_a_file(self):
        page = self.folder / "page.html"
        outcome = self.report(self.kept, "--format", "html", "--output", page)
        self.assertEqual((outcome.code, outcome.out, outcome.err), (0, "", ""))
        self.assertIn("own/fails", page.read_text())

    def test_wrong_use_is_told(self):
        self.assert_complains(self.report(), 2, "a result is needed")
        self.assert_complains(self.report(self.kept, self.kept, "--format", "tap"), 2, "--format tap", "one result")
        self.assert_complains(self.report(self.folder / "none"), 2, "none")
        self.assert_complains(self.report(self.folder), 2, "is a folder")
        self.assert_complains(self.report(self.kept, "--format", "pdf"), 2, "--format")
        self.assert_complains(self.report(self.file("text", "ok 1\n")), 2, "text: expected a result", "no JSON")
        wrong = self.file("wrong", self.kept.read_text().replace('"format": 1', '"format": 2'))
        self.assert_complains(self.report(self.kept, wrong), 2, "wrong: format: expected 1", "found 2")

    def test_a_report_that_cannot_be_written_is_3(self):
        self.assert_complains(self.report(self.kept, "--output", self.folder / "none" / "r"), 3, "none")


if __name__ == "__main__":
    unittest.main()
