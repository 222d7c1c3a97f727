"""The emulator as a process, and its control API."""

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import requests
from azure.identity import ClientSecretCredential

START_SECONDS = 30
STOP_SECONDS = 10
CONTROL_SECONDS = 30


class Emulator:
    """A running emulator: its ready document, and its control API."""

    def __init__(self, ready, process):
        self.ready = ready
        self.process = process
        self.ca_file = ready["caFile"]
        self.tenant_id = ready["tenantId"]
        self.client_id = ready["clientId"]
        self.client_secret = ready["clientSecret"]
        self.subscription_id = ready["subscriptionId"]
        self.resource_group = ready["resourceGroup"]
        self.vault_url = f"{ready['keyVaultPath']}/demo-vault"
        self.front_end = split_address(ready["frontend"])
        self.resource_manager = {
            "subscription_id": self.subscription_id,
            "base_url": ready["arm"],
            "credential_scopes": [ready["arm"] + "/.default"],
        }

    def id_of(self, provider_path):
        return f"/subscriptions/{self.subscription_id}/resourceGroups/{self.resource_group}/providers/{provider_path}"

    def credential(self, client_secret=None, **options):
        return ClientSecretCredential(
            self.tenant_id,
            self.client_id,
            client_secret or self.client_secret,
            authority=self.ready["authority"],
            disable_instance_discovery=True,
            **options,
        )

    def control(self, path, method="GET", **body):
        """The answer of the control API; its members are the keywords."""
        url = f"{self.ready['control']}/{path}"
        options = {"json": body} if body else {}
        answer = requests.request(method, url, verify=self.ca_file, timeout=CONTROL_SECONDS, **options)
        assert answer.ok, f"{method} {path} of control: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def publish(self, name, record, *values):
        self.control(f"dns/{name}/{record}", "PUT", values=list(values), ttl=60)

    def set(self, **settings):
        self.control("settings", "PATCH", **settings)

    def stage(self, **scenario):
        self.control("scenario", "POST", **scenario)

    def advance(self, **span):
        """Turns the virtual clock on: days and hours."""
        self.control("clock", "POST", advanceSeconds=span.get("days", 0) * 86_400 + span.get("hours", 0) * 3_600)

    @contextlib.contextmanager
    def fault(self, method, path, effect, **frequency):
        """A planned misbehaviour, and its end."""
        self.control("faults", "POST", match={"method": method, "path": path}, effect=effect, **frequency)
        try:
            yield
        finally:
            self.control("faults", "DELETE")


def split_address(address):
    host, _, port = address.rpartition(":")
    return host, int(port)


def wait_until(seconds, what, condition):
    """The first true answer of the condition; fails with `what` once the seconds are over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.05)
    pytest.fail(f"waited {seconds} s for {what}")


def read_ready_file(process, file):
    if process.poll() is not None:
        pytest.fail(f"the emulator ended at its start with exit code {process.returncode}")
    return json.loads(file.read_text()) if file.exists() else None


@contextlib.contextmanager
def running_emulator(folder):
    """An emulator of its own until the end of the block, which must end cleanly too."""
    file = folder / "ready.json"
    binary = Path(os.environ.get("SIGNET", ".build/debug/signet")).resolve()
    command = [binary, "emulator", "run", "--port", "0", "--ready-file", file]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=os.environ | {"SIGNET_HOME": str(folder / "home")})
    try:
        yield Emulator(wait_until(START_SECONDS, "the ready file", lambda: read_ready_file(process, file)), process)
    finally:
        code = stop(process)
    assert code == 0, f"the emulator ended with exit code {code}"


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        pytest.fail(f"the emulator did not stop within {STOP_SECONDS} s of SIGTERM")
