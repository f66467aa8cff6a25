"""The salts in memory: a visitor's keys at an instant, without asking the database each time."""

import threading
from datetime import date, timedelta

from ..core.clock import Clock
from ..core.visitor import visitor_key
from .judge import VISIT_WINDOW
from .salt_store import SaltStore


class Salts:
    """Hands out visitor keys under the salt of the day."""

    def __init__(self, store: SaltStore, site: str, clock: Clock) -> None:
        self._store = store
        self._site = site
        self._clock = clock
        self._lock = threading.Lock()
        self._salts: dict[date, bytes] = {}

    def keys(self, address: str | None, agent: str, at: int) -> tuple[bytes, bytes | None]:
        """Today's key, and for half an hour after midnight yesterday's too, so that a reader over
        midnight stays one visitor.
        """
        moment = self._clock.local(at)
        today = moment.date()
        key = visitor_key(self._salt(today), address, agent)
        before = self._clock.local(at - VISIT_WINDOW).date()
        if before == today or before not in self._salts:
            return key, None
        return key, visitor_key(self._salts[before], address, agent)

    def renew(self) -> None:
        """Make the next day's salt and drop those past their time."""
        self._salts = self._store.around(self._site, self._clock.now().date())

    def due(self) -> bool:
        """Whether tomorrow's salt has not been made yet."""
        return self._clock.now().date() + timedelta(days=1) not in self._salts

    def _salt(self, day: date) -> bytes:
        if day not in self._salts:
            with self._lock:
                if day not in self._salts:
                    self.renew()
        return self._salts[day]
