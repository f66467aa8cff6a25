"""The accounts and sessions of the admin area. It stores no password and no cookie, only hashes."""

from dataclasses import asdict

import sqlalchemy as sa

from ..core.db.database import Database, metadata
from ..core.text.clock import Milliseconds
from .accounts import Account, Lifetime, Session

account = sa.Table(
    "pw_admin_account",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("changed_at", sa.BigInteger, nullable=False),
)

session = sa.Table(
    "pw_admin_session",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("credential", sa.String(64), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    sa.Index("pw_admin_session_site_name", "site", "name"),
)


class AdminStore:
    """Reads and writes accounts and sessions of a site."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def account(self, site: str, name: str) -> Account | None:
        wanted = sa.select(account.c.name, account.c.role, account.c.hash).where(*_of(account, site, name))
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else Account(row.name, row.role, row.hash)

    def has_accounts(self, site: str) -> bool:
        if self._database.version() is None:
            return False  # a check must not create a database
        wanted = sa.select(sa.exists().where(account.c.site == site))
        with self._database.reading() as connection:
            return bool(connection.execute(wanted).scalar())

    def set_account(self, site: str, given: Account, now: Milliseconds) -> None:
        """Create an account or change its password and role. Sessions with the old password end."""
        with self._database.writing() as connection:
            _remove(connection, site, given.name)
            connection.execute(sa.insert(account), [{"site": site, "changed_at": now, **asdict(given)}])

    def remove_account(self, site: str, name: str) -> bool:
        """Remove the account. Returns whether it existed."""
        with self._database.writing() as connection:
            return _remove(connection, site, name)

    def look_up(self, site: str, digest: str) -> tuple[bool, Session | None, str | None]:
        """Whether the site has any account, the session of this digest, and the current password hash of its
        account: in one statement, because every admin request needs them.
        """
        anyone = account.alias()
        one = sa.select(sa.literal(1).label("one")).subquery()
        its_session = sa.and_(session.c.site == site, session.c.digest == digest)
        its_account = sa.and_(account.c.site == site, account.c.name == session.c.name)
        wanted = sa.select(
            sa.exists().where(anyone.c.site == site).label("any"),
            session,
            account.c.hash,
        ).select_from(one.outerjoin(session, its_session).outerjoin(account, its_account))
        with self._database.reading() as connection:
            row = connection.execute(wanted).one()
        if row.digest is None:
            return bool(row.any), None, None
        found = Session(row.name, row.role, row.credential, row.created_at, row.seen_at)
        return bool(row.any), found, row.hash

    def open_session(
        self, site: str, digest: str, opened: Session, lifetime: Lifetime, *, instead_of: str
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

    def touch_session(self, site: str, digest: str, now: Milliseconds) -> None:
        """Record that a session is in use."""
        with self._database.writing() as connection:
            changed = sa.update(session).where(session.c.site == site, session.c.digest == digest)
            connection.execute(changed.values(seen_at=now))

    def end_session(self, site: str, digest: str) -> None:
        with self._database.writing() as connection:
            connection.execute(sa.delete(session).where(session.c.site == site, session.c.digest == digest))


def _of(table: sa.Table, site: str, name: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return table.c.site == site, table.c.name == name


def _remove(connection: sa.Connection, site: str, name: str) -> bool:
    connection.execute(sa.delete(session).where(*_of(session, site, name)))
    return connection.execute(sa.delete(account).where(*_of(account, site, name))).rowcount > 0
