"""Second factors: encrypted secrets, and digests of recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from ..accounts import LogEntry
from .accounts import of
from .log import write_log
from .tables import recovery_code, second_factor


@dataclass(frozen=True, slots=True)
class StoredFactor:
    """A secret, encrypted; and whether its owner has confirmed it with a first code."""

    secret: str
    confirmed: bool


class SecondFactorStore:
    """Reads and writes the second factors of a site."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, site: str, name: str) -> StoredFactor | None:
        wanted = sa.select(second_factor).where(*of(second_factor, site, name))
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else StoredFactor(row.secret, row.confirmed_at is not None)

    def confirmed(self, site: str) -> set[str]:
        """The accounts with a second factor."""
        its = sa.and_(second_factor.c.site == site, second_factor.c.confirmed_at.is_not(None))
        with self._database.reading() as connection:
            return set(connection.execute(sa.select(second_factor.c.name).where(its)).scalars())

    def begin(self, site: str, name: str, secret: str) -> bool:
        """Store a secret that is not confirmed yet. Returns False if the account has a confirmed one."""
        row = {"site": site, "name": name, "secret": secret, "last_step": 0}
        with self._database.writing() as connection:
            open_ = sa.delete(second_factor).where(
                *of(second_factor, site, name), second_factor.c.confirmed_at.is_(None)
            )
            connection.execute(open_)
            upsert(connection, second_factor, [row])
            stored = sa.select(second_factor.c.secret).where(*of(second_factor, site, name))
            return bool(connection.execute(stored).scalar() == secret)

    def confirm(self, site: str, name: str, digests: Sequence[str], entry: LogEntry) -> None:
        """Turn the second factor on, with these recovery codes."""
        with self._database.writing() as connection:
            its = sa.update(second_factor).where(*of(second_factor, site, name))
            connection.execute(its.values(confirmed_at=entry.at))
            _set_codes(connection, site, name, digests)
            write_log(connection, site, entry)

    def use_step(self, site: str, name: str, step: int) -> bool:
        """Mark the code of a time step as used. Returns False if it, or a later one, was used before."""
        newer = sa.and_(*of(second_factor, site, name), second_factor.c.last_step < step)
        with self._database.writing() as connection:
            used = connection.execute(sa.update(second_factor).where(newer).values(last_step=step))
        return used.rowcount == 1

    def set_recovery_codes(self, site: str, name: str, digests: Sequence[str], entry: LogEntry) -> None:
        """Replace the recovery codes."""
        with self._database.writing() as connection:
            _set_codes(connection, site, name, digests)
            write_log(connection, site, entry)

    def use_recovery_code(self, site: str, name: str, digests: Sequence[str], entry: LogEntry) -> bool:
        """Use a recovery code. Returns whether it was one that nobody has used."""
        its = sa.and_(*of(recovery_code, site, name), recovery_code.c.digest.in_(digests))
        with self._database.writing() as connection:
            used = connection.execute(sa.delete(recovery_code).where(its)).rowcount > 0
            if used:
                write_log(connection, site, entry)
        return used

    def recovery_codes_left(self, site: str, name: str) -> int:
        wanted = sa.select(sa.func.count()).where(*of(recovery_code, site, name))
        with self._database.reading() as connection:
            return int(connection.execute(wanted).scalar_one())

    def remove(self, site: str, name: str, entry: LogEntry) -> bool:
        """Remove the second factor and its recovery codes. Returns whether there was one."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(recovery_code).where(*of(recovery_code, site, name)))
            gone = connection.execute(sa.delete(second_factor).where(*of(second_factor, site, name))).rowcount
            if gone:
                write_log(connection, site, entry)
        return gone > 0


def _set_codes(connection: sa.Connection, site: str, name: str, digests: Sequence[str]) -> None:
    connection.execute(sa.delete(recovery_code).where(*of(recovery_code, site, name)))
    rows = [{"site": site, "name": name, "digest": digest} for digest in digests]
    connection.execute(sa.insert(recovery_code), rows)
