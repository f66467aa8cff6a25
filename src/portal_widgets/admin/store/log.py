"""The log of sign-ins and changes. It contains no network address and no typed text."""

from dataclasses import asdict

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.text.clock import Milliseconds
from ..accounts import Event, LogEntry
from .tables import log


def write_log(connection: sa.Connection, site: str, entry: LogEntry) -> None:
    """Write a line of the log, in the transaction of the change."""
    connection.execute(sa.insert(log), [{"site": site, **asdict(entry)}])


class AdminLog:
    """Reads, writes and purges the log of a site."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, site: str, *entries: LogEntry) -> None:
        with self._database.writing() as connection:
            for entry in entries:
                write_log(connection, site, entry)

    def newest(self, site: str, most: int, before: int | None = None) -> list[tuple[int, LogEntry]]:
        """At most so many entries with their numbers, the newest first. `before`: only older ones."""
        older = sa.true() if before is None else log.c.id < before
        wanted = sa.select(log).where(log.c.site == site, older).order_by(log.c.id.desc()).limit(most)
        with self._database.reading() as connection:
            return [(row.id, _entry(row)) for row in connection.execute(wanted)]

    def last(self, site: str, what: Event) -> dict[str, int]:
        """By account, when this happened last."""
        of_kind = sa.and_(log.c.site == site, log.c.what == what)
        wanted = sa.select(log.c.account, sa.func.max(log.c.at).label("at")).where(of_kind)
        with self._database.reading() as connection:
            return {row.account: row.at for row in connection.execute(wanted.group_by(log.c.account))}

    def locked(self, site: str, since: Milliseconds) -> list[str]:
        """The accounts that were locked since then, and not unlocked after it, in the order of the events."""
        of_locks = sa.and_(
            log.c.site == site, log.c.at > since, log.c.what.in_([Event.LOCKED, Event.UNLOCKED])
        )
        wanted = sa.select(log.c.account, log.c.what).where(of_locks, log.c.account != "").order_by(log.c.id)
        with self._database.reading() as connection:
            last = {row.account: row.what for row in connection.execute(wanted)}
        return [name for name, what in last.items() if what == Event.LOCKED]

    def purge(self, site: str, before: Milliseconds) -> int:
        """Delete older entries. Returns their number."""
        with self._database.writing() as connection:
            return connection.execute(sa.delete(log).where(log.c.site == site, log.c.at < before)).rowcount


def _entry(row: "sa.Row[tuple[object, ...]]") -> LogEntry:
    return LogEntry(row.at, row.who, Event(row.what), row.account, row.detail)
