"""The tokens of the office's programs. Only their digests are stored."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.refusals import is_refusal
from ..accounts import ApiToken, LogEntry
from .log import write_log
from .tables import api_token


class ApiTokenStore:
    """Reads and writes the tokens of a site."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, site: str, key: str) -> ApiToken | None:
        wanted = sa.select(api_token).where(*_one(site, key))
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _token(row)

    def every(self, site: str) -> Sequence[ApiToken]:
        wanted = sa.select(api_token).where(api_token.c.site == site).order_by(api_token.c.name)
        with self._database.reading() as connection:
            return [_token(row) for row in connection.execute(wanted)]

    def create(self, site: str, token: ApiToken, entry: LogEntry) -> bool:
        """Store a new token. Returns whether its name was free."""
        try:
            with self._database.writing() as connection:
                connection.execute(sa.insert(api_token), [{"site": site, **asdict(token)}])
                write_log(connection, site, entry)
        except sa.exc.IntegrityError as error:
            if not is_refusal(error):
                raise
            return False
        return True

    def withdraw(self, site: str, key: str, entry: LogEntry) -> None:
        """Delete a token. Nothing is logged if somebody else was first."""
        with self._database.writing() as connection:
            if connection.execute(sa.delete(api_token).where(*_one(site, key))).rowcount:
                write_log(connection, site, entry)

    def note_use(self, site: str, key: str, day: date) -> None:
        """Note the day of the last use. The time is not stored."""
        with self._database.writing() as connection:
            connection.execute(sa.update(api_token).where(*_one(site, key)).values(used_on=day))


def _one(site: str, key: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return api_token.c.site == site, api_token.c.key == key


def _token(row: "sa.Row[tuple[object, ...]]") -> ApiToken:
    return ApiToken(row.key, row.name, row.digest, row.made_by, row.made_on, row.ends_on, row.used_on)
