"""The dead letters of a site, for its operator."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ....core.db.database import Database, metadata
from ....core.db.rows import upsert
from ....core.text.clock import Milliseconds
from ..protocol import LONGEST_PLACE, LONGEST_SOURCE, DeadLetter

# Refused records, with the reasons.
dead_letter = sa.Table(
    "pw_dead_letter",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("source", sa.String(LONGEST_SOURCE), primary_key=True),
    sa.Column("place", sa.String(LONGEST_PLACE), primary_key=True),
    sa.Column("noted_at", sa.BigInteger, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Noted:
    """A dead letter, and the time when it was put aside, in milliseconds since 1970."""

    at: Milliseconds
    letter: DeadLetter


def keep(connection: sa.Connection, site: str, letters: Iterable[DeadLetter], at: Milliseconds) -> None:
    """Store letters, in the transaction of the counts they belong to. A known letter is not changed."""
    rows = [{"site": site, **letter._asdict(), "noted_at": at} for letter in letters]
    upsert(connection, dead_letter, rows)


class DeadLetterStore:
    """Reads dead letters, and deletes those that somebody has checked."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def count(self) -> int:
        asked = sa.select(sa.func.count()).where(dead_letter.c.site == self._site)
        with self._database.reading() as connection:
            return connection.scalar(asked) or 0

    def listed(self) -> Sequence[Noted]:
        """The letters, newest last."""
        columns = [dead_letter.c[name] for name in ("noted_at", *DeadLetter._fields)]
        asked = sa.select(*columns).where(dead_letter.c.site == self._site)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(dead_letter.c.noted_at, *columns[1:3])).all()
            return [Noted(at, DeadLetter(*said)) for at, *said in rows]

    def forget(self, until: Milliseconds) -> int:
        """Delete letters up to an instant; returns their number. The exclusion ledger keeps the count."""
        old = (dead_letter.c.site == self._site, dead_letter.c.noted_at <= until)
        with self._database.writing() as connection:
            return connection.execute(sa.delete(dead_letter).where(*old)).rowcount
