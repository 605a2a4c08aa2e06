"""The HTML report in a browser: what a person sees, clicks and types.

The environment names the programs popquiz (POPQUIZ) and report_sample (REPORT_SAMPLE).
"""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from browser import browser

SHOWN = "return [...document.querySelectorAll('[data-verdicts]')].filter(e => e.offsetParent).map(e => e.id)"
SPACE = "\ue00d"

# The least contrast of any text with what is behind it (WCAG 2.1, 1.4.3), and that text.
CONTRAST = """
const channels = (c) => c.match(/[\\d.]+/g).map(Number);
const light = (c) => channels(c).slice(0, 3).map((v) => v / 255)
  .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const behind = (e) => {
  for (; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor;
    if (channels(colour)[3] !== 0) return colour;
  }
  return "rgb(255, 255, 255)";
};
let least = [21, ""];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !e.getClientRects().length || e.matches("script, option")) continue;
  const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  if (ratio < least[0]) least = [ratio, e.className + ": " + walker.currentNode.data];
}
return least;
"""


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, check=True, timeout=60).stdout


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        sample = json.loads(run(os.environ["REPORT_SAMPLE"], "json"))
        cls.report = cls.made("report", sample)
        hostile = "<script>window.broken = 1</script><img src=x onerror='window.broken = 1'>\" onclick=\"window.broken = 1"
        cls.hostile = cls.made("hostile", json.loads(json.dumps(sample).replace("DELE", json.dumps(hostile)[1:-1])))
        other = json.loads(json.dumps(sample))
        other["server"]["name"] = "mail.example:110"
        other["checks"][1]["verdict"] = "pass"
        for key in ("expected", "came", "where"):
            other["checks"][1].pop(key)
        cls.comparison = cls.made("comparison", sample, other)
        cls.browser = cls.enterClassContext(browser())

    @classmethod
    def made(cls, name, *results):
        files = []
        for number, result in enumerate(results):
            files.append(cls.folder / f"{name}{number}.json")
            files[-1].write_text(json.dumps(result))
        page = cls.folder / f"{name}.html"
        run(os.environ["POPQUIZ"], "report", *files, "--format", "html", "--output", page)
        return page.as_uri()

    def setUp(self):
        self.browser.devtools("Emulation.setScriptExecutionDisabled", value=False)
        self.browser.width(1100)
        self.browser.scheme("light")

    def tearDown(self):
        self.assertEqual(self.browser.console(), [])

    def shown(self):
        return self.browser.evaluate(SHOWN)

    def hash(self):
        return self.browser.evaluate("return location.hash")

    def test_all_checks_are_shown_at_first(self):
        self.browser.open(self.report)
        self.assertEqual(len(self.shown()), 8)
        self.assertEqual(self.browser.evaluate("return document.querySelector('output').textContent"), "8 of 8 shown")

    def test_verdicts_choose(self):
        self.browser.open(self.report)
        self.browser.click("[data-verdict=fail]")
        self.assertEqual(self.shown(), ["rfc1939/a/fails", "rfc1939/a/derived"])
        self.browser.click("[data-verdict=skip]")
        self.assertEqual(self.shown(), ["rfc1939/a/fails", "rfc1939/a/derived", "rfc1939/a/skipped"])
        self.browser.click("[type=reset]")
        self.assertEqual(len(self.shown()), 8)

    def test_words_choose(self):
        self.browser.open(self.report)
        self.browser.type("[type=search]", "SECOND ]]>")
        self.assertEqual(self.shown(), ["rfc1939/a/fails"])

    def test_level_and_rfc_choose(self):
        self.browser.open(self.report)
        self.browser.type("[name=level]", "derived")
        self.assertEqual(self.shown(), ["rfc1939/a/derived"])
        self.browser.type("[name=rfc]", "RFC 1939")
        self.assertEqual(self.shown(), ["rfc1939/a/derived"])

    def test_keys_are_enough(self):
        self.browser.open(self.report)
        self.browser.type("[data-verdict=skip]", SPACE)
        self.assertEqual(self.shown(), ["rfc1939/a/skipped"])
        self.browser.type("details:not([hidden]) > summary", SPACE)
        self.assertTrue(self.browser.evaluate("return document.getElementById('rfc1939/a/skipped').open"))

    def test_the_address_keeps_what_was_chosen(self):
        self.browser.open(self.report)
        self.browser.click("[data-verdict=error]")
        self.browser.type("[type=search]", "reset")
        self.assertEqual(self.hash(), "#verdict=error&q=reset")
        self.browser.open(self.report + "#verdict=error,skip&q=a%2F")
        self.assertEqual(self.shown(), ["rfc1939/a/skipped", "rfc1939/a/errs"])
        self.browser.open(self.report + "#%")
        self.assertEqual(len(self.shown()), 8)

    def test_a_link_to_a_finding_shows_it_whatever_was_chosen(self):
        self.browser.open(self.report)
        self.browser.click("[data-verdict=skip]")
        self.browser.click("a[href='#rfc1939/a/errs']")
        self.assertEqual(len(self.shown()), 8)
        self.assertTrue(self.browser.evaluate("return document.getElementById('rfc1939/a/errs').open"))

    def test_an_address_of_a_check_unfolds_it(self):
        self.browser.open(self.report + "#rfc1939/a/passes")
        self.assertTrue(self.browser.evaluate("return document.getElementById('rfc1939/a/passes').open"))

    def test_all_can_be_folded(self):
        self.browser.open(self.report)
        opened = "return document.querySelectorAll('details[open]').length"
        self.browser.click("[data-fold=open]")
        self.assertEqual(self.browser.evaluate(opened), 8)
        self.browser.click("[data-fold=close]")
        self.assertEqual(self.browser.evaluate(opened), 0)

    def test_without_scripts_all_is_there_but_the_filters(self):
        self.browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
        self.browser.open(self.report)
        self.assertEqual(len(self.shown()), 8)
        self.assertFalse(self.browser.evaluate("return document.querySelector('.filters').offsetParent !== null"))
        self.assertTrue(self.browser.evaluate("return document.querySelector('.totals').offsetParent !== null"))

    def test_the_line_of_the_finding_is_seen(self):
        self.browser.open(self.report)
        self.assertEqual(self.browser.evaluate("return document.querySelector('.offending').textContent.trim().slice(0, 21)"), "second\nS: +OK ]]>\\xFE")

    def test_octets_of_a_server_do_nothing(self):
        self.browser.open(self.hostile)
        self.browser.click("[data-fold=open]")
        self.assertIsNone(self.browser.evaluate("return window.broken || null"))
        self.assertEqual(self.browser.evaluate("return document.querySelectorAll('script').length"), 1)
        self.assertEqual(self.browser.evaluate("return document.querySelectorAll('img, [onclick]').length"), 0)
        self.assertIn("<script>window.broken", self.browser.evaluate("return document.querySelector('.talk').innerText"))

    def test_servers_side_by_side_can_be_reduced_to_their_differences(self):
        self.browser.open(self.comparison)
        self.assertEqual(len(self.shown()), 8)
        self.browser.click("[name=differing]")
        self.assertEqual(self.shown(), ["rfc1939/a/fails"])
        self.assertEqual(self.hash(), "#differing=1")

    def test_the_head_and_the_first_column_of_the_table_stay(self):
        self.browser.open(self.comparison)
        self.browser.width(360, 640)
        stays = self.browser.evaluate(
            "const box = document.querySelector('.tall'); box.style.maxHeight = '12rem'; box.scrollTo(90, 200);"
            "const at = (s) => box.querySelector(s).getBoundingClientRect(); const edge = box.getBoundingClientRect();"
            "return [box.scrollLeft > 0, box.scrollTop > 0, at('thead th').top - edge.top, at('tbody th').left - edge.left]"
        )
        self.assertEqual(stays, [True, True, 1, 1])

    def test_a_phone_shows_it_without_moving_it_sideways(self):
        for page in (self.report, self.comparison, self.hostile):
            self.browser.width(360, 740)
            self.browser.open(page)
            self.browser.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
            self.assertLessEqual(self.browser.evaluate("return document.documentElement.scrollWidth"), 360, page)

    def test_text_stands_out_in_both_schemes(self):
        for scheme in ("light", "dark"):
            self.browser.scheme(scheme)
            for page in (self.report, self.comparison):
                self.browser.open(page)
                self.browser.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
                self.browser.click("[data-verdict=fail]")
                ratio, text = self.browser.evaluate(CONTRAST)
                self.assertGreaterEqual(ratio, 4.5, (scheme, page, text))
                self.browser.click("[type=reset]")
                ratio, text = self.browser.evaluate(CONTRAST)
                self.assertGreaterEqual(ratio, 4.5, (scheme, page, text))


if __name__ == "__main__":
    unittest.main()
