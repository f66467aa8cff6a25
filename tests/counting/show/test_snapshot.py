"""Pages read their numbers from memory. The numbers follow the store and never fall."""

from collections.abc import Callable

import pytest

from portal_widgets.core.text.clock import Clock
from portal_widgets.counting.show import snapshot as module
from portal_widgets.counting.show.snapshot import Snapshot
from portal_widgets.counting.store.protocol import Article, Changes, MostRead, Numbers
from portal_widgets.errors import StoreUnavailableError
from support import HANOI, FrozenClock


class FakeStore:
    """A store with numbers from a test, which counts its queries."""

    def __init__(self) -> None:
        self.version, self.totals, self.changed = 1, {}, {}
        self.away, self.here = False, 0
        self.asked: list[str] = []

    def _answer(self, verb: str, make: Callable):
        self.asked.append(verb)
        if self.away:
            raise StoreUnavailableError
        return make()

    def numbers(self, site, periods, at):
        return self._answer("numbers", lambda: Numbers(self.here, total=sum(self.totals.values())))

    def online(self, site, at):
        return self._answer("online", lambda: self.here)

    def views_of(self, site, articles):
        return self._answer("views", lambda: {article: self.totals.get(article, 0) for article in articles})

    def changes(self, site, version):
        views = {} if version in {None, self.version} else self.changed
        return self._answer("changes", lambda: Changes(self.version, views))

    def rank(self, site, days, today):
        self._answer("rank", lambda: None)

    def most_read(self, site, days, today, limit):
        return self._answer("most_read", lambda: (MostRead(Article(str(today)), self.version),)[:limit])


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def snapshot(store: FakeStore, clock: FrozenClock) -> Snapshot:
    return Snapshot(store, "main", Clock(HANOI, clock))


def test_a_cold_article_costs_one_read_and_then_none(store: FakeStore, snapshot: Snapshot):
    store.totals["1"] = 94

    assert [snapshot.views("1") for _ in range(3)] == [94, 94, 94]
    assert store.asked == ["views"]


def test_a_refresh_brings_what_other_processes_counted(store: FakeStore, snapshot: Snapshot):
    snapshot.views("1")
    snapshot.refresh()
    store.version, store.totals, store.changed = 2, {"1": 5}, {"1": 5, "never shown here": 7}
    snapshot.refresh()

    assert snapshot.views("1") == 5
    assert snapshot.numbers == Numbers(total=5)


def test_a_shown_number_never_falls(store: FakeStore, snapshot: Snapshot):
    """A store that was restored from a backup may have older numbers for a while."""
    snapshot.learn({"1": 95})
    snapshot.learn({"1": 90})

    assert snapshot.views("1") == 95


def test_the_last_known_numbers_are_shown_while_the_store_is_away(store: FakeStore, snapshot: Snapshot):
    store.totals["1"] = 94
    snapshot.refresh()
    snapshot.views("1")
    store.away = True
    with pytest.raises(StoreUnavailableError):
        snapshot.refresh()

    assert snapshot.views("1") == 94
    assert snapshot.numbers == Numbers(total=94)
    assert snapshot.views("2") is None


def test_nothing_is_known_of_a_store_that_never_answered(store: FakeStore, snapshot: Snapshot):
    store.away = True

    assert snapshot.numbers is None
    assert snapshot.most_read(7, 10).lines == ()


def test_lists_that_pages_have_asked_for_are_renewed(
    store: FakeStore, snapshot: Snapshot, clock: FrozenClock
):
    assert snapshot.most_read(7, 10).lines[0].views == 1
    store.version = 2
    clock.advance(minutes=60 * 24)
    snapshot.rank()

    assert snapshot.most_read(7, 10).lines == (MostRead(Article("2026-03-12"), 2),)


def test_when_too_much_has_changed_everything_is_read_again(store: FakeStore, snapshot: Snapshot):
    """A number that cannot be read does not change."""
    store.totals = {"1": 5, "2": 7}
    snapshot.views("1")
    snapshot.views("2")
    snapshot.refresh()
    store.version, store.changed, store.totals["1"] = 2, None, 9
    snapshot.refresh()
    assert snapshot.views("1") == 9
    store.away = True

    assert snapshot.views("2") == 7


def test_a_restored_store_that_is_behind_shows_no_less(store: FakeStore, snapshot: Snapshot):
    store.totals["1"] = 94
    snapshot.refresh()
    store.totals["1"] = 90
    snapshot.refresh()

    assert snapshot.numbers == Numbers(total=94)


def test_only_so_many_articles_are_kept(store: FakeStore, snapshot: Snapshot, monkeypatch):
    monkeypatch.setattr(module, "ARTICLES", 3)
    for article in "1234":
        snapshot.views(article)
    store.asked.clear()
    snapshot.views("4")
    snapshot.views("1")

    assert store.asked == ["views"]


def test_while_nothing_is_counted_only_the_visitors_online_are_counted_again(
    store: FakeStore, snapshot: Snapshot, clock: FrozenClock
):
    store.here = 2
    snapshot.refresh()
    store.here, store.asked = 1, []
    snapshot.refresh()
    clock.advance(seconds=1)
    snapshot.refresh()

    assert store.asked == ["changes", "changes", "online"]
    assert snapshot.numbers is not None
    assert snapshot.numbers.online == 1


def test_when_nobody_is_online_a_refresh_reads_the_version_only(
    store: FakeStore, snapshot: Snapshot, clock: FrozenClock
):
    snapshot.refresh()
    store.asked = []
    clock.advance(seconds=60)
    snapshot.refresh()

    assert store.asked == ["changes"]
