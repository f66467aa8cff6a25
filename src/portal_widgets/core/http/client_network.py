"""The network of a request's client."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address


@lru_cache(maxsize=4096)
def client_network(address: str | None) -> str:
    """An IPv4 address unchanged, an IPv6 address by its /64, because a household can change the rest at
    will.
    """
    try:
        parsed = ip_address((address or "").split("%")[0])
    except ValueError:
        return address or ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return f"{parsed.packed[:8].hex()}/64"
    return str(parsed)
