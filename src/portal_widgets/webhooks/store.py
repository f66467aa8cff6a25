"""The outbox of webhooks in SQL. A row is removed when its endpoint has accepted it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from ..core.db.database import Database, metadata
from ..core.db.outbox import OutboxRows, new_row
from ..core.text.clock import Milliseconds

table = sa.Table(
    "pw_webhook",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("site", sa.String(32), nullable=False),
    sa.Column("event_id", sa.String(40), nullable=False),
    sa.Column("url", sa.String(500), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("due_at", sa.BigInteger, nullable=False),
    sa.Column("error", sa.String(300), nullable=False),
    sa.Index("pw_webhook_due", "site", "state", "due_at"),
)


@dataclass(frozen=True, slots=True)
class DueEvent:
    """A due event for one endpoint, claimed for this process."""

    id: int
    event_id: str
    url: str
    body: str
    tries: int


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How many events wait for a retry or were given up, and the error of the newest of them."""

    retried: int
    failed: int
    error: str


class WebhookStore:
    """The webhooks of one site. Instants are milliseconds since 1970."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site
        self._rows = OutboxRows(database, table, site)

    def add(self, event_id: str, body: str, urls: Iterable[str], at: Milliseconds) -> None:
        """Store an event for each endpoint, due immediately."""
        given = {"site": self._site, "event_id": event_id, "body": body, **new_row(at)}
        with self._database.writing() as connection:
            connection.execute(sa.insert(table), [{**given, "url": url} for url in urls])

    def due_count(self, now: Milliseconds) -> int:
        return self._rows.due_count(now)

    def claim(self, now: Milliseconds, without: Collection[str]) -> DueEvent | None:
        """The event that has waited longest, for an endpoint that is not in `without`."""
        row = self._rows.claim(now, table.c.url.not_in(without))
        return DueEvent(*(row[name] for name in DueEvent.__slots__)) if row is not None else None

    def remove(self, event: DueEvent) -> None:
        """Remove an event that was accepted, or whose endpoint is no longer configured."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(table).where(table.c.id == event.id))

    def postpone(self, event: DueEvent, now: Milliseconds, error: str) -> bool:
        """Try again later. Returns False if that was the last try."""
        return self._rows.postpone(event.id, event.tries, now, error)

    def fail(self, event: DueEvent, error: str) -> None:
        self._rows.fail(event.id, error)

    def state(self) -> OutboxState:
        """The events that were refused at least once."""
        failed = sa.case((table.c.state == "failed", 1), else_=0)
        counts = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(failed), 0))
        newest = sa.select(table.c.error).order_by(failed.desc(), table.c.id.desc()).limit(1)
        where = (table.c.site == self._site, table.c.error != "")
        with self._database.reading() as connection:
            every, given_up = connection.execute(counts.where(*where)).one()
            error = connection.execute(newest.where(*where)).scalar() or ""
        return OutboxState(int(every - given_up), int(given_up), error)

    def retry(self, now: Milliseconds) -> int:
        """Make every event that was given up due again. Returns how many."""
        again = sa.update(table).where(*self._failed()).values(**new_row(now))
        with self._database.writing() as connection:
            return connection.execute(again).rowcount

    def discard(self, before: Milliseconds) -> int:
        """Remove the events that were given up before an instant. Returns how many."""
        gone = sa.delete(table).where(*self._failed(), table.c.due_at < before)
        with self._database.writing() as connection:
            return connection.execute(gone).rowcount

    def _failed(self) -> tuple[sa.ColumnElement[bool], ...]:
        return table.c.site == self._site, table.c.state == "failed"
