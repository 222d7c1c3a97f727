"""What the stories share: an agent that talks to Signet over the Model Context Protocol and tells what it does.

With SIGNET_MCP_URL and SIGNET_AGENT_TOKEN it goes to a running `signet serve`; without them it starts `signet mcp` ($SIGNET, or from
PATH), which works on the local emulator. It is given no credential of Azure, no key and no secret, and needs none.
"""

import asyncio
import contextlib
import json
import os
import sys

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client


class Stopped(Exception):
    """Signet said no, or a person has to act first."""


class Agent:
    def __init__(self, client):
        self.client = client

    async def call(self, tool, **arguments):
        """A tool's answer. What waits for a person is waited for; any other refusal ends the story with its own words."""
        result = await self.client.call_tool(tool, arguments)
        if not result.is_error:
            return result.structured_content
        refusal = json.loads(result.content[0].text)
        human = refusal["human"] or {}
        if refusal["code"] != "approval_required":
            raise Stopped(f"{refusal['message']} {human.get('do') or ''}")
        say("a person", f"{human['do']} {human.get('url') or ''}")
        return await self.follow(refusal)

    async def follow(self, answer):
        return await self.call(answer["next"]["tool"], **answer["next"]["arguments"])

    async def carry_out(self, action, certificate, **parameters):
        """Plans it, tells the plan, and has exactly that plan carried out."""
        plan = await self.call("cert_plan", action=action, certificate=certificate, parameters=parameters)
        say("plan", f"{action} {certificate}: {plan['summary']}")
        for step in plan["steps"]:
            say("", f"{step['n']}. {step['purpose']}{' (charged)' if step['charged'] else ''}")
        cost = plan["cost"]
        if cost.get("currency"):
            say("charge", f"{cost['amount']} {cost['currency']}, {cost['what']}{'' if cost['billed'] else '; not billed on the emulator'}")
        else:
            say("charge", "none")
        answer = await self.follow(plan)
        while answer["state"] in ("running", "held"):
            answer = await self.follow(answer)
        if answer["state"] != "succeeded":
            raise Stopped(f"{action} {certificate} ended as {answer['state']}")
        say("done", f"{action} {certificate}")

    async def served(self, host):
        """The serial number a TLS client is shown."""
        shown = (await self.call("cert_probe", host=host))["served"]
        say("served", f"{host} shows {shown['serialNumber']}")
        return shown["serialNumber"]

    async def due(self, days):
        found = await self.call("cert_inventory", expiring_within_days=days)
        return found["certificates"]


def say(what, words):
    print(f"{what:>9}  {words}", flush=True)


@contextlib.asynccontextmanager
async def connected():
    url = os.environ.get("SIGNET_MCP_URL")
    async with contextlib.AsyncExitStack() as stack:
        if url:
            headers = {"Authorization": f"Bearer {os.environ['SIGNET_AGENT_TOKEN']}"}
            http = await stack.enter_async_context(httpx2.AsyncClient(headers=headers, timeout=120))
            server = streamable_http_client(url, http_client=http)
        else:
            environment = {name: value for name, value in os.environ.items() if name.startswith("SIGNET_") or name in ("HOME", "PATH")}
            server = StdioServerParameters(command=os.environ.get("SIGNET", "signet"), args=["mcp", "--quiet"], env=environment)
        yield Agent(await stack.enter_async_context(Client(server)))


def tell(story):
    """Runs a story; what stops it is its last line."""

    async def run():
        async with connected() as agent:
            try:
                await story(agent)
            except Stopped as stop:
                say("stopped", str(stop))
                return 1
        return 0

    sys.exit(asyncio.run(run()))
