"""The office's work on messages: the inbox, and the history of each message."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import Row
from ...core.text.clock import Milliseconds
from ...core.text.vietnamese import fold
from ..mail import mail_templates
from ..rules import WAITING, Status
from . import tables
from .changes import MessageChange, change_message

PAGE = 25


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """The filter of an inbox. `departments`: None for all; "" selects messages without a department.
    `unsent`: only messages with a mail that was given up.
    """

    words: str = ""
    status: str = "waiting"
    department: str = ""
    kind: str = ""
    assigned: str = ""
    overdue: bool = False
    unsent: bool = False
    page: int = 1
    departments: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A message in the office's list."""

    id: int
    reference: str
    kind: str
    department: str
    subject: str
    text: str
    name: str
    at: Milliseconds
    status: Status
    reason: str
    assigned: str
    due_on: date | None
    merged_into: int | None
    language: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a message's history: who did what, when, and the words, if any."""

    id: int
    at: Milliseconds
    who: str
    kind: str
    text: str


class CaseStore:
    """The office's queries and changes. Every change of a message also writes its history."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def inbox(self, wanted: InboxQuery, today: date) -> tuple[list[Case], int]:
        """A page of messages, sorted by due date, and the total number."""
        where = self._where(wanted, today)
        first = (max(wanted.page, 1) - 1) * PAGE
        order = (tables.message.c.due_on.is_(None), tables.message.c.due_on, tables.message.c.id.desc())
        asked = sa.select(*case_columns()).where(*where).order_by(*order).limit(PAGE).offset(first)
        with self._database.reading() as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(tables.message).where(*where))
            return [case_of_row(row) for row in connection.execute(asked)], int(count.scalar_one())

    def every(self, wanted: InboxQuery, today: date, most: int) -> list[Case]:
        """Every message that matches, in order."""
        asked = sa.select(*case_columns()).where(*self._where(wanted, today)).order_by(tables.message.c.id)
        with self._database.reading() as connection:
            return [case_of_row(row) for row in connection.execute(asked.limit(most))]

    def counts(self, wanted: InboxQuery, today: date) -> dict[str, int]:
        """The number of messages in each state that match the rest of the filter."""
        where = self._where(replace(wanted, status=""), today)
        asked = (
            sa.select(tables.message.c.status, sa.func.count())
            .where(*where)
            .group_by(tables.message.c.status)
        )
        with self._database.reading() as connection:
            return {status: int(count) for status, count in connection.execute(asked)}

    def case(self, number: int) -> Case | None:
        table = tables.message
        with self._database.reading() as connection:
            asked = sa.select(*case_columns()).where(table.c.site == self._site, table.c.id == number)
            row = connection.execute(asked).first()
            return case_of_row(row) if row else None

    def events(self, number: int) -> list[Event]:
        """The history, oldest first."""
        table = tables.event
        columns = (table.c[name] for name in Event.__slots__)
        asked = sa.select(*columns).where(table.c.site == self._site, table.c.message == number)
        with self._database.reading() as connection:
            return [Event(*row) for row in connection.execute(asked.order_by(table.c.id))]

    def letters(self, number: int) -> dict[str, str]:
        """The state of each mail of a message."""
        table = tables.outbox
        asked = sa.select(table.c.letter, table.c.state).where(table.c.message == number)
        with self._database.reading() as connection:
            found = connection.execute(asked.where(table.c.site == self._site))
            return {row.letter: row.state for row in found}

    def consents(self, number: int) -> list[tuple[str, str, int]]:
        """The consents: purpose, text, and time."""
        table = tables.consent
        asked = sa.select(table.c.purpose, table.c.text, table.c.at).where(table.c.message == number)
        with self._database.reading() as connection:
            found = connection.execute(asked.where(table.c.site == self._site).order_by(table.c.purpose))
            return [(purpose, text, at) for purpose, text, at in found]

    def move(self, number: int, status: Status, *, mailbox: str = "", who: str, at: Milliseconds) -> None:
        """Set another state of a message and its duplicates. If a mailbox has not been notified yet, it is
        notified now.
        """
        with self._change(number, who, at) as change:
            answered = {"answered_at": change.first_answer()} if status is Status.ANSWERED else {}
            for each in change.family():
                event = change(each, "status", status, status=status, **answered)
            if mailbox:
                change.send(number, mail_templates.NOTICE, mailbox, f"notice.{event}")

    def assign(self, number: int, to: str, *, who: str, at: Milliseconds) -> None:
        with self._change(number, who, at) as change:
            change(number, "assigned", to, assigned=to)

    def transfer(self, number: int, department: str, mailbox: str, *, who: str, at: Milliseconds) -> None:
        """Forward to another department. It is notified by mail, unless it was notified before."""
        with self._change(number, who, at) as change:
            event = change(number, "department", department, department=department, assigned="")
            if mailbox:
                change.send(number, mail_templates.NOTICE, mailbox, f"notice.{event}")

    def note(self, number: int, text: str, *, who: str, at: Milliseconds) -> None:
        """Add a note for the office only."""
        with self._change(number, who, at) as change:
            change(number, "note", text)

    def retry_mails(self, number: int, *, who: str, at: Milliseconds) -> None:
        """Let the mails of a message that were given up be sent again, with as many tries as a new mail."""
        with self._change(number, who, at) as change:
            change.settle_mails("mail-again", state="waiting", tries=0, due_at=at, error="")

    def dismiss_mails(self, number: int, *, who: str, at: Milliseconds) -> None:
        """Stop reporting the mails of a message that were given up."""
        with self._change(number, who, at) as change:
            change.settle_mails("mail-dismissed", state="dismissed")

    def reply(self, number: int, text: str, *, who: str, at: Milliseconds) -> None:
        """Answer the message and its duplicates. The answer is in the history and on the status page. If the
        sender gave an address, it is also in the outbox. If the button is pressed twice, one answer is sent.
        """
        with self._change(number, who, at) as change:
            if not change.has_just_replied(text):
                change.answer(change.family(), text)

    def _change(self, number: int, who: str, at: Milliseconds) -> AbstractContextManager[MessageChange]:
        return change_message(self._database, self._site, number, who, at)

    def _where(self, wanted: InboxQuery, today: date) -> list[sa.ColumnElement[bool]]:
        table = tables.message
        where: list[sa.ColumnElement[bool]] = [table.c.site == self._site]
        words = fold(wanted.words).split()
        if not words:
            where.append(
                table.c.merged_into.is_(None)
            )  # the office works on the main message, not on a duplicate
        where += [table.c.search.contains(word, autoescape=True) for word in words]
        if wanted.status == "waiting":
            where.append(table.c.status.in_([*WAITING]))
        elif wanted.status:
            where.append(table.c.status == wanted.status)
        for column, value in (
            (table.c.department, wanted.department),
            (table.c.kind, wanted.kind),
            (table.c.assigned, wanted.assigned),
        ):
            if value:
                where.append(column == value)
        where += self._where_late(wanted, today)
        if wanted.departments is not None:
            where.append(table.c.department.in_([*wanted.departments]))
        return where

    def _where_late(self, wanted: InboxQuery, today: date) -> list[sa.ColumnElement[bool]]:
        overdue = sa.and_(tables.message.c.status.in_([*WAITING]), tables.message.c.due_on < today)
        return [*([overdue] if wanted.overdue else []), *([is_unsent(self._site)] if wanted.unsent else [])]


def is_unsent(site: str) -> sa.ColumnElement[bool]:
    """Whether a message has a mail that was given up. Closing the message settles it."""
    table, mail = tables.message, tables.outbox
    failed = sa.exists().where(mail.c.site == site, mail.c.message == table.c.id, mail.c.state == "failed")
    return sa.and_(failed, table.c.status.not_in([Status.CLOSED, Status.SPAM]))


def case_columns() -> list[sa.Column[object]]:
    return [tables.message.c[name] for name in Case.__slots__]


def case_of_row(row: Row) -> Case:
    return Case(**{**row._mapping, "status": Status(row.status)})  # noqa: SLF001 - SQLAlchemy documents it
