"""What `signet mcp install` writes is what a client needs: the program it names is started as the client would, and answers."""

import asyncio
import json

import pytest
from mcp import Client, StdioServerParameters
from served import running_server


@pytest.fixture(scope="module")
def served(emulator, tmp_path_factory):
    with running_server(emulator, tmp_path_factory.mktemp("installed")) as served:
        yield served


def written(served, file, client, *options):
    served.signet("mcp", "install", "--client", client, "--write", "--file", str(file), *options)
    servers = json.loads(file.read_text())
    return servers.get("mcpServers", servers.get("servers"))["signet"]


@pytest.mark.parametrize("client", ["claude-desktop", "cursor", "windsurf", "vscode"])
def test_the_command_that_is_written_starts_a_server(served, tmp_path, client):
    entry = written(served, tmp_path / "servers.json", client, "--profile", "interop")

    async def talk():
        server = StdioServerParameters(command=entry["command"], args=entry["args"], env=entry["env"])
        async with Client(server) as agent:
            return (await agent.call_tool("describe_access", {})).structured_content["agent"]

    assert asyncio.run(talk()) == "local"


@pytest.mark.parametrize(("client", "member"), [("cursor", "url"), ("windsurf", "serverUrl"), ("vscode", "url")])
def test_the_address_that_is_written_is_that_of_the_server(served, tmp_path, client, member):
    entry = written(served, tmp_path / "servers.json", client, "--url", served.ready["mcp"])
    assert served.get("/.well-known/oauth-protected-resource/mcp").json()["resource"] == entry[member]
