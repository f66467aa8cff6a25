"""Stores of every kind, each test with empty ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counting.stores import Shelf, make_shelf, open_database


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    yield from _shelf(request, request.param, tmp_path)


@pytest.fixture
def redis_shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    yield from _shelf(request, "redis", tmp_path)


def _shelf(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Shelf]:
    url = request.getfixturevalue("new_postgres") if kind == "postgresql" else None
    redis_url = request.getfixturevalue("empty_redis") if kind == "redis" else None
    shelf = make_shelf(kind, open_database(folder, url), redis_url)
    shelf.prepare()
    yield shelf
    shelf.close()
