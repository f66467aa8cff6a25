"""Whose request a line of an access log is: what stands before its time. Pure."""

import re
from functools import lru_cache
from ipaddress import ip_address

# What a server writes for a host: of itself, with or without a port, or of a reader whose name it looked up.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?(?P<port>:\d{1,5})?", re.ASCII)
_WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d{1,5})?|([0-9.]+):\d{1,5}", re.ASCII)
_NOBODY = "-"


@lru_cache(maxsize=4096)
def client_of(fields: str) -> str:
    """The reader's address or name of the fields before the time (virtual host, client, identity, user), ""
    if it cannot be told: a field that is taken for another makes all readers one. Of a list of proxies, as
    X-Forwarded-For has it, the first address.
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
        return second if _NAME.fullmatch(second) else ""
    # A name alone is the client's, if nothing but an identity and a user follow.
    alone = second == _NOBODY and (words[2:3] != [_NOBODY] or len(words) == 3)  # noqa: PLR2004
    return first if alone else ""


def address_of(text: str) -> str:
    """An IP address as Python writes it, without brackets, port and zone; "" if it is none."""
    found = _WITH_PORT.fullmatch(text)
    bare = (found[1] or found[2]) if found else text
    try:
        return str(ip_address(bare.partition("%")[0]))
    except ValueError:
        return ""
