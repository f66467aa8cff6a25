"""The identity of a visitor: a keyed hash of address and browser, under a salt that is deleted after two
days.
"""

from hashlib import blake2b

KEY_BYTES = 16
SALT_BYTES = 32
AGENT_LIMIT = 256


def visitor_key(salt: bytes, network: str, agent: str) -> bytes:
    """The visitor's key for the day of `salt`. Neither address nor browser can be derived from it. `network`
    is the result of `client_network`, or a name from a log.
    """
    seen = f"{network}\n{agent[:AGENT_LIMIT]}".encode("utf-8", "replace")
    return blake2b(seen, key=salt, digest_size=KEY_BYTES).digest()
