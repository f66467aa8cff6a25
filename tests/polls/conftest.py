"""A ballot box on a database of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from polls.box import Box
from portal_widgets.core.db import database


@pytest.fixture
def box(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """Fifty simultaneous voters share fifteen connections. On a busy machine some of them wait longer than a
    request may.
    """
    monkeypatch.setattr(database, "POOL_SECONDS", 60.0)
    made = Box(database_url, tmp_path)
    yield made
    made.database.close()
