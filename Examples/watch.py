"""An agent that watches, finds what nears its end and renews it, without ever holding a credential.

    python Examples/watch.py --within 60 --every 3600 --rounds 24
"""

import argparse
import asyncio

from agent import say, tell

options = argparse.ArgumentParser()
options.add_argument("--within", type=int, default=60, help="days")
options.add_argument("--every", type=float, default=3600, help="seconds")
options.add_argument("--rounds", type=int, default=24)
options = options.parse_args()


async def look(agent):
    access = await agent.call("describe_access")
    say("watching", f"as {access['agent']}, who may {', '.join(access['scopes'])} and holds no credential")
    for row in await agent.due(options.within):
        status = await agent.call("cert_status", certificate=row["name"])
        say("near", f"{row['name']} ends in {row['daysLeft']} days; it is {status['status']['status']}")
        await agent.carry_out("renew", row["name"])
        await agent.served(row["domain"])
    if not await agent.due(options.within):
        say("well", f"nothing ends within {options.within} days")


async def watch(agent):
    for number in range(options.rounds):
        if number:
            await asyncio.sleep(options.every)
        await look(agent)


tell(watch)
