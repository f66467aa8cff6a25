"""The counting store on SQL: SQLite or PostgreSQL. One batch is one transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date

import sqlalchemy as sa

from ....core.db.database import Database
from ....core.db.prepared import Prepared
from ....core.db.rows import Selection, upsert
from ....core.text.clock import Milliseconds, Periods
from ...hits import Hit
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
from .online import OnlineCounter
from .ranking import RankingStore
from .tables import article, journal, opening_balance, site_day
from .visitors import forget_visitors

_SITE: sa.BindParameter[str] = sa.bindparam("site")
_TOTAL = article.c.views + article.c.opening
_TOTALS: Selection[tuple[str, int]] = Selection(
    [article.c.id, _TOTAL], article.c.site == _SITE, among=article.c.id
)
_CATEGORIES: Selection[tuple[str, str]] = Selection(
    [article.c.id, article.c.category],
    article.c.site == _SITE,
    article.c.category.is_not(None),
    among=article.c.id,
)
_SINCE = (article.c.site == _SITE, article.c.version > sa.bindparam("version"))
_CHANGED: Selection[tuple[str, int]] = Selection([article.c.id, _TOTAL], *_SINCE)
_HOW_MANY = sa.select(sa.func.count()).where(*_SINCE)
_OFFSETS: Selection[tuple[str, int]] = Selection(
    [journal.c.journal, journal.c.applied], journal.c.site == _SITE, among=journal.c.journal
)
_DAY = site_day.c.day
_PERIODS = ("yesterday", "today", "week", "month", "year")
_VISITS = Prepared(
    sa.select(
        *(
            sa.func.coalesce(sa.func.sum(site_day.c.visits).filter(when), 0).label(name)
            for name, when in {
                **{name: sa.bindparam(name, type_=sa.Date) == _DAY for name in _PERIODS[:2]},
                **{name: sa.bindparam(name, type_=sa.Date) <= _DAY for name in _PERIODS[2:]},
                "total": sa.true(),
            }.items()
        )
    ).where(site_day.c.site == _SITE)
)
_OPENING = Prepared(
    sa.select(sa.func.coalesce(sa.func.sum(opening_balance.c.amount), 0)).where(
        opening_balance.c.site == _SITE, opening_balance.c.article.is_(None)
    )
)
# More changed articles than this are not listed one by one.
CHANGES = 5000


class SqlStore:
    """Counts in the portal's database."""

    holds_milliseconds = 0

    def __init__(self, database: Database, milliseconds: Callable[[], int]) -> None:
        self._database = database
        self._milliseconds = milliseconds
        # The last changes that were read: the commits before them, the site, and its version.
        self._unchanged: tuple[object, str, object] | None = None
        self._online = OnlineCounter()
        self._rankings = RankingStore(database, milliseconds)

    @property
    def largest_batch(self) -> int:
        # SQLite writes each changed page once for a batch, and visitors are on pages everywhere.
        return 2_000 if self._database.file is None else 5_000

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

    def is_quick(self, site: str, articles: Collection[str]) -> bool:  # noqa: ARG002 - none is quick
        """A transaction takes the same for one hit as for many, and only one process can write."""
        return False

    def offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        with self._database.reading() as connection:
            return self._offsets(connection, site, journals)

    def committed_offsets(self, site: str, journals: Collection[str]) -> Mapping[str, int]:
        return self.offsets(site, journals)

    def prepare(self, site: str) -> int:  # noqa: ARG002 - what is in SQL is not lost
        return 0

    def replay_visitors(self, site: str, hits: Sequence[Hit]) -> None:
        """Do nothing: visitors are written in the same transaction as the counts."""

    def finish_replay(self, site: str, journal: str) -> None:
        """Nothing to do, as above."""

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
        """The categories of articles; an article without one is left out."""
        with self._database.reading() as connection:
            return dict(_CATEGORIES.rows(connection, ids, site=site))

    def forget(self, site: str, before: Milliseconds) -> None:
        with self._database.writing() as connection:
            take_turns(connection, site)
            forget_visitors(connection, site, before)

    def numbers(self, site: str, periods: Periods, at: Milliseconds) -> Numbers:
        with self._database.reading() as connection:
            online = self._online.count(connection, site, at)
            return Numbers(online=online, **self.visits(connection, site, periods))

    def online(self, site: str, at: Milliseconds) -> int:
        with self._database.reading() as connection:
            return self._online.count(connection, site, at)

    @staticmethod
    def visits(connection: sa.Connection, site: str, periods: Periods) -> dict[str, int]:
        """Visits by calendar period; the total includes the opening balance."""
        days = {name: getattr(periods, name) for name in _PERIODS}
        row = _VISITS.row(connection, {"site": site, **days}) or ()
        names = (*_PERIODS, "total")
        # PostgreSQL returns sums as numeric.
        visits = {name: int(value) for name, value in zip(names, row, strict=True)}
        visits["total"] += opening(connection, site)
        return visits

    def views(self, site: str, article: str) -> int:
        return self.views_of(site, [article])[article]

    def views_of(self, site: str, articles: Collection[str]) -> Mapping[str, int]:
        with self._database.reading() as connection:
            known = dict(_TOTALS.rows(connection, articles, site=site))
        return {identity: known.get(identity, 0) for identity in articles}

    def changes(self, site: str, version: object) -> Changes:
        commits = self._database.commit_version()
        if commits is not None and (commits, site, version) == self._unchanged:
            return Changes(version, {})
        changes = self._read_changes(site, version)
        self._unchanged = commits, site, changes.version
        return changes

    def _read_changes(self, site: str, version: object) -> Changes:
        with self._database.reading() as connection:
            current = site_version(connection, site)
            if version is None or version == current:
                return Changes(current, {})
            since = {"site": site, "version": version}
            if (connection.scalar(_HOW_MANY, since) or 0) > CHANGES:
                return Changes(current, None)
            return Changes(current, dict(_CHANGED.rows(connection, site=site, version=version)))

    def most_read(self, site: str, days: int | None, today: date, limit: int) -> tuple[MostRead, ...]:
        return self._rankings.most_read(site, days, today, limit)

    def rank(self, site: str, days: int, today: date) -> None:
        self._rankings.rank(site, days, today)

    @staticmethod
    def _offsets(connection: sa.Connection, site: str, journals: Collection[str]) -> dict[str, int]:
        return dict(_OFFSETS.rows(connection, journals, site=site))


def opening(connection: sa.Connection, site: str) -> int:
    """The opening balance of the whole site."""
    return int(_OPENING.value(connection, {"site": site}) or 0)
