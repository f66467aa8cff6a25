"""Who is one visitor: a keyed hash of address and browser, under a salt that lives two days."""

from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

KEY_BYTES = 16
SALT_BYTES = 32
AGENT_LIMIT = 256


def visitor_key(salt: bytes, address: str | None, agent: str) -> bytes:
    """The visitor's key for the day of `salt`; neither address nor browser can be read from it."""
    # An IPv4 address, the common case, needs no parsing.
    seen_from = network(address) if address is None or ":" in address else address
    seen = f"{seen_from}\n{agent[:AGENT_LIMIT]}".encode("utf-8", "replace")
    return blake2b(seen, key=salt, digest_size=KEY_BYTES).digest()


@lru_cache(maxsize=4096)
def network(address: str | None) -> str:
    """An IPv4 address as it is, an IPv6 address by its /64: a household changes the rest at will."""
    try:
        parsed = ip_address((address or "").split("%")[0])
    except ValueError:
        return address or ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return f"{parsed.packed[:8].hex()}/64"
    return str(parsed)
