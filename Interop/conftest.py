"""The emulator as a process, and clients of the official SDKs pointed at it."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import requests
from azure.identity import ClientSecretCredential
from azure.keyvault.secrets import SecretClient
from azure.mgmt.certificateregistration import CertificateRegistrationMgmtClient
from azure.mgmt.web import WebSiteManagementClient

START_SECONDS = 30
STOP_SECONDS = 10


class Emulator:
    """A running emulator: its ready document, and its control API."""

    def __init__(self, ready):
        self.ready = ready
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

    def credential(self, client_secret=None):
        return ClientSecretCredential(
            self.tenant_id,
            self.client_id,
            client_secret or self.client_secret,
            authority=self.ready["authority"],
            disable_instance_discovery=True,
        )

    def publish(self, name, record, *values):
        url = f"{self.ready['control']}/dns/{name}/{record}"
        requests.put(url, json={"values": list(values), "ttl": 60}, timeout=10).raise_for_status()

    def control(self, path):
        answer = requests.get(f"{self.ready['control']}/{path}", timeout=10)
        answer.raise_for_status()
        return answer.json()


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


@pytest.fixture(scope="session")
def emulator(tmp_path_factory):
    folder = tmp_path_factory.mktemp("emulator")
    file = folder / "ready.json"
    binary = Path(os.environ.get("SIGNET", ".build/debug/signet")).resolve()
    command = [binary, "emulator", "run", "--port", "0", "--ready-file", file]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=os.environ | {"SIGNET_HOME": str(folder / "home")})
    try:
        ready = wait_until(START_SECONDS, "the ready file", lambda: read_ready_file(process, file))
        with pytest.MonkeyPatch.context() as environment:
            # What a user of the SDKs sets: every one of them reads this, the identity library too.
            environment.setenv("REQUESTS_CA_BUNDLE", ready["caFile"])
            environment.setenv("NO_PROXY", "localhost,127.0.0.1")
            yield Emulator(ready)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            pytest.fail(f"the emulator did not stop within {STOP_SECONDS} s of SIGTERM")
    assert code == 0, f"the emulator ended with exit code {code}"


@pytest.fixture(scope="session")
def certificates(emulator):
    with CertificateRegistrationMgmtClient(emulator.credential(), polling_interval=1, **emulator.resource_manager) as client:
        yield client.app_service_certificate_orders


@pytest.fixture(scope="session")
def web(emulator):
    with WebSiteManagementClient(emulator.credential(), **emulator.resource_manager) as client:
        yield client


@pytest.fixture(scope="session")
def secrets(emulator):
    # The vault is reached by a path of localhost, so its challenge names another host than the one that was asked.
    with SecretClient(emulator.vault_url, emulator.credential(), verify_challenge_resource=False) as client:
        yield client
