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
    if address is not None and _is_plain_ipv4(address):
        return address
    client = read_client(address or "")
    return UNKNOWN if client is None else network_of(client)


def _is_plain_ipv4(address: str) -> bool:
    """The common case, which every view of a new reader asks: parsing it takes thirty times as long."""
    try:
        socket.inet_pton(socket.AF_INET, address)
    except (OSError, ValueError):
        return False
    return True
