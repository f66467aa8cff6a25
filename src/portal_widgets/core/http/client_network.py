"""The network of a request's client."""

from functools import lru_cache

from ..ip_addresses import network_of, read_client

# The network of every client whose address cannot be read. They share one limit, because a text that is used
# as it came could differ with each connection.
UNKNOWN = "unknown"


@lru_cache(maxsize=16_384)
def client_network(address: str | None) -> str:
    """An IPv4 address, the /64 of an IPv6 address, or UNKNOWN. `address` may have a port, brackets or a zone,
    or be a list of proxies.
    """
    client = read_client(address or "")
    return UNKNOWN if client is None else network_of(client)
