"""Invitations: a code with which a person sets a password, once. Only its digest is stored."""

from collections.abc import Sequence

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from ...core.text.clock import Milliseconds
from ..accounts import Event, LogEntry
from .accounts import end_access, of
from .log import write_log
from .tables import account, invitation


class InvitationStore:
    """Reads and writes the invitations of a site."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, site: str, name: str, digest: str, expires_at: Milliseconds, entry: LogEntry) -> None:
        """Store an invitation. An earlier one of the account is no longer valid."""
        row = {"site": site, "name": name, "digest": digest, "expires_at": expires_at}
        with self._database.writing() as connection:
            upsert(connection, invitation, [row], replace=("digest", "expires_at"))
            write_log(connection, site, entry)

    def open(self, site: str, now: Milliseconds) -> dict[str, int]:
        """By account, when its open invitation expires."""
        wanted = sa.select(invitation).where(invitation.c.site == site, invitation.c.expires_at > now)
        with self._database.reading() as connection:
            return {row.name: row.expires_at for row in connection.execute(wanted)}

    def unused(self, site: str) -> dict[str, int | None]:
        """By open account without a password, when its invitation expires or expired; None if the invitation
        is deleted.
        """
        theirs = sa.and_(invitation.c.site == account.c.site, invitation.c.name == account.c.name)
        wanted = (
            sa.select(account.c.name, invitation.c.expires_at)
            .outerjoin(invitation, theirs)
            .where(account.c.site == site, account.c.hash == "", account.c.closed_at.is_(None))
            .order_by(account.c.name)
        )
        with self._database.reading() as connection:
            return {row.name: row.expires_at for row in connection.execute(wanted)}

    def accept(self, site: str, digests: Sequence[str], password_hash: str, now: Milliseconds) -> str | None:
        """Use the invitation: set the password and end all sessions. Returns the account, or None if no
        invitation is valid. The deleted row decides who was first.
        """
        its = sa.and_(invitation.c.site == site, invitation.c.digest.in_(digests))
        valid = sa.select(invitation.c.name).where(its, invitation.c.expires_at > now)
        with self._database.writing() as connection:
            name = connection.execute(valid).scalar()
            if name is None or not connection.execute(sa.delete(invitation).where(its)).rowcount:
                return None
            is_open = sa.update(account).where(*of(account, site, name), account.c.closed_at.is_(None))
            if not connection.execute(is_open.values(hash=password_hash, changed_at=now)).rowcount:
                return None
            end_access(connection, site, name)
            write_log(connection, site, LogEntry(now, "", Event.ACCEPTED, name))
        return str(name)

    def purge(self, site: str, now: Milliseconds) -> None:
        """Delete expired invitations."""
        with self._database.writing() as connection:
            over = sa.and_(invitation.c.site == site, invitation.c.expires_at <= now)
            connection.execute(sa.delete(invitation).where(over))
