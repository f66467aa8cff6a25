"""Writes invented figures directly into the daily and monthly sums, as if they had been counted
day by day.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from ...core.text.clock import next_month
from ...counting.store.sql.ranking import forget_rankings
from ...counting.store.sql.tables import (
    article,
    article_day,
    article_month,
    exclusion_day,
    month_closed,
    site_day,
    site_state,
    tally_day,
    tally_month,
)
from .data import DemoDay

_MANY = 20_000


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """An article in the daily and monthly sums."""

    number: int
    category: str
    path: str
    published: date | None


class DemoStore:
    """Fills one site that has not counted anything yet."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def has_counted(self) -> bool:
        with self._database.reading() as connection:
            return (
                connection.scalar(sa.select(site_day.c.day).where(site_day.c.site == self._site).limit(1))
                is not None
            )

    def invent(self, rows: Iterable[dict[str, object]]) -> None:
        """Add articles without a description from a page."""
        with self._database.writing() as connection:
            for some in _by(list(rows), _MANY):
                connection.execute(sa.insert(article), [{"site": self._site, **row} for row in some])

    def articles(self) -> list[DemoArticle]:
        """All articles of the site, oldest first."""
        listed = sa.select(article).where(article.c.site == self._site).order_by(article.c.number)
        with self._database.reading() as connection:
            return [
                DemoArticle(row.number, row.category or "", row.url or f"/{row.id}", row.published)
                for row in connection.execute(listed)
            ]

    def fill(
        self, month: date, days: Sequence[DemoDay], numbers: Sequence[int], *, kept: bool, over: bool
    ) -> None:
        """Write one month in one transaction: its days if they are still `kept`, and its sums if the month is
        `over`.
        """
        with self._database.writing() as connection:
            write = _Writer(connection, self._site)
            write(site_day, ({"day": one.day, **_counts(one)} for one in days))
            write(
                exclusion_day,
                (
                    {"day": one.day, "reason": reason, "hits": hits}
                    for one in days
                    for reason, hits in one.excluded.items()
                    if hits
                ),
            )
            if kept or not over:
                self._fill_days(write, days, numbers)
            if over:
                self._fill_month(write, month, days, numbers)
                write(month_closed, [{"month": month, "days_kept": kept}])

    def finish(self) -> None:
        """Set the totals of the articles to the sum of their days and months. If there is a Redis, it is
        restored from here.
        """
        site, since = self._site, self._first_open_day()
        months = (
            sa.select(sa.func.coalesce(sa.func.sum(article_month.c.views), 0))
            .where(article_month.c.site == site, article_month.c.article == article.c.number)
            .scalar_subquery()
        )
        days = (
            sa.select(sa.func.coalesce(sa.func.sum(article_day.c.views), 0))
            .where(article_day.c.site == site, article_day.c.article == article.c.number)
            .where(article_day.c.day >= since)
            .scalar_subquery()
        )
        with self._database.writing() as connection:
            connection.execute(sa.update(article).where(article.c.site == site).values(views=months + days))
            state = {"site": site, "version": 1, "generation": 1}
            upsert(connection, site_state, [state], add=["version", "generation"])
            forget_rankings(connection, site)

    def _first_open_day(self) -> date:
        newest = sa.select(sa.func.max(month_closed.c.month)).where(month_closed.c.site == self._site)
        with self._database.reading() as connection:
            month = connection.scalar(newest)
        return next_month(month) if month else date.min

    def _fill_days(self, write: "_Writer", days: Sequence[DemoDay], numbers: Sequence[int]) -> None:
        write(
            article_day,
            (
                {"article": numbers[place], "day": one.day, "views": views}
                for one in days
                for place, views in one.articles.items()
            ),
        )
        write(
            tally_day,
            (
                {"dimension": dimension, "day": one.day, "value": value, "hits": hits}
                for one in days
                for (dimension, value), hits in one.labels.items()
            ),
        )

    def _fill_month(
        self, write: "_Writer", month: date, days: Sequence[DemoDay], numbers: Sequence[int]
    ) -> None:
        read: Counter[int] = Counter()
        labels: Counter[tuple[str, str]] = Counter()
        for one in days:
            read.update(one.articles)
            labels.update(one.labels)
        write(
            article_month,
            ({"article": numbers[place], "month": month, "views": views} for place, views in read.items()),
        )
        write(
            tally_month,
            (
                {"dimension": dimension, "month": month, "value": value, "hits": hits}
                for (dimension, value), hits in labels.items()
            ),
        )


class _Writer:
    """Inserts rows of one site, many at a time."""

    def __init__(self, connection: sa.Connection, site: str) -> None:
        self._connection = connection
        self._site = site

    def __call__(self, table: sa.Table, rows: Iterable[dict[str, object]]) -> None:
        for some in _by([{"site": self._site, **row} for row in rows], _MANY):
            self._connection.execute(sa.insert(table), some)


def _counts(one: DemoDay) -> dict[str, int]:
    return {
        "heard": one.heard,
        "page_views": one.page_views,
        "article_views": one.articles.total(),
        "visits": one.visits,
        "visitors": one.visitors,
    }


def _by(rows: Collection[dict[str, object]], many: int) -> Iterable[list[dict[str, object]]]:
    listed = list(rows)
    return (listed[first : first + many] for first in range(0, len(listed), many))
