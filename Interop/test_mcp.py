"""What agents get, through the client of the Python SDK and that of FastMCP: over both transports, in every revision they speak."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
from pathlib import Path

import mcp
import pytest
from emulator import STOP_SECONDS, wait_until
from mcp.types import PromptReference, ResourceTemplateReference
from toolclients import Refused, talking

REVISIONS = {"auto": "2026-07-28", "legacy": "2025-11-25"}


class Place:
    """A home whose profile is the emulator, its agent, and the server that is up for it."""

    def __init__(self, folder, emulator):
        self.folder = folder
        self.binary = str(Path(os.environ.get("SIGNET", ".build/debug/signet")).resolve())
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("SIGNET")}
        self.environment |= {"SIGNET_HOME": str(folder / "home"), "SIGNET_PROFILE": "interop"}
        self.transcript = []
        ready = folder / "emulator.json"
        ready.write_text(json.dumps(emulator.ready))
        self.run("profile", "add", "interop", "--ready-file", str(ready))
        self.run("agent", "add", "robot")
        token = self.run("agent", "token", "robot", "--scope", "read,execute,order", "--output", "json")
        self.token = json.loads(token)["token"]

    def run(self, *arguments):
        done = subprocess.run([self.binary, *arguments], env=self.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def serving(self):
        file = self.folder / "served.json"
        command = [self.binary, "serve", "--listen", "127.0.0.1:0", "--ready-file", str(file), "--agent-calls-per-minute", "100000"]
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL)
        try:
            wait_until(30, "a server", lambda: file.exists() or process.poll() is not None)
            ready = json.loads(file.read_text())
            self.url, self.pid = ready["mcp"], ready["pid"]
            yield self
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(STOP_SECONDS) == 0


@pytest.fixture(scope="module")
def place(emulator, tmp_path_factory):
    with Place(tmp_path_factory.mktemp("mcp"), emulator).serving() as place:
        yield place


EVERYWHERE = pytest.mark.parametrize(
    ("kind", "over", "mode"),
    [(kind, over, mode) for kind in ("sdk", "fastmcp") for over in ("stdio", "http") for mode in REVISIONS],
)


@EVERYWHERE
def test_everything_there_is_can_be_listed_and_read(place, kind, over, mode):
    async def talk():
        async with talking(kind, place, over, mode) as agent:
            assert agent.version == REVISIONS[mode]
            assert len(await agent.tools()) == 15
            prompts = await agent.prompts()
            assert [prompt.name for prompt in prompts] == [
                "renew-everything-due",
                "why-is-this-not-issued",
                "prepare-for-47-day-certificates",
            ]
            for prompt in prompts:
                needed = {argument.name: "web" for argument in prompt.arguments or [] if argument.required}
                assert "cert_" in await agent.prompt(prompt.name, **needed)
            for resource in await agent.resources():
                assert "certificates" in json.loads(await agent.read(resource.uri))
            templates = {template.name: template.uri_template for template in await agent.templates()}
            assert set(templates) == {"audit", "contract"}
            reference = ResourceTemplateReference(uri=templates["contract"])
            names = await agent.complete(reference, "operation", "signet/Signet_Ren")
            assert names == ["signet/Signet_Renew"]
            contract = json.loads(await agent.read(templates["contract"].replace("{operation}", names[0])))
            assert contract["input_schema"]["type"] == "object"
            prompt = PromptReference(name="why-is-this-not-issued")
            assert isinstance(await agent.complete(prompt, "certificate", "w"), list)

    asyncio.run(talk())


@EVERYWHERE
def test_an_operation_is_found_read_and_called(place, kind, over, mode):
    async def talk():
        async with talking(kind, place, over, mode) as agent:
            found = await agent.call("search_operations", intent="list my certificate orders")
            loaded = await agent.next(found)
            assert loaded["operations"][0]["access"]["state"] == "allowed"
            called = await agent.call("execute_read", operation="AppServiceCertificateOrders_List", inputs={})
            assert called["state"] == "succeeded"
            assert called["audit_seq"] is None  # what changes nothing is written down afterwards
            access = await agent.call("describe_access")
            assert access["agent"] == ("robot" if over == "http" else "local")
            with pytest.raises(Refused, match="invalid_inputs"):
                await agent.call("search_operations", intent=7)
            with pytest.raises(Exception, match="no tool"):
                await agent.sent("no_such")

    asyncio.run(talk())


@pytest.mark.parametrize(("kind", "over", "mode"), [("sdk", "http", "auto"), ("fastmcp", "stdio", "legacy")])
def test_a_life_from_nothing_to_a_new_key(place, emulator, secret_client, kind, over, mode):
    """Ordered, served, renewed when 60 days are left, and given a new key."""
    name = f"{kind}-{over}"
    domain = f"{name}.test"

    async def served(agent):
        probed = await agent.call("cert_probe", host=domain)
        assert probed["served"]["ok"], probed
        return probed["served"]["serialNumber"]

    async def talk():
        async with talking(kind, place, over, mode) as agent:
            ordered = await agent.carried_out("order", name, domain=domain, key_vault="demo-vault", site="demo-site")
            first = await served(agent)
            assert ordered["body"]["serialNumber"] == first
            entry = json.loads(await agent.read(f"audit://{ordered['audit_seq']}"))
            assert entry["facts"]["execution"] == ordered["execution"]
            assert (await agent.call("cert_inventory", expiring_within_days=60, words=name))["total"] == 0

            (row,) = (await agent.call("cert_inventory", words=name))["certificates"]
            emulator.advance(days=row["daysLeft"] - 40)  # leaves live shorter the later it is
            due = await agent.call("cert_inventory", expiring_within_days=60, words=name)
            assert [row["name"] for row in due["certificates"]] == [name]
            await agent.carried_out("renew", name)
            second = await served(agent)
            assert second != first
            assert (await agent.call("cert_inventory", expiring_within_days=60, words=name))["total"] == 0

            await agent.carried_out("reissue", name)
            assert await served(agent) not in (first, second)
            status = await agent.call("cert_status", certificate=name)
            assert status["status"]["status"] == "Issued"
            events = await agent.call("cert_history", certificate=name, limit=200)
            assert {event["source"] for event in events["events"]} >= {"service", "signet"}
            return ordered["body"]["keyVaultSecretId"].rstrip("/").split("/")

    *_, secret, version = asyncio.run(talk())
    with secret_client() as client:
        kept = client.get_secret(secret, version).value
    told = "\n".join(place.transcript)
    for hidden in (kept[:200], "PRIVATE KEY", emulator.client_secret, place.token):
        assert hidden not in told


def test_the_sdk_speaks_the_revision_before_too(place, monkeypatch):
    monkeypatch.setattr(mcp.client.session, "LATEST_HANDSHAKE_VERSION", "2025-06-18")

    async def talk():
        async with talking("sdk", place, "http", "legacy") as agent:
            assert agent.version == "2025-06-18"
            assert (await agent.call("describe_access"))["agent"] == "robot"

    asyncio.run(talk())
