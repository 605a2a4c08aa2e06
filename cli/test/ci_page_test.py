"""The examples of docs/ci.md, as far as they can be looked at without a CI system: they parse, and what they name is there."""

import pathlib
import re
import shlex
import unittest

import yaml

from support import SOURCE, TestCase, popquiz

PAGE = (SOURCE / "docs" / "ci.md").read_text()
CMAKE = "".join(path.read_text() for path in [SOURCE / "CMakeLists.txt", *(SOURCE / "cmake").glob("*.cmake")])


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def steps_of(example):
    """The shell lines of a workflow of GitHub or of a job of GitLab."""
    if "jobs" in example:
        return [step["run"] for job in example["jobs"].values() for step in job["steps"] if "run" in step]
    return [line for job in example.values() for line in job["script"]]


def commands(shell):
    for line in shell.replace("\\\n", " ").splitlines():
        for part in re.split(r"&&|;", line):
            words = shlex.split(part, comments=True)
            if words:
                yield words


class CiPage(TestCase):
    def setUp(self):
        super().setUp()
        self.examples = [yaml.safe_load(text) for text in blocks("yaml")]
        self.shell = [*blocks("sh"), *(step for example in self.examples for step in steps_of(example))]

    def test_there_is_one_of_each(self):
        github, gitlab = self.examples
        self.assertTrue({"name", "jobs"} <= set(github))
        for job in github["jobs"].values():
            self.assertIn("runs-on", job)
            for step in job["steps"]:
                self.assertEqual(len({"run", "uses"} & set(step)), 1, step)
        for job in gitlab.values():
            self.assertTrue({"image", "script", "artifacts"} <= set(job))

    def test_what_is_run_is_there(self):
        named = [words[0] for shell in self.shell for words in commands(shell) if words[0].startswith("popquiz/")]
        self.assertIn("popquiz/ci/install", named)
        for name in named:
            self.assertTrue((SOURCE / pathlib.Path(name).relative_to("popquiz")).is_file(), name)

    def test_groups_of_packages_are_there(self):
        groups = {line.split()[0] for line in (SOURCE / "ci/packages.txt").read_text().splitlines() if line[:1] not in ("", "#")}
        asked = [words[1:] for shell in self.shell for words in commands(shell) if words[0] == "popquiz/ci/install"]
        self.assertTrue(asked)
        for words in asked:
            self.assertTrue(set(words) <= groups, words)

    def test_options_of_cmake_are_there(self):
        asked = {option for shell in self.shell for option in re.findall(r"-D(POPQUIZ_\w+)", shell)}
        self.assertTrue(asked)
        for option in asked:
            self.assertIn(f"option({option} ", CMAKE)

    def test_options_of_popquiz_are_there(self):
        seen = 0
        for shell in self.shell:
            for words in commands(shell):
                if words[0] != "popquiz":
                    continue
                seen += 1
                command = [word for word in words[1:3] if word in ("test", "server", "client", "report")]
                told = popquiz(*command, "--help").out
                ours = words[: words.index("--")] if "--" in words else words  # the rest is a client's
                for option in (word for word in ours if word.startswith("--")):
                    self.assertRegex(told, rf"(?m)^ *(-\w,? *)?{option}\b", words)
        self.assertEqual(seen, 4)

    def test_files_that_are_kept_are_made(self):
        made = {words[words.index("--output") + 1] for shell in blocks("sh") for words in commands(shell) if "--output" in words}
        kept = set(re.findall(r"popquiz\.(?:xml|html|json)", "".join(blocks("yaml"))))
        self.assertEqual(kept, made)


if __name__ == "__main__":
    unittest.main()
