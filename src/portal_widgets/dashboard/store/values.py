"""The values that the dashboard's store returns."""

from dataclasses import dataclass, field
from datetime import date

from ...core.text.clock import Milliseconds

EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class DayCounts:
    """The counts of one day of the site."""

    heard: int = 0
    page_views: int = 0
    article_views: int = 0
    visits: int = 0
    visitors: int = 0


@dataclass(frozen=True, slots=True)
class DimensionTally:
    """The values of one dimension, highest first, and the sum of all of them."""

    values: list[tuple[str, int]] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True, slots=True)
class ArticleViews:
    """An article and its views in a period."""

    number: int
    id: str
    title: str | None
    url: str | None
    category: str | None
    language: str | None
    views: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation of a day: a note, or an opening balance of the site (then with its `amount`)."""

    day: date
    text: str
    author: str
    number: int = 0
    amount: int | None = None
    entered_at: Milliseconds = 0


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article's details: its description, its total, and the days of its first and last view (for a month
    whose days were purged, the first of that month).
    """

    read: ArticleViews
    opening: int
    first: date | None
    last: date | None
