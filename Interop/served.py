"""`signet serve` as a process, on the emulator."""

import contextlib
import json
import os
import signal
import subprocess
import time

import requests


class Served:
    def __init__(self, emulator, folder, *options):
        self.environment = os.environ | {"SIGNET_HOME": str(folder / "home"), "SIGNET_PROFILE": "interop"}
        ready_file = folder / "emulator.json"
        ready_file.write_text(json.dumps(emulator.ready))
        self.signet("profile", "add", "interop", "--ready-file", str(ready_file))
        self.signet("agent", "add", "tester")
        self.token = json.loads(self.signet("agent", "token", "tester", "--scope", "read,execute,order", "--output", "json"))["token"]
        own = folder / "served.json"
        command = [os.environ["SIGNET"], "serve", "--listen", "127.0.0.1:0", "--ready-file", str(own), *options]
        self.process = subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL)
        for _ in range(600):
            if own.exists():
                break
            assert self.process.poll() is None, "signet serve ended"
            time.sleep(0.05)
        self.ready = json.loads(own.read_text())

    def signet(self, *arguments):
        done = subprocess.run(
            [os.environ["SIGNET"], *arguments], env=self.environment, check=True, capture_output=True, text=True, timeout=120
        )
        return done.stdout

    def get(self, path, **more):
        return requests.get(self.ready["listens"] + path, timeout=30, **more)

    def post(self, path, body):
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.post(self.ready["listens"] + path, json=body, headers=headers, timeout=60)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=30) == 0


@contextlib.contextmanager
def running_server(emulator, folder, *options):
    served = Served(emulator, folder, *options)
    try:
        yield served
    finally:
        served.stop()
