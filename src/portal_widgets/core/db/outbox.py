"""Rows that wait to be sent: one process claims each of them, and it is sent, tried again or given up."""

import sqlalchemy as sa

from ..text.clock import Milliseconds
from .database import Database

# In seconds. After the last retry a row has failed, and `flask portal doctor` reports it.
WAITS = (60, 300, 1800, 7200, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)
# How long a sending process owns the row. After this time, the process is assumed to be dead.
LEASE_SECONDS = 300
# The clocks of two servers hardly differ by more.
SKEW_SECONDS = 60
LONGEST_ERROR = 300


def new_row(at: Milliseconds) -> dict[str, object]:
    """The values of a row that is due immediately."""
    return {"state": "waiting", "tries": 0, "due_at": at, "error": ""}


class OutboxRows:
    """The rows of one site. Their table has `id`, `site`, `state`, `tries`, `due_at` and `error`. Instants
    are milliseconds since 1970.
    """

    def __init__(self, database: Database, table: sa.Table, site: str) -> None:
        self._database = database
        self._table = table
        self._site = site

    def due_count(self, now: Milliseconds) -> int:
        """How many rows are due now."""
        return self._count(*self._is_due(now))

    def failed_count(self) -> int:
        """How many rows were given up."""
        return self._count(self._table.c.site == self._site, self._table.c.state == "failed")

    def claim(self, now: Milliseconds, *where: sa.ColumnElement[bool]) -> sa.RowMapping | None:
        """The row that has waited longest, reserved for this process until its lease ends."""
        table = self._table
        with self._database.writing() as connection:
            oldest = sa.select(table.c.id).where(*self._is_due(now), *where)
            oldest = oldest.order_by(table.c.due_at, table.c.id).limit(1)
            number = connection.execute(oldest.with_for_update(skip_locked=True)).scalar()
            if number is None:
                return None
            lease = {"state": "sending", "tries": table.c.tries + 1, "due_at": now + LEASE_SECONDS * 1000}
            connection.execute(sa.update(table).where(table.c.id == number).values(**lease))
            return connection.execute(sa.select(table).where(table.c.id == number)).mappings().one()

    def postpone(self, number: int, tries: int, now: Milliseconds, error: str) -> bool:
        """Try again later. Returns False if that was the last try."""
        over = tries > len(WAITS)
        due_at = now if over else now + WAITS[tries - 1] * 1000
        state = "failed" if over else "waiting"
        self.update(number, state=state, due_at=due_at, error=error[:LONGEST_ERROR])
        return not over

    def fail(self, number: int, error: str) -> None:
        """Give the row up."""
        self.update(number, state="failed", error=error[:LONGEST_ERROR])

    def update(self, number: int, **values: object) -> None:
        table = self._table
        with self._database.writing() as connection:
            connection.execute(sa.update(table).where(table.c.id == number).values(**values))

    def _count(self, *where: sa.ColumnElement[bool]) -> int:
        asked = sa.select(sa.func.count()).select_from(self._table).where(*where)
        with self._database.reading() as connection:
            return int(connection.execute(asked).scalar_one())

    def _is_due(self, now: Milliseconds) -> tuple[sa.ColumnElement[bool], ...]:
        """The condition for due rows: they are waiting, or claimed by a process whose lease has ended. If a
        row is due later than any retry can be, a wrong clock has set its time, and it is due now.
        """
        table = self._table
        latest = [now + (seconds + SKEW_SECONDS) * 1000 for seconds in (0, *WAITS, LEASE_SECONDS)]
        *of_tries, of_lease = (sa.literal(at, sa.BigInteger) for at in latest)
        put_off = sa.case(*((table.c.tries == tries, at) for tries, at in enumerate(of_tries)))
        possible = sa.case((table.c.state == "sending", of_lease), else_=put_off)
        due = sa.or_(table.c.due_at <= now, table.c.due_at > possible)
        return table.c.site == self._site, table.c.state.in_(["waiting", "sending"]), due
