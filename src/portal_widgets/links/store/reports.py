"""Readers' reports of faults, counted by link, day and fault."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from .tables import report


class LinkReportStore:
    """The reports of one site. The reporting person is not stored."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def add(self, link: str, fault: str, day: date) -> None:
        row = {"site": self._site, "link": link, "day": day, "fault": fault, "reports": 1}
        with self._database.writing() as connection:
            upsert(connection, report, [row], keys=("site", "link", "day", "fault"), add=("reports",))

    def counts_by_link(self) -> Mapping[str, Mapping[str, int]]:
        """How often each link was reported, by fault."""
        total = sa.func.sum(report.c.reports)
        asked = sa.select(report.c.link, report.c.fault, total).where(report.c.site == self._site)
        known: dict[str, dict[str, int]] = {}
        with self._database.reading() as connection:
            for link, fault, count in connection.execute(asked.group_by(report.c.link, report.c.fault)):
                known.setdefault(link, {})[fault] = int(count)
        return known

    def clear(self, link: str) -> None:
        """Mark the reports of a link as checked."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(report).where(report.c.site == self._site, report.c.link == link))
