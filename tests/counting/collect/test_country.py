"""A visitor's country is a code of two letters, or unknown."""

import sys
from pathlib import Path
from typing import Any

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from portal_widgets.counting.collect.country import Countries
from portal_widgets.errors import ConfigurationError


def countries(folder: Path, said: Any, version: int = 4) -> Countries:
    """A database with the same entry for a whole network."""
    writer = MMDBWriter(ip_version=version, database_type="Country")
    writer.insert_network(IPSet(["203.0.113.0/24" if version == 4 else "2001:db8::/32"]), said)
    writer.to_db_file(str(folder / "countries.mmdb"))
    return Countries(str(folder / "countries.mmdb"))


def test_a_country_is_told_by_its_code(tmp_path: Path):
    assert (
        countries(tmp_path, {"country": {"iso_code": "VN", "geoname_id": 1562822}}).of("203.0.113.7") == "VN"
    )


@pytest.mark.parametrize(
    "said",
    [
        {"registered_country": {"iso_code": "VN"}},
        {"country": {}},
        {"country": "VN"},
        {"country": {"iso_code": 84}},
        "VN",
    ],
    ids=str,
)
def test_a_database_of_another_kind_tells_nothing(tmp_path: Path, said: Any):
    assert countries(tmp_path, said).of("203.0.113.7") == ""


@pytest.mark.parametrize("address", ["198.51.100.1", "2001:db8::1", "203.0.113.256", "unix:", "", None])
def test_an_address_that_is_not_known_tells_nothing(tmp_path: Path, address: str | None):
    """Also an address that a database of only IPv4 cannot contain."""
    assert countries(tmp_path, {"country": {"iso_code": "VN"}}).of(address) == ""


def test_a_missing_extra_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "maxminddb", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'portal_widgets\[country\]'"):
        Countries("countries.mmdb")
