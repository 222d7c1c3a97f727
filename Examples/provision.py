"""Automated provisioning: from a name to a certificate that a host serves.

    python Examples/provision.py shop shop.test
"""

import sys

from agent import say, tell

name, domain = sys.argv[1:3]


async def provision(agent):
    # In words first: an agent that does not know the tools finds out what there is.
    found = await agent.call("search_operations", intent="order a certificate for my site and bind it")
    say("found", " ".join(hit["title"] for hit in found["results"][:2]))
    await agent.carry_out("order", name, domain=domain, key_vault="demo-vault", site="demo-site", host_names=[domain])
    await agent.served(domain)


tell(provision)
