"""The accounts and sessions of the admin area. It stores no password and no cookie, only hashes."""

from dataclasses import asdict

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from ...core.text.clock import Milliseconds
from ..accounts import Account, Lifetime, LogEntry, Session
from .log import write_log
from .tables import account, invitation, recovery_code, second_factor, session


class AdminStore:
    """Reads and writes accounts and sessions of a site, for the sign-in and the command line."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def account(self, site: str, name: str) -> Account | None:
        wanted = sa.select(account).where(*of(account, site, name))
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else as_account(row)

    def has_accounts(self, site: str) -> bool:
        if self._database.version() is None:
            return False  # a check must not create a database
        wanted = sa.select(sa.exists().where(account.c.site == site))
        with self._database.reading() as connection:
            return bool(connection.execute(wanted).scalar())

    def roles_by_name(self, site: str) -> dict[str, str]:
        """The role of each account that is open."""
        wanted = sa.select(account.c.name, account.c.role).where(account.c.site == site)
        with self._database.reading() as connection:
            found = connection.execute(wanted.where(account.c.closed_at.is_(None)))
            return {row.name: row.role for row in found}

    def set_account(self, site: str, given: Account, now: Milliseconds, *entries: LogEntry) -> None:
        """Create an account, or change its password and role and open it again. Sessions with the old
        password and an open invitation end. A stored mail address stays.
        """
        row = {"site": site, "changed_at": now, **asdict(given)}
        with self._database.writing() as connection:
            end_access(connection, site, given.name)
            upsert(connection, account, [row], replace=("hash", "role", "changed_at", "closed_at"))
            for entry in entries:
                write_log(connection, site, entry)

    def change_password(
        self, site: str, name: str, password_hash: str, now: Milliseconds, entry: LogEntry
    ) -> None:
        """Set another password. All sessions and an open invitation end."""
        with self._database.writing() as connection:
            end_access(connection, site, name)
            changed = sa.update(account).where(*of(account, site, name))
            connection.execute(changed.values(hash=password_hash, changed_at=now))
            write_log(connection, site, entry)

    def remove_account(self, site: str, name: str, *entries: LogEntry) -> bool:
        """Remove the account. Returns whether it existed."""
        with self._database.writing() as connection:
            end_access(connection, site, name)
            for table in (second_factor, recovery_code):
                connection.execute(sa.delete(table).where(*of(table, site, name)))
            existed = connection.execute(sa.delete(account).where(*of(account, site, name))).rowcount > 0
            for entry in entries if existed else ():
                write_log(connection, site, entry)
        return existed

    def look_up(self, site: str, digest: str) -> tuple[bool, Session | None, str | None]:
        """Whether the site has any account, the session of this digest, and the current password hash of its
        account if it is open: in one statement, because every admin request needs them.
        """
        anyone = account.alias()
        one = sa.select(sa.literal(1).label("one")).subquery()
        its_session = sa.and_(session.c.site == site, session.c.digest == digest)
        its_account = sa.and_(
            account.c.site == site, account.c.name == session.c.name, account.c.closed_at.is_(None)
        )
        wanted = sa.select(
            sa.exists().where(anyone.c.site == site).label("any"),
            session,
            account.c.hash,
            account.c.role.label("its_role"),
        ).select_from(one.outerjoin(session, its_session).outerjoin(account, its_account))
        with self._database.reading() as connection:
            row = connection.execute(wanted).one()
        if row.digest is None:
            return bool(row.any), None, None
        # A role that was changed while the person signed in is valid from the next request on.
        role = row.its_role or row.role
        found = Session(row.name, role, row.credential, row.created_at, row.seen_at)
        return bool(row.any), found, row.hash

    def open_session(
        self,
        site: str,
        digest: str,
        opened: Session,
        lifetime: Lifetime,
        *entries: LogEntry,
        instead_of: str,
    ) -> None:
        """Store a new session. The browser's former session ends, and expired ones are removed."""
        over = sa.or_(
            session.c.digest == instead_of,
            session.c.seen_at <= opened.created_at - lifetime.idle,
            session.c.created_at <= opened.created_at - lifetime.whole,
        )
        with self._database.writing() as connection:
            connection.execute(sa.delete(session).where(session.c.site == site, over))
            connection.execute(sa.insert(session), [{"site": site, "digest": digest, **asdict(opened)}])
            for entry in entries:
                write_log(connection, site, entry)

    def touch_session(self, site: str, digest: str, now: Milliseconds) -> None:
        """Record that a session is in use."""
        with self._database.writing() as connection:
            changed = sa.update(session).where(session.c.site == site, session.c.digest == digest)
            connection.execute(changed.values(seen_at=now))

    def end_session(self, site: str, digest: str) -> None:
        with self._database.writing() as connection:
            connection.execute(sa.delete(session).where(session.c.site == site, session.c.digest == digest))


def of(table: sa.Table, site: str, name: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """The rows of an account."""
    return table.c.site == site, table.c.name == name


def as_account(row: "sa.Row[tuple[object, ...]]") -> Account:
    return Account(row.name, row.role, row.hash, row.email, row.closed_at)


def end_access(connection: sa.Connection, site: str, name: str) -> None:
    """End all sessions of an account, and an invitation that nobody has used yet."""
    for table in (session, invitation):
        connection.execute(sa.delete(table).where(*of(table, site, name)))
