"""The reports of a result with octets in it that no format likes, as other programs read them.

Arguments: the program report_sample, the JSON schema.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import jsonschema

program, schema = sys.argv[1:]


def report(how):
    return subprocess.run([program, how], capture_output=True, check=True, timeout=60).stdout.decode("utf-8")


document = json.loads(report("json"))
jsonschema.validate(document, json.loads(pathlib.Path(schema).read_text()))
assert document["checks"][1]["transcript"][1] == "[second] S: +OK ]]>\\xFE", document["checks"][1]

root = xml.etree.ElementTree.fromstring(report("junit"))
cases = list(root.iter("testcase"))
assert len(cases) == len(document["checks"])
assert root.find(".//failure").text.endswith("S: +OK ]]>\\xFE\n[second] -- connection closed by the server\n")
for attribute, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
    assert int(root.get(attribute)) == len(list(root.iter(element))), attribute

# Perl's TAP harness counts what a CI system would. That of Debian 12 does not know of version 14 yet, which
# differs in nothing that stands here.
with tempfile.NamedTemporaryFile(suffix=".tap") as file:
    file.write(report("tap").replace("TAP version 14", "TAP version 13").encode("utf-8"))
    file.flush()
    proved = subprocess.run(["prove", "--exec", "cat", file.name], capture_output=True, text=True, timeout=60)
assert proved.returncode != 0
assert "Failed tests:  2, 4, 6, 8" in proved.stdout, proved.stdout
assert "Parse errors" not in proved.stdout, proved.stdout

assert "\x1b" not in report("text")
