"""The identity of a visitor: a keyed hash of address and browser, under a salt that lives two days."""

from hashlib import blake2b

from ...core.http.client_network import client_network

KEY_BYTES = 16
SALT_BYTES = 32
AGENT_LIMIT = 256


def visitor_key(salt: bytes, address: str | None, agent: str) -> bytes:
    """The visitor's key for the day of `salt`. Neither address nor browser can be derived from it."""
    # An IPv4 address, the common case, needs no parsing.
    seen_from = client_network(address) if address is None or ":" in address else address
    seen = f"{seen_from}\n{agent[:AGENT_LIMIT]}".encode("utf-8", "replace")
    return blake2b(seen, key=salt, digest_size=KEY_BYTES).digest()
