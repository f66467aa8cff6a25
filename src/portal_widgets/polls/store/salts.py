"""The salts that hide voters. Each poll has one until it closes; without the salt nobody can find the voter
of a ballot.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.text.clock import Microseconds
from . import tables

SALT_BYTES = 32


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def voter_key(salt: bytes, kind: str, voter: bytes) -> bytes:
    """The stored key of a voter: the same for the same voter of a poll, and useless without the salt."""
    return hmac.new(salt, kind.encode() + b"\0" + voter, hashlib.sha256).digest()


def salt_of(connection: sa.Connection, poll: int) -> bytes | None:
    """The poll's salt; None after it was destroyed."""
    return connection.execute(sa.select(tables.poll.c.salt).where(tables.poll.c.id == poll)).scalar()


class PollSaltStore:
    """The salts of one site's closed polls."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def of_closed(self, now: Microseconds) -> set[int]:
        """The closed polls that still have their salt."""
        with self._database.reading() as connection:
            return {*connection.scalars(sa.select(tables.poll.c.id).where(*self._of_closed(now)))}

    def destroy(self, now: Microseconds, polls: Collection[int] | None = None) -> int:
        """Destroy the salts of closed polls (default: all). From then on no ballot can be connected with its
        voter. Returns how many there were.
        """
        where = [*self._of_closed(now), *([] if polls is None else [tables.poll.c.id.in_(polls)])]
        with self._database.writing() as connection:
            gone = connection.execute(sa.update(tables.poll).where(*where).values(salt=None))
            return int(gone.rowcount)

    def _of_closed(self, now: Microseconds) -> tuple[sa.ColumnElement[bool], ...]:
        table = tables.poll
        return table.c.site == self._site, table.c.closes_at <= now, table.c.salt.is_not(None)
