"""Salts are shared by all processes, made in advance, and deleted after two days."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from portal_widgets.core.db.database import Database
from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.collect.salt_store import SaltStore
from portal_widgets.counting.collect.salts import Salts
from support import HANOI, FrozenClock

AGENT = "Firefox"


@pytest.fixture
def database(tmp_path: Path):
    database = Database(None, tmp_path)
    yield database
    database.close()


@pytest.fixture
def salts(database: Database, clock: FrozenClock) -> Salts:
    return Salts(SaltStore(database), "main", Clock(HANOI, clock))


def test_two_processes_agree(database: Database, salts: Salts, clock: FrozenClock):
    other = Salts(SaltStore(database), "main", Clock(HANOI, clock))

    assert salts.keys("192.0.2.1", AGENT, clock.milliseconds) == other.keys(
        "192.0.2.1", AGENT, clock.milliseconds
    )


def test_another_site_has_other_keys(database: Database, salts: Salts, clock: FrozenClock):
    ward = Salts(SaltStore(database), "ward", Clock(HANOI, clock))

    assert salts.keys("192.0.2.1", AGENT, clock.milliseconds) != ward.keys(
        "192.0.2.1", AGENT, clock.milliseconds
    )


def test_a_visitor_has_another_key_tomorrow(salts: Salts, clock: FrozenClock):
    today, _ = salts.keys("192.0.2.1", AGENT, clock.milliseconds)
    clock.set("2026-03-12T09:00:00")
    tomorrow, before = salts.keys("192.0.2.1", AGENT, clock.milliseconds)

    assert tomorrow != today
    assert before == b""


def test_for_half_an_hour_after_midnight_both_keys_are_known(salts: Salts, clock: FrozenClock):
    clock.set("2026-03-11T23:59:00")
    today, _ = salts.keys("192.0.2.1", AGENT, clock.milliseconds)
    clock.set("2026-03-12T00:29:00")
    assert salts.keys("192.0.2.1", AGENT, clock.milliseconds)[1] == today
    clock.set("2026-03-12T00:31:00")
    assert salts.keys("192.0.2.1", AGENT, clock.milliseconds)[1] == b""


def test_salts_are_made_a_day_ahead(salts: Salts, clock: FrozenClock):
    """So the day changes without a query of the database."""
    assert salts.due()
    salts.renew()
    assert not salts.due()
    clock.set("2026-03-12T00:00:01")
    assert salts.due()


def test_a_salt_is_destroyed_after_48_hours(database: Database):
    store = SaltStore(database)
    first = store.around("main", date(2026, 3, 11))
    kept = store.around("main", date(2026, 3, 12))
    assert kept[date(2026, 3, 11)] == first[date(2026, 3, 11)]
    later = store.around("main", date(2026, 3, 13))

    assert set(later) == {date(2026, 3, 12), date(2026, 3, 13), date(2026, 3, 14)}
    assert timedelta(days=2) == date(2026, 3, 13) - date(2026, 3, 11)
