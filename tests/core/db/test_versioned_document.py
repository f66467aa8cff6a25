"""A document that an office edits as a whole: every change is an edition, and no two people get the same
number.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal_widgets.core.db import versioned_document as module
from portal_widgets.core.db.refreshing_cache import RefreshingCache
from portal_widgets.core.db.versioned_document import (
    DocumentKind,
    EditConflictError,
    EditionStore,
    VersionedDocument,
)
from portal_widgets.errors import StoreUnavailableError
from support import FrozenClock, MakeApp, portal_of, statements

WORDS = DocumentKind("words", ["bắt đầu"], list, list)


@pytest.fixture
def portal(make_app: MakeApp):
    return portal_of(make_app())


@pytest.fixture
def document(portal) -> VersionedDocument[list[str]]:
    return VersionedDocument(portal, WORDS)


def add(document: VersionedDocument[list[str]], word: str) -> bool:
    return document.change(lambda now: [*now, word], who="Lan", what=f"+{word}")


def test_before_the_first_change_there_is_what_it_begins_with(document: VersionedDocument[list[str]]):
    assert document.current() == document.store.current() == (0, ["bắt đầu"])
    assert document.store.edition(0) == ["bắt đầu"]
    assert document.store.editions() == []


def test_every_change_is_kept_with_who_made_it(document: VersionedDocument[list[str]], portal):
    assert add(document, "một")
    assert add(document, "hai")

    assert document.current() == (2, ["bắt đầu", "một", "hai"])
    assert document.store.edition(1) == ["bắt đầu", "một"]
    assert [(one.number, one.who, one.what) for one in document.store.editions()] == [
        (2, "Lan", "+hai"),
        (1, "Lan", "+một"),
    ]
    assert document.store.editions()[0].at == portal.clock.milliseconds()


def test_what_changes_nothing_is_no_edition(document: VersionedDocument[list[str]]):
    assert not document.change(lambda now: now, who="Lan", what="x")
    assert document.store.newest() == 0


@pytest.mark.parametrize("number", [-1, 7, 2**31, 2**70])
def test_an_edition_that_is_not_kept_is_none(document: VersionedDocument[list[str]], number: int):
    assert document.store.edition(number) is None


def test_whoever_is_slower_builds_on_who_was_faster(document: VersionedDocument[list[str]]):
    def slowly(now: list[str]) -> list[str]:
        if len(now) == 1:
            add(document, "nhanh")
        return [*now, "chậm"]

    document.change(slowly, who="Bình", what="x")

    assert document.store.current() == (2, ["bắt đầu", "nhanh", "chậm"])


def test_one_who_is_always_slower_is_told(document: VersionedDocument[list[str]]):
    def never(now: list[str]) -> list[str]:
        add(document, "nhanh")
        return [*now, "chậm"]

    with pytest.raises(EditConflictError):
        document.change(never, who="Bình", what="x")
    assert "chậm" not in document.store.current()[1]


def test_the_oldest_editions_go(document: VersionedDocument[list[str]], monkeypatch):
    monkeypatch.setattr(module, "KEPT", 3)
    for number in range(5):
        add(document, str(number))

    assert [one.number for one in document.store.editions()] == [5, 4, 3]
    assert document.store.edition(2) is None


def test_sites_and_subjects_have_their_own(portal):
    other = DocumentKind("others", [], list, list)
    stores = [
        EditionStore(portal.database, "main", WORDS),
        EditionStore(portal.database, "second", WORDS),
        EditionStore(portal.database, "main", other),
    ]
    for number, store in enumerate(stores):
        store.keep(0, [str(number)], who="", what="", at=0)

    assert [store.current() for store in stores] == [(1, ["0"]), (1, ["1"]), (1, ["2"])]


def test_pages_ask_the_database_once_in_five_seconds(
    document: VersionedDocument[list[str]], portal, clock: FrozenClock
):
    document.current()
    EditionStore(portal.database, portal.site, WORDS).keep(0, ["mới"], who="", what="", at=0)
    with statements(portal.database) as asked:
        assert document.current()[0] == 0
    clock.advance(seconds=5)

    assert asked == []
    assert document.current() == (1, ["mới"])


def test_while_the_database_is_away_pages_show_what_they_knew(
    document: VersionedDocument[list[str]], clock: FrozenClock, monkeypatch
):
    add(document, "một")
    document.current()

    def away() -> int:
        raise StoreUnavailableError("away")

    monkeypatch.setattr(document.store, "newest", away)
    clock.advance(seconds=60)

    assert document.current() == (1, ["bắt đầu", "một"])


def test_long_words_of_a_change_are_cut(document: VersionedDocument[list[str]]):
    document.change(lambda now: [*now, "x"], who="ư" * 200, what="ơ" * 500)

    assert [(len(one.who), len(one.what)) for one in document.store.editions()] == [(80, 200)]


def test_pages_show_what_was_known_last_of_an_edition_that_cannot_be_read(
    document: VersionedDocument[list[str]], portal, clock: FrozenClock, caplog
):
    """For example an edition from a newer version. This is logged once."""
    add(document, "một")
    document.current()
    with portal.database.writing() as connection:
        row = {"site": portal.site, "subject": "words", "number": 2, "at": 0, "who": "", "what": ""}
        connection.execute(module.table.insert(), {**row, "content": "5"})
    for _ in range(3):
        clock.advance(seconds=10)
        assert document.current() == (1, ["bắt đầu", "một"])

    assert [one.levelname for one in caplog.records] == ["ERROR"]


def test_the_first_reader_waits_for_a_thread_that_reads_already(portal):
    """Rights depend on the content: it must not begin with the configured one."""
    entered, go_on, known = threading.Event(), threading.Event(), ["configured"]

    def renew() -> None:
        entered.set()
        assert go_on.wait(10)
        known[0] = "stored"

    def read(cache: RefreshingCache) -> str:
        cache.refresh_if_stale()
        return known[0]

    cache = RefreshingCache(portal, renew)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(read, cache)
        assert entered.wait(10)
        second = pool.submit(read, cache)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.1)
        go_on.set()

        assert first.result() == second.result() == "stored"
