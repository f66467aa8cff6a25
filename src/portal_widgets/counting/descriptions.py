"""Descriptions of articles: collected while a page is made, stored soon afterwards in the background."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from ..core.tasks.halving import in_halves, plain, reason_of
from ..core.text.lazy import words_of
from ..core.text.urls import may_be_linked
from ..errors import StoreUnavailableError
from .classify.categories import Categories
from .classify.enrich import storable
from .store.protocol import LONGEST_PLACE, Article, DeadLetter, Store

# The number of articles whose stored description this process remembers. Beyond it, some are stored twice.
DESCRIBED = 50_000

# Title, address, category, language and day of publication.
Description = tuple[str | None, str | None, str | None, str | None, date | None]

log = logging.getLogger("portal_widgets")


class Descriptions:
    """The articles that pages of this process have described. `read` queries the database for categories."""

    def __init__(self, site: str, store: Store, read: Callable[[set[str]], Mapping[str, str]]) -> None:
        self._site = site
        self._store = store
        self._categories = Categories(read)
        self._described: dict[str, Description] = {}
        self._to_store: dict[str, Article] = {}

    def note(self, article: str, said: Description) -> None:
        if self._described.get(article) == said:
            return
        if len(self._described) >= DESCRIBED:
            self._described.clear()
        self._described[article] = said
        title, url, category, language, published = said
        address = words_of(url) if url and may_be_linked(words_of(url)) else None
        day = published.date() if isinstance(published, datetime) else published
        self._to_store[article] = Article(
            article,
            storable(words_of(title)) if title else None,
            address,
            storable(words_of(category)) if category else None,
            language,
            day,
        )

    def store(self) -> None:
        """Store new descriptions. After StoreUnavailableError they wait for the next time."""
        waiting, self._to_store = self._to_store, {}
        if not waiting:
            return
        try:
            in_halves(
                list(waiting.values()),
                lambda articles: self._store.describe(self._site, articles),
                self._reject,
            )
        except StoreUnavailableError:
            self._to_store = {**waiting, **self._to_store}
            raise

    def _reject(self, articles: Sequence[Article], error: Exception) -> None:
        for article in articles:
            letter = DeadLetter("description", plain(article.id, LONGEST_PLACE), "", reason_of(error))
            self._store.add_dead_letters(self._site, [letter])
            log.error("the description of %s was put aside as a dead letter: %s", letter.place, letter.why)

    def knows_categories(self, articles: set[str]) -> bool:
        """Return whether the categories of all articles are in memory."""
        return self._categories.knows(articles - self._described_categories(articles).keys())

    def categories_of(self, articles: set[str]) -> Mapping[str, str]:
        """The category of each article. Descriptions that are not stored yet override the database."""
        here = self._described_categories(articles)
        return {**self._categories.of(articles - here.keys()), **here}

    def _described_categories(self, articles: set[str]) -> dict[str, str]:
        said = {article: self._described[article][2] for article in articles if article in self._described}
        return {article: category for article, category in said.items() if category}
