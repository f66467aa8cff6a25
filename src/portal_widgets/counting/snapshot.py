"""The numbers that pages show, kept in this process: a page reads memory only."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from ..core.clock import Clock, Periods
from ..errors import StoreUnavailableError
from .store import MostRead, Numbers, Store

ARTICLES = 50_000
# Ranking a window of days costs more than a sum, and changes more slowly.
RANKING_SECONDS = 15


class Snapshot:
    """The last known numbers of one site. What cannot be read stays as it was."""

    def __init__(self, store: Store, site: str, clock: Clock) -> None:
        self._store = store
        self._site = site
        self._clock = clock
        self._lock = threading.Lock()
        self._version: int | None = None
        self._numbers: Numbers | None = None
        self._views: OrderedDict[str, int] = OrderedDict()
        self._rankings: dict[tuple[int, int], Sequence[MostRead]] = {}
        self._ranked_for: tuple[int | None, date] | None = None
        self._ranked_at = 0.0

    @property
    def numbers(self) -> Numbers | None:
        """The statistics block, or None if the store has never answered."""
        if self._numbers is None:
            self._try(self.refresh)
        return self._numbers

    def views(self, article: str) -> int | None:
        """An article's total; one key is read from the store if this process has not seen it yet."""
        known = self._views.get(article)
        if known is None:
            self._try(lambda: self.learn({article: self._store.views(self._site, article)}))
            return self._views.get(article)
        with self._lock:
            if article in self._views:
                self._views.move_to_end(article)
        return known

    def most_read(self, days: int, limit: int) -> Sequence[MostRead]:
        """Articles by views in the last `days` days, today included."""
        if (days, limit) not in self._rankings:
            self._try(lambda: self._rank(days, limit))
        return self._rankings.get((days, limit), ())

    def learn(self, views: Mapping[str, int]) -> None:
        """Totals just read or counted. A shown number never falls."""
        with self._lock:
            for article, total in views.items():
                self._views[article] = max(total, self._views.get(article, 0))
                self._views.move_to_end(article)
            while len(self._views) > ARTICLES:
                self._views.popitem(last=False)

    def refresh(self) -> None:
        """Read what has changed; StoreUnavailableError leaves everything as it was."""
        now = self._clock.now()
        version, changed = self._store.views_since(self._site, self._version)
        self._numbers = self._store.numbers(self._site, Periods(now.date()), self._clock.milliseconds())
        self.learn({article: total for article, total in changed.items() if article in self._views})
        self._version = version
        if self._ranked_for != (version, now.date()) and now.timestamp() >= self._ranked_at + RANKING_SECONDS:
            for days, limit in list(self._rankings):
                self._rank(days, limit)
            self._ranked_for, self._ranked_at = (version, now.date()), now.timestamp()

    def _rank(self, days: int, limit: int) -> None:
        first = self._clock.now().date() - timedelta(days=days - 1)
        self._rankings[days, limit] = self._store.most_read(self._site, first, limit)

    @staticmethod
    def _try(read: Callable[[], None]) -> None:
        try:
            read()
        except StoreUnavailableError:
            return  # the last known value, or nothing, is shown
