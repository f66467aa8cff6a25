"""Refused attempts to vote: the number per day, by reason. Nothing about the voter is stored."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from . import tables


class RefusalStore:
    """The refused attempts of one site's polls."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def add(self, number: int, reason: str, day: date) -> None:
        """Count a refused attempt."""
        row = {"site": self._site, "poll": number, "day": day, "reason": reason, "attempts": 1}
        with self._database.writing() as connection:
            upsert(connection, tables.refusal, [row], keys=("poll", "day", "reason"), add=("attempts",))

    def counts(self, number: int) -> Mapping[str, int]:
        """The number of refused attempts in a poll, by reason."""
        total = sa.func.sum(tables.refusal.c.attempts)
        where = (tables.refusal.c.site == self._site, tables.refusal.c.poll == number)
        asked = sa.select(tables.refusal.c.reason, total).where(*where).group_by(tables.refusal.c.reason)
        with self._database.reading() as connection:
            return {reason: int(count) for reason, count in connection.execute(asked)}
