"""Fixtures for tests of the link watch."""

from collections.abc import Iterator

import pytest

from links.internet import Internet


@pytest.fixture
def internet() -> Iterator[Internet]:
    made = Internet()
    yield made
    made.close()
