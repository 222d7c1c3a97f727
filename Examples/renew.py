"""Pre-expiry renewal: all that end within so many days, renewed, and seen to be served.

    python Examples/renew.py 60
"""

import sys

from agent import say, tell

days = int(sys.argv[1])


async def renew(agent):
    due = await agent.due(days)
    say("due", ", ".join(f"{row['name']} in {row['daysLeft']} days" for row in due) or f"nothing ends within {days} days")
    for row in due:
        before = await agent.served(row["domain"])
        await agent.carry_out("renew", row["name"])
        after = await agent.served(row["domain"])
        say("new", f"{row['name']}: {before} has become {after}")


tell(renew)
