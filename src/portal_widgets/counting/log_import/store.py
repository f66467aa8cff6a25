"""Counts of imported access logs, stored in one step with the place up to which each log was read."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database, metadata
from ...core.db.rows import insert_row
from ...errors import PortalWidgetsError
from ..store.protocol import LONGEST_SOURCE
from ..store.sql.batch import take_turns
from ..store.sql.dead_letters import keep
from ..store.sql.patient_batch import PatientBatchWriter
from ..store.sql.ranking import forget_rankings
from ..store.sql.tables import site_day
from .counter import Portion

# Imported access logs, each up to the end of one of its lines. A file is identified by its first line, and by
# the line where the import stopped.
log_import = sa.Table(
    "pw_log_import",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("head", sa.String(64), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("read_to", sa.BigInteger, nullable=False),
    sa.Column("last_line", sa.String(64), nullable=False),
    # The first day of this counter; logs are imported up to the day before.
    sa.Column("live_from", sa.Date, nullable=False),
    sa.Column("imported_at", sa.BigInteger, nullable=False),
    sa.Index("pw_log_import_site_head", "site", "head"),
)


class ImportedElsewhereError(PortalWidgetsError):
    """Another import has read the same file in the meantime."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file that was imported before, up to a place."""

    number: int
    read_to: int
    last_line: str


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file has been read, and the digest of the line that ends there."""

    end: int
    last_line: str = ""


class LogStore:
    """Stores imported counts of a site."""

    def __init__(self, database: Database, milliseconds: Callable[[], int]) -> None:
        self._database = database
        self._milliseconds = milliseconds

    def live_from(self, site: str) -> date | None:
        """The first day of this counter, because from then on logs would count twice. None if it has not
        begun. Days of imported logs are ignored.
        """
        noted = sa.select(sa.func.max(log_import.c.live_from)).where(log_import.c.site == site)
        counted = sa.select(sa.func.min(site_day.c.day)).where(site_day.c.site == site)
        with self._database.reading() as connection:
            imported = connection.execute(noted).scalar()
            if imported is not None:
                counted = counted.where(site_day.c.day >= imported)
            return connection.execute(counted).scalar()

    def known_files(self, site: str, heads: Collection[str]) -> list[Known]:
        """The files that begin with the same line. The file that was read furthest comes first."""
        listed = sa.select(log_import).where(log_import.c.site == site, log_import.c.head.in_(heads))
        with self._database.reading() as connection:
            rows = connection.execute(listed.order_by(log_import.c.read_to.desc()))
            return [Known(row.number, row.read_to, row.last_line) for row in rows]

    def begin(self, site: str, head: str, name: str, live_from: date, alike: int) -> int:
        """Store a new file and return its number. Raises ImportedElsewhereError if more than `alike` files
        with the same beginning are known by now.
        """
        row = {
            "site": site,
            "head": head,
            "name": name,
            "read_to": 0,
            "last_line": "",
            "live_from": live_from,
            "imported_at": self._milliseconds(),
        }
        with self._database.writing() as connection:
            take_turns(connection, site)
            same = sa.select(sa.func.count()).where(log_import.c.site == site, log_import.c.head == head)
            if (connection.scalar(same) or 0) > alike:
                raise ImportedElsewhereError("another import is reading the same file")
            return insert_row(connection, log_import, row)

    def finish(self, site: str) -> None:
        """Have the lists of the most read articles added up again."""
        with self._database.writing() as connection:
            forget_rankings(connection, site)

    def book(
        self, site: str, portion: Portion, moves: Mapping[int, tuple[Place, Place]], live_from: date
    ) -> None:
        """Store the counts of a portion, and move each file's place from the expected one to the new one, in
        one transaction. Raises ImportedElsewhereError if a file is not at its expected place.
        """
        with self._database.writing() as connection:
            marks = ", ".join(f"{number} to {end.end}" for number, (_, end) in sorted(moves.items()))
            writer = PatientBatchWriter(connection, site, f"log {marks}"[:LONGEST_SOURCE])
            for number, (start, end) in sorted(moves.items()):
                moved = (
                    sa.update(log_import)
                    .where(log_import.c.number == number, log_import.c.read_to == start.end)
                    .values(
                        read_to=end.end,
                        last_line=end.last_line,
                        live_from=live_from,
                        imported_at=self._milliseconds(),
                    )
                )
                if connection.execute(moved).rowcount != 1:
                    raise ImportedElsewhereError("another import is reading the same file")
            numbers = writer.intern({id_ for _, delta in portion.days for id_ in delta.articles})
            for day, delta in portion.days:
                writer.book(day, delta, numbers)
            writer.book_articles([delta for _, delta in portion.days], numbers)
            keep(connection, site, writer.dead, self._milliseconds())
