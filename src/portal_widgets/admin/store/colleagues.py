"""The accounts of a site, as the page for them reads and changes them."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.refusals import is_refusal
from ...core.text.clock import Milliseconds
from ..accounts import Account, Lifetime, LogEntry, is_last_admin
from .accounts import as_account, end_access, of
from .log import write_log
from .tables import account, session


@dataclass(frozen=True, slots=True)
class NewValues:
    """The role and the mail address that an account gets."""

    role: str
    email: str


class ColleagueStore:
    """Lists and changes the accounts of a site. Every change writes its line of the log in the same
    transaction. `configured` is whether the configuration has an admin.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def accounts(self, site: str) -> list[Account]:
        wanted = sa.select(account).where(account.c.site == site).order_by(account.c.name)
        with self._database.reading() as connection:
            return [as_account(row) for row in connection.execute(wanted)]

    def sessions(self, site: str, lifetime: Lifetime, now: Milliseconds) -> Mapping[str, int]:
        """The number of open sessions by account."""
        alive = sa.and_(
            session.c.site == site,
            session.c.seen_at > now - lifetime.idle,
            session.c.created_at > now - lifetime.whole,
        )
        wanted = sa.select(session.c.name, sa.func.count().label("open")).where(alive)
        with self._database.reading() as connection:
            return {row.name: row.open for row in connection.execute(wanted.group_by(session.c.name))}

    def create(self, site: str, name: str, values: NewValues, entry: LogEntry) -> bool:
        """Create an account without a password. Returns whether the name was free."""
        row = {
            "site": site,
            "name": name,
            "hash": "",
            "role": values.role,
            "email": values.email,
            "changed_at": entry.at,
        }
        try:
            with self._database.writing() as connection:
                connection.execute(sa.insert(account), [row])
                write_log(connection, site, entry)
        except sa.exc.IntegrityError as error:
            if not is_refusal(error):
                raise
            return False
        return True

    def change(self, site: str, name: str, values: NewValues, *entries: LogEntry, configured: bool) -> bool:
        """Set role and mail address. Another role ends the sessions. Returns False, and changes nothing, if
        the last admin would lose the role.
        """
        with self._database.writing() as connection:
            if values.role != "admin" and _is_last_admin(connection, site, name, configured=configured):
                return False
            its = sa.update(account).where(*of(account, site, name))
            other_role = connection.execute(its.where(account.c.role != values.role).values(role=values.role))
            if other_role.rowcount:
                connection.execute(sa.delete(session).where(*of(session, site, name)))
            connection.execute(its.values(email=values.email))
            for entry in entries:
                write_log(connection, site, entry)
        return True

    def close(self, site: str, name: str, entry: LogEntry, *, configured: bool) -> bool:
        """Close an account. Returns False, and changes nothing, if it is the last admin."""
        with self._database.writing() as connection:
            if _is_last_admin(connection, site, name, configured=configured):
                return False
            end_access(connection, site, name)
            _set_closed(connection, site, name, entry.at, entry)
        return True

    def reopen(self, site: str, name: str, entry: LogEntry) -> None:
        with self._database.writing() as connection:
            _set_closed(connection, site, name, None, entry)

    def end_sessions(self, site: str, name: str, entry: LogEntry) -> int:
        """End all sessions of an account. Returns their number."""
        with self._database.writing() as connection:
            ended = connection.execute(sa.delete(session).where(*of(session, site, name))).rowcount
            write_log(connection, site, entry)
        return ended


def _is_last_admin(connection: sa.Connection, site: str, name: str, *, configured: bool) -> bool:
    """The rows stay locked until the end of the transaction, so that two admins cannot remove each other."""
    admins = sa.select(account.c.name).where(
        account.c.site == site,
        account.c.role == "admin",
        account.c.hash != "",
        account.c.closed_at.is_(None),
    )
    found = connection.execute(admins.order_by(account.c.name).with_for_update()).scalars().all()
    return is_last_admin(name, found, configured)


def _set_closed(
    connection: sa.Connection, site: str, name: str, closed_at: Milliseconds | None, entry: LogEntry
) -> None:
    connection.execute(sa.update(account).where(*of(account, site, name)).values(closed_at=closed_at))
    write_log(connection, site, entry)
