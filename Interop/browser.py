"""A headless Chromium, driven over a pipe by its own protocol: pages as people see them, used by keyboard alone."""

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import time

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECONDS = 60
DESKTOP, PHONE = (1280, 800), (360, 740)
# What the thing with the focus says; the page itself has it where nothing else does.
FOCUSED = "document.activeElement === document.body ? '' : document.activeElement.innerText || document.activeElement.name"
KEYS = {"Tab": 9, "Enter": 13, " ": 32}


class Browser:
    """One page. `complaints` has what the browser held against it, `origins` where it asked for anything."""

    def __init__(self, write, read):
        self._write, self._read, self._buffer, self._count = write, read, b"", 0
        self._session, self._loads = None, 0
        self.complaints, self.origins = [], set()
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self._call(f"{domain}.enable")
        self.size(*DESKTOP)

    def size(self, width, height):
        self.width = width
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def open(self, url):
        loads = self._loads
        failed = self._call("Page.navigate", url=url).get("errorText")
        assert not failed, f"{url}: {failed}"
        self._loaded_since(loads)

    def key(self, name, leads_on=False):
        """Presses a key; `leads_on` waits for the page it leads to."""
        loads = self._loads
        text = {"text": "\r"} if name == "Enter" else {"text": " "} if name == " " else {}
        shared = {"key": name, "code": {" ": "Space"}.get(name, name), "windowsVirtualKeyCode": KEYS[name]}
        self._call("Input.dispatchKeyEvent", type="keyDown", **shared, **text)
        self._call("Input.dispatchKeyEvent", type="keyUp", **shared)
        if leads_on:
            self._loaded_since(loads)

    def type(self, text):
        self._call("Input.insertText", text=text)

    def tab_to(self, words):
        """Moves by the Tab key until what has the focus says `words`; a person without a mouse has no other way."""
        for _ in range(60):
            if words in (self.ask(FOCUSED) or ""):
                return
            self.key("Tab")
        raise AssertionError(f"the Tab key does not lead to '{words}'")

    def ask(self, expression):
        return self._call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    @property
    def text(self):
        return self.ask("document.body.innerText")

    def picture(self, file):
        size = self._call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": self.width, "height": min(size["height"], 6000), "scale": 1}
        data = self._call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
        file.write_bytes(base64.b64decode(data))

    def is_wider_than_the_screen(self):
        return self.ask("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    def _loaded_since(self, loads):
        while self._loads == loads:
            self._hear(self._message())

    def _call(self, method, **parameters):
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == self._count:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self._hear(answer)

    def _hear(self, event):
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Page.loadEventFired":
            self._loads += 1
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("warning", "error"):
            self.complaints.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.origins.add("/".join(parameters["request"]["url"].split("/")[:3]))

    def _message(self):
        deadline = time.monotonic() + SECONDS
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"the browser said nothing for {SECONDS} s"
            part = os.read(self._read, 1 << 16)
            assert part, "the browser ended"
            self._buffer += part
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)


@contextlib.contextmanager
def running_browser(folder):
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe"]
    # It reads what is asked of it from descriptor 3 and answers on descriptor 4.
    shell = f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}'
    command = ["bash", "-c", shell, "_", PROGRAM, *options, f"--user-data-dir={folder / 'browser'}", "about:blank"]
    process = subprocess.Popen(command, pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Browser(ours_out, ours_in)
    finally:
        process.terminate()
        process.wait(SECONDS)
        os.close(ours_out)
        os.close(ours_in)
