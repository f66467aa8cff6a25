"""All spellings of an address are one client. A text that is not an address belongs to no client."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.http.client_network import UNKNOWN, client_network
from portal_widgets.core.ip_addresses import network_of, read_address, read_client, read_network

PORTS = st.integers(1, 65535)


@given(st.ip_addresses(v=4), PORTS)
def test_all_spellings_of_an_ipv4_address_meet(address: IPv4Address, port: int):
    spellings = [
        f"{address}",
        f"{address}:{port}",
        f" {address} ",
        f'"{address}"',
        f"[{address}]:{port}",
        f"::ffff:{address}",
        f"::FFFF:{address}",
        f"[::ffff:{address}]:{port}",
        f"::ffff:{address}:{port}",
        f"{address}:_hidden",
        f"for={address}",
        f'For="{address}:{port}";proto=https;by=10.0.0.1',
        f"by=_a; for={address}",
    ]

    assert {read_address(one) for one in spellings} == {address}
    assert {client_network(one) for one in spellings} == {str(address)}


@given(st.ip_addresses(v=6).filter(lambda one: one.ipv4_mapped is None), PORTS)
def test_all_spellings_of_an_ipv6_address_meet(address: IPv6Address, port: int):
    plain = [f"{address}", f"{address}".upper(), address.exploded, f"[{address}]"]
    spellings = [
        *plain,
        f"[{address}]:{port}",
        f"{address}%eth0",
        f"[{address}%eth0]:{port}",
        f'for="[{address}]:{port}"',
    ]

    assert {read_address(one) for one in spellings} == {address}
    assert {client_network(one) for one in spellings} == {network_of(address)}


@given(st.ip_addresses())
def test_reading_is_idempotent(address: IPv4Address | IPv6Address):
    read = read_address(str(address))

    assert read is not None
    assert read_address(str(read)) == read


@given(st.text("0123456789.", max_size=16) | st.ip_addresses(v=4).map(str) | st.text(max_size=16))
def test_a_plain_address_needs_no_parsing_and_has_the_same_network(text: str):
    client = read_client(text)

    assert client_network(text) == (UNKNOWN if client is None else network_of(client))


@given(st.text() | st.text('0123456789abcdef.:[]%," \t'))
def test_no_text_is_a_network_as_it_came(text: str):
    network = client_network(text)

    if network != UNKNOWN:
        assert ip_address(network.removesuffix("/64")) if "/" not in network else bytes.fromhex(network[:16])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "unix:",
        "unknown",
        "_hidden",
        "203.0.113",
        "203.0.113.007",
        "203.0.113.7:port",
        "www.portal.example",
    ],
)
def test_clients_that_cannot_be_read_are_one(text: str):
    assert client_network(text) == client_network(None) == UNKNOWN


@pytest.mark.parametrize(
    ("listed", "client"),
    [
        ("203.0.113.7, 10.0.0.1", "203.0.113.7"),
        ("203.0.113.7:49152,10.0.0.1:80", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first one is what the client has claimed
        ("198.51.100.1, 203.0.113.7, 10.0.0.1, 127.0.0.1", "203.0.113.7"),
        ("unknown, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, unknown", "203.0.113.7"),
        ("192.168.1.20, 10.0.0.1", "192.168.1.20"),
        ("[2001:db8::1]:4711, ::1", "2001:db8::1"),
    ],
)
def test_a_list_of_proxies_names_the_client_that_a_proxy_has_seen(listed: str, client: str):
    assert read_client(listed) == ip_address(client)


@pytest.mark.parametrize(
    ("written", "network"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        (" 10.1.2.3/8 ", "10.0.0.0/8"),
        ("203.0.113.7", "203.0.113.7/32"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("2001:db8::/32", "2001:db8::/32"),
        ("::/0", "::/0"),
    ],
)
def test_a_network_is_read_as_its_addresses_are(written: str, network: str):
    assert str(read_network(written)) == network
