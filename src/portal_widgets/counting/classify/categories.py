"""Which category an article is in, for the flusher: asked of the database once, then remembered."""

import time
from collections.abc import Callable, Mapping

from ...errors import StoreUnavailableError

ARTICLES = 50_000
# An article may have been described a moment ago, or be moved to another category.
SECONDS = 60.0

Read = Callable[[set[str]], Mapping[str, str]]


class Categories:
    """Remembers the categories of articles. What cannot be read is in none."""

    def __init__(self, read: Read, now: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._now = now
        self._known: dict[str, tuple[str, float]] = {}

    def of(self, articles: set[str]) -> Mapping[str, str]:
        """The category of each article; "" for one that has none."""
        now = self._now()
        stale = {article for article in articles if self._known.get(article, ("", 0.0))[1] <= now}
        if stale:
            self._learn(stale, now)
        return {article: self._known[article][0] for article in articles if article in self._known}

    def _learn(self, articles: set[str], now: float) -> None:
        try:
            found = self._read(articles)
        except StoreUnavailableError:
            return
        if len(self._known) + len(articles) > ARTICLES:
            self._known.clear()
        self._known.update({article: (found.get(article, ""), now + SECONDS) for article in articles})
