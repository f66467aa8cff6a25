"""Read the client from a line of an access log: the text before its time. Pure."""

import re
from functools import lru_cache

from ...core.ip_addresses import network_of, read_address, read_first

# The name of a reader that the server looked up, or the server's own name, with or without a port.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?(?P<port>:\d{1,5})?", re.ASCII)
# The server's name before an address may also be a pattern (nginx: _, *.example.vn) or have any letters.
_SERVER = re.compile(r"[\w.*-]{1,253}(?::\d{1,5})?")
_NOBODY = "-"
_HIDDEN = "unknown"
_IN_LIST = re.compile(r"\s*,\s*(?=[^\s,-])")


@lru_cache(maxsize=4096)
def client_of(fields: str) -> str:
    """Return the reader's address or name from the fields before the time: virtual host, client, identity,
    user. A list of proxies (X-Forwarded-For) gives its first address that is not of an inner network.

    Returns "" if the client is not certain: with a wrong field, all readers would count as one.
    """
    bare = fields.lstrip("\ufeff").replace('="', "=").replace('";', ";").replace('"', " ")
    listed = _IN_LIST.sub(",", bare)
    words = [kept for word in listed.split() if (kept := word.strip(","))]
    if len(words) < 2:  # noqa: PLR2004 - a client and its identity
        return ""
    first, second = words[:2]
    one, other = address_of(first), address_of(second)
    if one:
        # No identity is an address. Perhaps one is the server's or a proxy's.
        return one if other in {"", one} else ""
    if other:
        return other if _SERVER.fullmatch(first) else ""
    name = _NAME.fullmatch(first)
    if name is None:
        return ""
    if name["port"]:
        return _name(second) if _NAME.fullmatch(second) else ""
    # A single name is the client's, if only an identity and a user follow.
    alone = second == _NOBODY and (words[2:3] != [_NOBODY] or len(words) == 3)  # noqa: PLR2004
    return _name(first) if alone else ""


def address_of(text: str) -> str:
    """Return the first outer address of a list, or one address, without brackets, port and zone, as Python
    writes it; "" for any other text.
    """
    address = read_first(text)
    return str(address) if address else ""


def network_of_client(client: str) -> str:
    """Return the network of an address like that of a live request, or the name of a client."""
    address = read_address(client)
    return network_of(address) if address else client


def _name(text: str) -> str:
    """A name, as all its spellings are counted; "" for the word of proxies that hide the reader, and for a
    number that is not an address.
    """
    name = text.lower().rstrip(".")
    return "" if name == _HIDDEN or name.rpartition(".")[2].isdigit() else name
