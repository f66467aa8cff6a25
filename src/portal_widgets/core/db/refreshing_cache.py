"""Database content for pages, a few seconds old at most."""

import threading
from collections.abc import Callable

from ...errors import StoreUnavailableError
from ..app.portal import Portal

# How long a page may show the cached content.
MAX_AGE_SECONDS = 5


class RefreshingCache:
    """Refreshes the content every few seconds, in one thread at a time. While the database is unavailable, it
    keeps the last content.
    """

    def __init__(self, portal: Portal, renew: Callable[[], None]) -> None:
        self._portal = portal
        self._renew = renew
        self._until = 0.0
        self._renewing = threading.Lock()

    def refresh_if_stale(self) -> None:
        seconds = self._portal.clock.steady()
        if seconds < self._until or not self._renewing.acquire(blocking=False):
            return
        try:
            self._until = seconds + MAX_AGE_SECONDS
            self._renew()
        except StoreUnavailableError:
            return
        finally:
            self._renewing.release()

    def invalidate(self) -> None:
        """The content is out of date: the next page reads it again."""
        self._until = 0.0
