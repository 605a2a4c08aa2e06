"""What `popquiz drivers` prints, and its exit codes."""

import json
import pathlib
import tempfile
import unittest

from support import SOURCE, TestCase, popquiz

FOLDER = SOURCE / "conformance" / "drivers"
MINE = """title = "Mine"
package = "mine-client"
version = ["printf", "mine 1.0\\n(of today)\\n"]
command = ["mine", "{host}"]
[cannot]
stls = "it is old"
[delivery]
kind = "folder"
path = "mail"
"""


class Drivers(TestCase):
    def file(self, text, name="mine.toml"):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name, name)
        path.write_text(text, encoding="utf-8")
        return path

    def test_every_file_is_a_driver(self):
        rows = json.loads(popquiz("drivers", "--format", "json").out)["drivers"]
        self.assertEqual([row["name"] for row in rows], sorted(path.stem for path in FOLDER.glob("*.toml")))
        for row in rows:
            self.assertEqual(set(row), {"name", "title", "package", "version", "cannot"})

    def test_popquiz_itself_is_there(self):
        rows = json.loads(popquiz("drivers", "popquiz", "--format", "json").out)["drivers"]
        self.assertEqual([row["version"] for row in rows], [popquiz("--version").out.strip()])

    def test_the_list_tells_versions_and_what_a_client_can_not_do(self):
        out = popquiz("drivers").out
        self.assertRegex(out, r"(?m)^curl +curl: \S.*\n +no second-run: each run fetches all$")

    def test_a_driver_is_printed_as_it_is(self):
        self.assertEqual(popquiz("drivers", "mpop").out, (FOLDER / "mpop.toml").read_text(encoding="utf-8"))

    def test_a_file_is_looked_at(self):
        self.assertEqual(
            popquiz("drivers", self.file(MINE)).out,
            "mine            Mine: mine 1.0\n                no stls: it is old\n",
        )

    def test_a_client_that_is_not_there_is_said_to_be_so(self):
        for version in ('["/no/such/program"]', '["false"]'):
            text = MINE.replace('["printf", "mine 1.0\\n(of today)\\n"]', version)
            with self.subTest(version):
                self.assertIn("Mine: not installed (package mine-client)\n", popquiz("drivers", self.file(text)).out)

    def test_wrong_use(self):
        self.assert_complains(popquiz("drivers", "nobody"), 2, '"nobody"')
        self.assert_complains(popquiz("drivers", "/no/such/file.toml"), 2, "/no/such/file.toml")
        broken = self.file(MINE.replace("{host}", "{hots}"))
        self.assert_complains(popquiz("drivers", broken), 2, f"{broken}:4:11: expected a word of {{host}} ")
        self.assert_complains(popquiz("drivers", "--format", "xml"), 2, "--format")


if __name__ == "__main__":
    unittest.main()
