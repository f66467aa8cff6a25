"""The visitors online. Their number is asked every second, also while nothing is counted."""

from typing import NamedTuple

import sqlalchemy as sa

from ....core.db.prepared import Prepared
from ....core.text.clock import Milliseconds
from ...sessions import ONLINE_WINDOW
from .batch import site_version
from .tables import presence


def _seen(since: str, until: str) -> sa.ScalarSelect[int]:
    """How many were last seen from one instant (included) until another."""
    when = presence.c.last_at >= sa.bindparam(since), presence.c.last_at < sa.bindparam(until)
    of_site = presence.c.site == sa.bindparam("site")
    return sa.select(sa.func.count()).where(of_site, *when, ~presence.c.superseded).scalar_subquery()


_ALL = Prepared(sa.select(_seen("since", "until")))
_CHANGE = Prepared(sa.select(_seen("known_until", "until") - _seen("known_since", "since")))


class _Count(NamedTuple):
    """The visitors online at an instant, at a version of the site."""

    version: int
    at: Milliseconds
    online: int


class OnlineCounter:
    """Counts the visitors online. If nothing was counted since the last time, it reads only the rows of those
    who have left.
    """

    def __init__(self) -> None:
        self._known: dict[str, _Count] = {}

    def count(self, connection: sa.Connection, site: str, at: Milliseconds) -> int:
        """The visitors online at an instant. The connection has one consistent view of the tables."""
        version, known, window = site_version(connection, site), self._known.get(site), _window(at)
        if known is not None and known.version == version and known.at <= at:
            before = {f"known_{name}": instant for name, instant in _window(known.at).items()}
            change = _CHANGE.value(connection, {"site": site, **window, **before})
            online = known.online + int(change or 0)
        else:
            online = int(_ALL.value(connection, {"site": site, **window}) or 0)
        self._known[site] = _Count(version, at, online)
        return online


def _window(at: Milliseconds) -> dict[str, Milliseconds]:
    # The window has an end, because a clock may have been a day ahead.
    return {"since": at - ONLINE_WINDOW + 1, "until": at + ONLINE_WINDOW}
