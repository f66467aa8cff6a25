"""Promise 3: no accepted view is lost or counted twice, whatever is killed.

`FAULTS=200` runs the long form. `SEED=...` repeats a series of faults that failed.
"""

import os
import random
import sqlite3
from pathlib import Path

import pytest

from faults.torment import Portal, Readers, RedisServer, Torment
from support import FIGURES

FAULTS = int(os.environ.get("FAULTS", "20"))
VIEWS_BETWEEN = 60


@pytest.mark.parametrize("mode", ["embedded", "redis"])
def test_counted_is_accepted_to_the_one(
    mode: str, tmp_path: Path, request: pytest.FixtureRequest, record_property
):
    seed = int(os.environ.get("SEED", str(random.SystemRandom().randrange(10**9))))
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    redis = RedisServer(tmp_path) if mode == "redis" else None
    options = {"redis_url": f"redis://127.0.0.1:{redis.port}/0"} if redis else {}
    portal = Portal(tmp_path / "instance", options)
    if redis:
        redis.start()
        request.addfinalizer(redis.kill)
    portal.start()
    readers = Readers(portal.port)
    readers.start()
    torment = Torment(portal, redis, readers, chance)
    done: list[str] = []
    try:
        for _ in range(FAULTS):
            readers.wait_for(chance.randrange(VIEWS_BETWEEN))
            fault = chance.choice(torment.faults())
            done.append(fault.__name__)
            fault()
        readers.wait_for(200)
    finally:
        readers.stop()
        portal.kill()
    said = portal.command("archive")

    counted, heard, ledger = stored_counts(tmp_path / "instance" / "portal_widgets.sqlite3")
    record_property(
        FIGURES,
        f"{mode}: seed {seed}, {len(done)} faults, {readers.accepted} views accepted, {counted} counted, "
        f"{readers.broken} broken connections, {readers.refused or 'none'} refused",
    )
    assert counted == readers.accepted, f"SEED={seed} {done} {said}"
    assert heard == counted + ledger


def stored_counts(file: Path) -> tuple[int, int, int]:
    """Views of the article, reported hits, and excluded hits, as SQL has them."""
    with sqlite3.connect(file) as connection:
        (counted,) = connection.execute("SELECT views FROM pw_article").fetchone()
        (days,) = connection.execute("SELECT sum(views) FROM pw_article_day").fetchone()
        (heard,) = connection.execute("SELECT sum(heard) FROM pw_site_day").fetchone()
        (excluded,) = connection.execute("SELECT coalesce(sum(hits), 0) FROM pw_exclusion_day").fetchone()
    assert counted == days
    return counted, heard, excluded
