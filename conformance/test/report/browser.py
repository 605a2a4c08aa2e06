"""A headless Chromium, driven over WebDriver by chromedriver (Debian's chromium-driver)."""

import base64
import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.request

DEADLINE = 60  # seconds until a browser that hangs is a failure


class Browser:
    def __init__(self, port, profile):
        self.address = f"http://127.0.0.1:{port}/session"
        arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", f"--user-data-dir={profile}"]
        arguments.append("--no-sandbox")  # root has none
        options = {"binary": shutil.which("chromium"), "args": arguments}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        session = self.ask("", {"capabilities": {"alwaysMatch": wanted}})
        self.address += "/" + session["sessionId"]

    def ask(self, path, body=None, method="POST"):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=DEADLINE) as reply:
            return json.load(reply)["value"]

    def open(self, address):
        # A fragment alone would not load the page anew.
        self.ask("/url", {"url": "about:blank"})
        self.ask("/url", {"url": address})

    def evaluate(self, script, *arguments):
        """What `return ...` gives."""
        return self.ask("/execute/sync", {"script": script, "args": list(arguments)})

    def devtools(self, command, **parameters):
        return self.ask("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def element(self, selector):
        found = self.ask("/element", {"using": "css selector", "value": selector})
        return "/element/" + next(iter(found.values()))

    def click(self, selector):
        self.ask(self.element(selector) + "/click", {})

    def type(self, selector, text):
        self.ask(self.element(selector) + "/value", {"text": text})

    def width(self, columns, rows=900):
        self.devtools("Emulation.setDeviceMetricsOverride", width=columns, height=rows, deviceScaleFactor=1, mobile=columns < 500)

    def scheme(self, name):
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def console(self):
        return [entry["message"] for entry in self.ask("/se/log", {"type": "browser"})]

    def screenshot(self, file):
        pathlib.Path(file).write_bytes(base64.b64decode(self.ask("/screenshot", method="GET")))


@contextlib.contextmanager
def browser():
    with tempfile.TemporaryDirectory() as profile:
        driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            for line in driver.stdout:
                if started := re.search(r"started successfully on port (\d+)", line):
                    break
            else:
                raise AssertionError("chromedriver did not start")
            session = Browser(started[1], profile)
            try:
                yield session
            finally:
                session.ask("", method="DELETE")
        finally:
            driver.kill()
            driver.communicate()
