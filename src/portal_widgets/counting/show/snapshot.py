"""The numbers on pages, cached in this process: a page reads memory only."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ...core.text.clock import Clock, Periods
from ...errors import StoreUnavailableError
from ..store.protocol import MostRead, Numbers, Store

ARTICLES = 50_000
# How often the online visitors are refreshed if nothing is counted.
ONLINE_MILLISECONDS = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """A list of the most read articles. It stays the same object until its lines change, so that caches can
    use it as a key.
    """

    lines: tuple[MostRead, ...] = ()


_EMPTY_RANKING = Ranking()


class Snapshot:
    """The last known numbers of one site. If a number cannot be read, it does not change."""

    def __init__(self, store: Store, site: str, clock: Clock) -> None:
        self._store = store
        self._site = site
        self._clock = clock
        self._lock = threading.Lock()
        self._version: object = None
        self._numbers: Numbers | None = None
        self._views: OrderedDict[str, int] = OrderedDict()
        # The old numbers. They are used while all numbers are read again after a large change.
        self._before: Mapping[str, int] = {}
        self._today: date | None = None
        self._shown_at = 0
        self._rankings: dict[tuple[int | None, int], Ranking] = {}

    @property
    def numbers(self) -> Numbers | None:
        """The statistics block, or None if the store has never answered."""
        if self._numbers is None:
            self._try(self.refresh)
        return self._numbers

    def views(self, article: str) -> int | None:
        """An article's total. It is read from the store if this process does not have it yet."""
        known = self._views.get(article)
        if known is None:
            self.read([article])
            return self.known_views(article)
        try:
            self._views.move_to_end(article)
        except KeyError:
            return known  # another thread has just dropped it
        return known

    def known_views(self, article: str) -> int | None:
        """An article's total, if this process has it."""
        return self._views.get(article, self._before.get(article))

    def knows(self, article: str) -> bool:
        """Return whether its total is in memory, so that showing it needs no query."""
        return article in self._views

    def read(self, articles: Iterable[str]) -> None:
        """Load the totals of these articles into memory. Missing ones are read in one query."""
        new = [article for article in dict.fromkeys(articles) if article not in self._views]
        if new:
            self._try(lambda: self.learn(self._store.views_of(self._site, new)))

    def most_read(self, days: int | None, limit: int) -> Ranking:
        """Articles by views in the last `days` days, including today; None: of all time."""
        if (days, limit) not in self._rankings:
            self._try(lambda: self._rank(days, limit))
        return self._rankings.get((days, limit), _EMPTY_RANKING)

    def learn(self, views: Mapping[str, int]) -> None:
        """Store totals that were just read or counted. A displayed number never falls."""
        with self._lock:
            for article, total in views.items():
                known = self._views.get(article, self._before.get(article, 0))
                self._views[article] = max(total, known)
                self._views.move_to_end(article)
            while len(self._views) > ARTICLES:
                self._views.popitem(last=False)

    def refresh(self) -> None:
        """Read the changes. After StoreUnavailableError everything stays as it was."""
        if self._version is None:
            self._version = self._store.changes(self._site, None).version
        changes = self._store.changes(self._site, self._version)
        today = self._clock.today()
        if self._numbers is None or changes.version != self._version or today != self._today:
            self._show(today)
        elif self._may_have_left(self._numbers):
            self._show_online(self._numbers)
        if changes.views is None:
            with self._lock:
                self._before, self._views = {**self._before, **self._views}, OrderedDict()
        else:
            self.learn({article: total for article, total in changes.views.items() if article in self._views})
        self._version = changes.version

    def rank(self) -> None:
        """Refresh the lists that pages have requested."""
        today = self._clock.today()
        for days, limit in list(self._rankings):
            if days is not None:
                self._store.rank(self._site, days, today)
            self._rank(days, limit)

    def _may_have_left(self, shown: Numbers) -> bool:
        """Return whether the block may change although nothing was counted, because visitors go offline."""
        waited = abs(self._clock.milliseconds() - self._shown_at)
        return shown.online > 0 and waited >= ONLINE_MILLISECONDS

    def _show(self, today: date) -> None:
        """The current block. A store that is being restored may be behind the displayed numbers."""
        self._shown_at = self._clock.milliseconds()
        now = self._store.numbers(self._site, Periods(today), self._shown_at)
        if self._numbers is not None:
            now = now.no_less_than(self._numbers, same_day=today == self._today)
        self._numbers, self._today = now, today

    def _show_online(self, shown: Numbers) -> None:
        self._shown_at = self._clock.milliseconds()
        self._numbers = shown._replace(online=self._store.online(self._site, self._shown_at))

    def _rank(self, days: int | None, limit: int) -> None:
        today = self._clock.today()
        lines = self._store.most_read(self._site, days, today, limit)
        kept = self._rankings.get((days, limit))
        if kept is None or kept.lines != lines:
            self._rankings[days, limit] = Ranking(lines)

    @staticmethod
    def _try(read: Callable[[], None]) -> None:
        try:
            read()
        except StoreUnavailableError:
            return  # the last known value, or nothing, is shown
