"""The salts of visitor keys: one for each day and site, made in advance, destroyed after 48 hours."""

import secrets
from datetime import date, timedelta

import sqlalchemy as sa

from ...core.db.database import Database, metadata
from ...core.db.rows import upsert
from .visitor import SALT_BYTES

salt = sa.Table(
    "pw_salt",
    metadata,
    sa.Column("site", sa.String(32), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("salt", sa.LargeBinary(SALT_BYTES), nullable=False),
)


class SaltStore:
    """Makes, shares and destroys the salts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def around(self, site: str, today: date) -> dict[date, bytes]:
        """The salts of yesterday (if it still exists), today and tomorrow."""
        ahead = (today, today + timedelta(days=1))
        oldest = today - timedelta(days=1)
        rows = [{"site": site, "day": day, "salt": secrets.token_bytes(SALT_BYTES)} for day in ahead]
        with self._database.writing() as connection:
            # Insert or ignore, then read, so that two processes that start at the same time use the same
            # salt.
            upsert(connection, salt, rows)
            connection.execute(sa.delete(salt).where(salt.c.site == site, salt.c.day < oldest))
            kept = connection.execute(sa.select(salt.c.day, salt.c.salt).where(salt.c.site == site))
            return {row.day: row.salt for row in kept}
