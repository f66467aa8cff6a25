"""The answers to "Is this page useful?" in SQL: counts by page, and readers' sentences."""

from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.text.clock import Clock
from ..rules import MessageKind, Status
from . import tables

Ratings = tuple[int, int]


class UsefulnessStore:
    """Queries of one site, from one day until another, both included."""

    def __init__(self, database: Database, site: str, clock: Clock) -> None:
        self._database = database
        self._site = site
        self._clock = clock

    def ratings(self, first: date, last: date, pages: Collection[str] = ()) -> dict[str, Ratings]:
        """By page, how often it was found useful and not useful: of these pages, or of all."""
        table = tables.useful
        where = [table.c.site == self._site, table.c.day.between(first, last)]
        where += [table.c.page.in_(list(pages))] if pages else []
        asked = sa.select(table.c.page, table.c.answer, sa.func.sum(table.c.count)).where(*where)
        found: dict[str, Ratings] = {}
        with self._database.reading() as connection:
            for page, answer, count in connection.execute(asked.group_by(table.c.page, table.c.answer)):
                yes, no = found.get(page, (0, 0))
                found[page] = (yes + int(count), no) if answer == "yes" else (yes, no + int(count))
        return found

    def sentences(self, first: date, last: date, most: int) -> list[tuple[str, str, str]]:
        """Page, sentence and, for the filter, the sender's name, the newest first. Sentences that were put
        aside are missing.
        """
        table = tables.message
        begin, end = self._clock.midnight(first), self._clock.midnight(last + timedelta(days=1))
        asked = sa.select(table.c.page, table.c.text, table.c.name).where(
            table.c.site == self._site,
            table.c.kind == MessageKind.USEFUL,
            table.c.status != Status.SPAM,
            table.c.at >= begin,
            table.c.at < end,
        )
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(table.c.id.desc()).limit(most))
            return [(page, text, name) for page, text, name in rows]

    def first_day(self) -> date | None:
        """The day of the first answer; None if there is none."""
        asked = sa.select(sa.func.min(tables.useful.c.day)).where(tables.useful.c.site == self._site)
        with self._database.reading() as connection:
            day: date | None = connection.scalar(asked)
        return day
