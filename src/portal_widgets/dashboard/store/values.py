"""What the dashboard's store answers with."""

from dataclasses import dataclass, field
from datetime import date

EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class DayCounts:
    """What a day of the site has counted."""

    heard: int = 0
    page_views: int = 0
    article_views: int = 0
    visits: int = 0
    visitors: int = 0


@dataclass(frozen=True, slots=True)
class DimensionTally:
    """The values of one dimension, most first, and what all of them add up to."""

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
    views: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """What should be known of a day: a note, or an opening balance of the site (then with its `amount`)."""

    day: date
    text: str
    author: str
    number: int = 0
    amount: int | None = None
    entered_at: int = 0


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article as it is known: what was said of it, its total, and the days of its first and last
    view (of a month whose days were purged: the first of that month).
    """

    read: ArticleViews
    opening: int
    first: date | None
    last: date | None
