"""The dashboard's store: pages of queries, and annotations."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from ...core.db.database import Database
from .annotations import annotation_of_row, note
from .query import StatisticsQuery
from .values import Annotation


class DashboardStore:
    """Reads the figures and notes of one database. All figures of one page come from one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def query(self, site: str) -> Iterator["StatisticsQuery"]:
        """The queries of one page."""
        with self._database.reading() as connection:
            yield StatisticsQuery(connection, site)

    def annotations(self, site: str) -> list[Annotation]:
        """Every note, newest first."""
        with self._database.reading() as connection:
            listed = sa.select(note).where(note.c.site == site).order_by(note.c.day.desc(), note.c.number)
            return [annotation_of_row(row) for row in connection.execute(listed)]

    def add_note(self, site: str, annotation: Annotation) -> None:
        row = {
            "site": site,
            "day": annotation.day,
            "text": annotation.text,
            "author": annotation.author,
            "entered_at": annotation.entered_at,
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(note), row)

    def remove_note(self, site: str, number: int) -> bool:
        """Remove the note. Returns whether it existed."""
        with self._database.writing() as connection:
            gone = sa.delete(note).where(note.c.site == site, note.c.number == number)
            return bool(connection.execute(gone).rowcount)
