"""Redis's epochs in SQL: committed exactly once, and read back after Redis has lost them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto

import sqlalchemy as sa

from ....core.db.database import Database
from ....core.db.rows import upsert
from ...sessions import MINUTE, VISIT_WINDOW, DayDelta
from ..protocol import DeadLetter
from .batch import BatchWriter, take_turns
from .dead_letters import keep
from .patient_batch import PatientBatchWriter
from .store import opening
from .tables import article, epoch, journal, site_day, site_state, sketch

_CHUNK = 10_000
# How long offsets of journals without a file are kept: the longest outage without loss.
JOURNAL_DAYS = 7
_SKETCH_DAYS = 2


@dataclass(frozen=True, slots=True)
class CommitState:
    """The state of SQL: the generation that Redis must have, and the newest committed epoch."""

    generation: int = 0
    epoch: int = 0
    ledger: int = 0
    opening: int = 0


@dataclass(slots=True)
class EpochDelta:
    """The gain of one epoch. Unique visitors are not a gain but a state: the day's count so far."""

    days: dict[date, DayDelta] = field(default_factory=dict)
    articles: dict[date, dict[int, int]] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    visitors: dict[date, int] = field(default_factory=dict)
    sketches: dict[date, bytes] = field(default_factory=dict)
    dead: list[DeadLetter] = field(default_factory=list)

    def delta(self, day: date) -> DayDelta:
        return self.days.setdefault(day, DayDelta())

    def count(self, day: date, name: str, amount: int) -> None:
        """Add to a count of a day; "-bot" is the exclusion for that reason."""
        delta = self.delta(day)
        if name.startswith("-"):
            delta.excluded[name[1:]] += amount
        else:
            setattr(delta, name, getattr(delta, name) + amount)

    def label(self, day: date, label: str, amount: int) -> None:
        self.delta(day).labels[label] = amount


@dataclass(frozen=True, slots=True)
class RestorePoint:
    """The data for restoring Redis."""

    epoch: int
    articles: Iterator[tuple[int, int]]
    visits: Mapping[str, int]
    offsets: Mapping[str, int]
    # The journals of the visitors who may still be reading.
    recent: Sequence[str]
    sketches: Mapping[date, bytes]


class CommitOutcome(Enum):
    """The result of committing an epoch."""

    COMMITTED = auto()
    KNOWN = auto()
    DIVERGED = auto()


