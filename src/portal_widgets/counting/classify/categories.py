"""The category of an article, for the flusher: read from the database once, then cached."""

import time
from collections.abc import Callable, Mapping

from ...errors import StoreUnavailableError

ARTICLES = 50_000
# Somebody may have moved an article to another category.
SECONDS = 60.0
# Another process may have described a new article a moment ago. So an article without a category is looked up
# again soon, but only once.
UNKNOWN_SECONDS = 2.0

Read = Callable[[set[str]], Mapping[str, str]]


class Categories:
    """A cache of the categories of articles. If a category cannot be read, the article has none."""

    def __init__(self, read: Read, now: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._now = now
        self._known: dict[str, tuple[str, float]] = {}

    def knows(self, articles: set[str]) -> bool:
        """Return whether the categories of all are in memory and recent."""
        return not self._stale(articles, self._now())

    def of(self, articles: set[str]) -> Mapping[str, str]:
        """The category of each article; "" for an article without one."""
        now = self._now()
        if stale := self._stale(articles, now):
            self._learn(stale, now)
        return {article: self._known[article][0] for article in articles if article in self._known}

    def _stale(self, articles: set[str], now: float) -> set[str]:
        return {article for article in articles if self._known.get(article, ("", 0.0))[1] <= now}

    def _learn(self, articles: set[str], now: float) -> None:
        try:
            found = self._read(articles)
        except StoreUnavailableError:
            return
        if len(self._known) + len(articles) > ARTICLES:
            self._known.clear()
        for article in articles:
            category = found.get(article, "")
            is_settled = bool(category) or article in self._known
            self._known[article] = category, now + (SECONDS if is_settled else UNKNOWN_SECONDS)
