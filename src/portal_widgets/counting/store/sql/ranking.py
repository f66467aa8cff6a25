"""The most read articles of a window of days: added up in the background, and stored for the pages."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from ....core.db.database import Database
from ....core.db.rows import Row, upsert
from ..protocol import Article, MostRead
from .batch import site_version
from .tables import article, article_day, ranking

RANKED = 1000
RANKING_MILLISECONDS = 15_000
# The list of a longer window changes less, and takes longer to add up.
RANKING_MILLISECONDS_A_DAY = 2_000


class RankingStore:
    """Stores a list for each window, and reads it."""

    def __init__(self, database: Database, milliseconds: Callable[[], int]) -> None:
        self._database = database
        self._milliseconds = milliseconds

    def most_read(self, site: str, days: int | None, today: date, limit: int) -> tuple[MostRead, ...]:
        """Articles by views in the last days (None: of all time), most read first. If the list of a window is
        not from today, it is added up now.
        """
        with self._database.reading() as connection:
            if days is None:
                return _most_read_ever(connection, site, limit)
            kept = _kept_ranking(connection, site, days)
            current = kept is not None and kept.today == today
            ranks = kept.ranks if kept and current else _rank(connection, site, days, today)
            return _with_articles(connection, ranks[:limit])

    def rank(self, site: str, days: int, today: date) -> None:
        """Add up a window again, unless nothing was counted since the last time, or it was done a
        moment ago.
        """
        at = self._milliseconds()
        with self._database.reading() as connection:
            kept = _kept_ranking(connection, site, days)
            now = site_version(connection, site)
            if (
                kept is not None
                and kept.today == today
                and (kept.version == now or abs(at - kept.ranked_at) < _patience(kept.ranks, days))
            ):
                return
            ranks = _rank(connection, site, days, today)
        if kept is not None and kept.today == today and not (kept.ranks or ranks):
            return  # every write makes the other processes read again
        row = {"site": site, "days": days, "today": today, "version": now, "ranked_at": at, "ranks": ranks}
        with self._database.writing() as connection:
            upsert(connection, ranking, [row], replace=["today", "version", "ranked_at", "ranks"])


def forget_rankings(connection: sa.Connection, site: str) -> None:
    """Delete the stored lists, because past days were written. They are added up again when they are
    needed.
    """
    connection.execute(sa.delete(ranking).where(ranking.c.site == site))


def _patience(ranks: Sequence[object], days: int) -> int:
    """How many milliseconds a stored list of this number of days may be used. An empty one is not worth
    waiting: a new portal shows its first readers.
    """
    return max(RANKING_MILLISECONDS, days * RANKING_MILLISECONDS_A_DAY) if ranks else 0


def _most_read_ever(connection: sa.Connection, site: str, limit: int) -> tuple[MostRead, ...]:
    ranked = (
        sa.select(article)
        .where(article.c.site == site, article.c.views > 0)
        .order_by(article.c.views.desc(), article.c.number)
        .limit(limit)
    )
    return tuple(MostRead(_article_of_row(row), row.views) for row in connection.execute(ranked))


def _kept_ranking(connection: sa.Connection, site: str, days: int) -> Row | None:
    kept = sa.select(ranking).where(ranking.c.site == site, ranking.c.days == days)
    return connection.execute(kept).one_or_none()


def _rank(connection: sa.Connection, site: str, days: int, today: date) -> list[list[int]]:
    """Article numbers and their views in the last days, most read first."""
    first_day = today - timedelta(days=days - 1)
    views = sa.func.sum(article_day.c.views).label("recent")
    ranked = (
        sa.select(article_day.c.article, views)
        .where(article_day.c.site == site, article_day.c.day >= first_day)
        .group_by(article_day.c.article)
        .order_by(views.desc(), article_day.c.article)
        .limit(RANKED)
    )
    return [[row.article, int(row.recent)] for row in connection.execute(ranked)]


def _with_articles(connection: sa.Connection, ranks: list[list[int]]) -> tuple[MostRead, ...]:
    numbers = [number for number, _ in ranks]
    known = {
        row.number: _article_of_row(row)
        for row in connection.execute(sa.select(article).where(article.c.number.in_(numbers)))
    }
    return tuple(MostRead(known[number], views) for number, views in ranks if number in known)


def _article_of_row(row: Row) -> Article:
    return Article(row.id, row.title, row.url, row.category, row.language, row.published)
