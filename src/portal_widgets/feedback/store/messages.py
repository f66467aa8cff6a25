"""Messages in SQL: each with its consents, attachments and letters in one transaction, or not at all."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from ...core.text.phone_numbers import dial_string
from ...core.text.vietnamese import fold
from ..files import File
from ..rules import Message, MessageKind, Purpose, SpamReason, Status
from . import tables

# Seconds. After the last one a letter has failed, and `flask portal doctor` says so.
WAITS = (60, 300, 1800, 7200, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)
# So long a process that sends has the letter to itself; then it is taken for dead.
LEASE_SECONDS = 300
LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to, in the words they read."""

    purpose: Purpose
    version: str
    text: str


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail to be sent: which one, and to whom."""

    letter: str
    recipient: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything that is stored at once."""

    message: Message
    reference: str
    ticket: bytes
    digest: bytes
    language: str
    at: int
    reason: SpamReason | None = None
    due_on: date | None = None
    consents: tuple[Consent, ...] = ()
    files: tuple[File, ...] = ()
    letters: tuple[OutgoingMail, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A message as it lies there."""

    id: int
    reference: str
    message: Message
    language: str
    at: int
    status: Status
    files: list[File] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DueMail:
    """A letter whose time has come, claimed for this process."""

    id: int
    message: int
    letter: str
    recipient: str
    link: str
    mail_id: str
    tries: int


class MessageStore:
    """What intake and outbox ask of the database. Instants are milliseconds since 1970."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def add(self, given: Submission) -> str:
        """Store a message; its reference. Of a form that was sent before, the reference it got then."""
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

    def is_repeated(self, digest: bytes, since: int) -> bool:
        """Whether the same was said by the same since then."""
        where = (tables.message.c.digest == digest, tables.message.c.at >= since)
        return self._reference(*where) is not None

    def find(self, reference: str) -> Stored | None:
        return self._one(tables.message.c.reference == reference)

    def by_number(self, number: int) -> Stored | None:
        return self._one(tables.message.c.id == number)

    def note_useful(self, page: str, day: date, answer: str) -> None:
        row = {"site": self._site, "page": page, "day": day, "answer": answer, "count": 1}
        with self._database.writing() as connection:
            upsert(connection, tables.useful, [row], add=("count",))

    def useful(self, page: str) -> dict[str, int]:
        """How often a page was found useful and not, by answer."""
        where = (tables.useful.c.site == self._site, tables.useful.c.page == page)
        total = sa.func.sum(tables.useful.c.count)
        asked = sa.select(tables.useful.c.answer, total).where(*where).group_by(tables.useful.c.answer)
        with self._database.reading() as connection:
            return {answer: int(count) for answer, count in connection.execute(asked)}

    def attached_files(self, files: Collection[str]) -> set[str]:
        """Which of these files belong to a message, of whatever site."""
        with self._database.reading() as connection:
            asked = sa.select(tables.attachment.c.id).where(tables.attachment.c.id.in_(list(files)))
            return set(connection.execute(asked).scalars())

    def due(self, now: int) -> int:
        """How many letters wait to be sent now."""
        asked = sa.select(sa.func.count()).where(*self._waits(now))
        with self._database.reading() as connection:
            return int(connection.execute(asked).scalar_one())

    def failed_count(self) -> int:
        """How many letters were given up."""
        where = (tables.outbox.c.site == self._site, tables.outbox.c.state == "failed")
        with self._database.reading() as connection:
            return int(connection.execute(sa.select(sa.func.count()).where(*where)).scalar_one())

    def claim(self, now: int) -> DueMail | None:
        """The letter that has waited longest, for this process alone until its lease is over."""
        table = tables.outbox
        with self._database.writing() as connection:
            oldest = sa.select(table.c.id).where(*self._waits(now)).order_by(table.c.due_at, table.c.id)
            number = connection.execute(oldest.limit(1).with_for_update(skip_locked=True)).scalar()
            if number is None:
                return None
            lease = {"state": "sending", "tries": table.c.tries + 1, "due_at": now + LEASE_SECONDS * 1000}
            connection.execute(sa.update(table).where(table.c.id == number).values(**lease))
            columns = (table.c[name] for name in DueMail.__slots__)
            return DueMail(*connection.execute(sa.select(*columns).where(table.c.id == number)).one())

    def sent(self, letter: DueMail, now: int) -> None:
        self._close(letter, state="sent", sent_at=now, error="")

    def postpone(self, letter: DueMail, now: int, error: str) -> bool:
        """Try again later; False if that was the last try."""
        over = letter.tries > len(WAITS)
        due_at = now if over else now + WAITS[letter.tries - 1] * 1000
        state = "failed" if over else "waiting"
        self._close(letter, state=state, due_at=due_at, error=error[:LONGEST_ERROR])
        return not over

    def fail(self, letter: DueMail, error: str) -> None:
        self._close(letter, state="failed", error=error[:LONGEST_ERROR])

    def _close(self, letter: DueMail, **values: object) -> None:
        with self._database.writing() as connection:
            connection.execute(
                sa.update(tables.outbox).where(tables.outbox.c.id == letter.id).values(**values)
            )

    def _waits(self, now: int) -> tuple[sa.ColumnElement[bool], ...]:
        """Waiting, or in the hands of a process whose lease is over."""
        table = tables.outbox
        return table.c.site == self._site, table.c.state.in_(["waiting", "sending"]), table.c.due_at <= now

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
        return int(connection.execute(sa.insert(tables.message), row).inserted_primary_key[0])  # type: ignore[index]

    def _insert_parts(self, connection: sa.Connection, number: int, given: Submission) -> None:
        of = {"site": self._site, "message": number}
        parts: Iterable[tuple[sa.Table, list[dict[str, object]]]] = (
            (tables.consent, [{**of, **asdict(one), "at": given.at} for one in given.consents]),
            (tables.attachment, [{**of, **asdict(file)} for file in given.files]),
            (tables.outbox, [{**of, **_waiting(one, given)} for one in given.letters]),
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

    def _one(self, condition: sa.ColumnElement[bool]) -> Stored | None:
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
        return Stored(row.id, row.reference, message, row.language, row.at, Status(row.status), files)


def _search_text(given: Submission) -> str:
    """Everything a message may be looked for by, folded."""
    one = given.message
    said = (given.reference, given.reference.replace("-", ""), one.subject, one.text, one.name, one.email)
    return fold(" ".join((*said, one.phone, dial_string(one.phone), one.address)))


def _waiting(letter: OutgoingMail, given: Submission) -> dict[str, object]:
    """Its Message-ID is the letter's for ever: who gets it twice, after a crash, can tell."""
    name = f"{given.reference}.{letter.letter}.{given.digest.hex()[:12]}".lower()
    return {
        **asdict(letter),
        "mail_id": name,
        "state": "waiting",
        "tries": 0,
        "due_at": given.at,
        "error": "",
    }
