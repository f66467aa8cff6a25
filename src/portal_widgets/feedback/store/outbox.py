"""The outbox in SQL: mails wait, are claimed by one process, and are sent or given up."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.text.clock import Milliseconds
from . import tables

# In seconds. After the last retry a mail has failed, and `flask portal doctor` reports it.
WAITS = (60, 300, 1800, 7200, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)
# How long a sending process owns the mail. After this time, the process is assumed to be dead.
LEASE_SECONDS = 300
# The clocks of two servers hardly differ by more.
SKEW_SECONDS = 60
LONGEST_ERROR = 300


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
        "state": "waiting",
        "tries": 0,
        "due_at": at,
        "error": "",
    }


class OutboxStore:
    """The mails of one site. Instants are milliseconds since 1970."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def due_count(self, now: Milliseconds) -> int:
        """How many mails are due now."""
        asked = sa.select(sa.func.count()).where(*self._is_due(now))
        with self._database.reading() as connection:
            return int(connection.execute(asked).scalar_one())

    def failed_count(self) -> int:
        """How many mails were given up."""
        where = (tables.outbox.c.site == self._site, tables.outbox.c.state == "failed")
        with self._database.reading() as connection:
            return int(connection.execute(sa.select(sa.func.count()).where(*where)).scalar_one())

    def failed(self, message: int) -> list[tuple[str, str]]:
        """Recipient and error of each mail of a message that was given up."""
        table = tables.outbox
        where = (table.c.site == self._site, table.c.message == message, table.c.state == "failed")
        wanted = sa.select(table.c.recipient, table.c.error).where(*where).order_by(table.c.id)
        with self._database.reading() as connection:
            return [(row.recipient, row.error) for row in connection.execute(wanted)]

    def claim(self, now: Milliseconds) -> DueMail | None:
        """The mail that has waited longest, reserved for this process until its lease ends."""
        table = tables.outbox
        with self._database.writing() as connection:
            oldest = sa.select(table.c.id).where(*self._is_due(now)).order_by(table.c.due_at, table.c.id)
            number = connection.execute(oldest.limit(1).with_for_update(skip_locked=True)).scalar()
            if number is None:
                return None
            lease = {"state": "sending", "tries": table.c.tries + 1, "due_at": now + LEASE_SECONDS * 1000}
            connection.execute(sa.update(table).where(table.c.id == number).values(**lease))
            columns = (table.c[name] for name in DueMail.__slots__)
            return DueMail(*connection.execute(sa.select(*columns).where(table.c.id == number)).one())

    def mark_sent(self, letter: DueMail, now: Milliseconds) -> None:
        self._close(letter, state="sent", sent_at=now, error="")

    def postpone(self, letter: DueMail, now: Milliseconds, error: str) -> bool:
        """Try again later. Returns False if that was the last try."""
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

    def _is_due(self, now: Milliseconds) -> tuple[sa.ColumnElement[bool], ...]:
        """The condition for due mails: they are waiting, or claimed by a process whose lease has ended. If a
        mail is due later than any retry can be, a wrong clock has set its time, and it is due now.
        """
        table = tables.outbox
        latest = [now + (seconds + SKEW_SECONDS) * 1000 for seconds in (0, *WAITS, LEASE_SECONDS)]
        *of_tries, of_lease = (sa.literal(at, sa.BigInteger) for at in latest)
        put_off = sa.case(*((table.c.tries == tries, at) for tries, at in enumerate(of_tries)))
        possible = sa.case((table.c.state == "sending", of_lease), else_=put_off)
        due = sa.or_(table.c.due_at <= now, table.c.due_at > possible)
        return table.c.site == self._site, table.c.state.in_(["waiting", "sending"]), due
