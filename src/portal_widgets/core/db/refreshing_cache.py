"""Database content for pages, a few seconds old at most."""

import threading
from collections.abc import Callable

from ...errors import StoreUnavailableError
from ..app.portal import Portal

# How long a page may show the cached content.
MAX_AGE_SECONDS = 5
# How long a page waits for another thread that reads the content for the first time.
WAIT_SECONDS = 2


class RefreshingCache:
    """Refreshes the content every few seconds, in one thread at a time. Other threads show the last content
    meanwhile, or wait if there is none yet. While the database is unavailable, the last content stays.
    """

    def __init__(self, portal: Portal, renew: Callable[[], None]) -> None:
        self._portal = portal
        self._renew = renew
        self._until = 0.0
        self._has_content = False
        self._renewing = threading.Lock()

    def refresh_if_stale(self) -> None:
        seconds = self._portal.clock.steady()
        # Rights may depend on the content, so the first one must be that of the database.
        wait = 0 if self._has_content else WAIT_SECONDS
        if self._is_fresh(seconds) or not self._renewing.acquire(timeout=wait):
            return
        try:
            if self._is_fresh(seconds):  # another thread has read it meanwhile
                return
            self._until = seconds + MAX_AGE_SECONDS
            self._renew()
        except StoreUnavailableError:
            return
        finally:
            self._has_content = True
            self._renewing.release()

    def _is_fresh(self, seconds: float) -> bool:
        return self._has_content and seconds < self._until

    def invalidate(self) -> None:
        """The content is out of date: the next page reads it again."""
        self._until = 0.0
