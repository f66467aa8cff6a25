"""Read the client from a line of an access log: the text before its time. Pure."""

import re
from functools import lru_cache

from ...core.ip_addresses import network_of, read_address

# The name of a host in a log: the server's own name, with or without a port, or a reader's name that the
# server looked up.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?(?P<port>:\d{1,5})?", re.ASCII)
_NOBODY = "-"


@lru_cache(maxsize=4096)
def client_of(fields: str) -> str:
    """Return the reader's address or name from the fields before the time: virtual host, client, identity,
    user. A list of proxies (X-Forwarded-For) gives its first address.

    Returns "" if the client is not certain: with a wrong field, all readers would count as one.
    """
    words = fields.lstrip("\ufeff").replace('"', " ").replace(",", " ").split()
    if len(words) < 2:  # noqa: PLR2004 - a client and its identity
        return ""
    first, second = words[:2]
    if address := address_of(first):
        return address
    name = _NAME.fullmatch(first)
    if address := address_of(second):
        return address if name or first == _NOBODY else ""
    if name is None:
        return ""
    if name["port"]:
        return _name(second) if _NAME.fullmatch(second) else ""
    # A single name is the client's, if only an identity and a user follow.
    alone = second == _NOBODY and (words[2:3] != [_NOBODY] or len(words) == 3)  # noqa: PLR2004
    return _name(first) if alone else ""


def address_of(text: str) -> str:
    """Return an IP address without brackets, port and zone, as Python writes it; "" for any other text."""
    address = read_address(text)
    return str(address) if address else ""


def network_of_client(client: str) -> str:
    """Return the network of an address like that of a live request, or the name of a client."""
    address = read_address(client)
    return network_of(address) if address else client


def _name(text: str) -> str:
    """A name, as all its spellings are counted."""
    return text.lower().rstrip(".")
