"""The salts in memory: a visitor's keys at an instant, without a query each time."""

import secrets
import threading
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from ...core.http.client_network import client_network
from ...core.text.clock import ONE_DAY, Clock, Milliseconds
from ...errors import StoreUnavailableError
from ..sessions import VISIT_WINDOW
from .salt_store import SaltStore
from .visitor import SALT_BYTES, visitor_key


class _SaltWindow(NamedTuple):
    """The salts of a day and of the day before, from `start` (included) to `end` (excluded). They are valid
    only with the dictionary that they come from: a refresh creates another one.
    """

    salts: dict[date, bytes]
    start: Milliseconds
    end: Milliseconds
    salt: bytes
    before: bytes | None


class Salts:
    """Computes visitor keys with the salt of the day."""

    def __init__(self, store: SaltStore, site: str, clock: Clock) -> None:
        self._store = store
        self._site = site
        self._clock = clock
        self._lock = threading.Lock()
        self._salts: dict[date, bytes] = {}
        # These salts were created here because the database was unavailable. They are valid in this process
        # only.
        self._makeshift: dict[date, bytes] = {}
        # The result of the last lookup, because every view needs it.
        self._found = _SaltWindow(self._salts, 0, 0, b"", None)

    def keys(self, address: str | None, agent: str, at: Milliseconds) -> tuple[bytes, bytes]:
        """Today's key, and for half an hour after midnight yesterday's key too, so that a person who reads
        past midnight stays one visitor.
        """
        salts, start, end, salt, before = self._found
        if salts is not self._salts or not start <= at < end:
            *_, salt, before = self._found = self._find(at)
        network = client_network(address)
        key = visitor_key(salt, network, agent)
        return key, visitor_key(before, network, agent) if before else b""

    def renew(self) -> None:
        """Create the next day's salt and drop expired ones."""
        today = self._clock.today()
        self._salts = self._store.around(self._site, today)
        self._makeshift = {day: salt for day, salt in self._makeshift.items() if day >= today - ONE_DAY}

    def due(self) -> bool:
        """Return whether tomorrow's salt is still missing."""
        return self._clock.today() + ONE_DAY not in self._salts

    def _find(self, at: Milliseconds) -> _SaltWindow:
        day = self._clock.day(at)
        if day.date not in self._salts and day.date not in self._makeshift:
            self._fetch(day.date)
        salts = self._salts
        salt = salts.get(day.date) or self._makeshift[day.date]
        late = day.start + VISIT_WINDOW
        if at >= late:
            return _SaltWindow(salts, late, day.end, salt, None)
        return _SaltWindow(salts, day.start, late, salt, salts.get(day.date - ONE_DAY))

    def _fetch(self, day: date) -> None:
        with self._lock:
            with suppress(StoreUnavailableError):
                if day not in self._salts:
                    self.renew()
            if day not in self._salts:
                # Without a salt no view could be recorded. A visitor who reaches two processes then counts
                # twice.
                self._makeshift.setdefault(day, secrets.token_bytes(SALT_BYTES))
