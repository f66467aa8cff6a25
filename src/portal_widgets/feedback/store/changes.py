"""Changes of messages: each adds a line to the history, in the same transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import insert_row, upsert
from ...core.text.clock import Milliseconds
from ...core.text.email_addresses import email_key
from ..mail import mail_templates
from ..rules import Status
from . import tables
from .outbox import OutgoingMail, waiting_row

# If the same answer arrives within these milliseconds, the button was pressed twice.
AGAIN_MILLISECONDS = 10 * 60 * 1000


class MessageChange:
    """A change of a message by a person of the office."""

    def __init__(self, connection: sa.Connection, site: str, number: int, who: str, at: Milliseconds) -> None:
        self.connection = connection
        self._site = site
        self._number = number
        self._who = who
        self._at = at

    def __call__(self, number: int, kind: str, text: str, **values: object) -> int:
        """Change a message and record it. Returns the number of the history's line."""
        table = tables.message
        if values:
            where = (table.c.site == self._site, table.c.id == number)
            self.connection.execute(sa.update(table).where(*where).values(**values))
        row = {"site": self._site, "message": number, "who": self._who, "at": self._at}
        return insert_row(self.connection, tables.event, {**row, "kind": kind, "text": text})

    def family(self) -> list[int]:
        """The message, and its duplicates."""
        table = tables.message
        where = (table.c.site == self._site, table.c.merged_into == self._number)
        duplicates = self.connection.scalars(sa.select(table.c.id).where(*where).order_by(table.c.id))
        return [self._number, *duplicates]

    def answer(self, numbers: Sequence[int], text: str) -> None:
        """Answer the messages. Answer the messages. A person who wrote several of them gets one mail."""
        table = tables.message
        asked = sa.select(table.c.id, table.c.email).where(table.c.id.in_(numbers)).order_by(table.c.id)
        told: set[str] = set()
        for number, email in self.connection.execute(asked).all():
            first = self.first_answer()
            event = self(number, "reply", text, status=Status.ANSWERED, answered_at=first)
            if email and email_key(email) not in told:
                told.add(email_key(email))
                self.send(number, f"{mail_templates.REPLY}{event}", email, f"reply.{event}")

    def settle_mails(self, kind: str, **values: object) -> None:
        """Change the mails of the message that were given up. Nothing is recorded if there are none."""
        mail = tables.outbox
        failed = (mail.c.site == self._site, mail.c.message == self._number, mail.c.state == "failed")
        if self.connection.execute(sa.update(mail).where(*failed).values(**values)).rowcount:
            self(self._number, kind, "")

    def first_answer(self) -> sa.ColumnElement[int]:
        """The time when a message was answered. A second answer or a telephone call does not change this
        time.
        """
        return sa.func.coalesce(tables.message.c.answered_at, self._at)

    def has_just_replied(self, text: str) -> bool:
        """Return whether the same person gave the same answer in the last minutes."""
        table = tables.event
        same = (table.c.kind == "reply", table.c.who == self._who, table.c.text == text)
        here = (table.c.site == self._site, table.c.message == self._number)
        near = table.c.at.between(self._at - AGAIN_MILLISECONDS, self._at + AGAIN_MILLISECONDS)
        return bool(self.connection.scalar(sa.select(sa.exists().where(*same, *here, near))))

    def send(self, number: int, letter: str, recipient: str, name: str) -> None:
        """Put a mail into the outbox, unless the same mail to the same person is there already."""
        table = tables.message
        asked = sa.select(table.c.reference).where(table.c.id == number)
        mail_id = f"{self.connection.scalar(asked)}.{name}"
        row = {"site": self._site, "message": number}
        row |= waiting_row(OutgoingMail(letter, recipient), mail_id, self._at)
        upsert(self.connection, tables.outbox, [row], keys=("message", "letter", "recipient"))


@contextmanager
def change_message(
    database: Database, site: str, number: int, who: str, at: Milliseconds
) -> Iterator[MessageChange]:
    with database.writing() as connection:
        yield MessageChange(connection, site, number, who, at)
