"""The network of a request's client."""

import socket

from ..ip_addresses import network_of, read_client

# The network of every client whose address cannot be read. They share one limit, because a text that is used
# as it came could differ with each connection.
UNKNOWN = "unknown"


def client_network(address: str | None) -> str:
    """An IPv4 address, the /64 of an IPv6 address, or UNKNOWN. `address` may have a port, brackets or a zone,
    or be a list of proxies.
    """
    address = address or ""
    try:
        # The common case, which every view asks: parsing takes thirty times as long.
        socket.inet_pton(socket.AF_INET, address)
    except (OSError, ValueError):
        client = read_client(address)
        return UNKNOWN if client is None else network_of(client)
    return address
