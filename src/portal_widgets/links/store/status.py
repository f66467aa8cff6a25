"""The results of the link check for each address, and their history."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from ...core.db.database import Database
from ...core.db.rows import upsert
from ..check.link_status import DANGERS, FAILURES, LinkState, LinkStatus
from ..check.reasons import read_stored
from .tables import event, watch

_VALUES = (
    "url",
    "state",
    "detail",
    "since",
    "checked_at",
    "failed_days",
    "failed_on",
    "domain",
    "certificate",
    "accepted",
)
_ALARMING = frozenset({*FAILURES, *DANGERS, LinkState.EXPIRING})


# The author of a line in the history that says that an alarm was mailed. Readers of the history skip it.
TOLD = "flask portal links check --mail"


def address_key(url: str) -> str:
    """The key of an address: a hash, because an address may be longer than a database key."""
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()


class LinkStatusStore:
    """States and events in SQL."""

    def __init__(self, database: Database, site: str) -> None:
        self._database = database
        self._site = site

    def statuses(self) -> dict[str, LinkStatus]:
        """All states, by address."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(watch).where(watch.c.site == self._site))
            return {row.url: _status_of_row(row) for row in rows}

    def quarantined(self) -> frozenset[str]:
        """The addresses that are held back from readers."""
        suspected = [state.value for state in (*FAILURES, *DANGERS)]
        asked = sa.select(watch).where(watch.c.site == self._site, watch.c.state.in_(suspected))
        with self._database.reading() as connection:
            found = [_status_of_row(row) for row in connection.execute(asked)]
        return frozenset(one.url for one in found if one.is_held_back)

    def save(self, one: LinkStatus, before: LinkStatus | None, who: str = "") -> None:
        """Store the state. If it has changed, add it to the history."""
        row = {"site": self._site, "address_key": address_key(one.url), **asdict(one)}
        row["state"] = one.state.value
        with self._database.writing() as connection:
            upsert(connection, watch, [row], keys=("site", "address_key"), replace=_VALUES)
            if before is None or (one.state, one.accepted) != (before.state, before.accepted):
                said = {"state": one.state.value, "detail": one.detail, "at": one.checked_at, "who": who[:80]}
                key = {"site": self._site, "address_key": row["address_key"]}
                connection.execute(sa.insert(event), {**key, **said})

    def history(self, url: str, most: int = 50) -> list[tuple[int, LinkState, str, str]]:
        """Instant, state, detail and author, newest first."""
        where = (event.c.site == self._site, event.c.address_key == address_key(url), event.c.who != TOLD)
        columns = (event.c.at, event.c.state, event.c.detail, event.c.who)
        asked = sa.select(*columns).where(*where).order_by(event.c.id.desc()).limit(most)
        with self._database.reading() as connection:
            return [
                (at, LinkState(state), read_stored(detail), who)
                for at, state, detail, who in connection.execute(asked)
            ]

    def not_told(self, alarms: Sequence[LinkStatus]) -> list[LinkStatus]:
        """The alarms that nobody was mailed, since the address was last well or was accepted."""
        told: dict[str, bool] = {}
        columns = (event.c.address_key, event.c.state, event.c.who)
        asked = sa.select(*columns).where(event.c.site == self._site).order_by(event.c.id)
        with self._database.reading() as connection:
            for key, state, who in connection.execute(asked):
                told[key] = who == TOLD or (told.get(key, False) and state in _ALARMING and not who)
        return [one for one in alarms if not told.get(address_key(one.url), False)]

    def note_told(self, alarms: Sequence[LinkStatus], at: int) -> None:
        """Somebody was mailed these alarms."""
        of = {"site": self._site, "detail": "", "at": at, "who": TOLD}
        rows = [{**of, "address_key": address_key(one.url), "state": one.state.value} for one in alarms]
        with self._database.writing() as connection:
            connection.execute(sa.insert(event), rows)

    def forget(self, urls: set[str]) -> None:
        """Delete addresses that are no longer in the directory."""
        keys = [address_key(url) for url in urls]
        with self._database.writing() as connection:
            for table in (watch, event):
                connection.execute(
                    sa.delete(table).where(table.c.site == self._site, table.c.address_key.in_(keys))
                )


def _status_of_row(row: sa.Row[tuple[object, ...]]) -> LinkStatus:
    values = {name: getattr(row, name) for name in _VALUES}
    state, blank, detail = values["accepted"].partition(" ")
    values["accepted"] = f"{state}{blank}{read_stored(detail)}"
    return LinkStatus(**{**values, "state": LinkState(row.state), "detail": read_stored(values["detail"])})