class SqlArchive:
    """The permanent storage of a portal whose counters are in Redis."""

    def __init__(self, database: Database, milliseconds: Callable[[], int]) -> None:
        self._database = database
        self._milliseconds = milliseconds

    def state(self, site: str) -> CommitState:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(site_state).where(site_state.c.site == site)).one_or_none()
            if row is None:
                return CommitState(opening=opening(connection, site))
            return CommitState(row.generation, row.epoch, row.ledger, opening(connection, site))

    def commit(self, site: str, generation: int, number: int, deltas: EpochDelta) -> CommitOutcome:
        """Commit an epoch, in one transaction, under its unique key. The result is "diverged", and nothing
        changes, if the epoch has an earlier generation, or if SQL has it with less than it contains now.
        """
        at = self._milliseconds()
        with self._database.writing() as connection:
            writer = PatientBatchWriter(connection, site, f"epoch {number}")
            state = connection.execute(sa.select(site_state).where(site_state.c.site == site)).one_or_none()
            if state is None or state.generation != generation:
                return CommitOutcome.DIVERGED
            if number <= state.epoch:
                return self._compare(connection, site, deltas)
            connection.execute(
                sa.insert(epoch),
                {"site": site, "generation": generation, "epoch": number, "committed_at": at},
            )
            self._book(connection, writer, site, deltas)
            writer.note_offsets(self._moved_journals(connection, site, deltas), at)
            keep(connection, site, (*deltas.dead, *writer.dead), at)
            connection.execute(
                sa.update(site_state).where(site_state.c.site == site).values(epoch=number),
            )
            return CommitOutcome.COMMITTED

    def begin_generation(self, site: str) -> tuple[int, RestorePoint]:
        """Make all data in Redis void, and return the data to restore. Epochs of the previous generation can
        no longer be committed.
        """
        with self._database.writing() as connection:
            take_turns(connection, site)
            first = {"site": site, "version": 0, "generation": 1}
            upsert(connection, site_state, [first], add=["generation"])
            state = connection.execute(sa.select(site_state).where(site_state.c.site == site)).one()
            offsets = _offsets(connection, site)
            recent = _recent_journals(connection, site, self._milliseconds() - VISIT_WINDOW - MINUTE)
            sketches = {
                row.day: row.sketch
                for row in connection.execute(sa.select(sketch).where(sketch.c.site == site))
            }
            visits = _visits(connection, site)
        saved = RestorePoint(state.epoch, self._articles(site), visits, offsets, recent, sketches)
        return state.generation, saved

    def intern(self, site: str, ids: Collection[str]) -> dict[str, tuple[int, int]]:
        """Number and opening balance of each article. New articles get a number."""
        with self._database.writing() as connection:
            BatchWriter(connection, site).intern(ids)
            known = sa.select(article.c.id, article.c.number, article.c.opening)
            rows = connection.execute(known.where(article.c.site == site, article.c.id.in_(ids)))
            return {row.id: (row.number, row.opening) for row in rows}

    def numbers(self, site: str, ids: Collection[str]) -> dict[str, tuple[int, int]]:
        """Numbers and opening balances of the known articles."""
        known = sa.select(article.c.id, article.c.number, article.c.opening)
        with self._database.reading() as connection:
            rows = connection.execute(known.where(article.c.site == site, article.c.id.in_(ids)))
            return {row.id: (row.number, row.opening) for row in rows}

    def forget_journals(self, site: str) -> list[str]:
        """Drop the offsets of journals that have not moved for a week, and return their names."""
        before = self._milliseconds() - JOURNAL_DAYS * 24 * 60 * 60 * 1000
        old = (journal.c.site == site, journal.c.changed_at < before)
        with self._database.writing() as connection:
            take_turns(connection, site)
            names = [row.journal for row in connection.execute(sa.select(journal.c.journal).where(*old))]
            connection.execute(sa.delete(journal).where(*old))
            return names

    def _compare(self, connection: sa.Connection, site: str, deltas: EpochDelta) -> CommitOutcome:
        """Return whether an epoch with a number that is in SQL is the same one. Otherwise Redis has gone back
        in time.
        """
        known = _offsets(connection, site)
        behind = any(applied > known.get(name, 0) for name, applied in deltas.offsets.items())
        return CommitOutcome.DIVERGED if behind else CommitOutcome.KNOWN

    def _moved_journals(self, connection: sa.Connection, site: str, deltas: EpochDelta) -> dict[str, int]:
        """Mark the journals that moved in this epoch as recent. The others become older."""
        known = _offsets(connection, site)
        return {name: applied for name, applied in deltas.offsets.items() if applied > known.get(name, 0)}

    def _book(self, connection: sa.Connection, writer: BatchWriter, site: str, deltas: EpochDelta) -> None:
        for day, delta in deltas.days.items():
            delta.articles.update(
                {str(number): views for number, views in deltas.articles.get(day, {}).items()}
            )
            delta.visitors = max(0, deltas.visitors.get(day, 0) - _visitors(connection, site, day))
            writer.book(day, delta, _Itself())
        writer.book_articles(deltas.days.values(), _Itself())
        recent = (self._today() - timedelta(days=_SKETCH_DAYS),)
        rows = [{"site": site, "day": day, "sketch": kept} for day, kept in deltas.sketches.items()]
        writer.write(sketch, rows, replace=["sketch"])
        connection.execute(sa.delete(sketch).where(sketch.c.site == site, sketch.c.day < recent[0]))

    def _today(self) -> date:
        return date.fromtimestamp(self._milliseconds() / 1000)  # noqa: DTZ012 - to within a day

    def _articles(self, site: str) -> Iterator[tuple[int, int]]:
        """Numbers and totals, some thousands at a time."""
        last = 0
        while True:
            some = (
                sa.select(article.c.number, article.c.views)
                .where(article.c.site == site, article.c.number > last, article.c.views > 0)
                .order_by(article.c.number)
                .limit(_CHUNK)
            )
            with self._database.reading() as connection:
                rows = connection.execute(some).all()
            if not rows:
                return
            yield from ((row.number, row.views) for row in rows)
            last = rows[-1].number


class _Itself(dict[str, int]):
    """Return the numbers unchanged: articles of an epoch have numbers already."""

    def __missing__(self, number: str) -> int:
        return int(number)


def _offsets(connection: sa.Connection, site: str) -> dict[str, int]:
    rows = connection.execute(sa.select(journal).where(journal.c.site == site))
    return {row.journal: row.applied for row in rows}


def _recent_journals(connection: sa.Connection, site: str, since: int) -> list[str]:
    found = sa.select(journal.c.journal).where(journal.c.site == site, journal.c.changed_at >= since)
    return list(connection.scalars(found))


def _visitors(connection: sa.Connection, site: str, day: date) -> int:
    counted = sa.select(site_day.c.visitors).where(site_day.c.site == site, site_day.c.day == day)
    return int(connection.scalar(counted) or 0)


def _visits(connection: sa.Connection, site: str) -> dict[str, int]:
    """Visits by day, month, year and in total, as in Redis."""
    visits: dict[str, int] = {}
    for row in connection.execute(
        sa.select(site_day.c.day, site_day.c.visits).where(site_day.c.site == site)
    ):
        day = row.day.isoformat()
        for period in (day, day[:7], day[:4], "total"):
            visits[period] = visits.get(period, 0) + row.visits
    return visits
