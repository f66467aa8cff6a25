"""Finding and erasing all data of a person, in every table, with a line in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.text.clock import Clock, Milliseconds
from ...core.text.email_addresses import email_spellings
from ..retention import SPAM, Topic
from ..rules import Status
from . import tables
from .statistics import keep_sums

# Number of messages in one transaction. Others may write between two transactions.
SOME = 200
LOGGED = 50


class ErasureReason(StrEnum):
    """The reason for erasing a message: its retention time was over, or a person requested it."""

    RETENTION = "retention"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Expired:
    """Messages of a topic without an event since an instant. A message that still waits for an answer is not
    included.
    """

    topic: Topic
    before: Milliseconds


@dataclass(frozen=True, slots=True)
class Erasure:
    """An order to erase. `publications`: remove published questions, too. Otherwise they stay, because they
    contain nothing about a person. `still`: erase only messages whose retention time is still over, because
    there may be a new event in the meantime. Instants are milliseconds since 1970.
    """

    cause: ErasureReason
    topic: str
    who: str
    at: Milliseconds
    publications: bool
    still: Expired | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """A line of the log. A reference to an erased message identifies nobody."""

    reference: str
    at: Milliseconds
    cause: str
    topic: str
    who: str
    files: int


class ErasureStore:
    """Queries for retention and for requests of people."""

    def __init__(self, database: Database, site: str, clock: Clock) -> None:
        self._database = database
        self._site = site
        self._clock = clock

    def of_reference(self, reference: str) -> list[int]:
        return self._numbers(tables.message.c.reference == reference)

    def of_email(self, email: str) -> list[int]:
        """Every message of an address, however its case and its domain are written."""
        return self._numbers(sa.func.lower(tables.message.c.email).in_(email_spellings(email)))

    def expired(self, over: "Expired") -> list[int]:
        return self._numbers(*_is_over(over))

    def erase(self, numbers: Sequence[int], order: Erasure) -> tuple[int, list[str]]:
        """Erase messages with all their data, at most SOME. Returns the number, and the names of their files,
        which must be removed next.
        """
        table, file = tables.message, tables.attachment
        ours = [table.c.site == self._site, table.c.id.in_(numbers)]
        ours += _is_over(order.still) if order.still else []
        with self._database.writing() as connection:
            asked = sa.select(table.c.id, table.c.reference).where(*ours)
            found: dict[int, str] = {row.id: row.reference for row in connection.execute(asked)}
            if not found:
                return 0, []
            keep_sums(connection, self._site, [*found], self._clock)
            asked_files = sa.select(file.c.id, file.c.message).where(file.c.message.in_([*found]))
            files = [(one.id, one.message) for one in connection.execute(asked_files)]
            self._write_down(connection, found, [message for _, message in files], order)
            self._delete(connection, [*found], publications=order.publications)
        return len(found), [name for name, _ in files]

    def erased_at(self, reference: str) -> int | None:
        """The time when a message was erased."""
        table = tables.erasure
        with self._database.reading() as connection:
            asked = sa.select(table.c.at).where(table.c.site == self._site, table.c.reference == reference)
            return connection.scalar(asked)

    def log(self) -> list[Erased]:
        """The last erasures, newest first."""
        table = tables.erasure
        columns = (table.c[name] for name in Erased.__slots__)
        asked = sa.select(*columns).where(table.c.site == self._site).order_by(table.c.id.desc())
        with self._database.reading() as connection:
            return [Erased(*row) for row in connection.execute(asked.limit(LOGGED))]

    def _numbers(self, *where: sa.ColumnElement[bool]) -> list[int]:
        table = tables.message
        asked = sa.select(table.c.id).where(table.c.site == self._site, *where).order_by(table.c.id)
        with self._database.reading() as connection:
            return [*connection.scalars(asked)]

    def _write_down(
        self, connection: sa.Connection, found: dict[int, str], of_files: list[int], order: Erasure
    ) -> None:
        rows = [
            {
                "site": self._site,
                "reference": reference,
                "at": order.at,
                "cause": order.cause,
                "topic": order.topic,
                "who": order.who,
                "files": of_files.count(number),
            }
            for number, reference in found.items()
        ]
        connection.execute(sa.insert(tables.erasure), rows)

    def _delete(self, connection: sa.Connection, numbers: list[int], *, publications: bool) -> None:
        parts = [tables.consent, tables.attachment, tables.outbox, tables.event]
        for table in [*parts, tables.question] if publications else parts:
            connection.execute(sa.delete(table).where(table.c.message.in_(numbers)))
        message = tables.message
        # A duplicate of an erased message becomes a separate message again.
        split = sa.update(message).where(message.c.merged_into.in_(numbers)).values(merged_into=None)
        connection.execute(split)
        connection.execute(sa.delete(message).where(message.c.id.in_(numbers)))


def _is_over(over: Expired) -> list[sa.ColumnElement[bool]]:
    table, event, topic = tables.message, tables.event, over.topic
    done = [Status.SPAM] if topic.name == SPAM else [Status.ANSWERED, Status.CLOSED]
    since = sa.select(event.c.id).where(event.c.message == table.c.id, event.c.at >= over.before)
    where = [table.c.status.in_(done), table.c.at < over.before, ~sa.exists(since)]
    if topic.kind:
        return [*where, table.c.kind == topic.kind, table.c.department.not_in(topic.departments)]
    return [*where, table.c.department.in_(topic.departments)] if topic.departments else where
