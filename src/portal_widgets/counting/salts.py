"""The salts in memory: a visitor's keys at an instant, without asking the database each time."""

import secrets
import threading
from datetime import date

from ..core.clock import ONE_DAY, Clock
from ..errors import StoreUnavailableError
from .judge import VISIT_WINDOW
from .salt_store import SaltStore
from .visitor import SALT_BYTES, visitor_key


class Salts:
    """Hands out visitor keys under the salt of the day."""

    def __init__(self, store: SaltStore, site: str, clock: Clock) -> None:
        self._store = store
        self._site = site
        self._clock = clock
        self._lock = threading.Lock()
        self._salts: dict[date, bytes] = {}
        # Made here because the database was away: good for this process only.
        self._makeshift: dict[date, bytes] = {}

    def keys(self, address: str | None, agent: str, at: int) -> tuple[bytes, bytes]:
        """Today's key, and for half an hour after midnight yesterday's too, so that a reader over
        midnight stays one visitor.
        """
        day = self._clock.day(at)
        salt = self._salts.get(day.date) or self._makeshift.get(day.date) or self._fetched(day.date)
        key = visitor_key(salt, address, agent)
        if at - day.start >= VISIT_WINDOW:
            return key, b""
        before = self._salts.get(day.date - ONE_DAY)
        return key, visitor_key(before, address, agent) if before else b""

    def renew(self) -> None:
        """Make the next day's salt and drop those past their time."""
        today = self._clock.now().date()
        self._salts = self._store.around(self._site, today)
        self._makeshift = {day: salt for day, salt in self._makeshift.items() if day >= today - ONE_DAY}

    def due(self) -> bool:
        """Whether tomorrow's salt has not been made yet."""
        return self._clock.now().date() + ONE_DAY not in self._salts

    def _fetched(self, day: date) -> bytes:
        with self._lock:
            try:
                if day not in self._salts:
                    self.renew()
                return self._salts[day]
            except (StoreUnavailableError, KeyError):
                # Without a salt no view could be heard. A visitor of two processes is then two.
                return self._makeshift.setdefault(day, secrets.token_bytes(SALT_BYTES))
