"""The statistics of messages in SQL: of stored messages, and of erased ones."""

from collections.abc import Sequence
from datetime import date, datetime, time

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import Row, upsert
from ...core.text.clock import Clock
from ..message_statistics import MessageOutcome, MessageSums, SumKey, sum_outcomes
from ..rules import WAITING, Status
from . import tables

_OUTCOME = ("department", "kind", "status", "at", "due_on", "answered_at")


class MessageStatisticsStore:
    """Queries for the statistics and for the report of overdue messages."""

    def __init__(self, database: Database, site: str, clock: Clock) -> None:
        self._database = database
        self._site = site
        self._clock = clock

    def sums(self, first: date, end: date) -> dict[SumKey, MessageSums]:
        """Statistics from one month (included) to another (excluded). Both are given by their first days."""
        table, kept = tables.message, tables.month
        within = (table.c.at >= self._begin(first), table.c.at < self._begin(end))
        there = sa.select(*(table.c[name] for name in _OUTCOME)).where(table.c.site == self._site, *within)
        erased = sa.select(kept).where(kept.c.site == self._site, kept.c.month >= first, kept.c.month < end)
        with self._database.reading() as connection:
            sums = sum_outcomes(outcome(row, self._clock) for row in connection.execute(there))
            for row in connection.execute(erased):
                of = SumKey(row.month, row.department, row.kind)
                sums[of] = sums.get(of, MessageSums()) + MessageSums(
                    *(getattr(row, name) for name in MessageSums.__slots__)
                )
        return sums

    def overdue(self, today: date) -> dict[str, tuple[int, date]]:
        """By department: the number of late messages, and the due date of the oldest."""
        table = tables.message
        asked = sa.select(table.c.department, sa.func.count(), sa.func.min(table.c.due_on)).where(
            table.c.site == self._site,
            table.c.merged_into.is_(None),
            table.c.status.in_([*WAITING]),
            table.c.due_on < today,
        )
        with self._database.reading() as connection:
            found = connection.execute(asked.group_by(table.c.department).order_by(table.c.department))
            return {department: (int(count), oldest) for department, count, oldest in found}

    def first_year(self) -> int:
        """The year of the first message, or this year."""
        table, kept = tables.message, tables.month
        with self._database.reading() as connection:
            at = connection.scalar(sa.select(sa.func.min(table.c.at)).where(table.c.site == self._site))
            month = connection.scalar(sa.select(sa.func.min(kept.c.month)).where(kept.c.site == self._site))
        years = [self._clock.now().year]
        years += [self._clock.local(at).year] if at is not None else []
        years += [month.year] if month is not None else []
        return min(years)

    def _begin(self, day: date) -> int:
        return int(datetime.combine(day, time(), self._clock.zone).timestamp() * 1000)


def keep_sums(connection: sa.Connection, site: str, numbers: Sequence[int], clock: Clock) -> None:
    """Save the statistics of messages before they are erased."""
    table = tables.message
    asked = sa.select(*(table.c[name] for name in _OUTCOME)).where(table.c.id.in_(numbers))
    sums = sum_outcomes(outcome(row, clock) for row in connection.execute(asked))
    rows = [
        {"site": site, **of._asdict(), **{name: getattr(some, name) for name in MessageSums.__slots__}}
        for of, some in sums.items()
    ]
    upsert(connection, tables.month, rows, add=MessageSums.__slots__)


def outcome(row: Row, clock: Clock) -> MessageOutcome:
    answered = clock.local(row.answered_at) if row.answered_at is not None else None
    return MessageOutcome(
        row.department, row.kind, Status(row.status), clock.local(row.at), row.due_on, answered
    )
