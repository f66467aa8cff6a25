"""The outbox in SQL: mails wait, are claimed by one process, and are sent or given up."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.outbox import OutboxRows, new_row
from ...core.text.clock import Milliseconds
from . import tables


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail to send: its kind, and its recipient."""

    letter: str
    recipient: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class DueMail:
    """A due mail, claimed for this process."""

    id: int
    message: int
    letter: str
    recipient: str
    link: str
    mail_id: str
    tries: int


def waiting_row(mail: OutgoingMail, mail_id: str, at: Milliseconds) -> dict[str, object]:
    """A new mail, due immediately. `mail_id` is its permanent Message-ID, so that mail programs recognise a
    second copy.
    """
    return {
        **asdict(mail),
        "mail_id": mail_id.lower(),
        **new_row(at),
    }


class OutboxStore:
    """The mails of one site. Instants are milliseconds since 1970."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site
        self._rows = OutboxRows(database, tables.outbox, site)

    def due_count(self, now: Milliseconds) -> int:
        """How many mails are due now."""
        return self._rows.due_count(now)

    def failed_count(self) -> int:
        """How many mails were given up."""
        return self._rows.failed_count()

    def failed(self, message: int) -> list[tuple[str, str]]:
        """Recipient and error of each mail of a message that was given up."""
        table = tables.outbox
        where = (table.c.site == self._site, table.c.message == message, table.c.state == "failed")
        wanted = sa.select(table.c.recipient, table.c.error).where(*where).order_by(table.c.id)
        with self._database.reading() as connection:
            return [(row.recipient, row.error) for row in connection.execute(wanted)]

    def claim(self, now: Milliseconds) -> DueMail | None:
        """The mail that has waited longest, reserved for this process until its lease ends."""
        row = self._rows.claim(now)
        return DueMail(*(row[name] for name in DueMail.__slots__)) if row is not None else None

    def mark_sent(self, letter: DueMail, now: Milliseconds) -> None:
        self._rows.update(letter.id, state="sent", sent_at=now, error="")

    def postpone(self, letter: DueMail, now: Milliseconds, error: str) -> bool:
        """Try again later. Returns False if that was the last try."""
        return self._rows.postpone(letter.id, letter.tries, now, error)

    def fail(self, letter: DueMail, error: str) -> None:
        self._rows.fail(letter.id, error)
