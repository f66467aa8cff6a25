"""Stores of every kind. Each test gets empty ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counting.stores import Backend, make_backend, open_database


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    yield from _backend(request, request.param, tmp_path)


@pytest.fixture
def redis_backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    yield from _backend(request, "redis", tmp_path)


def _backend(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Backend]:
    url = request.getfixturevalue("new_postgres") if kind == "postgresql" else None
    redis_url = request.getfixturevalue("empty_redis") if kind == "redis" else None
    backend = make_backend(kind, open_database(folder, url), redis_url)
    backend.prepare()
    yield backend
    backend.close()
