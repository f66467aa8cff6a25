"""Messages in SQL: each with its consents, attachments and mails in one transaction, or not at all."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from urllib.parse import quote

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import insert_row, upsert
from ...core.text.clock import Milliseconds
from ...core.text.email_addresses import email_spellings
from ...core.text.phone_numbers import phone_spellings
from ...core.text.vietnamese import fold
from ..files import File
from ..rules import Consent, Message, MessageKind, SpamReason, Status
from . import tables
from .outbox import OutgoingMail, waiting_row


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything that is stored in one transaction."""

    message: Message
    reference: str
    ticket: bytes
    digest: bytes
    language: str
    at: Milliseconds
    reason: SpamReason | None = None
    due_on: date | None = None
    consents: tuple[Consent, ...] = ()
    files: tuple[File, ...] = ()
    letters: tuple[OutgoingMail, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A stored message."""

    id: int
    reference: str
    message: Message
    language: str
    at: Milliseconds
    status: Status
    files: list[File] = field(default_factory=list)


class MessageStore:
    """Messages as they arrive, and as their senders find them. Instants are milliseconds since 1970."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def add(self, given: Submission) -> str:
        """Store a message and return its reference. If the form was sent before, return the earlier
        reference.
        """
        try:
            with self._database.writing() as connection:
                number = self._insert(connection, given)
                self._insert_parts(connection, number, given)
                return given.reference
        except sa.exc.IntegrityError:
            known = self._of_ticket(given.ticket)
            if known is None:
                raise
            return known

    def is_repeated(self, digest: bytes, since: Milliseconds, until: Milliseconds) -> bool:
        """Return whether the same sender sent the same text between these instants."""
        where = (tables.message.c.digest == digest, tables.message.c.at.between(since, until))
        return self._reference(*where) is not None

    def find(self, reference: str) -> StoredMessage | None:
        return self._one(tables.message.c.reference == reference)

    def by_number(self, number: int) -> StoredMessage | None:
        return self._one(tables.message.c.id == number)

    def note_useful(self, page: str, day: date, answer: str) -> None:
        row = {"site": self._site, "page": page, "day": day, "answer": answer, "count": 1}
        with self._database.writing() as connection:
            upsert(connection, tables.useful, [row], add=("count",))

    def useful(self, page: str) -> dict[str, int]:
        """How often a page was rated useful and not useful. An earlier version may have stored its path with
        percent signs.
        """
        where = (tables.useful.c.site == self._site, tables.useful.c.page.in_({page, quote(page)}))
        total = sa.func.sum(tables.useful.c.count)
        asked = sa.select(tables.useful.c.answer, total).where(*where).group_by(tables.useful.c.answer)
        with self._database.reading() as connection:
            return {answer: int(count) for answer, count in connection.execute(asked)}

    def attached_files(self, files: Collection[str]) -> set[str]:
        """Which of these files belong to a message, of any site."""
        with self._database.reading() as connection:
            asked = sa.select(tables.attachment.c.id).where(tables.attachment.c.id.in_(list(files)))
            return set(connection.execute(asked).scalars())

    def _insert(self, connection: sa.Connection, given: Submission) -> int:
        row = {
            **asdict(given.message),
            "site": self._site,
            "reference": given.reference,
            "ticket": given.ticket,
            "digest": given.digest,
            "language": given.language,
            "at": given.at,
            "status": Status.SPAM if given.reason else Status.NEW,
            "reason": given.reason or "",
            "search": _search_text(given),
            "assigned": "",
            "due_on": given.due_on,
        }
        return insert_row(connection, tables.message, row)

    def _insert_parts(self, connection: sa.Connection, number: int, given: Submission) -> None:
        of = {"site": self._site, "message": number}
        parts: Iterable[tuple[sa.Table, list[dict[str, object]]]] = (
            (tables.consent, [{**of, **asdict(one), "at": given.at} for one in given.consents]),
            (tables.attachment, [{**of, **asdict(file)} for file in given.files]),
            (tables.outbox, [{**of, **_letter_row(one, given)} for one in given.letters]),
        )
        for table, rows in parts:
            if rows:
                connection.execute(sa.insert(table), rows)

    def _of_ticket(self, ticket: bytes) -> str | None:
        return self._reference(tables.message.c.ticket == ticket)

    def _reference(self, *where: sa.ColumnElement[bool]) -> str | None:
        asked = sa.select(tables.message.c.reference).where(tables.message.c.site == self._site, *where)
        with self._database.reading() as connection:
            return connection.execute(asked.limit(1)).scalar()

    def _one(self, condition: sa.ColumnElement[bool]) -> StoredMessage | None:
        table = tables.message
        with self._database.reading() as connection:
            row = connection.execute(sa.select(table).where(table.c.site == self._site, condition)).first()
            if row is None:
                return None
            asked = sa.select(tables.attachment).where(tables.attachment.c.message == row.id)
            files = [
                File(one.id, one.name, one.kind, one.bytes, one.sha256)
                for one in connection.execute(asked.order_by(tables.attachment.c.name))
            ]
        names = ("text", "subject", "name", "email", "phone", "address", "department", "page")
        message = Message(MessageKind(row.kind), **{name: getattr(row, name) for name in names})
        return StoredMessage(row.id, row.reference, message, row.language, row.at, Status(row.status), files)


def _search_text(given: Submission) -> str:
    """The text in which messages are searched, without diacritics and capitals."""
    one = given.message
    said = (given.reference, given.reference.replace("-", ""), one.subject, one.text, one.name)
    return fold(
        " ".join((*said, *email_spellings(one.email), one.phone, *phone_spellings(one.phone), one.address))
    )


def _letter_row(mail: OutgoingMail, given: Submission) -> dict[str, object]:
    mail_id = f"{given.reference}.{mail.letter}.{given.digest.hex()[:12]}"
    return waiting_row(mail, mail_id, given.at)
