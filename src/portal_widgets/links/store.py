"""The directory's editions: each change is a new one, so that every earlier one can be had back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ..core.database import Database
from ..counting.sql_rows import upsert
from .rules import Directory, Reading, as_data
from .tables import edition, report

# A directory of a hundred links takes thirty kilobytes.
KEPT = 200


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the directory: who made it when, and what was done."""

    number: int
    at: int
    who: str
    what: str


class TakenError(Exception):
    """Somebody else has changed the directory in the meantime."""


class LinkStore:
    """Editions and readers' reports in SQL."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def newest(self) -> int:
        """Number of the newest edition; 0 before the first."""
        newest = sa.select(sa.func.max(edition.c.number)).where(edition.c.site == self._site)
        with self._database.reading() as connection:
            return connection.execute(newest).scalar() or 0

    def current(self) -> tuple[int, Directory] | None:
        """Number and content of the newest edition; None before the first."""
        newest = sa.select(edition.c.number, edition.c.content).where(edition.c.site == self._site)
        with self._database.reading() as connection:
            row = connection.execute(newest.order_by(edition.c.number.desc()).limit(1)).first()
        return (row.number, _read(row.content)) if row is not None else None

    def edition(self, number: int) -> Directory | None:
        where = (edition.c.site == self._site, edition.c.number == number)
        with self._database.reading() as connection:
            content = connection.execute(sa.select(edition.c.content).where(*where)).scalar()
        return _read(content) if content is not None else None

    def editions(self, most: int = KEPT) -> list[Edition]:
        """Without their contents, the newest first."""
        columns = (edition.c.number, edition.c.at, edition.c.who, edition.c.what)
        asked = sa.select(*columns).where(edition.c.site == self._site)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(edition.c.number.desc()).limit(most))
            return [Edition(*row) for row in rows]

    def keep(self, before: int, directory: Directory, *, who: str, what: str, at: int) -> None:
        """The edition after `before` (0: the first). TakenError if there is one already."""
        content = json.dumps(as_data(directory), ensure_ascii=False)
        row = {"site": self._site, "number": before + 1, "at": at, "who": who[:80], "what": what[:200]}
        old = (edition.c.site == self._site, edition.c.number <= before + 1 - KEPT)
        try:
            with self._database.writing() as connection:
                connection.execute(sa.insert(edition), {**row, "content": content})
                connection.execute(sa.delete(edition).where(*old))
        except sa.exc.IntegrityError as error:
            raise TakenError from error

    def report(self, link: str, fault: str, day: date) -> None:
        """Count a reader's report. Who reported is not kept."""
        row = {"site": self._site, "link": link, "day": day, "fault": fault, "reports": 1}
        with self._database.writing() as connection:
            upsert(connection, report, [row], keys=("site", "link", "day", "fault"), add=("reports",))

    def reports(self) -> Mapping[str, Mapping[str, int]]:
        """How often each link was reported, by fault."""
        total = sa.func.sum(report.c.reports)
        asked = sa.select(report.c.link, report.c.fault, total).where(report.c.site == self._site)
        known: dict[str, dict[str, int]] = {}
        with self._database.reading() as connection:
            for link, fault, count in connection.execute(asked.group_by(report.c.link, report.c.fault)):
                known.setdefault(link, {})[fault] = int(count)
        return known

    def settle(self, link: str) -> None:
        """The reports of a link have been looked at."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(report).where(report.c.site == self._site, report.c.link == link))


def _read(content: str) -> Directory:
    # Links were checked when they were written.
    return Reading(lambda _address: True).directory(json.loads(content))
