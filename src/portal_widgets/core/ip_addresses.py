"""IP addresses as servers, proxies and logs write them."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Azure and IIS add the port of the connection: 203.0.113.7:49152, [2001:db8::1]:49152. Some servers do so
# without brackets behind an IPv4 address that is written as IPv6. A port may be hidden, too (RFC 7239).
_PORT = r":(?:\d{1,5}|_[\w.-]{1,64})"
_WITH_PORT = re.compile(rf"\[([^\[\]]*)\](?:{_PORT})?|((?:::ffff:)?[0-9.]+){_PORT}", re.ASCII | re.IGNORECASE)
# An element of the header Forwarded (RFC 7239): for="[2001:db8::1]:49152";proto=https
_FORWARDED = re.compile(r'(?:.*;)?\s*for\s*=\s*("[^"]*"|[^";]*)\s*(?:;.*)?', re.IGNORECASE)
# IPv4 addresses within IPv6 (RFC 4291, section 2.5.5.2): so a socket for both families names an IPv4 client.
_MAPPED = IPv6Network("::ffff:0:0/96")
# Proxies of the portal itself have such addresses. A reader on the internet has none.
_INNER = tuple(
    ip_network(net)
    for net in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)

# The registry or Python calls these networks public, but they lead to other addresses (NAT64, 6to4 and its
# relays, IPv4 in IPv6, SIIT), or are only for documents and segment routing (RFC 9637, RFC 9602).
_TUNNELS = tuple(
    ip_network(net)
    for net in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "::/96",
        "::ffff:0:0:0/96",
        "3fff::/20",
        "5f00::/16",
        "192.88.99.0/24",
        "fec0::/10",
    )
)


@lru_cache(maxsize=4096)
def read_address(text: str) -> Address | None:
    """Return the IP address of a text without quotes, brackets, port and zone; None for any other text. The
    text may be an element of the header Forwarded. An IPv4 address that is written as IPv6 is the IPv4
    address.
    """
    bare = text.strip(' \t"')
    if found := _FORWARDED.fullmatch(text.strip()):
        bare = found[1].strip(' \t"')
    if found := _WITH_PORT.fullmatch(bare):
        bare = found[1] or found[2]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


@lru_cache(maxsize=4096)
def read_client(text: str) -> Address | None:
    """Return the client of a text that may be a list of proxies (X-Forwarded-For); None if there is none.

    Anyone can send such a header, and each proxy adds the address that it sees. So the last address that is
    not of an inner network is the client's. If all are inner ones, it is the first.
    """
    listed = [address for part in text.split(",") if (address := read_address(part))]
    return next((one for one in reversed(listed) if not _is_inner(one)), listed[0] if listed else None)


def read_first(text: str) -> Address | None:
    """Return the first address of a list that is not of an inner network; if all are inner ones, the first;
    None if there is none. A log writes the reader first. A proxy at the reader's may write an inner address.
    """
    listed = [address for part in text.split(",") if (address := read_address(part))]
    return next((one for one in listed if not _is_inner(one)), listed[0] if listed else None)


def is_public(address: str) -> bool:
    """Return whether an IP address is public (IANA's special-purpose registries, RFC 6890)."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    if mapped is not None:
        return False  # a name server gives this answer only as a trick
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _TUNNELS)


def network_of(address: Address) -> str:
    """An IPv4 address unchanged, an IPv6 address by its /64, because a household can change the rest at
    will.
    """
    return str(address) if isinstance(address, IPv4Address) else f"{address.packed[:8].hex()}/64"


def read_network(text: str) -> Network:
    """Return the network of a text such as 10.0.0.0/8. Raises ValueError for any other text."""
    network = ip_network(text.strip(), strict=False)
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        inner = network.network_address.ipv4_mapped
        return ip_network(f"{inner}/{network.prefixlen - _MAPPED.prefixlen}")
    return network


def _is_inner(address: Address) -> bool:
    return any(address in network for network in _INNER)
