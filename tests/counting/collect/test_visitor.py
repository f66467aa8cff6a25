"""One visitor is one address and browser on one day. Nobody can find out who it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_widgets.core.http.client_network import client_network
from portal_widgets.counting.collect.visitor import visitor_key

SALT = b"s" * 32


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", client_network("2001:db8:1:2::1")),
        ("fe80::1%eth0", client_network("fe80::2")),
        ("203.0.113.7:49152", "203.0.113.7"),
        ("unix:", "unknown"),
        (None, "unknown"),
    ],
)
def test_network(address, expected):
    assert client_network(address) == expected


def test_neighbours_differ():
    assert client_network("2001:db8:1:2::1") != client_network("2001:db8:1:3::1")
    assert client_network("192.0.2.1") != client_network("192.0.2.2")


def test_a_key_depends_on_salt_address_and_browser():
    keys = {
        visitor_key(SALT, "192.0.2.1", "Firefox"),
        visitor_key(b"t" * 32, "192.0.2.1", "Firefox"),
        visitor_key(SALT, "192.0.2.2", "Firefox"),
        visitor_key(SALT, "192.0.2.1", "Chrome"),
    }

    assert len(keys) == 4


def test_a_hostile_agent_costs_no_more_than_its_first_letters():
    assert visitor_key(SALT, "192.0.2.1", "x" * 256) == visitor_key(SALT, "192.0.2.1", "x" * 100_000)


@given(st.text(), st.text())
def test_any_address_and_agent_make_a_key_without_either_in_it(address, agent):
    key = visitor_key(SALT, address, agent)

    assert len(key) == 16
