"""Two clients of the Model Context Protocol behind one set of names, each answer held against the schema of its tool."""

import contextlib
import os

import fastmcp
import httpx2
import jsonschema
import mcp
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport
from mcp.client.streamable_http import streamable_http_client

WAITS = 60


class Refused(Exception):
    """What a tool answered instead of a result."""


class Talk:
    """One conversation. `transcript` has all that the client was given."""

    def __init__(self, client, transcript):
        self.client = client
        self.transcript = transcript
        self.schemas = {}

    @property
    def version(self):
        return self.client.protocol_version

    def noted(self, value):
        parts = value if isinstance(value, list) else [value]
        self.transcript.extend(part.model_dump_json(by_alias=True) for part in parts)
        return value

    async def tools(self):
        tools = self.noted(_items(await self.client.list_tools(), "tools"))
        self.schemas = {tool.name: tool.output_schema for tool in tools}
        return tools

    async def prompts(self):
        return self.noted(_items(await self.client.list_prompts(), "prompts"))

    async def prompt(self, name, **arguments):
        result = self.noted(await self.client.get_prompt(name, arguments))
        return " ".join(message.content.text for message in result.messages)

    async def resources(self):
        return self.noted(_items(await self.client.list_resources(), "resources"))

    async def templates(self):
        return self.noted(_items(await self.client.list_resource_templates(), "resource_templates"))

    async def read(self, uri):
        contents = self.noted(_items(await self.client.read_resource(uri), "contents"))
        return contents[0].text

    async def complete(self, reference, name, value):
        result = await self.client.complete(reference, {"name": name, "value": value})
        return self.noted(getattr(result, "completion", result)).values

    async def call(self, tool, **arguments):
        """The structure a tool answers with. It has to fit the schema, and stand in the text too."""
        if not self.schemas:
            await self.tools()
        result = await self.sent(tool, arguments)
        if result.is_error:
            raise Refused(result.content[0].text)
        jsonschema.Draft202012Validator(self.schemas[tool]).validate(result.structured_content)
        return result.structured_content

    async def sent(self, tool, arguments=None):
        """Whatever comes back, a refusal as well."""
        call = getattr(self.client, "call_tool_mcp", self.client.call_tool)
        return self.noted(await call(tool, arguments or {}))

    async def next(self, answer):
        return await self.call(answer["next"]["tool"], **answer["next"]["arguments"])

    async def settled(self, answer):
        """What it comes to in the end."""
        for _ in range(WAITS):
            if answer["state"] != "running":
                break
            answer = await self.next(answer)
        assert answer["state"] == "succeeded", answer
        return answer

    async def carried_out(self, action, certificate, **parameters):
        planned = await self.call("cert_plan", action=action, certificate=certificate, parameters=parameters)
        return await self.settled(await self.next(planned))


def _items(result, name):
    """The SDK wraps its lists, FastMCP does not."""
    return result if isinstance(result, list) else getattr(result, name)


@contextlib.asynccontextmanager
async def talking(kind, place, over, mode):
    """A client of that kind, over `stdio` or `http`, that opens as it usually does or in the older way."""
    async with contextlib.AsyncExitStack() as stack:
        if over == "http":
            headers = {"Authorization": f"Bearer {place.token}"}
            if kind == "fastmcp":
                server = StreamableHttpTransport(place.url, headers=headers)
            else:
                http = await stack.enter_async_context(httpx2.AsyncClient(headers=headers, timeout=120))
                server = streamable_http_client(place.url, http_client=http)
        elif kind == "fastmcp":
            log = stack.enter_context(open(os.devnull, "w"))
            server = StdioTransport(place.binary, ["mcp", "--quiet"], env=place.environment, keep_alive=False, log_file=log)
        else:
            server = mcp.StdioServerParameters(command=place.binary, args=["mcp", "--quiet"], env=place.environment)
        make = fastmcp.Client if kind == "fastmcp" else mcp.Client
        client = await stack.enter_async_context(make(server, mode=mode))
        yield Talk(client, place.transcript)
