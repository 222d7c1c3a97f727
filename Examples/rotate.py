"""Reissue after key rotation: a certificate whose key is not to be used any more gets a new one, for nothing.

    python Examples/rotate.py shop
"""

import sys

from agent import say, tell

name = sys.argv[1]


async def rotate(agent):
    status = (await agent.call("cert_status", certificate=name))["status"]
    before = await agent.served(status["domain"])
    await agent.carry_out("reissue", name)
    after = await agent.served(status["domain"])
    say("new key", f"{name}: {before} has become {after}")
    history = await agent.call("cert_history", certificate=name, limit=200)
    for event in history["events"][-3:]:
        say("history", f"{event['at']} {event['source']}: {event['what']}")


tell(rotate)
