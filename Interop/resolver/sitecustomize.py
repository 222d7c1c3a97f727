"""Names below localhost lead to this machine, as RFC 6761 asks of resolvers; some systems' resolvers do not do it.

Python runs this file at its start when the folder is in PYTHONPATH; the Azure CLI is written in Python.
"""

import socket

system_getaddrinfo = socket.getaddrinfo


def getaddrinfo(host, *rest, **options):
    is_local = isinstance(host, str) and host.endswith(".localhost")
    return system_getaddrinfo("localhost" if is_local else host, *rest, **options)


if __name__ == "sitecustomize":
    socket.getaddrinfo = getaddrinfo
