"""Reports as other programs read them."""

import json
import unittest
import xml.etree.ElementTree

import jsonschema

from support import PASSWORD, SOURCE, TestCase, popquiz, serving, test_server


def validate(report):
    jsonschema.validate(report, json.loads((SOURCE / "docs" / "result.schema.json").read_text()))


class Embedded(TestCase):
    """The whole suite, once a format."""

    def ids(self):
        return [c["id"] for c in json.loads(popquiz("test", "server", "--list", "--format", "json").out)]

    def test_junit_has_one_testcase_a_check(self):
        outcome = popquiz("test", "server", "--embedded", "--format", "junit")
        self.assertEqual((outcome.code, outcome.err), (0, ""), outcome.err)
        root = xml.etree.ElementTree.fromstring(outcome.out)
        cases = [f"{c.get('classname')}/{c.get('name')}" for c in root.iter("testcase")]
        self.assertEqual(cases, self.ids())
        self.assertEqual(root.get("tests"), str(len(cases)))

    def test_json_follows_the_schema(self):
        outcome = popquiz("test", "server", "--embedded", "--format", "json")
        self.assertEqual((outcome.code, outcome.err), (0, ""), outcome.err)
        report = json.loads(outcome.out)
        validate(report)
        self.assertEqual([c["id"] for c in report["checks"]], self.ids())
        self.assertEqual(report["totals"]["pass"] + report["totals"]["skip"], len(report["checks"]))

    def test_text_has_a_line_a_check_and_the_totals(self):
        outcome = popquiz("test", "server", "--embedded")
        self.assertEqual((outcome.code, outcome.err), (0, ""), outcome.err)
        for each in self.ids():
            self.assertRegex(outcome.out, rf"(?m)^(pass|skip) +{each}(:|$)")
        self.assertRegex(outcome.out, r"\n\d+ checks: \d+ passed, 0 failed, [^\n]*\n\Z")
        self.assertNotIn("\x1b", outcome.out)


class Failures(TestCase):
    CHECK = "id: own/fails\ntitle: fails\nrequirement: R1939-5-40\nsubject: server\n\nlogin\nC: NOOP\nS: -ERR\n"

    def report(self, how):
        self.file("own/fails.pop3", self.CHECK)
        return popquiz("test", "server", "--embedded", "--suite", self.folder, "--only", "own/*", "--format", how)

    def test_every_format_says_what_was_expected_and_what_came(self):
        for how in ("text", "json", "junit", "tap"):
            with self.subTest(how):
                outcome = self.report(how)
                self.assertEqual(outcome.code, 1, outcome.err)
                for part in ("own/fails", "-ERR", "C: NOOP", "own/fails.pop3:8", "RFC 1939"):
                    self.assertIn(part, outcome.out)

    def test_json_follows_the_schema(self):
        validate(json.loads(self.report("json").out))

    def test_junit_counts_it(self):
        root = xml.etree.ElementTree.fromstring(self.report("junit").out)
        self.assertEqual(root.get("failures"), "1")
        self.assertIn("expected S: -ERR", root.find(".//failure").get("message"))


class Output(TestCase):
    def test_goes_to_the_file_and_the_totals_to_standard_error(self):
        file = self.file("report.json", "old")
        outcome = popquiz("test", "server", "--embedded", "--only", "*/noop/*", "--format", "json", "--output", file)
        self.assertEqual((outcome.code, outcome.out), (0, ""), outcome.err)
        self.assertRegex(outcome.err, r"\A\d+ checks?: \d+ passed, [^\n]*\n\Z")
        validate(json.loads(file.read_text()))
        self.assertEqual([f.name for f in self.folder.iterdir()], ["report.json"])

    def test_can_be_a_device(self):
        outcome = popquiz("test", "server", "--embedded", "--only", "*/noop/*", "--output", "/dev/null")
        self.assertEqual(outcome.code, 0, outcome.err)


class Secrets(TestCase):
    def test_no_report_has_the_password(self):
        with serving() as (_, port):
            for how in ("text", "json", "junit", "tap", "html"):
                with self.subTest(how):
                    outcome = test_server(port, "--format", how, "--only", "rfc1939/7/*")
                    self.assertIn(outcome.code, (0, 1), outcome.err)
                    self.assertNotIn(PASSWORD, outcome.out + outcome.err)


class Remote(TestCase):
    def test_changes_are_made_only_when_allowed(self):
        with serving("--maildrop", "fixture:five-plain") as (_, port):
            first = json.loads(test_server(port, "--format", "json").out)
            again = json.loads(test_server(port, "--format", "json").out)
            self.assertEqual(first["server"]["messages"], 5)
            self.assertEqual(again["server"]["messages"], 5)
            self.assertEqual(first["totals"]["fail"] + first["totals"]["error"], 0, first["totals"])
            self.assertTrue(any("--allow-changes" in c.get("reason", "") for c in first["checks"]))
            allowed = json.loads(test_server(port, "--format", "json", "--allow-changes").out)
            self.assertEqual(allowed["totals"]["fail"] + allowed["totals"]["error"], 0, allowed["totals"])

    def test_mail_that_is_told_is_known(self):
        messages = SOURCE / "corpus" / "messages" / "hard-messages"
        with serving("--maildrop", f"folder:{messages}") as (_, port):
            report = json.loads(test_server(port, "--format", "json", "--mail", messages).out)
            self.assertFalse([c for c in report["checks"] if "known mail" in c.get("reason", "")])
            self.assertEqual(report["totals"]["fail"] + report["totals"]["error"], 0, report["totals"])

    def test_other_mail_than_is_told_is_wrong_use(self):
        messages = SOURCE / "corpus" / "messages" / "hard-messages"
        with serving() as (_, port):
            self.assert_complains(test_server(port, "--mail", messages), 2, "the maildrop 2")


class Help(TestCase):
    def test_every_level_has_it(self):
        for words in [(), ("test",), ("test", "server"), ("serve",)]:
            with self.subTest(words):
                outcome = popquiz(*words, "--help")
                self.assertEqual((outcome.code, outcome.err), (0, ""))
                self.assertTrue(outcome.out.startswith(" ".join(("usage: popquiz",) + words)))
        for part in ("Examples:", "Exit codes:", "--allow-changes"):
            self.assertIn(part, popquiz("test", "server", "--help").out)

    def test_the_version_is_one_line(self):
        self.assertRegex(popquiz("--version").out, r"\Apopquiz \d+\.\d+\.\d+\n\Z")

    def test_the_manual_page_has_every_option(self):
        page = popquiz("--help-man").out.replace("\\-", "-")
        for words in [("test", "server"), ("serve",)]:
            for line in popquiz(*words, "--help").out.splitlines():
                if line.startswith("  --"):
                    self.assertIn(line.split()[0], page)

    def test_the_list_has_id_level_and_title(self):
        outcome = popquiz("test", "server", "--list", "--only", "rfc1939/5/dele/retr-is-refused")
        self.assertRegex(outcome.out, r"\Arfc1939/5/dele/retr-is-refused +stated +\S[^\n]*\n\Z")


if __name__ == "__main__":
    unittest.main()
