"""A thousand that listen, and ten thousand calls of clients of which many leave before they are answered, on one server."""

import asyncio
import json
import random
import resource

import pytest
from test_mcp import Place

LISTENERS = 1000
CALLS = 10_000
WORKERS = 64
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}


@pytest.fixture(scope="module")
def place(emulator, tmp_path_factory):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = LISTENERS * 2 if hard == resource.RLIM_INFINITY else min(hard, LISTENERS * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    with Place(tmp_path_factory.mktemp("crowd"), emulator).serving() as place:
        yield place
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Client:
    """One connection, by its bytes."""

    def __init__(self, place):
        self.place = place
        self.port = int(place.url.split(":")[2].split("/")[0])

    async def open(self):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    def send(self, identity, method, **params):
        body = {"jsonrpc": "2.0", "id": identity, "method": method, "params": params | {"_meta": META}}
        text = json.dumps(body).encode()
        name = f"Mcp-Name: {params['name']}\r\n" if "name" in params else ""
        head = (
            f"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAuthorization: Bearer {self.place.token}\r\n"
            "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
            f"MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: {method}\r\n{name}Content-Length: {len(text)}\r\n\r\n"
        )
        self.writer.write(head.encode() + text)

    async def head(self):
        return (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()

    async def answer(self):
        head = await self.head()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        return json.loads(await self.reader.readexactly(length))

    async def event(self):
        """The next event of the stream that is no sign of life; chunk sizes are passed over."""
        while True:
            line = await self.reader.readline()
            if line.startswith(b"data: "):
                return json.loads(line[6:])

    def close(self):
        self.writer.close()


async def listening(place, number):
    client = await Client(place).open()
    client.send(f"listener-{number}", "subscriptions/listen", notifications={"resourceSubscriptions": ["cert://inventory"]})
    assert " 200 " in await client.head()
    first = await client.event()
    assert first["method"] == "notifications/subscriptions/acknowledged"
    assert first["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"] == f"listener-{number}"
    return client


async def calling(place, numbers, chance):
    """Each call asks for a thing of its own, and its answer has to be about that."""
    answered = left = 0
    client = None
    for number in numbers:
        client = client or await Client(place).open()
        name = f"result://{number:08}"
        client.send(number, "tools/call", name="read_result", arguments={"resource": name})
        if chance.random() < 0.25:
            await asyncio.sleep(chance.random() * 0.002)
            client.close()
            client = None
            left += 1
            continue
        answer = await client.answer()
        assert answer["id"] == number
        assert name in answer["result"]["content"][0]["text"]
        answered += 1
    if client:
        client.close()
    return answered, left


def memory(place):
    """Megabytes that the server holds."""
    with open(f"/proc/{place.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def test_nobody_gets_what_is_anothers_and_the_memory_comes_back(place, checker):
    async def crowd():
        chance = random.Random(7)
        await calling(place, range(500), chance)
        before = memory(place)
        listeners = [await listening(place, number) for number in range(LISTENERS)]
        with_listeners = memory(place)
        parts = [range(first, CALLS, WORKERS) for first in range(WORKERS)]
        done = await asyncio.gather(*(calling(place, part, random.Random(first)) for first, part in enumerate(parts)))
        answered, left = (sum(column) for column in zip(*done, strict=True))
        assert answered + left == CALLS and left > CALLS / 8
        for listener in listeners:
            listener.close()
        # The server goes on as if nothing had been.
        await calling(place, range(100), chance)
        return before, with_listeners, memory(place), answered, left

    before, with_listeners, after, answered, left = asyncio.run(crowd())
    checker.notes["mcp crowd"] = (
        f"mcp: {LISTENERS} listeners, {answered} calls answered, {left} left; the server held {before:.0f} MB before, "
        f"{with_listeners:.0f} with the listeners, {after:.0f} after"
    )
    assert after - before < 64
