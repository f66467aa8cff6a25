"""The counting store on SQL: SQLite or PostgreSQL. One batch is one transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date

import sqlalchemy as sa

from ....core.db.database import Database
from ....core.db.rows import rows_among, rows_of, upsert
from ....core.text.clock import Periods
from ...hits import Hit
from ...sessions import ONLINE_WINDOW
from ..protocol import (
    Applied,
    Article,
    Batch,
    Changes,
    DeadLetter,
    JournalGapError,
    MostRead,
    Numbers,
)
from .batch import BatchWriter, site_version, take_turns
from .dead_letters import keep
from .ranking import RankingStore
from .tables import article, journal, opening_balance, presence, site_day
from .visitors import forget_visitors

# More changed articles than this are not named one by one.
CHANGES = 5000


class SqlStore:
    """Counts in the portal's database."""

    holds_milliseconds = 0

    def __init__(self, database: Database, milliseconds: Callable[[], int]) -> None:
        self._database = database
        self._milliseconds = milliseconds
        self._rankings = RankingStore(database, milliseconds)

    def apply(self, site: str, batch: Batch) -> Applied:
        with self._database.writing() as connection:
            writer = BatchWriter(connection, site)
            applied = self._offsets(connection, site, [batch.journal]).get(batch.journal, 0)
            if batch.stop <= applied:
                return Applied()
            if batch.start != applied:
                raise JournalGapError(
                    f"{batch.journal}: {applied} applied, the batch begins at {batch.start}",
                )
            return writer.apply(batch, self._milliseconds())

    def offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        with self._database.reading() as connection:
            return self._offsets(connection, site, journals)

    def committed_offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        return self.offsets(site, journals)

    def prepare(self, site: str) -> int:  # noqa: ARG002 - what is in SQL is not lost
        return 0

    def replay_visitors(self, site: str, hits: Sequence[Hit]) -> None:
        """Nothing to do: visitors stand in the same transaction as the counts."""

    def describe(self, site: str, articles: Iterable[Article]) -> None:
        with self._database.writing() as connection:
            take_turns(connection, site)
            for described in articles:
                row = {name: value for name, value in asdict(described).items() if value is not None}
                said = sorted(row.keys() - {"id"})
                upsert(connection, article, [{"site": site, **row}], keys=["site", "id"], replace=said)

    def add_dead_letters(self, site: str, letters: Sequence[DeadLetter]) -> None:
        with self._database.writing() as connection:
            keep(connection, site, letters, self._milliseconds())

    def categories(self, site: str, ids: set[str]) -> dict[str, str]:
        """The categories of articles; one that has none is left out."""
        columns = [article.c.id, article.c.category]
        where = (article.c.site == site, article.c.category.is_not(None))
        with self._database.reading() as connection:
            return dict(rows_among(connection, columns, article.c.id, ids, *where))

    def forget(self, site: str, before: int) -> None:
        with self._database.writing() as connection:
            take_turns(connection, site)
            forget_visitors(connection, site, before)

    def numbers(self, site: str, periods: Periods, at: int) -> Numbers:
        online = sa.select(sa.func.count()).where(
            presence.c.site == site,
            presence.c.last_at > at - ONLINE_WINDOW,
            presence.c.last_at < at + ONLINE_WINDOW,  # not of a clock that was a day ahead
            ~presence.c.superseded,
        )
        with self._database.reading() as connection:
            visits = self.visits(connection, site, periods)
            return Numbers(online=connection.scalar(online) or 0, **visits)

    @staticmethod
    def visits(connection: sa.Connection, site: str, periods: Periods) -> dict[str, int]:
        """Visits by calendar period; the total with what the portal had counted before."""
        days = site_day.c.day
        since: dict[str, sa.ColumnElement[bool]] = {
            "yesterday": days == periods.yesterday,
            "today": days == periods.today,
            "week": days >= periods.week,
            "month": days >= periods.month,
            "year": days >= periods.year,
            "total": sa.true(),
        }
        sums = [
            sa.func.coalesce(sa.func.sum(site_day.c.visits).filter(when), 0).label(name)
            for name, when in since.items()
        ]
        row = connection.execute(sa.select(*sums).where(site_day.c.site == site)).mappings().one()
        visits = {name: int(value) for name, value in row.items()}  # PostgreSQL sums to numeric
        visits["total"] += opening(connection, site)
        return visits

    def views(self, site: str, article: str) -> int:
        return self.views_of(site, [article])[article]

    def views_of(self, site: str, articles: Collection[str]) -> Mapping[str, int]:
        total = article.c.views + article.c.opening
        found = sa.select(article.c.id, total).where(article.c.site == site, article.c.id.in_(articles))
        with self._database.reading() as connection:
            known = {identity: int(views) for identity, views in connection.execute(found)}
        return {identity: known.get(identity, 0) for identity in articles}

    def changes(self, site: str, version: object) -> Changes:
        with self._database.reading() as connection:
            current = site_version(connection, site)
            if version is None or version == current:
                return Changes(current, {})
            since = article.c.site == site, article.c.version > version
            if (connection.scalar(sa.select(sa.func.count()).where(*since)) or 0) > CHANGES:
                return Changes(current, None)
            total = article.c.views + article.c.opening
            return Changes(current, dict(rows_of(connection, [article.c.id, total], *since)))

    def most_read(self, site: str, days: int | None, today: date, limit: int) -> tuple[MostRead, ...]:
        return self._rankings.most_read(site, days, today, limit)

    def rank(self, site: str, days: int, today: date) -> None:
        self._rankings.rank(site, days, today)

    @staticmethod
    def _offsets(connection: sa.Connection, site: str, journals: Collection[str]) -> dict[str, int]:
        known = sa.select(journal.c.journal, journal.c.applied).where(
            journal.c.site == site,
            journal.c.journal.in_(journals),
        )
        return {row.journal: row.applied for row in connection.execute(known)}


def opening(connection: sa.Connection, site: str) -> int:
    """What the site as a whole had counted before this counter began."""
    entries = sa.select(sa.func.coalesce(sa.func.sum(opening_balance.c.amount), 0)).where(
        opening_balance.c.site == site,
        opening_balance.c.article.is_(None),
    )
    return int(connection.scalar(entries) or 0)
