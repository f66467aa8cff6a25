"""The contract of a counting store: few verbs, each with the site it is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from ..core.clock import Periods
from .hits import Hit, Reason


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says of an article when it shows its count; kept for lists and reports."""

    id: str
    title: str | None = None
    url: str | None = None
    category: str | None = None
    language: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Hits that stand at [start, stop) of one journal."""

    journal: str
    start: int
    stop: int
    hits: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class Applied:
    """The verdict on each hit (None: counted) and the totals of the articles it was about. A batch
    that had been applied before has no verdicts, and changed nothing.
    """

    verdicts: Sequence[Reason | None] = ()
    views: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The statistics block: visits by calendar period, and visitors online."""

    online: int = 0
    today: int = 0
    yesterday: int = 0
    week: int = 0
    month: int = 0
    year: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class MostRead:
    """One line of the most-read list."""

    article: Article
    views: int


class Store(Protocol):
    """What counting needs of a store. Every verb may raise StoreUnavailableError."""

    def apply(self, site: str, batch: Batch) -> Applied:
        """Count a batch exactly once: counts and the journal's offset change together or not at all."""

    def offset(self, site: str, journal: str) -> int:
        """Up to where a journal has been applied."""

    def describe(self, site: str, articles: Iterable[Article]) -> None:
        """Keep what pages say of their articles."""

    def numbers(self, site: str, periods: Periods, at: int) -> Numbers:
        """The statistics block at an instant in milliseconds."""

    def views(self, site: str, article: str) -> int:
        """The total of one article; 0 for one that was never read."""

    def views_since(self, site: str, version: int | None) -> tuple[int, Mapping[str, int]]:
        """The site's version, and the totals that changed after `version` (None: no totals)."""

    def most_read(self, site: str, first_day: date, limit: int) -> Sequence[MostRead]:
        """Articles by views since a day, most read first."""

    def forget(self, site: str, before: int) -> None:
        """Drop what is known of visitors last seen before an instant, in milliseconds."""
