"""The dead letters of a site, for whoever looks after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ....core.db.database import Database
from ....core.db.rows import upsert
from ..protocol import DeadLetter
from .tables import dead_letter


@dataclass(frozen=True, slots=True)
class Noted:
    """A dead letter, and when it was put aside, in milliseconds since 1970."""

    at: int
    letter: DeadLetter


def keep(connection: sa.Connection, site: str, letters: Iterable[DeadLetter], at: int) -> None:
    """Put letters to the others, in the transaction of what they are about. A known one stays as it is."""
    rows = [{"site": site, **letter._asdict(), "noted_at": at} for letter in letters]
    upsert(connection, dead_letter, rows)


class DeadLetterStore:
    """Reads dead letters, and forgets those that somebody has looked at."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def count(self) -> int:
        asked = sa.select(sa.func.count()).where(dead_letter.c.site == self._site)
        with self._database.reading() as connection:
            return connection.scalar(asked) or 0

    def listed(self) -> Sequence[Noted]:
        """The newest last."""
        columns = [dead_letter.c[name] for name in ("noted_at", *DeadLetter._fields)]
        asked = sa.select(*columns).where(dead_letter.c.site == self._site)
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(dead_letter.c.noted_at, *columns[1:3])).all()
            return [Noted(at, DeadLetter(*said)) for at, *said in rows]

    def forget(self, until: int) -> int:
        """Drop those put aside up to an instant; how many they were. The exclusion ledger keeps count."""
        old = (dead_letter.c.site == self._site, dead_letter.c.noted_at <= until)
        with self._database.writing() as connection:
            return connection.execute(sa.delete(dead_letter).where(*old)).rowcount
