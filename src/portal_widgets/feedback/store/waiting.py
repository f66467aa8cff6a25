"""The messages that wait for the office, counted in one query, and those that a rule has just held back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.text.clock import Milliseconds
from ..rules import WAITING, MessageKind, Status
from . import tables
from .cases import Case, case_columns, case_of_row, is_unsent


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """The messages that wait: `mine` are assigned to the user, `unsent` have a mail that was given up, and
    `suspected` are the recent ones that a rule took for spam. `oldest` is the earliest due day of the overdue
    ones.
    """

    new: int
    overdue: int
    mine: int
    unsent: int
    suspected: int
    oldest: date | None


class WaitingStore:
    """The start page's and the inbox's queries about one site."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def counts(
        self, departments: frozenset[str] | None, me: str, today: date, since: Milliseconds
    ) -> WaitingCounts:
        """Count the messages of these departments; None for all. `since` is the begin of "recent"."""
        table = tables.message
        waits = table.c.status.in_([*WAITING])
        is_late = sa.and_(waits, table.c.due_on < today)
        asked = sa.select(
            _count(table.c.status == Status.NEW),
            _count(is_late),
            _count(sa.and_(waits, table.c.assigned == me, sa.literal(me) != "")),
            _count(is_unsent(self._site)),
            _count(sa.and_(table.c.status == Status.SPAM, table.c.at >= since)),
            sa.func.min(sa.case((is_late, table.c.due_on))),
        )
        with self._database.reading() as connection:
            row = connection.execute(asked.where(*self._seen(departments))).one()
        new, overdue, mine, unsent, suspected = (int(number or 0) for number in row[:-1])
        return WaitingCounts(new, overdue, mine, unsent, suspected, oldest=row[-1])

    def suspected(self, departments: frozenset[str] | None, since: Milliseconds, most: int) -> list[Case]:
        """The newest messages that a rule took for spam."""
        table = tables.message
        where = (*self._seen(departments), table.c.status == Status.SPAM, table.c.at >= since)
        asked = sa.select(*case_columns()).where(*where).order_by(table.c.id.desc()).limit(most)
        with self._database.reading() as connection:
            return [case_of_row(row) for row in connection.execute(asked)]

    def about(self, pages: Collection[str]) -> list[Case]:
        """The messages about a page that wait, the earliest due day first. `pages` are spellings of its
        path.
        """
        table = tables.message
        where = (*self._seen(None), table.c.page.in_([*pages]), table.c.status.in_([*WAITING]))
        asked = sa.select(*case_columns()).where(*where, table.c.kind == MessageKind.PAGE)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(table.c.due_on, table.c.id))
            return [case_of_row(row) for row in rows]

    def _seen(self, departments: frozenset[str] | None) -> list[sa.ColumnElement[bool]]:
        table = tables.message
        where: list[sa.ColumnElement[bool]] = [table.c.site == self._site, table.c.merged_into.is_(None)]
        if departments is not None:
            where.append(table.c.department.in_([*departments]))
        return where


def _count(condition: sa.ColumnElement[bool]) -> sa.Function[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
