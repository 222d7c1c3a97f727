"""The peer of the tools' figures: a FastMCP server whose one tool answers with what it is given at the start.

Usage: fastmcp_server.py ANSWER.json [PORT]; without a port on standard input and output.
"""

import json
import logging
import sys

from fastmcp import FastMCP

with open(sys.argv[1], encoding="utf-8") as file:
    ANSWER = json.load(file)

server = FastMCP("peer")


@server.tool
def describe_access() -> dict:
    """See who you are here."""
    return ANSWER


if len(sys.argv) > 2:
    logging.disable(logging.CRITICAL)
    server.run(transport="http", host="127.0.0.1", port=int(sys.argv[2]), show_banner=False, log_level="critical", stateless_http=True)
else:
    server.run(transport="stdio", show_banner=False)
