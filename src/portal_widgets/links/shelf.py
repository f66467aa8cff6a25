"""The links of one portal as its pages know them: the newest edition; before the first, the configuration."""

import threading
from collections.abc import Callable

from ..core.widget import Portal
from ..errors import StoreUnavailableError
from ..throttle import Throttle
from .rules import Directory, as_data, made_key
from .store import LinkStore, TakenError
from .watch_store import WatchStore

# How long a page may show what it knows of the links.
FRESH_SECONDS = 5
# So many people save at the same moment before one is told to try again.
TRIES = 5


class Shelf:
    """What routes and helpers ask. Pages read memory: what is known is renewed every few seconds."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self.store = LinkStore(portal.database, portal.site)
        self.watch = WatchStore(portal.database, portal.site)
        self.throttle = Throttle(portal, "link reports")
        self._directory: Directory = portal.settings["LINKS"]
        self._number = 0
        self._held_back: frozenset[str] = frozenset()
        self._edition = made_key(repr(as_data(self._directory)))
        self._until = 0.0
        self._renewing = threading.Lock()

    def known(self) -> tuple[Directory, frozenset[str], str]:
        """The directory, the addresses that are held back, and the name of this state of both; what was
        known last while the database is away.
        """
        self._renew()
        return self._directory, self._held_back, self._edition

    def alarms(self) -> int:
        """How many links are held back from readers."""
        directory, held, _ = self.known()
        return sum(link.url in held for _, link in directory.links()) if held else 0

    def newest(self) -> tuple[int, Directory]:
        """Number and content of the newest edition, as the database has it now; 0 and the configuration
        before the first.
        """
        return self.store.current() or (0, self._portal.settings["LINKS"])

    def change(self, do: Callable[[Directory], Directory], *, who: str, what: str) -> bool:
        """Make a new edition of what stands now; False if it would be the same. TakenError when others
        were faster time and again.
        """
        for _ in range(TRIES):
            number, before = self.newest()
            after = do(before)
            if as_data(after) == as_data(before):
                return False
            try:
                self.store.keep(number, after, who=who, what=what, at=self._portal.clock.milliseconds())
            except TakenError:
                continue
            self.forget()
            return True
        raise TakenError

    def forget(self) -> None:
        """What is known is out of date: the next page asks again."""
        self._until = 0.0

    def _read(self) -> None:
        """The newest edition, read only when there is another one than is known."""
        if self.store.newest() != self._number:
            self._number, self._directory = self.newest()

    def _renew(self) -> None:
        seconds = self._portal.clock.seconds()
        if seconds < self._until or not self._renewing.acquire(blocking=False):
            return
        try:
            self._until = seconds + FRESH_SECONDS
            self._read()
            self._held_back = (
                self.watch.held_back() if self._portal.settings["LINK_QUARANTINE"] else frozenset()
            )
            begun = repr(as_data(self._directory)) if self._number == 0 else str(self._number)
            self._edition = made_key(begun, *sorted(self._held_back))
        except StoreUnavailableError:
            return
        finally:
            self._renewing.release()
